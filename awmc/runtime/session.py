"""One outermost call on a database: what generated tools and rules work with.

A `Session` lives for one call. Within it there is one `Row` object for each row, kept equal to the database by every write.
It begins, ends and undoes nothing: the episode holds the savepoint around it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from awmc.runtime.arguments import Arguments, check
from awmc.runtime.database import Database, select
from awmc.runtime.endings import check_local
from awmc.runtime.journal import Change
from awmc.runtime.limits import LIST_LENGTH, LOOP_STEPS
from awmc.runtime.rules import Rules
from awmc.runtime.stirring import Loop, Rests, Round, stirred
from awmc.runtime.store import Store, gone
from awmc.runtime.tables import Catalogue, E, Key, Row, encode, encoded
from awmc.runtime.traces import Trace, Traces, affected
from awmc.runtime.writes import Past, by_column, constraint_failure, delete_rows, wanted

if TYPE_CHECKING:
    from awmc.runtime.definition import Tool

A = TypeVar("A", bound=Arguments)
T = TypeVar("T")
_ANSWERS = 1_000
"""How many answers of one query a session keeps."""


class Session(Store):
    """See docs/generated-code.md. Names of parameters in SQL are those of columns."""

    _pasts: Sequence[Past] = ()
    """The looks at the past that are going on, each within the one before."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        rules: Rules,
        now: str,
        numbers: dict[str, int],
        actor: type[Row] | None = None,
        actor_key: Key | None = None,
        externs: Mapping[str, Callable[..., Any]] | None = None,
        read_only: bool = False,
    ) -> None:
        super().__init__(catalogue, rules, now, actor, actor_key, externs)
        self._database = database
        self._numbers = numbers
        """The last automatic number of each table when the call began."""
        self.issued: dict[str, int] = {}
        """The last automatic number of each table for which the call has made one."""
        self._read_only = read_only
        self._known: defaultdict[type[Row], dict[Key, Any]] = defaultdict(dict)
        self._answers: defaultdict[str, dict[Any, Any]] = defaultdict(dict)
        """What queries have given since the last write to a table that they read, by their parameters."""
        self._calls = 0
        self.rests: Rests = {}
        """How loops of `on call` were left by earlier calls, where that is known."""
        self.rounds: dict[Loop, Round | None] = {}
        """Those that this call has begun; None for one that is not finished."""

    # Rows

    def find(
        self, entity: type[E], /, *key: Any, visible: Callable[[Any, E], bool] | None = None
    ) -> E | None:
        """`E(k)?`: the row of that key, or None where there is none or it is not visible."""
        row: E | None = self._known[entity].get(key)
        if row is None:
            table = entity.TABLE
            sql = table.selects.get(table.key) or select(entity, table.key)
            found = self._database.all(sql, key)
            row = self._row(entity, found[0]) if found else None
        if row is None or (visible is not None and not visible(self, row)):
            return None
        return row

    def get(
        self, entity: type[E], /, *key: Any, visible: Callable[[Any, E], bool] | None = None
    ) -> E:
        """`E(k)`: the row of that key; fails with not_found."""
        row: E | None = self._known[entity].get(key)
        if row is None or visible is not None:
            row = self.named(entity, *key, visible=visible)
        return row

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items that are no deleted rows, each a step of the call's budget."""
        for item in items:
            self._steps += 1
            if self._steps > LOOP_STEPS:
                self.step()
            if not (item.deleted if isinstance(item, Row) else gone(item)):
                yield item

    def rows(self, entity: type[E], sql: str | None = None, /, **params: Any) -> list[E]:
        """All rows in insertion order; or those that a query of all columns gives."""
        return self._rows(entity, self._ask(sql or select(entity), params))

    def related(self, entity: type[E], columns: tuple[str, ...], /, *key: Any) -> list[E]:
        """The rows whose `columns` equal the key, in insertion order."""
        return self._rows(entity, self._database.all(select(entity, columns), key))

    def first(self, entity: type[E], sql: str, /, **params: Any) -> E | None:
        """The first row of a query of all columns."""
        found = self._ask(sql, params)
        return self._row(entity, found[0]) if found else None

    def _row(self, entity: type[E], values: tuple[Any, ...]) -> E:
        table = entity.TABLE
        key = table.key_in(values)
        known = self._known[entity]
        row: E | None = known.get(key)
        if row is None:
            row = entity(*(table.decode(values) if table.converted else values))
            known[key] = row
        return row

    def _rows(self, entity: type[E], found: list[tuple[Any, ...]]) -> list[E]:
        """`_row` of each: tools that go through a table spend their time here."""
        table, known = entity.TABLE, self._known[entity]
        key_in, decode = table.key_in, table.decode if table.converted else None
        rows: list[E] = []
        for values in found:
            key = key_in(values)
            row = known.get(key)
            if row is None:
                row = known[key] = entity(*(values if decode is None else decode(values)))
            rows.append(row)
        return rows

    # Values

    def value(self, sql: str, /, **params: Any) -> Any:
        """The value of a query of one row and one column; None where there is no row. Between two writes to what it reads it is asked once."""
        given = encoded(params)
        question = (*given.items(), *map(type, given.values()))  # 1 is 1.0 in Python, not in SQL
        answers = self._answers[sql]
        if question not in answers:
            if len(answers) >= _ANSWERS:
                answers.clear()
            found = self._database.all(sql, given)
            answers[question] = found[0][0] if found else None
        return answers[question]

    def flag(self, sql: str, /, **params: Any) -> bool:
        """The same as a bool."""
        return bool(self.value(sql, **params))

    def values(self, sql: str, /, **params: Any) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self._ask(sql, params)]

    def json(self, sql: str, /, **params: Any) -> str:
        """The JSON text that a query gives; `null` where there is no row, or NULL in it."""
        found = self._ask(sql, params)
        value = found[0][0] if found else None
        return value if isinstance(value, str) else "null"

    def text(self, sql: str, /, **params: Any) -> str | None:
        """The JSON text of a query of one row; None where there is no such row."""
        found = self._ask(sql, params)
        return found[0][0] if found else None

    def objects(self, sql: str, /, **params: Any) -> Any:
        """The JSON value that a query gives."""
        return json.loads(self.json(sql, **params))

    def _ask(self, sql: str, params: Mapping[str, Any]) -> list[Any]:
        found = self._database.all(sql, encoded(params))
        if len(found) > LIST_LENGTH:
            self.fail("invalid_operation", f"The list is longer than {LIST_LENGTH} items")
        return found

    # Changes

    def create(self, sql: str, entity: type[E], /, **columns: Any) -> E:
        """Inserts a row, by `sql` with a parameter for each column; an `auto` key is made here."""
        self._may_write()
        table = entity.TABLE
        auto = table.auto
        if auto is not None:
            name = table.name
            number = (self.issued.get(name) or self._numbers.get(name, 0)) + 1
            columns[table.key_attributes[0]] = auto.key(number)
        row = entity(**columns)
        self._write(sql, by_column(table, columns) if table.attributes else columns, row)
        if auto is not None:
            self.issued[name] = number
        self._known[entity][table.key_of(row)] = row
        self._changes.append(Change("create", row))
        return row

    def update(self, sql: str, row: Row, /, **columns: Any) -> None:
        """Changes columns of a row, by `sql` with a parameter for each of them and for the key's."""
        self._may_write()
        table = row.TABLE
        if row.deleted:
            self.fail("invalid_operation", f"The {table.entity} has been deleted")
        old = {name: getattr(row, name) for name in columns}
        if old == columns:
            return
        values = by_column(table, columns) if table.attributes else columns.copy()
        values.update(zip(table.key, table.key_of(row), strict=True))
        self._write(sql, values, row, columns)
        for name, value in columns.items():
            setattr(row, name, value)
        self._changes.append(Change("update", row, old))

    def _write(
        self, sql: str, values: dict[str, Any], row: Row, new: dict[str, Any] | None = None
    ) -> None:
        """`new` is what an update changes, None where the row is made."""
        try:
            plain = row.TABLE.stored_as_they_are
            self._database.write(sql, values if plain else encoded(values))
        except sqlite3.IntegrityError as error:
            raise constraint_failure(self, error, *wanted(row, new)) from error
        if self._answers:
            self._forget(row.TABLE.name)
        if type(row) in self.rules.locals_of:
            check_local(self, *wanted(row, new))

    def _remove(self, rows: list[Row]) -> None:
        self._may_write()
        for row, place in zip(rows, delete_rows(self._database, rows), strict=True):
            self._forget(row.TABLE.name)
            row.deleted = True
            self._known[type(row)].pop(row.KEY, None)
            self._changes.append(Change("delete", row, place=place))

    def _forget(self, table: str) -> None:
        """What was asked of a table that has changed."""
        tables_in = self.catalogue.tables_in
        for sql in [sql for sql in self._answers if table in tables_in(sql)]:
            del self._answers[sql]

    def _may_write(self) -> None:
        if self._read_only:
            raise RuntimeError("a tool that is known to be read-only writes")

    # Calls and time

    def call(self, tool: Tool[A], /, **arguments: Any) -> Any:
        """Another tool in the same transaction; gives its JSON value."""
        checked = check(tool.arguments, arguments)
        self._calls += 1
        outer, self._start = self._start, (len(self._changes), self.now)
        try:
            return json.loads(tool.function(self, checked))
        finally:
            self._start = outer

    def advance(self, seconds: int, /) -> None:
        """Moves the clock, then runs `on clock` at the new time, without an actor."""
        self._may_write()
        super().advance(seconds)

    def _enter_past(self, undone: list[Change]) -> None:
        if undone:
            self._answers.clear()
            past = Past(self._database)
            past.enter(undone)
            self._pasts = [*self._pasts, past]
            self._swap(undone, there="delete")

    def _leave_past(self, undone: list[Change]) -> None:
        if undone:
            self._answers.clear()
            *self._pasts, past = self._pasts
            past.leave()
            self._swap(undone, there="create")

    def _swap(self, changes: list[Change], there: str) -> None:
        """Keeps the rows that are there, of those that were created or deleted, known by their key."""
        ordered = reversed(changes) if there == "delete" else changes
        for change in ordered:
            if change.kind == there:
                self._known[type(change.row)][change.row.KEY] = change.row
            elif change.kind != "update":
                self._known[type(change.row)].pop(change.row.KEY, None)

    # For the episode

    @property
    def numbers(self) -> dict[str, int]:
        """The last automatic numbers."""
        return {**self._numbers, **self.issued} if self.issued else self._numbers

    def ask_rows(self, entity: type[Row], sql: str) -> list[Row]:
        """The rows that a rule's own query finds; its parameters are `now` and `today`."""
        return self.rows(entity, sql, now=self.now, today=self.today)

    def stirred(
        self,
        entity: type[E],
        loop: Loop,
        every: Callable[[], list[E]],
        chosen: Callable[[E], bool] | None = None,
        /,
    ) -> Iterator[E]:
        """The rows of an `on call` loop: of `every` row that is `chosen`, those whose turn may change something."""
        return stirred(self, loop, every, chosen)

    @property
    def signs(self) -> tuple[int, int, str]:
        """What is another after a turn of a loop that was not quiet."""
        return len(self._changes), self._calls, self.now

    def place(self, row: Row) -> int:
        """The row's place in the insertion order."""
        table = row.TABLE
        where = " AND ".join(f't."{column}" = ?' for column in table.key) or "true"
        sql = f'SELECT t.{table.rowid} FROM "{table.name}" AS t WHERE {where}'
        ((place,),) = self._database.all(sql, row.KEY)
        return int(place)

    def affected(self, traces: Traces) -> list[Row] | None:
        """The rows that the changes of the call lead to; None where it may be any."""
        return affected(self, traces, self._changes)

    def led_to(self, entity: type[E], trace: Trace, values: tuple[Any, ...]) -> list[E]:
        """The rows that a trace leads to from a row with these values."""
        if trace.sql is None:
            row = None if None in values else self.find(entity, *values)
            return [] if row is None else [row]
        given = zip(trace.by, map(encode, values), strict=True)
        return self._rows(entity, self._database.all(trace.limited, dict(given)))
