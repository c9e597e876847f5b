"""Data blocks made ready to run: what is constant in them as values, the rest as functions of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from awmc.build.cells import spread
from awmc.build.program import Source
from awmc.emit.names import attribute
from awmc.emit.values import constant
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import field_columns
from awmc.ir.loops import loop_params
from awmc.ir.model import Data, DataFile, DataFor, DataTable, Environment, Field
from awmc.ir.stmt import Value


@dataclass(frozen=True)
class ReadyRow:
    """A literal row: its constant columns, by attribute, and the function that gives the others."""

    constants: dict[str, Any]
    function: str | None


@dataclass(frozen=True)
class ReadyTable:
    data: DataTable
    rows: tuple[ReadyRow, ...]


@dataclass(frozen=True)
class ReadyFile:
    """`defaults`: for each field, the row of its columns alone."""

    data: DataFile
    defaults: dict[str, ReadyRow]


@dataclass(frozen=True)
class ReadyFor:
    """`loops` None: one row, without names."""

    data: DataFor
    loops: str | None
    names: int
    columns: str


Ready = ReadyTable | ReadyFile | ReadyFor


@dataclass
class Blocks:
    """Makes the functions of blocks and of the defaults of records."""

    source: Source
    record_defaults: dict[int, str] = field(default_factory=dict)
    """The function of each default of a record's field that is no constant, by the identity of its expression."""

    def prepare(self) -> tuple[Ready, ...]:
        """Every block, in source order."""
        for record in self.source.env.records:
            for part in record.fields:
                if part.default is not None and constant(self.source.env, part.default) is None:
                    made = self.source.expression((), part.default)
                    self.record_defaults[id(part.default)] = made
        return tuple(self._block(data) for data in self.source.env.data)

    def _block(self, data: Data) -> Ready:
        match data:
            case DataTable():
                return ReadyTable(data, tuple(self._row(data.entity, row) for row in data.rows))
            case DataFile():
                defaults = {v.path[0]: self._row(data.entity, (v,)) for v in data.defaults}
                return ReadyFile(data, defaults)
            case DataFor():
                params = loop_params(data.clauses)
                loops = self.source.loops(data) if data.clauses else None
                columns = self.source.columns(params, data.entity, data.values)
                return ReadyFor(data, loops, len(params), columns)
            case _:
                assert_never(data)

    def _row(self, entity: str, values: Sequence[Value]) -> ReadyRow:
        env = self.source.env
        constants: dict[str, Any] = {}
        others: list[Value] = []
        for value in values:
            stored = env.entity(entity).field(value.path[0])
            found = _constant(env, stored, value.value)
            if found is None:
                others.append(value)
            else:
                constants.update(found)
        return ReadyRow(constants, self.source.literal_columns(entity, others) if others else None)


def _constant(env: Environment, stored: Field, value: e.Expr) -> dict[str, Any] | None:
    """The columns of a value that needs no state; a key stands for its row."""
    if isinstance(value, e.Lookup):
        parts = [constant(env, key) for key in value.key]
        known = [part.value for part in parts if part is not None]
        columns = field_columns(env, stored)
        return named(env, stored, tuple(known)) if len(known) == len(columns) else None
    if isinstance(t.unwrap(value.type), t.RefType):
        return None
    found = constant(env, value)
    return None if found is None else named(env, stored, found.value)


def named(env: Environment, stored: Field, value: Any) -> dict[str, Any]:
    """The columns of a field's value, by attribute."""
    names = [attribute(column.name) for column in field_columns(env, stored)]
    return dict(zip(names, spread(env, stored, value), strict=True))
