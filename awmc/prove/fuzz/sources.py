"""What the generated code of an environment tells about itself: which arguments name rows, where a call may fail, who calls whom.

In: a loaded environment, whose modules keep their text. Out: `Sources`. It is read from the syntax of tools.py and rules.py, whose
shape docs/generated-code.md fixes: `s.named(Loan, a.loan_id)`, `s.fail(…)`, `s.reject(…)`, `s.call(…)`, with the spec's text above.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.abc import InspectLoader
from typing import Any

from pydantic import BaseModel

from awmc.runtime.environment import Environment
from awmc.runtime.tables import Row

FAILING = ("fail", "reject")


@dataclass(frozen=True)
class Named:
    """An argument that is a part of the key of a row of `entity`; the parts of one key have the same `place`."""

    entity: str
    column: str
    place: int
    several: bool = False
    """Whether the argument is a list of such keys."""


@dataclass(frozen=True)
class Guard:
    """A `require`, `fail` or `reject`: where it stands in the generated code, and the spec's text."""

    module: str
    line: int
    end: int
    function: str
    text: str


@dataclass(frozen=True)
class Sources:
    """`named`: tool -> argument -> the row it names. `calls`: function -> the functions of tools that it calls."""

    named: dict[str, dict[str, Named]] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    calls: dict[str, frozenset[str]] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)
    """Functions that call outside code."""

    def guard_at(self, module: str, line: int) -> Guard | None:
        """The guard whose failing call spans the line."""
        spans = (g for g in self.guards if g.module == module and g.line <= line <= g.end)
        return next(spans, None)


def read_sources(env: Environment) -> Sources:
    """What the modules of an environment tell."""
    found = Sources()
    guards: list[Guard] = []
    for module in ("rules", "tools"):
        text = _text(f"{env.definition.package}.{module}")
        if text is None:
            continue
        for function in ast.parse(text).body:
            if isinstance(function, ast.FunctionDef):
                guards += _guards(module, function, text.splitlines())
                found.calls[function.name] = frozenset(_called(function))
                if any(_session_calls(function, ("extern",))):
                    found.outside.add(function.name)
                if module == "tools":
                    _read_named(env, function, found)
    return Sources(found.named, tuple(guards), found.calls, found.outside)


def _text(module: str) -> str | None:
    loaded = sys.modules.get(module)
    loader = None if loaded is None else loaded.__loader__
    return loader.get_source(module) if isinstance(loader, InspectLoader) else None


def _session_calls(node: ast.AST, names: tuple[str, ...]) -> Iterator[ast.Call]:
    """The calls `s.name(…)` in a function."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            owner = inner.func.value
            if isinstance(owner, ast.Name) and owner.id == "s" and inner.func.attr in names:
                yield inner


def _called(function: ast.FunctionDef) -> Iterator[str]:
    for call in _session_calls(function, ("call",)):
        if call.args and isinstance(call.args[0], ast.Name):
            yield call.args[0].id


# Guards


def _guards(module: str, function: ast.FunctionDef, lines: list[str]) -> list[Guard]:
    parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
    return [
        Guard(
            module,
            call.lineno,
            call.end_lineno or call.lineno,
            function.name,
            _told(call, parents, lines),
        )
        for call in sorted(_session_calls(function, FAILING), key=lambda call: call.lineno)
    ]


def _told(call: ast.Call, parents: dict[ast.AST, ast.AST], lines: list[str]) -> str:
    """The spec's text: the comment above the statement, or above the one around it."""
    node: ast.AST = call
    for _ in range(4):
        node = parents.get(node, node)
        comment = _comment_above(node.lineno, lines) if isinstance(node, ast.stmt) else ""
        if comment.startswith(("require", "fail", "reject")):
            return comment
    return ast.unparse(call).removeprefix("s.")


def _comment_above(line: int, lines: list[str]) -> str:
    above: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.lstrip().startswith("# "):
            break
        above.insert(0, text.strip().removeprefix("# "))
    return " ".join(above)


# Arguments that name rows


def _read_named(env: Environment, function: ast.FunctionDef, found: Sources) -> None:
    tool = next(
        (t for t in env.definition.tools.values() if t.function.__name__ == function.name), None
    )
    if tool is None:
        return
    rows = {row.__name__: row for row in env.definition.tables}
    aliases = _aliases(tool.arguments)
    lists = dict(_loops(function))
    named = found.named.setdefault(tool.name, {})
    for place, call in enumerate(_session_calls(function, ("named", "get", "find"))):
        about = call.args[0] if call.args else None
        row = rows.get(about.id) if isinstance(about, ast.Name) else None
        if row is None:
            continue
        for column, part in zip(row.TABLE.key, call.args[1:], strict=False):
            _add_named(named, part, row, column, place, aliases, lists)


def _add_named(
    named: dict[str, Named],
    part: ast.expr,
    row: type[Row],
    column: str,
    place: int,
    aliases: dict[str, str],
    lists: dict[str, str],
) -> None:
    several = isinstance(part, ast.Name) and part.id in lists
    attribute = lists[part.id] if isinstance(part, ast.Name) and several else _argument(part)
    if attribute is not None:
        name = aliases.get(attribute, attribute)
        named.setdefault(name, Named(row.TABLE.entity, column, place, several))


def _argument(node: ast.expr) -> str | None:
    """`a.loan_id` as `loan_id`."""
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "a"
    ):
        return node.attr
    return None


def _loops(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """The names that stand for the items of an argument."""
    for node in ast.walk(function):
        if isinstance(node, ast.comprehension | ast.For) and isinstance(node.target, ast.Name):
            source = node.iter
            if isinstance(source, ast.Call) and source.args:
                source = source.args[0]  # `s.each(a.options)`
            attribute = _argument(source)
            if attribute is not None:
                yield node.target.id, attribute


def _aliases(model: type[BaseModel]) -> dict[str, str]:
    fields: dict[str, Any] = model.model_fields
    return {name: info.alias for name, info in fields.items() if info.alias is not None}
