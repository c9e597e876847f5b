"""A task instance as tasks.json has it, and how it is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awmc.build.given import Given, stored
from awmc.build.solution import Step
from awmc.emit.quote import visible
from awmc.ir import types as t
from awmc.runtime.functions import decimal_text, text_of
from awmc.runtime.functions.encode import dump
from awmc.runtime.tables import Row


@dataclass(frozen=True)
class Answer:
    """What the final answer must contain: its JSON value (of a list, a list), and the kind of the value or of the items.

    `column` is the (table, column) that it is read from, `members` are the spellings of its enum. `created` has, for the value or each
    item, (table, n) where it is the automatic key or time of the n-th row that the solution created.
    """

    value: Any
    kind: str
    column: tuple[str, str] | None = None
    members: tuple[str, ...] = ()
    created: tuple[tuple[str, int] | None, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer in tasks.json."""
        return {
            "value": self.value,
            "kind": self.kind,
            "column": None if self.column is None else list(self.column),
            "members": list(self.members),
            "created": [None if row is None else list(row) for row in self.created],
        }


@dataclass(frozen=True)
class Clause:
    """A `require` of a goal. A `guard` holds at the start: it earns nothing, but may not be broken."""

    text: str
    guard: bool


@dataclass(frozen=True)
class Instance:
    """One task. `actor` is a key, `given` are SQL statements with parameters; `names` are the values of the loop names, of a row its key.

    `footprint` and `expected` say what the solution changed (`awmc.build.footprint`), `may_change` names columns by table, or None
    for all that happens in a table.
    """

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
    goal: tuple[Clause, ...]
    may_change: Mapping[str, tuple[str, ...] | None]
    names: tuple[Any, ...]
    footprint: dict[str, Any]
    expected: dict[str, Any]

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
            "names": list(self.names),
            "given": self.given,
            "solution": [step.as_json() for step in self.solution],
            "answers": [answer.as_json() for answer in self.answers],
            "goal": [{"text": clause.text, "guard": clause.guard} for clause in self.goal],
            "may_change": {
                table: None if columns is None else list(columns)
                for table, columns in self.may_change.items()
            },
            "footprint": self.footprint,
            "expected": self.expected,
        }


def name_json(value: Any) -> Any:
    """A loop value in tasks.json: of a row its key."""
    if isinstance(value, Row):
        return [stored(part) for part in value.KEY]
    return [name_json(item) for item in value] if isinstance(value, list) else value


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
        text = dump(name_json(value))
    else:
        text = text_of(value)
    return visible(text)
