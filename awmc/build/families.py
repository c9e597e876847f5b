"""Task families made ready to run: each of their parts as a function of the program, each `require` of a goal on its own."""

from __future__ import annotations

from dataclasses import dataclass

from awmc.build.program import Source
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.goals import goal_clauses
from awmc.ir.loops import loop_params
from awmc.ir.model import Task


@dataclass(frozen=True)
class Part:
    """A function, and the spec's text of what it stands for."""

    function: str
    text: str


@dataclass(frozen=True)
class Family:
    """A task and its functions. `loops` None: one instance, without names."""

    task: Task
    names: tuple[tuple[str, t.Type], ...]
    loops: str | None
    actor: str | None
    given: str | None
    instruction: str
    user: str | None
    call_limit: str | None
    solution: str
    goal: tuple[Part, ...]
    answers: tuple[Part, ...]
    """Their `text` is that of the spec."""


@dataclass
class Families:
    """Makes the functions of tasks."""

    source: Source

    def prepare(self) -> tuple[Family, ...]:
        """Every task, in source order."""
        return tuple(self._family(task) for task in self.source.env.tasks)

    def _family(self, task: Task) -> Family:
        source, names = self.source, tuple(loop_params(task.clauses))

        def function(value: e.Expr | None) -> str | None:
            return None if value is None else source.expression(names, value)

        return Family(
            task=task,
            names=names,
            loops=source.loops(task) if task.clauses else None,
            actor=function(task.actor),
            given=source.statements(names, task.given) if task.given else None,
            instruction=source.expression(names, task.instruction),
            user=function(task.user),
            call_limit=function(task.call_limit),
            solution=source.statements(names, task.solution),
            goal=tuple(
                Part(source.statements(names, alone), require.text.removeprefix("require "))
                for require, alone in goal_clauses(source.env)[task.name]
            ),
            answers=tuple(
                Part(source.expression(names, value, shown=True), text)
                for value, text in task.answers
            ),
        )
