"""What an answer must say, and where its value comes from.

In: the expression, its value after the solution, and the rows that the solution created. Out: an `Answer`. Guaranteed: a value that is the
automatic key or time of a created row is marked so, since an agent's own row has another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from awmc.build.instance import Answer
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.automatic import automatic_times
from awmc.ir.columns import Column
from awmc.ir.model import Entity, Environment
from awmc.ir.provenance import column_of

Created = Mapping[str, Sequence[Mapping[str, Any]]]
"""New rows by table, in order, their values as stored."""


def answer(env: Environment, expr: e.Expr, value: Any, created: Created) -> Answer:
    """The answer whose JSON value is `value`."""
    found = column_of(env, expr)
    item = _item(expr.type)
    members = (
        tuple(m.spelling for m in env.enum(item.name).members)
        if isinstance(item, t.EnumType)
        else ()
    )
    if found is None:
        return Answer(value, _kind(item), members=members)
    entity, column = env.entity(found[0]), found[1]
    items = value if isinstance(value, list) else [value]
    rows = tuple(_row(env, entity, column, created, one) for one in items)
    return Answer(
        value,
        _kind(item),
        column=(entity.table, column.name),
        members=members,
        created=rows if any(rows) else (),
    )


def _row(
    env: Environment, entity: Entity, column: Column, created: Created, value: Any
) -> tuple[str, int] | None:
    """The new row whose automatic key or time the value is."""
    field = entity.field(column.path[0])
    if not (field.auto or (entity.name, field.name) in automatic_times(env)):
        return None
    for place, row in enumerate(created.get(entity.table, ())):
        if row[column.name] == value:
            return entity.table, place
    return None


def _item(type_: t.Type) -> t.Type:
    plain = t.unwrap(type_)
    return _item(plain.item) if isinstance(plain, t.ListType) else plain


def _kind(item: t.Type) -> str:
    if isinstance(item, t.DecimalType) and item.money:
        return "money"
    return item.kind
