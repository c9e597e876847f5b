"""Where a value comes from: the column whose values an expression gives, if it plainly gives those of one.

In: an expression, as of an answer. Out: the entity and the path of the field, or None where the value is computed. A row stands for its
key, a list for its items.
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import Column, entity_columns, key_columns
from awmc.ir.model import Environment

_ITEMS = frozenset(("list", "first", "the", "distinct", "min", "max"))
"""What gathers items as they are."""
_SAME_ITEMS = frozenset("sorted reversed distinct min max text".split())
"""Built-ins that give (items of) their first argument as they are."""


def column_of(env: Environment, value: e.Expr) -> tuple[str, Column] | None:
    """The entity and the column that the value, or each item of the list, is read from."""
    match value:
        case e.Narrow(value=inner) | e.Convert(value=inner):
            return column_of(env, inner)
        case e.FieldGet() | e.RecordGet():
            return _stored(env, value)
        case e.Comprehension(gather=gather, items=items) if gather in _ITEMS:
            return column_of(env, items[0])
        case e.Builtin(name=name, args=args) if name in _SAME_ITEMS and len(args) == 1:
            return column_of(env, args[0])
        case e.Index(value=inner) | e.SliceOf(value=inner):
            return column_of(env, inner)
        case e.If(then=one, otherwise=other) | e.Coalesce(left=one, right=other):
            return column_of(env, one) if column_of(env, one) == column_of(env, other) else None
        case _:
            return _key(env, value.type)


def _stored(env: Environment, value: e.FieldGet | e.RecordGet) -> tuple[str, Column] | None:
    if isinstance(t.unwrap(value.type), t.RefType):
        return _key(env, value.type)
    path: list[str] = []
    inner: e.Expr = value
    while isinstance(inner, e.RecordGet | e.Narrow):
        if isinstance(inner, e.RecordGet):
            path.insert(0, inner.field)
        inner = inner.value
    if not isinstance(inner, e.FieldGet):
        return None
    found = (inner.field, *path)
    for column in entity_columns(env, env.entity(inner.entity)):
        if column.path == found:
            return inner.entity, column
    return None


def _key(env: Environment, type_: t.Type) -> tuple[str, Column] | None:
    plain = t.unwrap(type_)
    if isinstance(plain, t.ListType):
        plain = t.unwrap(plain.item)
    if not isinstance(plain, t.RefType):
        return None
    keys = key_columns(env, env.entity(plain.entity))
    return (plain.entity, keys[0]) if len(keys) == 1 else None
