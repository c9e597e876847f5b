"""The CHECKs that a column's type asks for: `(name, SQL condition)` pairs, for tables of our own printer.

A condition is never NULL where it should refuse: nullable columns pass as NULL, which SQLite lets through, and every
condition of this module is 0, not NULL, for a value of the right storage class that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from awmc.emit.sql.identifiers import literal, quoted
from awmc.ir.columns import PRESENCE, Column, entity_columns, field_columns
from awmc.ir.model import Entity, Environment
from awmc.ir.types import (
    DECIMAL_LIMIT,
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
    TextType,
    TimeType,
    unwrap,
)

_INT_LOW, _INT_HIGH = -(2**63), 2**63 - 1
_FLOAT_HIGH = "1.7976931348623157e308"

Constraint = tuple[str, str]


def column_checks(env: Environment, entity: Entity) -> Iterator[Constraint]:
    """What the types of an entity's columns ask for, in their order. A reference is held by its foreign key."""
    for column in entity_columns(env, entity):
        found = None if column.references else column_check(env, column)
        if found is not None:
            suffix, condition = found
            yield f"{entity.table}_{column.name}_{suffix}", condition


def column_check(env: Environment, column: Column) -> Constraint | None:
    """The last part of the constraint's name and its condition; None where the column's type is enough."""
    name = quoted(column.name)
    match column.type:
        case TextType():
            return _text(name, column.type)
        case IntType():
            limits = _limits(name, column.type.low, column.type.high, _INT_LOW, _INT_HIGH)
            return ("range", limits) if limits else None
        case DecimalType():
            return "range", _decimal(name, column.type)
        case FloatType():
            return "range", _float(name, column.type)
        case BoolType():
            return "bool", f"{name} IN (0, 1)"
        case DateType():
            # the modifier makes date() compute: without it 2024-02-30 comes back as it is
            return "date", f"{name} IS date({name}, '+0 days')"
        case TimeType():
            return "time", f"{name} IS strftime('%H:%M', {name}, '+0 days')"
        case DatetimeType():
            return "datetime", f"{name} IS strftime('%Y-%m-%dT%H:%M:%S', {name}, '+0 days')"
        case EnumType():
            members = env.enum(column.type.name).members
            return "enum", f"{name} IN ({', '.join(literal(m.spelling) for m in members)})"
        case ListType():
            return "json", _json(name, "array")
        case MapType():
            return "json", _json(name, "object")
        case DurationType():
            return None
        case _:
            raise TypeError(f"no column has the type {column.type!r}")


def together_checks(env: Environment, entity: Entity) -> Iterator[Constraint]:
    """An optional record, and an optional reference to a compound key, is there as a whole or not at all."""
    columns = entity_columns(env, entity)
    for field in entity.fields:
        own = [c for c in columns if c.path[0] == field.name and c.nullable]
        presence = [c for c in columns if c.path[0] == field.name and c.path[-1] == PRESENCE]
        if len(own) < 2 or presence:
            continue
        first, *others = _required(env, entity, field.name) or own
        if others:
            same = " AND ".join(
                f"({quoted(first.name)} IS NULL) = ({quoted(other.name)} IS NULL)"
                for other in others
            )
            yield f"{entity.table}_{field.name}_whole", same


def _required(env: Environment, entity: Entity, field: str) -> list[Column]:
    """The columns of an optional field that are NULL only together."""
    declared = entity.field(field)
    plain = replace(declared, type=unwrap(declared.type))
    return [column for column in field_columns(env, plain) if not column.nullable]


def _text(name: str, type_: TextType) -> Constraint:
    whole = f"instr({name}, char(0)) = 0"
    length = _limits(f"length({name})", type_.low, type_.high, 0, None)
    return ("length", f"{length} AND {whole}") if length else ("text", whole)


def _decimal(name: str, type_: DecimalType) -> str:
    low = -DECIMAL_LIMIT if type_.low is None else type_.low
    high = DECIMAL_LIMIT if type_.high is None else type_.high
    return f"{name} BETWEEN {low} AND {high}"


def _float(name: str, type_: FloatType) -> str:
    low = f"-{_FLOAT_HIGH}" if type_.low is None else literal(float(type_.low))
    high = _FLOAT_HIGH if type_.high is None else literal(float(type_.high))
    return f"{name} BETWEEN {low} AND {high}"


def _limits(
    name: str, low: int | None, high: int | None, least: int | None, greatest: int | None
) -> str:
    """The comparison with the limits that say something beyond `least` and `greatest`; empty where neither does."""
    low = None if low is None or (least is not None and low <= least) else low
    high = None if high is None or (greatest is not None and high >= greatest) else high
    match low, high:
        case None, None:
            return ""
        case _, None:
            return f"{name} >= {low}"
        case None, _:
            return f"{name} <= {high}"
        case _ if low == high:
            return f"{name} = {low}"
        case _:
            return f"{name} BETWEEN {low} AND {high}"


def _json(name: str, kind: str) -> str:
    # CASE, since json_type raises an error of its own for what is no JSON
    return f"CASE WHEN json_valid({name}) THEN json_type({name}) = '{kind}' ELSE {name} IS NULL END"
