"""Local `@check`s as CHECK constraints: the row's own columns, by their plain names."""

from __future__ import annotations

from dataclasses import dataclass

from awmc.emit.sql import nodes as n
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.rows import Row
from awmc.emit.sql.scalars import value
from awmc.emit.sql.scope import Context, Unsupported
from awmc.emit.sql.size import MAX_NESTING, nesting, too_large
from awmc.ir.columns import Column
from awmc.ir.model import Check, Entity, Environment


@dataclass(frozen=True)
class OwnRow(Row):
    """The row that a constraint is about."""

    def column(self, column: Column) -> Node:
        return n.column(column.name)


def check_condition(env: Environment, entity: Entity, check: Check) -> str | None:
    """The condition as SQL; None where it needs what plain SQLite does not have."""
    cx = Context(env)
    try:
        made = value(cx, check.condition, {"self": OwnRow(cx, entity, False)})
    except Unsupported:
        return None
    if made.fallible or cx.functions or cx.reads_tables or cx.params:
        return None
    sql = n.render_inline(made.node)
    return None if too_large(made.node) or nesting(sql) > MAX_NESTING else sql
