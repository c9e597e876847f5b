"""What a spec declares of its data.

In: nothing; these are the records that design fills, and writing and the translation of tools read. Out: a `Design` of enums and entities. Guaranteed: nothing
changes once it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awmc.interop.sql.kinds import INT, Enum, Kind
from awmc.interop.sql.limits import Limits
from awmc.interop.sql.rules import Rule


@dataclass(frozen=True, slots=True)
class Field:
    """A field: a value of one column (`kind`), or a reference of one or more (`target`)."""

    name: str
    columns: tuple[str, ...]
    kind: Kind | None = None
    target: str | None = None
    optional: bool = False
    key: bool = False
    auto: bool = False
    unique: bool = False
    owner: bool = False
    default: str | None = None
    limits: Limits | None = None
    alias: str | None = None
    """Its name in JSON, where its own had to differ from it."""


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity, and the table that it was."""

    name: str
    table: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    """Values in the order of the fields; a reference is None or the values of its columns."""
    state: bool = False
    """Whether it has exactly one row and no key; the row is what its fields start as."""

    def field_of(self, column: str) -> Field | None:
        """The field that holds a column alone."""
        return next((one for one in self.fields if one.columns == (column,)), None)


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column of a key: its name in SQL, how an expression reads it, its kind."""

    name: str
    path: str
    kind: Kind


@dataclass(frozen=True)
class Design:
    """What a spec declares of its data."""

    enums: tuple[Enum, ...]
    entities: tuple[Entity, ...]

    def entity(self, table: str) -> Entity | None:
        """The entity of a table."""
        return next((one for one in self.entities if one.table == table), None)

    def key_of(self, table: str) -> list[KeyColumn]:
        """The columns of the key of a table's entity."""
        return key_columns(table, {one.table: one for one in self.entities})


def column_name(field: Field, key: KeyColumn) -> str:
    """The column in SQL of a reference, for one column of the key that it refers to."""
    return field.name if field.name.endswith(f"_{key.name}") else f"{field.name}_{key.name}"


def key_columns(table: str, entities: Mapping[str, Entity]) -> list[KeyColumn]:
    """The columns of the key of a table's entity, those of the keys within it in their place."""
    found = []
    for field in entities[table].fields:
        if field.key and field.target is None:
            found.append(KeyColumn(field.name, field.name, field.kind or INT))
        elif field.key and field.target is not None:
            for inner in key_columns(field.target, entities):
                path = f"{field.name}.{inner.path}"
                found.append(KeyColumn(column_name(field, inner), path, inner.kind))
    return found
