"""Rows in SQL: where a row's columns come from.

- `TableRow`: a row of a source in the FROM of some SELECT around.
- `PickedRow`: the same, seen through an ordered subquery that spells only the columns that are asked for.
- `RefRow`: what a reference of such a row points to; joined when more than its key is asked for.
- `FreeRow`: a row of the Python around the statement: its columns are parameters.
- `StateRow`: the one row of a `state` entity.
- `FirstRow`: the first of a sequence, a subquery for each column.
- `KeyRow`: the row of some entity with a key, which need not exist.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from awmc.emit.sql import nodes as n
from awmc.emit.sql.nodes import Node
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import PRESENCE, Column, entity_columns, key_columns
from awmc.ir.model import Entity

if TYPE_CHECKING:
    from awmc.emit.sql.scope import Context, Frame


@dataclass(frozen=True)
class Row(ABC):
    """A row of `entity`. `nullable`: there may be none (then every column is NULL). `narrowed`: none has been excluded here."""

    cx: Context
    entity: Entity
    nullable: bool
    narrowed: bool = field(default=False, kw_only=True)

    @abstractmethod
    def column(self, column: Column) -> Node:
        """The value of a column; NULL if there is no row."""

    def narrow(self) -> Row:
        """The same where none is excluded."""
        return replace(self, narrowed=True)

    @property
    def may_be_none(self) -> bool:
        return self.nullable and not self.narrowed

    def at(self, path: tuple[str, ...]) -> Column:
        """The column that holds the value at `path`. Raises KeyError."""
        for column in entity_columns(self.cx.env, self.entity):
            if column.path == path:
                return column
        raise KeyError(path)

    def under(self, path: tuple[str, ...]) -> tuple[Column, ...]:
        """The columns of the record or reference at `path`."""
        columns = entity_columns(self.cx.env, self.entity)
        return tuple(column for column in columns if column.path[: len(path)] == path)

    def keys(self) -> list[Node]:
        """The key, a node for each part."""
        return [self.column(column) for column in key_columns(self.cx.env, self.entity)]

    def follow(self, path: tuple[str, ...], target: Entity) -> Row:
        """The row that the reference at `path` points to."""
        columns = self.under(path)
        return RefRow(self.cx, target, self.nullable or columns[0].nullable, base=self, path=path)


@dataclass(frozen=True)
class TableRow(Row):
    """A source or a join of `frame`, under `alias`."""

    frame: Frame = field(kw_only=True)
    alias: str = field(kw_only=True)

    def column(self, column: Column) -> Node:
        return n.column(column.name, self.alias)


@dataclass(frozen=True)
class PickedRow(TableRow):
    """A row of a subquery of `frame`; `outputs` collects what the subquery has to give."""

    source: Row = field(kw_only=True)
    outputs: dict[str, Node] = field(kw_only=True)
    prefix: str = field(kw_only=True)

    def column(self, column: Column) -> Node:
        return n.column(
            pick(self.outputs, self.prefix + column.name, self.source.column(column)), self.alias
        )


def pick(outputs: dict[str, Node], name: str, node: Node) -> str:
    """Asks a subquery for `node` under `name`, or another one if that is taken: the name that it has got."""
    unique, count = name, 2
    while unique in outputs and outputs[unique] != node:
        unique, count = f"{name}_{count}", count + 1
    outputs[unique] = node
    return unique


@dataclass(frozen=True)
class RefRow(Row):
    """What the reference at `path` of `base` points to."""

    base: Row = field(kw_only=True)
    path: tuple[str, ...] = field(kw_only=True)

    def column(self, column: Column) -> Node:
        keys = key_columns(self.cx.env, self.entity)
        own = self.base.under(self.path)
        for key, mine in zip(keys, own, strict=True):
            if key.path == column.path:
                return self.base.column(mine)
        return self._joined().column(column)

    def _joined(self) -> Row:
        base = self.base._joined() if isinstance(self.base, RefRow) else self.base
        if not isinstance(base, TableRow):
            return KeyRow(self.cx, self.entity, True, key=lambda: self.keys())
        alias = base.frame.joins.get((base.alias, self.path)) or self._join(base)
        return TableRow(self.cx, self.entity, self.nullable, frame=base.frame, alias=alias)

    def _join(self, base: TableRow) -> str:
        name = "_".join(self.path)
        alias = self.cx.alias(self.entity.table, name, f"{base.alias}_{name}")
        keys = key_columns(self.cx.env, self.entity)
        own = base.under(self.path)
        on = n.and_(
            n.compare("==", n.column(key.name, alias), base.column(mine))
            for key, mine in zip(keys, own, strict=True)
        )
        outer = self.nullable or base.frame.keeps_order
        base.frame.joins[base.alias, self.path] = alias
        base.frame.join_nodes.append((n.table(self.entity.table, alias), on, outer))
        self.cx.reads_tables = True
        return alias


@dataclass(frozen=True)
class FreeRow(Row):
    """The value of `expr`, which has only names of the Python around. Its columns are computed before the statement runs, so
    every step is safe where there may be no row."""

    expr: e.Expr = field(kw_only=True)
    name: str = field(kw_only=True)

    def column(self, column: Column) -> Node:
        if column.path[-1] == PRESENCE:
            from awmc.emit.sql.scope import Unsupported

            raise Unsupported("the presence of a record outside")
        value, name = self._step(column.path)
        return self.cx.param(name, value)

    def follow(self, path: tuple[str, ...], target: Entity) -> Row:
        value, name = self._step(path)
        nullable = isinstance(value.type, t.OptionType)
        return FreeRow(self.cx, target, nullable, expr=value, name=name)

    def _step(self, path: tuple[str, ...]) -> tuple[e.Expr, str]:
        """The expression for what is at `path`, and a name for it."""
        value: e.Expr = self.expr
        for part in path:
            value = self._get(value, part)
        return value, "_".join(part for part in (self.name, *path) if part)

    def _get(self, value: e.Expr, part: str) -> e.Expr:
        safe = isinstance(value.type, t.OptionType)
        match t.unwrap(value.type):
            case t.RefType(entity=name):
                type_ = self.cx.env.entity(name).field(part).type
                return e.FieldGet(
                    row=value,
                    entity=name,
                    field=part,
                    type=t.optional(type_) if safe else type_,
                    safe=safe,
                )
            case t.RecordType(name=name):
                fields = {f.name: f.type for f in self.cx.env.record(name).fields}
                type_ = t.optional(fields[part]) if safe else fields[part]
                return e.RecordGet(value=value, field=part, type=type_, safe=safe)
            case _:
                raise KeyError(part)


@dataclass(frozen=True)
class StateRow(Row):
    """`Game.turns`: a subquery of its own each time, since it has exactly one row."""

    def column(self, column: Column) -> Node:
        self.cx.reads_tables = True
        alias = self.cx.alias(self.entity.table)
        query = exp.Select().select(n.column(column.name, alias), copy=False)
        return n.subquery(query.from_(n.table(self.entity.table, alias), copy=False))


@dataclass(frozen=True)
class FirstRow(Row):
    """The first row of a sequence; `make` gives the subquery of a column, NULL where there is none."""

    make: Callable[[Column], Node] = field(kw_only=True)

    def column(self, column: Column) -> Node:
        return self.cx.deep(lambda: self.make(column))


@dataclass(frozen=True)
class KeyRow(Row):
    """The row whose key `key()` gives; NULLs where there is none, or where `visible` does not hold of it (as `self`)."""

    key: Callable[[], list[Node]] = field(kw_only=True)
    visible: e.Expr | None = field(default=None, kw_only=True)

    def column(self, column: Column) -> Node:
        from awmc.emit.sql.scalars import value
        from awmc.emit.sql.scope import Frame, Unsupported
        from awmc.emit.sql.sources import row_alias

        frame = Frame()
        found = row_alias(self.cx, frame, self.entity, self.entity.table, [])
        keys = key_columns(self.cx.env, self.entity)
        frame.where += [
            n.compare("==", found.column(part), node)
            for part, node in zip(keys, self.key(), strict=True)
        ]
        if self.visible is not None:
            seen = value(self.cx, self.visible, {"self": found})
            if seen.fallible:
                raise Unsupported("visibility that can fail")
            frame.where.append(seen.node)
        return n.subquery(frame.select().select(found.column(column), copy=False))
