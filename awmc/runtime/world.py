"""A state in plain Python: the rows of every table, and the rules that the database would keep. No SQL but for reading.

Verifiers run the model of a tool on it; the compiler builds initial rows in it. A create or an update that breaks a rule raises `Failed`
with the rule's name and leaves the world as it was; the rules of the end of a call are looked at by `awmc.runtime.endings.check_rules`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from awmc.runtime.arguments import Arguments, check
from awmc.runtime.database import select
from awmc.runtime.endings import broken_rule, check_local
from awmc.runtime.failures import CONSTRAINT_VIOLATED, INVALID_OPERATION, Failed
from awmc.runtime.functions.encode import dump
from awmc.runtime.journal import Change
from awmc.runtime.rules import Rules
from awmc.runtime.store import Store
from awmc.runtime.tables import Catalogue, E, Key, Row
from awmc.runtime.writes import reference_failure, unique_failure

if TYPE_CHECKING:
    from awmc.runtime.contract import Contract

A = TypeVar("A", bound=Arguments)
Connection = sqlite3.Connection | str | Path
"""A state to read: an open connection or the path of a SQLite file."""
_Index = dict[Key, list[Any]]


class World(Store):
    """See docs/generated-code.md. `numbers` are the last automatic numbers by table."""

    def __init__(
        self,
        catalogue: Catalogue,
        rules: Rules | None = None,
        now: str = "2000-01-01T00:00:00",
        actor: type[Row] | None = None,
        actor_key: Key | None = None,
        externs: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        super().__init__(catalogue, rules or Rules(), now, actor, actor_key, externs)
        self.numbers: dict[str, int] = {}
        self._rows: dict[type[Row], dict[Key, Any]] = {row: {} for row in catalogue.rows}
        self._serial = 0
        self._serials: dict[Row, int] = {}
        self._indexes: dict[tuple[type[Row], tuple[str, ...]], _Index] = {}

    @staticmethod
    def read(
        source: Connection,
        catalogue: Catalogue,
        rules: Rules | None = None,
        actor: type[Row] | None = None,
        externs: Mapping[str, Callable[..., Any]] | None = None,
    ) -> World:
        """The world of a state."""
        if not isinstance(source, sqlite3.Connection):
            with closing(open_read_only(source)) as connection:
                return World.read(connection, catalogue, rules, actor, externs)
        state = dict(source.execute("SELECT s.name, s.value FROM _awmc_state AS s"))
        key = json.loads(state.get("actor") or "null")
        actor_key = None if key is None else tuple(key)
        world = World(catalogue, rules, state["clock"], actor, actor_key, externs)
        prefix = "auto:"
        world.numbers = {
            name.removeprefix(prefix): int(value)
            for name, value in state.items()
            if name.startswith(prefix)
        }
        for entity in catalogue.rows:
            for values in source.execute(select(entity)):
                world._add(entity(*entity.TABLE.decode(values)))
        return world

    # Finding rows

    def find(
        self, entity: type[E], /, *key: Any, visible: Callable[[Any, E], bool] | None = None
    ) -> E | None:
        """`E(k)?`: the row of that key, or None where there is none or it is not visible."""
        row: E | None = self._rows[entity].get(key)
        if row is None or (visible is not None and not visible(self, row)):
            return None
        return row

    def rows(self, entity: type[E], /) -> list[E]:
        """All rows, in insertion order."""
        return list(self._rows[entity].values())

    def related(self, entity: type[E], columns: tuple[str, ...], /, *key: Any) -> list[E]:
        """The rows whose `columns` equal the key, in insertion order."""
        if None in key:
            return []
        index = self._indexes.get((entity, columns))
        if index is None:
            index = self._indexes[(entity, columns)] = {}
            for row in self._rows[entity].values():
                index.setdefault(self._reference(row, columns), []).append(row)
        return list(index.get(key, ()))

    def _forget_indexes(self, entity: type[Row], columns: Mapping[str, Any] | None = None) -> None:
        for known in list(self._indexes):
            if known[0] is entity and (columns is None or not columns.keys().isdisjoint(known[1])):
                del self._indexes[known]

    # Changes

    def create(self, entity: type[E], /, **columns: Any) -> E:
        """Adds a row. An `auto` key that is not given is made here."""
        table = entity.TABLE
        number = None
        if table.auto is not None:
            attribute = table.key_attributes[0]
            if columns.get(attribute) is None:
                number = self.numbers.get(table.name, 0) + 1
                columns[attribute] = table.auto.key(number)
            else:
                given = table.auto.number(columns[attribute])
                number = max(self.numbers.get(table.name, 0), given)
        row = entity(**columns)
        self._check_row(row, None)
        if number is not None:
            self.numbers[table.name] = number
        self._add(row)
        self._changes.append(Change("create", row))
        return row

    def update(self, row: Row, /, **columns: Any) -> None:
        """Changes columns of a row."""
        table = row.TABLE
        if row.deleted:
            raise Failed(INVALID_OPERATION, f"The {table.entity} has been deleted")
        old = {name: getattr(row, name) for name in columns}
        if old == columns:
            return
        wanted = type(row)(*table.values(row))
        for name, value in columns.items():
            setattr(wanted, name, value)
        self._check_row(wanted, row)
        for name, value in columns.items():
            setattr(row, name, value)
        self._forget_indexes(type(row), {table.column_of[name]: None for name in columns})
        self._changes.append(Change("update", row, old))

    def _check_row(self, row: Row, old: Row | None) -> None:
        """The rules of its table, in SQLite's order: flows, conditions, uniqueness, references."""
        if old is not None:
            self._check_flows(row, old)
        check_local(self, row, old)
        self._check_unique(row, old)
        for reference in row.TABLE.references:
            key = self._reference(row, reference.columns)
            target = self.catalogue.by_name[reference.table]
            if None not in key and self.find(target, *key) is None and (target, key) != _self(row):
                raise reference_failure(self, row)

    def _check_flows(self, row: Row, old: Row) -> None:
        for name, flow in self.rules.flows.items():
            if flow.entity is type(row):
                attribute = row.TABLE.attributes.get(flow.column, flow.column)
                was, wanted = getattr(old, attribute), getattr(row, attribute)
                if was != wanted and was is not None and wanted not in flow.arrows.get(was, ()):
                    raise broken_rule(self, name, row, old)

    def _check_unique(self, row: Row, old: Row | None) -> None:
        entity, table = type(row), row.TABLE
        if table.state and old is None and self._rows[entity]:
            raise Failed(CONSTRAINT_VIOLATED, f"There is already a {table.entity}", rule="key")
        if old is None and table.key and row.KEY in self._rows[entity]:
            raise unique_failure(self, row, old, table.key)
        for unique in table.uniques:
            same = self.related(entity, unique.columns, *self._reference(row, unique.columns))
            if any(other is not old for other in same):
                raise unique_failure(self, row, old, unique.columns)

    def _add(self, row: Row) -> None:
        self._serial += 1
        self._serials[row] = self._serial
        self._rows[type(row)][row.KEY] = row
        for (entity, columns), index in self._indexes.items():
            if entity is type(row):
                index.setdefault(self._reference(row, columns), []).append(row)

    def _remove(self, rows: list[Row]) -> None:
        for row in rows:
            del self._rows[type(row)][row.KEY]
            row.deleted = True
            self._changes.append(Change("delete", row))
        for entity in {type(row): None for row in rows}:
            self._forget_indexes(entity)

    # Calls and time

    def call(self, model: Contract[A], /, **arguments: Any) -> Any:
        """The model of another tool, in the same transaction; gives its JSON value."""
        checked = check(model.arguments, arguments)
        outer, self._start = self._start, (len(self._changes), self.now)
        try:
            return json.loads(dump(model.function(self, checked)))
        finally:
            self._start = outer

    def _enter_past(self, undone: list[Change]) -> None:
        self._swap(list(reversed(undone)), there="delete")

    def _leave_past(self, undone: list[Change]) -> None:
        self._swap(undone, there="create")

    def _swap(self, changes: list[Change], there: str) -> None:
        for change in changes:
            rows = self._rows[type(change.row)]
            if change.kind == there:
                rows[change.row.KEY] = change.row
            elif change.kind != "update":
                rows.pop(change.row.KEY, None)
        for entity in {type(change.row): None for change in changes}:
            ordered = sorted(self._rows[entity].values(), key=self._serials.__getitem__)
            self._rows[entity] = {row.KEY: row for row in ordered}
        self._indexes.clear()


def open_read_only(path: str | Path) -> sqlite3.Connection:
    """A connection that reads the SQLite file at `path` and changes nothing."""
    return sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)


def _self(row: Row) -> tuple[type[Row], Key]:
    return type(row), row.KEY
