"""How fields become SQL columns, and references JSON names: the one place that knows.

- A field of a plain type is one column of its name. Lists and maps are one JSON column.
- A record is one column a leaf field: `address_city`. A record inside a record goes on: `a_b_c`. An optional record
  none of whose leaves is required has one more column, `address_is_set`, 0 or 1.
- A reference `member: Member` whose key is `id` is the column `member_id`; a name that already ends in `_id` keeps its
  name; a compound key gives one column for each of its parts. The key of a reference that is itself a reference goes on:
  `line: Line` with the key `order: Order` (key `id`) is `line_order_id`.

The same rule names references in JSON, where `as "…"` overrides it. Python attributes of rows are the columns' names
(with a trailing `_` for words that Python reserves, see `awmc.emit.names`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from awmc.ir.model import Entity, Environment, Field, Param
from awmc.ir.node import Node, node
from awmc.ir.once import once
from awmc.ir.types import (
    BOOL,
    BoolType,
    DatetimeType,
    DateType,
    DecimalType,
    DurationType,
    EnumType,
    FloatType,
    IntType,
    ListType,
    MapType,
    OptionType,
    RecordType,
    RefType,
    TextType,
    TimeType,
    Type,
    unwrap,
)

PRESENCE = "is_set"
"""The last part of the path of the column that says whether an optional record is there."""


@node
class Column(Node):
    """One column. `path` leads to its value from the row: ("address", "city"), ("member",), or, for a part of a key,
    ("line", "order", "id"). `type` is the leaf's own type, not an option and never a reference; `nullable` says the rest.
    """

    name: str
    path: tuple[str, ...]
    type: Type
    nullable: bool
    references: str | None = None
    """The entity of the reference that the column is (part of)."""

    @property
    def sql_type(self) -> str:
        """TEXT, INTEGER or REAL: the types of STRICT tables."""
        match self.type:
            case IntType() | DecimalType() | BoolType() | DurationType():
                return "INTEGER"
            case FloatType():
                return "REAL"
            case (
                TextType()
                | DateType()
                | TimeType()
                | DatetimeType()
                | EnumType()
                | ListType()
                | MapType()
            ):
                return "TEXT"
            case _:
                raise TypeError(f"no column has the type {self.type!r}")


def ref_name(name: str, part: str) -> str:
    """The name of a reference `name` to a key part `part`: `member` + `id` -> `member_id`; `member_id` stays."""
    return name if name == part or name.endswith("_" + part) else f"{name}_{part}"


def entity_columns(env: Environment, entity: Entity) -> tuple[Column, ...]:
    """Every column of an entity's table, in declared order."""
    kept = _known(env)
    if id(entity) not in kept:
        made = tuple(c for field in entity.fields for c in field_columns(env, field))
        kept[id(entity)] = entity, made
    return kept[id(entity)][1]


def field_columns(env: Environment, field: Field) -> tuple[Column, ...]:
    """The columns of one stored field."""
    kept = _known(env)
    if id(field) not in kept:
        made = tuple(_columns(env, field.name, (field.name,), field.type, nullable=False))
        kept[id(field)] = field, made
    return kept[id(field)][1]


@once
def _known(env: Environment) -> dict[int, tuple[Entity | Field, tuple[Column, ...]]]:
    """The columns of entities and fields by identity, each with the node, so that no other one gets its identity: emitters ask all the time."""
    return {}


def column_decimals(columns: Iterable[Column]) -> dict[str, int]:
    """How many decimals the columns of money and decimals have, by name."""
    return {c.name: c.type.places for c in columns if isinstance(c.type, DecimalType)}


def key_columns(env: Environment, entity: Entity) -> tuple[Column, ...]:
    """The columns of the primary key; of a `state` entity none."""
    return tuple(c for field in entity.keys for c in field_columns(env, field))


def value_names(env: Environment, name: str, type_: Type, alias: str | None) -> tuple[str, ...]:
    """The JSON names of a value called `name`: one, or for a reference one for each part of its key.

    With `alias`, a simple reference has just that name; of a compound key `alias` stands for `name`.
    """
    target = unwrap(type_)
    if not isinstance(target, RefType):
        return (alias or name,)
    keys = key_columns(env, env.entity(target.entity))
    if alias is not None:
        return (alias,) if len(keys) == 1 else tuple(f"{alias}_{k.name}" for k in keys)
    return tuple(ref_name(name, key.name) for key in keys)


def param_names(env: Environment, param: Param) -> tuple[str, ...]:
    """The JSON names under which a parameter comes in."""
    return value_names(env, param.name, param.type, param.alias)


def _columns(
    env: Environment, name: str, path: tuple[str, ...], type_: Type, nullable: bool
) -> Iterator[Column]:
    match type_:
        case OptionType():
            yield from _optional(env, name, path, type_.item)
        case RefType():
            for key in key_columns(env, env.entity(type_.entity)):
                yield Column(
                    name=ref_name(name, key.name),
                    path=(*path, *key.path),
                    type=key.type,
                    nullable=nullable,
                    references=type_.entity,
                )
        case RecordType():
            for field in env.record(type_.name).fields:
                yield from _columns(
                    env, f"{name}_{field.name}", (*path, field.name), field.type, nullable
                )
        case _:
            yield Column(name=name, path=path, type=type_, nullable=nullable)


def _optional(env: Environment, name: str, path: tuple[str, ...], item: Type) -> Iterator[Column]:
    columns = tuple(_columns(env, name, path, item, nullable=True))
    yield from columns
    if isinstance(item, RecordType) and presence_column(env, item, name) == f"{name}_{PRESENCE}":
        yield Column(name=f"{name}_{PRESENCE}", path=(*path, PRESENCE), type=BOOL, nullable=False)


def presence_column(env: Environment, record: RecordType, name: str) -> str:
    """The column that is NULL (or 0, if it is `…_is_set`) exactly where the optional record `name` is none."""
    for column in _columns(env, name, (name,), record, nullable=False):
        if not column.nullable:
            return column.name
    return f"{name}_{PRESENCE}"
