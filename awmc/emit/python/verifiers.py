"""`verifiers.py`: each task instance as a function that compares two database files and reads a final text.

In: an environment, its task instances, and digests of their starts. Out: a module that needs `judging.py` and the standard library alone.
Guaranteed: a goal is the same lowering as that of a contract, to plain Python over rows, with only those definitions beside it
that goals reach; a task's id is found in `TASKS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any

from awmc.emit.judged import Starts, judged_entities
from awmc.emit.names import attribute, type_name
from awmc.emit.python.annotations import annotation
from awmc.emit.python.functions import Maker
from awmc.emit.python.module import Module
from awmc.emit.python.reached import reached
from awmc.emit.python.rules import value_functions
from awmc.emit.quote import docstring, python_text, python_texts
from awmc.ir import types as t
from awmc.ir.columns import entity_columns
from awmc.ir.goals import goal_clauses, whether
from awmc.ir.loops import loop_params
from awmc.ir.model import Entity, Environment, Task
from awmc.runtime.judging import model

Instances = Sequence[Mapping[str, Any]]
"""Task instances as tasks.json has them."""
_PATHS = "initial_db_path: str, final_db_path: str, final_answer: str | None = None"
_MAIN = """\
if __name__ == "__main__":
    sys.exit(judging.run_verifier(TASKS, sys.argv[1:]))
