"""Rows by their keys: `Order(k)`.

In: a call of an entity's name. Out: a `Lookup` with the parts of the key, each of its column's type.
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import key_columns
from awmc.semantics.fit import BROKEN, fit, is_broken
from awmc.semantics.scope import Ctx
from awmc.syntax import ast


def lookup(ctx: Ctx, node: ast.Call) -> e.Expr:
    """`Order(k)`: the parts of the key, by place or name."""
    entity = node.function.name
    if ctx.program.entities[entity].state:
        ctx.program.sink.report(
            "state-row", node.span, name=entity, use=f"{entity}(…)", field="field"
        )
        return BROKEN
    columns = key_columns(ctx.program.env, ctx.program.env.entity(entity))
    wanted = ", ".join(column.name for column in columns)
    if len(node.arguments) != len(columns):
        if len(node.arguments) == 1 and (same := _same_row(ctx, node)) is not None:
            return same
        ctx.program.sink.report("key-parts", node.span, entity=entity, key=wanted)
        return BROKEN
    key = lookup_key(ctx, entity, [argument.value for argument in node.arguments])
    if any(is_broken(part.type) for part in key):
        return BROKEN
    if len(key) == 1 and isinstance(key[0].type, t.RefType):
        return key[0]
    return e.Lookup(
        entity=entity,
        key=key,
        maybe=False,
        visible=ctx.place.visible,
        type=t.RefType(entity=entity),
    )


def _same_row(ctx: Ctx, node: ast.Call) -> e.Expr | None:
    from awmc.semantics.expressions import expr

    value = expr(ctx, node.arguments[0].value)
    return value if value.type == t.RefType(entity=node.function.name) else None


def lookup_key(ctx: Ctx, entity: str, nodes: list[ast.Expr]) -> tuple[e.Expr, ...]:
    """The key parts of a row from expressions; a row of the entity itself stands for its key."""
    from awmc.semantics.expressions import expr
    from awmc.semantics.projections import key_exprs

    columns = key_columns(ctx.program.env, ctx.program.env.entity(entity))
    made: list[e.Expr] = []
    for node, column in zip(nodes, columns, strict=True):
        value = expr(ctx, node, t.strip(column.type))
        if value.type == t.RefType(entity=entity):
            return (value,)
        if isinstance(value.type, t.RefType):
            parts = key_exprs(ctx, value)
            value = parts[0] if len(parts) == 1 else value
        what = f"the key `{column.name}` of `{entity}`"
        made.append(fit(ctx, value, t.strip(column.type), node.span, what))
    return tuple(made)
