"""What an endpoint computes with, in the language's terms.

In: nothing. Out: the classes of values that `lifting` works with. A parameter gets its type from the column that it meets first; until then its name and the
tests of whether it was given stand in texts as marks, which `Slots.settle` replaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from awmc.interop.awm.routes import Given
from awmc.interop.sql.entities import Design, Entity, Field
from awmc.interop.sql.kinds import BOOL, FLOAT, INT, TEXT, Kind
from awmc.interop.sql.words import snake, words

_MARK = re.compile("\x01([?!]?)([^\x02]*)\x02")
_ITEM = re.compile("\x05([^\x06]*)\x06([^\x07]*)\x07")


def given_item(name: str, text: str) -> str:
    """A field of a new row and its value, `name: text`, in a text that `Slots.settle` goes over."""
    return f"\x05{name}\x06{text}\x07"


class NotLifted(Exception):
    """What is not translated; the message says what it is."""


@dataclass
class Slot:
    """A parameter of the tool."""

    given: Given
    field: Field | None = None
    """A field whose type it has."""
    entity: Entity | None = None
    """The entity whose row it names."""
    missing: str = ""
    """What is said where there is no such row."""
    name: str = ""

    @property
    def mark(self) -> str:
        """Its name, in texts."""
        return f"\x01{self.given.name}\x02"

    @property
    def is_given(self) -> str:
        """Whether it counts as true in Python."""
        return f"\x01?{self.given.name}\x02"

    @property
    def is_missing(self) -> str:
        """Whether it counts as false in Python."""
        return f"\x01!{self.given.name}\x02"

    @property
    def optional(self) -> bool:
        """Whether it may be none."""
        default = self.given.default
        return self.given.optional or (default is not None and getattr(default, "value", 0) is None)

    @property
    def kind(self) -> Kind | None:
        """Its kind; None for a row."""
        if self.entity is not None or (self.field is not None and self.field.target is not None):
            return None
        if self.field is not None:
            return self.field.kind
        plain = {"int": INT, "str": TEXT, "float": FLOAT, "bool": BOOL}.get(self.given.annotation)
        if plain is None:
            raise NotLifted(
                f"the parameter {self.given.name} is {self.given.annotation or 'of no type'}"
            )
        return plain

    def be(self, field: Field) -> None:
        """Take the type of a field. Raises NotLifted where it has another."""
        if self.entity is not None:
            same = field.target == self.entity.table
        else:
            same = self.field is None or (self.field.target, self.field.kind) == (
                field.target,
                field.kind,
            )
        if not same:
            raise NotLifted(
                f"the parameter {self.given.name} is used for values of different types"
            )
        self.field = self.field or field

    def be_row(self, entity: Entity) -> None:
        """Name a row of an entity. Raises NotLifted where it is something else."""
        target = (
            self.entity.table if self.entity else self.field.target if self.field else entity.table
        )
        if target != entity.table:
            raise NotLifted(f"the parameter {self.given.name} names rows of different tables")
        self.entity = entity


@dataclass
class Slots:
    """The parameters of a tool."""

    design: Design
    by_name: dict[str, Slot] = field(default_factory=dict)

    def settle(self, text: str) -> str:
        """The text with the names and tests of parameters."""
        named = _MARK.sub(lambda found: self._meant(found[1], self.by_name[found[2]]), text)
        return _ITEM.sub(
            lambda found: found[1] if found[1] == found[2] else f"{found[1]}: {found[2]}", named
        )

    def _meant(self, sign: str, slot: Slot) -> str:
        if not sign:
            return slot.name
        tests = [f"{slot.name} != none"] if slot.optional else []
        kind = slot.kind
        if kind == BOOL:
            tests.append(slot.name)
        elif kind is not None and kind.name == "text":
            tests.append(f'{slot.name} != ""')
        elif kind is not None and kind.numeric:
            tests.append(f"{slot.name} != 0")
        given = " and ".join(tests) or "true"
        if sign == "?":
            return f"({given})"
        turned = [
            test.replace(" != ", " == ") if " != " in test else f"not {test}" for test in tests
        ]
        return " or ".join(turned) or "false"

    def name_all(self, taken: Iterable[str]) -> None:
        """Give every parameter its name in the language."""
        used = set(taken)
        for slot in self.by_name.values():
            parts = words(slot.given.shown)
            target = self._target(slot)
            if target is not None:
                keys = self.design.key_of(target.table)
                if len(keys) != 1:
                    raise NotLifted(f"the key of {target.table} has several columns")
                tail = words(keys[0].name)
                if len(parts) > len(tail) and parts[-len(tail) :] == tail:
                    parts = parts[: -len(tail)]
                elif parts == tail:
                    parts = words(target.name)
            name = snake(parts, "value")
            while name in used or self._is_member(slot, name):
                name += "_"
            used.add(name)
            slot.name = name

    def json_name(self, slot: Slot) -> str:
        """The name under which it would come in by itself."""
        target = self._target(slot)
        if target is None:
            return slot.name
        key = self.design.key_of(target.table)[0].name
        return slot.name if slot.name.endswith(f"_{key}") else f"{slot.name}_{key}"

    def _target(self, slot: Slot) -> Entity | None:
        if slot.entity is not None:
            return slot.entity
        return (
            self.design.entity(slot.field.target)
            if slot.field is not None and slot.field.target is not None
            else None
        )

    def _is_member(self, slot: Slot, name: str) -> bool:
        kind = slot.kind
        return (
            kind is not None
            and kind.enum is not None
            and any(name == member for member, _ in kind.enum.members)
        )


@dataclass(frozen=True)
class Ex:
    """An expression: its text, and what is known of it."""

    text: str
    kind: Kind | None = None
    field: Field | None = None
    """The field that it reads."""
    row: str | None = None
    """The variable whose field it reads."""
    slot: Slot | None = None
    optional: bool = False
    constant: Any = ...
    """The value of a Python constant."""
    moment: bool = False
    """Whether it is the present time."""
    table: str | None = None
    """The table of the row."""
    counted: Rows | None = None
    """The rows whose number it is."""


@dataclass(frozen=True)
class RowVar:
    """A row, by the variable that holds it."""

    entity: Entity
    text: str


@dataclass
class Query:
    """Rows that are looked for: conditions with `{row}` for the variable."""

    entity: Entity
    key: Slot | None = None
    """The parameter that the key is compared with."""
    conditions: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    limit: str = ""
    offset: str = ""


@dataclass
class Maybe:
    """The first row of a query, not looked for yet."""

    query: Query
    name: str


@dataclass(frozen=True)
class Rows:
    """All rows of a query, under a name."""

    query: Query


@dataclass
class Made:
    """A row that is not added yet."""

    entity: Entity
    values: dict[str, str]


@dataclass(frozen=True)
class Shape:
    """An object to return."""

    items: tuple[tuple[str, Any], ...]


@dataclass
class Listed:
    """A list to return: a shape, or a value, for each row of a query."""

    rows: Rows | None = None
    variable: str = ""
    item: Any = None


@dataclass(frozen=True)
class Body:
    """A whole request."""

    shape: str


@dataclass(frozen=True)
class Session:
    """A session of the database."""