"""


class _Module(Module):
    """A module that finds everything in `judging`, whether both stand in a package or on their own."""

    def use(self, source: str, name: str) -> str:
        """`name`, as this module has it."""
        match source:
            case ".rows":
                return name
            case "awmc.runtime" if name == "World":
                return "judging.States"
            case "awmc.runtime.functions":
                return super().use("judging", name)
            case _:
                return super().use(source, name)

    def _import_lines(self) -> list[str]:
        self.imports.setdefault("typing", set()).add("TYPE_CHECKING")
        functions = sorted(self.imports.pop("judging", ()))
        named = f"import {', '.join(functions)}" if functions else ""
        return [
            "import sys",
            *super()._import_lines(),
            "if TYPE_CHECKING or __package__:",
            "    from . import judging",
            *([f"    from .judging {named}"] if named else []),
            "else:  # the two files on their own",
            "    import judging",
            *([f"    from judging {named}"] if named else []),
            "",
        ]


def emit_verifiers(env: Environment, instances: Instances, starts: Starts) -> str:
    """The text of verifiers.py."""
    module = _Module(env, f"How the tasks of the environment `{env.name}` are judged.")
    module.use("typing", "Any")
    return _Writer(env, module, starts).write(instances)


@dataclass
class _Writer:
    env: Environment
    module: _Module
    starts: Starts
    make: Maker = field(init=False)
    taken: set[str] = field(default_factory=set)
    functions: dict[str, str] = field(default_factory=dict)
    """Task id -> function."""

    def __post_init__(self) -> None:
        self.make = Maker(self.env, "world", self.module)
        self.taken |= {type_name(entity.name) for entity in self.env.entities}
        self.taken |= self.make.names.taken

    def write(self, instances: Instances) -> str:
        """The whole module."""
        blocks = [*self._tables(), *self._rules()]
        clauses = {task.name: self._clauses(task) for task in self.env.tasks}
        self.taken |= {*self.module.constants, "TASKS"}
        suite = self._take(self.env.name.upper())
        last = [self._suite(suite)]
        for task in self.env.tasks:
            functions, entries = clauses[task.name]
            mine = [instance for instance in instances if instance["family"] == task.name]
            family = self._take(task.name.upper())
            may_change = mine[0]["may_change"] if mine else {}
            last += [*functions, self._family(family, entries, may_change)]
            last += [self._instance(task, suite, family, instance) for instance in mine]
        return self.module.render(blocks, [*last, self._index(), _MAIN])

    # Tables and definitions

    def _tables(self) -> Iterator[str]:
        judged = judged_entities(self.env)
        for entity, table in zip(self.env.entities, judged, strict=True):
            yield self._table(entity, table)

    def _table(self, entity: Entity, table: model.Entity) -> str:
        columns = (
            f"{name} {kind}{'?' if name in table.nullable else ''}"
            for name, kind in zip(table.columns, table.types, strict=True)
        )
        texts = _wrapped(columns)
        marks = {
            "key": python_text(", ".join(table.key)) if table.key else None,
            "automatic": "True" if table.automatic else None,
            "times": _texts(table.times),
            "scratch": _texts(table.scratch),
            "references": _literal(table.references) if table.references else None,
            "bools": _texts(table.bools),
            "jsons": _texts(table.jsons),
            "int_maps": _texts(table.int_maps),
            "attributes": _literal(dict(table.attributes)) if table.attributes else None,
            "decimals": _literal(dict(table.decimals)) if table.decimals else None,
        }
        given = "".join(f"        {mark}={value},\n" for mark, value in marks.items() if value)
        made = (
            f"    ENTITY = judging.Entity.of(\n"
            f"        {python_text(table.name)},\n        {python_text(table.table)},\n"
            f"        {_adjacent(texts)},\n{given}    )\n"
        )
        lines = [f"class {type_name(entity.name)}(judging.Row):"]
        lines += [f'    """{docstring(entity.doc)}"""\n'] if entity.doc else []
        lines.append(made)
        for column in entity_columns(self.env, entity):
            hint = annotation(self.module, column.type) + (" | None" if column.nullable else "")
            lines.append(f"    {attribute(column.name)}: {hint}")
        return "\n".join(lines)

    def _rules(self) -> Iterator[str]:
        found = reached(self.env, [statement for task in self.env.tasks for statement in task.goal])
        return value_functions(self.make, found)

    def _suite(self, name: str) -> str:
        rows = ", ".join(type_name(entity.name) for entity in self.env.entities)
        digests = "".join(
            f"        {_literal(t)}: {_literal(d)},\n" for t, d in self.starts.rows.items()
        )
        return (
            f"{name} = judging.Suite(\n    rows=({rows},),\n    clock={python_text(self.env.clock)},\n"
            f"    digests={{\n{digests}    }},\n)"
        )

    # Families

    def _clauses(self, task: Task) -> tuple[list[str], list[tuple[str, str]]]:
        """The functions of a goal's clauses, and (text, name) of each."""
        functions, entries = [], []
        for number, (require, alone) in enumerate(goal_clauses(self.env)[task.name], 1):
            name, text = self.make.names.goals[task.name, number], require.text
            text = text.removeprefix("require ")
            doc = f"Clause {number} of the goal of {task.name}."
            body = whether(alone)
            functions.append(
                self.make.statements(name, loop_params(task.clauses), body, doc, "bool")
            )
            entries.append((text, name))
        return functions, entries

    def _family(
        self, name: str, entries: Sequence[tuple[str, str]], may_change: Mapping[str, Any]
    ) -> str:
        goal = "".join(
            f"        ({python_text(text)}, {function}),\n" for text, function in entries
        )
        inside = f"    goal=(\n{goal}    ),\n" if goal else ""
        inside += f"    may_change={_literal(_tuples(may_change))},\n" if may_change else ""
        return f"{name} = judging.Family(\n{inside})" if inside else f"{name} = judging.Family()"

    # Instances

    def _instance(self, task: Task, suite: str, family: str, found: Mapping[str, Any]) -> str:
        function = self._take(_identifier(found["id"]))
        self.functions[found["id"]] = function
        parts = {
            "id": python_text(found["id"]),
            "suite": suite,
            "family": family,
            **_given("actor", _key(found["actor"])),
            **self._names(task, found["names"]),
            **_given("digests", self.starts.given.get(found["id"], {})),
            **_given("guards", tuple(n for n, c in enumerate(found["goal"], 1) if c["guard"])),
            **_given("changed", _by_key(found["footprint"]["changed"])),
            **_given("deleted", _keys(found["footprint"]["deleted"])),
            **_given("created", found["footprint"]["created"]),
            **_expected(found["expected"]),
            **_answers(found["answers"]),
        }
        inside = "".join(f"        {name}={value},\n" for name, value in parts.items())
        return (
            f"def {function}({_PATHS}) -> dict[str, Any]:\n"
            f'    """{_first_line(found["instruction"])}"""\n'
            f"    task = judging.Instance(\n{inside}    )\n"
            f"    return judging.verify(task, initial_db_path, final_db_path, final_answer)"
        )

    def _names(self, task: Task, values: Sequence[Any]) -> dict[str, str]:
        types = [type_ for _, type_ in loop_params(task.clauses)]
        made = [_name(type_, value) for type_, value in zip(types, values, strict=True)]
        return {"names": f"({', '.join(made)},)"} if made else {}

    def _index(self) -> str:
        entries = "".join(f"    {python_text(i)}: {f},\n" for i, f in self.functions.items())
        return f"TASKS: dict[str, judging.Verify] = {{\n{entries}}}"

    def _take(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self.taken:
            name, number = f"{wanted}_{number}", number + 1
        self.taken.add(name)
        return name


def _identifier(task: str) -> str:
    """`verify_task_return_overdue_l00018` of `return_overdue[L00018]`: small letters and digits, `_` for a run of anything else."""
    return "verify_task_" + re.sub(r"[^a-z0-9]+", "_", task.lower()).strip("_")


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return docstring(shorten(lines[0], 88, placeholder=" …")) if lines else "…"


def _name(type_: t.Type, value: Any) -> str:
    """The value of a loop's name as source: of a row its key."""
    plain = t.unwrap(type_)
    match plain:
        case t.RefType(entity=entity) if value is not None:
            return f"judging.At({type_name(entity)}, {_literal(tuple(value))})"
        case t.ListType(item=item) if value is not None:
            return "[" + ", ".join(_name(item, part) for part in value) + "]"
        case _:
            return _literal(value)


def _expected(found: Mapping[str, Any]) -> dict[str, str]:
    created = {
        table: tuple((tuple(key), values) for key, values in rows)
        for table, rows in found.get("created", {}).items()
    }
    parts = {
        **_given("created", created),
        **_given("changed", _by_key(found.get("changed", {}))),
        **_given("deleted", _keys(found.get("deleted", {}))),
    }
    inside = ", ".join(f"{name}={value}" for name, value in parts.items())
    return {"expected": f"judging.Expected({inside})"} if parts else {}


def _answers(found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    made = []
    for answer in found:
        parts = [_literal(answer["value"]), python_text(answer["kind"])]
        for name in ("column", "members", "created"):
            if answer[name]:
                parts.append(f"{name}={_literal(_tuples(answer[name]))}")
        made.append(f"judging.Answer({', '.join(parts)})")
    return {"answers": f"({', '.join(made)},)"} if made else {}


def _by_key(tables: Mapping[str, Any]) -> dict[str, Any]:
    """`[[key, value], …]` by table as a mapping of keys; columns as tuples, values as they are."""
    return {
        table: {
            tuple(key): tuple(value) if isinstance(value, list) else value for key, value in rows
        }
        for table, rows in tables.items()
    }


def _keys(tables: Mapping[str, Any]) -> dict[str, Any]:
    return {table: tuple(tuple(key) for key in keys) for table, keys in tables.items()}


def _key(key: Any) -> tuple[Any, ...]:
    if key is None:
        return ()
    return tuple(key) if isinstance(key, list) else (key,)


def _tuples(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    if isinstance(value, Mapping):
        return {key: _tuples(part) for key, part in value.items()}
    return tuple(_tuples(part) for part in value) if isinstance(value, list | tuple) else value


def _given(name: str, value: Any) -> dict[str, str]:
    return {name: _literal(value)} if value else {}


def _texts(values: Sequence[str]) -> str | None:
    return python_texts(values) if values else None


def _wrapped(parts: Iterable[str]) -> list[str]:
    """Parts with commas between them, as many to a line as fit."""
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part) > 76:
            lines.append("")
        lines[-1] += part + ", "
    return [*lines[:-1], lines[-1].removesuffix(", ")]


def _adjacent(texts: Iterable[str]) -> str:
    """A long text as adjacent literals."""
    parts = [python_text(text) for text in texts]
    return (
        parts[0] if len(parts) == 1 else "(" + "\n            ".join(["", *parts]) + "\n        )"
    )


def _literal(value: Any) -> str:
    """Any value of JSON, tuples and mappings by keys too, as source."""
    match value:
        case str():
            return python_text(value)
        case tuple():
            return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
        case list():
            return f"[{', '.join(map(_literal, value))}]"
        case Mapping():
            entries = (f"{_literal(key)}: {_literal(part)}" for key, part in value.items())
            return "{" + ", ".join(entries) + "}"
        case _:
            return repr(value)
