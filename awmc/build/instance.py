"""A task instance as tasks.json has it, and how it is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from awmc.build.given import Given
from awmc.build.solution import Step
from awmc.emit.quote import visible
from awmc.ir import types as t
from awmc.runtime.functions import decimal_text, text_of
from awmc.runtime.functions.encode import dump
from awmc.runtime.tables import Row


@dataclass(frozen=True)
class Answer:
    """What the final answer must contain: its JSON value (of a list, a list), and the kind of the value or of the items."""

    value: Any
    kind: str


@dataclass(frozen=True)
class Instance:
    """One task. `actor` is a key, `given` are SQL statements with parameters, `goal` the texts of the clauses."""

    id: str
    family: str
    doc: str | None
    instruction: str
    user: str | None
    actor: Any
    call_limit: int | None
    given: Given
    solution: tuple[Step, ...]
    answers: tuple[Answer, ...]
    goal: tuple[str, ...]
    may_change: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The instance in tasks.json."""
        return {
            "id": self.id,
            "family": self.family,
            "doc": self.doc,
            "instruction": self.instruction,
            "user": self.user,
            "actor": self.actor,
            "call_limit": self.call_limit,
            "given": self.given,
            "solution": [step.as_json() for step in self.solution],
            "answers": [{"value": a.value, "kind": a.kind} for a in self.answers],
            "goal": list(self.goal),
            "may_change": list(self.may_change),
        }


def key_json(row: Row | None) -> Any:
    """A row's key as JSON."""
    if row is None:
        return None
    return row.KEY[0] if len(row.KEY) == 1 else list(row.KEY)


def label(value: Any, type_: t.Type) -> str:
    """A loop value in an instance's id: of a row its key, of any other its text, on one line."""
    plain = t.unwrap(type_)
    if isinstance(value, Row):
        text = ",".join(text_of(part) for part in value.KEY)
    elif isinstance(plain, t.DecimalType):
        text = decimal_text(value, plain.places)
    elif isinstance(value, list | dict):
        text = dump(value)
    else:
        text = text_of(value)
    return visible(text)
