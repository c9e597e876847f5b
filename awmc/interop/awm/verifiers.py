"""Verifiers in the form of the AgentWorldModel format: one text of Python a task, that needs the standard library alone.

In: `judging.py` and `verifiers.py` of a generated package, and the id of a task instance. Out: code whose first definition is
`verify_task_completion` (or `verify_task`), followed by just those definitions of the two files that it needs. Guaranteed: it gives
the verdict of the package's own verifier, and no other line starts with `def verify_`. It imports and calls nothing that a careful
harness would refuse: no `os`, no `open`, no `exec`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from awmc.emit.quote import docstring
from awmc.interop.awm.lean import Definition, Parts, Places, definition, lean, parts, renamed

_COMPLETION = """\
def verify_task_completion(initial_db_path, final_db_path, final_answer=None):
    \"""{doc}\"""
    verdict = verify(TASK, initial_db_path, final_db_path, final_answer)
    return {{"result": "complete" if verdict["reward"] == 1.0 else "others", **verdict}}
"""
_FACTS = """\
def verify_task(initial_db_path, final_db_path):
    \"""{doc}\"""
    verdict = verify(TASK, initial_db_path, final_db_path)
    checks = [clause for clause in verdict["clauses"] if clause["kind"] != "answer"]
    answers = [clause["text"] for clause in verdict["clauses"] if clause["kind"] == "answer"]
    return {{
        "task": TASK.id,
        "data_are_right": all(clause["holds"] for clause in checks),
        "checks": checks,
        "asked_of_the_final_answer": answers,
        "changes": changed_rows(TASK, initial_db_path, final_db_path),
    }}
"""
_FOREIGN = Path(__file__).with_name("foreign.py")


@dataclass(frozen=True)
class Verifiers:
    """What the verifiers of one environment are made of: `judge` has the judge's definitions, `own` those of the environment's tables and
    goals, `tasks` the expression that makes each task instance, by its id."""

    judge: Parts
    own: Parts
    tasks: Mapping[str, str]

    @staticmethod
    def of(files: Mapping[str, str]) -> Verifiers:
        """From the files of a generated package."""
        text = lean(files["verifiers.py"], annotations=False)
        return Verifiers(_parts(files["judging.py"]), parts(text), _instances(text))

    def code(self, task: str, instruction: str, *, pure: bool) -> str:
        """The code that judges a task: with `pure` whether it is done, else facts for whoever judges. Raises KeyError."""
        instance = definition(f"TASK = {self.tasks[task]}")
        mine = [*_reachable(self.own, [instance]), instance]
        judge = self._judge(instance, pure)
        used = _reachable(judge, mine, within="judging")
        taken = {*judge.imports, *judge.names} & self.own.names
        head = (_COMPLETION if pure else _FACTS).format(
            doc=docstring(f"{task}: {instruction}"[:200])
        )
        texts = [head, _imports(judge, used), *(found.text for found in used)]
        texts += [renamed(found.text, {n: f"own_{n}" for n in taken}, "judging") for found in mine]
        return "\n\n".join(texts) + "\n"

    def _judge(self, instance: Definition, pure: bool) -> Parts:
        """The judge with what it does otherwise here; what the task has no need of, it does not do."""
        family = next(
            d for d in self.own.definitions if d.names & instance.uses and "Family(" in d.text
        )
        keep = {"different"} if "goal=" not in family.text else set()
        if pure and "answers=" in instance.text:
            keep.add("find_answer")
        if "created=(" in instance.text:
            keep.add("own_answer")
        foreign = _parts(_FOREIGN.read_text("utf-8"))
        instead = [d for d in foreign.definitions if not d.names & keep]
        replaced = {name for d in instead for name in d.names}
        kept = [d for d in self.judge.definitions if not d.names & replaced]
        return Parts(self.judge.imports | foreign.imports, (*instead, *kept))


@lru_cache(maxsize=4)
def _parts(text: str) -> Parts:
    found = parts(lean(text, annotations=False))
    imports = {n: line for n, line in found.imports.items() if not line.startswith("from awmc.")}
    return Parts(imports, found.definitions)


def _instances(text: str) -> dict[str, str]:
    """The expression `judging.Instance(…)` of each function, by the task's id."""
    places = Places(text)
    functions: dict[str, str] = {}
    tasks: dict[str, str] = {}
    for node in ast.parse(text).body:
        match node:
            case ast.FunctionDef(name=name, body=[ast.Assign(value=ast.Call() as made), *_]):
                functions[name] = places.segment(made)
            case ast.Assign(
                targets=[ast.Name(id="TASKS")], value=ast.Dict(keys=keys, values=values)
            ):
                pairs = zip(keys, values, strict=True)
                tasks = {
                    str(key.value): value.id
                    for key, value in pairs
                    if isinstance(key, ast.Constant) and isinstance(value, ast.Name)
                }
            case _:
                pass
    return {task: functions[name] for task, name in tasks.items()}


def _reachable(
    module: Parts, roots: Iterable[Definition], within: str | None = None
) -> list[Definition]:
    """What the roots need of a module, in its order; `within` is the name under which they know it."""
    by_name = {name: d for d in module.definitions for name in d.names}
    wanted = {"verify", "changed_rows"} if within is not None else set()
    for root in roots:
        wanted |= root.uses | {name for owner, name in root.attributes if owner == within}
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in by_name and name not in found:
            found |= by_name[name].names
            wanted |= by_name[name].uses
    return [d for d in module.definitions if d.names & found]


def _imports(judge: Parts, used: Collection[Definition]) -> str:
    names = {name for found in used for name in found.uses} & judge.imports.keys()
    return "\n".join(sorted({judge.imports[name] for name in names}))
