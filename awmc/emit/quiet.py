"""Loops of `on call` that mostly find nothing to do: what decides whether a turn of one is quiet, changing nothing.

In: a `for x in E if q(x) { … }`. Out: what a quiet turn for one row may read, as `Reads`; None for a loop of another form. A turn in which
a row is created or deleted, a tool is called or the clock is moved is not quiet, so what only these statements read does not count.
Guaranteed: a turn that was quiet stays quiet until something that it reads has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awmc.emit.affected import Reader
from awmc.emit.places import Names, Reads
from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir.columns import field_columns
from awmc.ir.model import Entity, Environment


@dataclass(frozen=True)
class RowLoop:
    """A loop over rows of one entity, by the name that a row has in it, with the conditions that choose them."""

    entity: Entity
    name: str
    conditions: tuple[e.Expr, ...]


def row_loop(env: Environment, loop: st.For) -> RowLoop | None:
    """The loop as one over rows of one entity in their own order; None for another."""
    first, *rest = loop.clauses
    if loop.order or loop.limit is not None or loop.offset is not None:
        return None
    match first:
        case e.ForClause(names=(name,), source=e.EntityRows(entity=entity)):
            conditions = [c.condition for c in rest if isinstance(c, e.IfClause)]
            if len(conditions) == len(rest):
                return RowLoop(env.entity(entity), name, tuple(conditions))
    return None


def quiet_reads(env: Environment, loop: st.For, rows: RowLoop) -> Reads:
    """What a quiet turn of the loop may read."""
    reader, names = Reader.of_row(env, rows.entity, rows.name)
    for condition in rows.conditions:
        reader.read(condition, names)
    _Body(env, reader).block(loop.body, names)
    return reader.reads


class _Body:
    """Goes through the statements of a turn."""

    def __init__(self, env: Environment, reader: Reader) -> None:
        self._env = env
        self._reader = reader

    def block(self, statements: Sequence[st.Stmt], names: Names) -> None:
        """The statements of a block, whose names end with it."""
        inner = dict(names)
        for statement in statements:
            self._statement(statement, inner)

    def _statement(self, s: st.Stmt, names: Names) -> None:
        read = self._reader.read
        match s:
            case st.Let():
                names[s.name] = read(s.value, names)
            case st.SetFields():
                self._set(s, names)
            case st.If():
                for branch in s.branches:
                    read(branch.condition, names)
                    self.block(branch.body, names)
                self.block(s.otherwise, names)
            case st.For():
                inner = dict(names)
                self._reader.clauses(s.clauses, inner)
                for key in s.order:
                    read(key.value, inner)
                for bound in (s.limit, s.offset):
                    if bound is not None:
                        read(bound, names)
                self.block(s.body, inner)
            case st.While():
                read(s.condition, names)
                read(s.limit, names)
                self.block(s.body, names)
            case st.Require():
                read(s.condition, names)
            case st.Create() | st.CallTool():
                if s.name is not None:
                    names[s.name] = None  # the turn is not quiet any more
            case st.Delete() | st.Advance():
                pass  # nor here
            case st.Fail() | st.Reject():
                pass  # the loop is not finished
            case st.Ensure() | st.Return():
                self._reader.reads.known = False

    def _set(self, s: st.SetFields, names: Names) -> None:
        """An assignment is quiet where the fields have these values already."""
        entity = self._env.entity(s.entity)
        for place in self._reader.rows(self._reader.read(s.row, names), s.entity):
            for value in s.values:
                columns = field_columns(self._env, entity.field(value.path[0]))
                self._reader.reads.seen(place).columns.update(c.name for c in columns)
        for value in s.values:
            self._reader.read(value.value, names)
