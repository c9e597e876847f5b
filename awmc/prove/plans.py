"""What may be played in place of a task's solution: calls in order, and what is said at the end.

A `Plan` says what makes it differ from the solution, and has the command that plays it again. Two plans with the same calls and the same
words are the same plan, whatever they were made for.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from awmc.runtime.episode import Side

Kind = Literal[
    "left out",
    "cut short",
    "repeated",
    "swapped",
    "argument",
    "extra write",
    "wrong row",
    "answer",
    "two changes",
]


@dataclass(frozen=True)
class Call:
    """A call of a tool with its JSON arguments."""

    tool: str
    arguments: Mapping[str, Any]
    side: Side = "agent"

    def as_json(self) -> dict[str, Any]:
        """The call as a script for `awmc play` has it."""
        return {"tool": self.tool, "arguments": dict(self.arguments), "side": self.side}

    def with_argument(self, name: str, value: Any) -> Call:
        """The same with another value of one argument."""
        return Call(self.tool, {**self.arguments, name: value}, self.side)

    def without(self, name: str) -> Call:
        """The same without one argument."""
        return Call(self.tool, {k: v for k, v in self.arguments.items() if k != name}, self.side)

    def __str__(self) -> str:
        given = ", ".join(f"{k}={json.dumps(v)}" for k, v in self.arguments.items())
        return f"{self.tool}({given})"


Calls = tuple[Call, ...]


@dataclass(frozen=True)
class Plan:
    """Calls, and the final text; without one, the text is what a careful agent would say then. `change` says how it differs from the
    solution."""

    kind: Kind
    change: str
    calls: Calls
    text: str | None = None

    @property
    def identity(self) -> str:
        """The same for plans that are played alike."""
        return json.dumps([[c.as_json() for c in self.calls], self.text], sort_keys=True)


def solution_of(task: Mapping[str, Any]) -> Calls:
    """The calls of an instance's solution."""
    return tuple(
        Call(step["tool"], step["arguments"], step.get("side", "agent"))
        for step in task["solution"]
    )


def distinct_calls(calls: Iterable[Call]) -> list[Call]:
    """The first of the calls that are alike."""
    found: dict[str, Call] = {}
    for call in calls:
        found.setdefault(json.dumps(call.as_json(), sort_keys=True), call)
    return list(found.values())


def distinct(plans: Iterable[Plan], known: Iterable[str] = ()) -> list[Plan]:
    """The first of the plans that are played alike, without those that are `known`."""
    seen, kept = set(known), []
    for plan in plans:
        if plan.identity not in seen:
            seen.add(plan.identity)
            kept.append(plan)
    return kept


def replay_command(environment: str, task: str, calls: Calls, text: str) -> str:
    """A command for a shell that plays the calls and judges them."""
    script = json.dumps([call.as_json() for call in calls], ensure_ascii=False)
    play = f"awmc play {environment} {shlex.quote(task)} --script - --answer {shlex.quote(text)}"
    return f"echo {shlex.quote(script)} | {play}"
