"""The limits of types as a condition in Python: what the CHECKs of a table say, for a `World`."""

from __future__ import annotations

from awmc.emit.names import attribute, type_name
from awmc.emit.python.functions import Maker
from awmc.ir import types as t
from awmc.ir.columns import Column, entity_columns
from awmc.ir.model import Entity, Environment


def limited_columns(env: Environment, entity: Entity) -> tuple[Column, ...]:
    """The columns whose types have limits of their own."""
    return tuple(c for c in entity_columns(env, entity) if _limits(c.type) != (None, None))


def limit_function(make: Maker, entity: Entity) -> str:
    """The function that says whether a row is within the limits of its types."""
    tests = [_test(column) for column in limited_columns(make.env, entity)]
    params = [f"self: {make.module.use('.rows', type_name(entity.name))}"]
    doc = f"Whether the columns of a row of {entity.name} are within the limits of their types."
    function = make.names.limits[entity.name]
    return make.source(function, params, "bool", doc, [f"return {' and '.join(tests)}"])


def _test(column: Column) -> str:
    own = f"self.{attribute(column.name)}"
    low, high = _limits(column.type)
    measured = f"len({own})" if isinstance(column.type, t.TextType) else own
    test = measured
    if low is not None:
        test = f"{low!r} <= {test}"
    if high is not None:
        test = f"{test} <= {high!r}"
    return f"({own} is None or {test})" if column.nullable else test


def _limits(type_: t.Type) -> tuple[int | float | None, int | float | None]:
    match type_:
        case t.TextType() | t.IntType() | t.FloatType() | t.DecimalType():
            return type_.low, type_.high
        case _:
            return None, None
