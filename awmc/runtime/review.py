"""The final state of an episode as the goals of its task see it: rows by their key, and the start to look back at.

In: the episode's database, and the start. Guaranteed: it changes nothing, and asks no state the same question twice; a row that is gone
keeps only its key; what `old` gives is of the start, and a row taken out of it is the row as it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

from awmc.runtime.database import Database, select
from awmc.runtime.definition import Definition
from awmc.runtime.handles import Handle, not_there
from awmc.runtime.judging.reasons import failed_comparison
from awmc.runtime.limits import LIST_LENGTH, LOOP_STEPS
from awmc.runtime.readings import Reading
from awmc.runtime.rules import Rules
from awmc.runtime.session import Session
from awmc.runtime.tables import Catalogue, E, Key, Row, encoded

T = TypeVar("T")


class Review(Session):
    """A session for one verdict. Its rows are handles; `reading` is of the final state, `start` lends that of the start."""

    def __init__(
        self,
        definition: Definition,
        catalogue: Catalogue,
        database: Database,
        reading: Reading,
        start: Callable[[], Reading],
        now: str,
        actor: Key | None,
        externs: Any,
    ) -> None:
        rules: Rules = definition.rules
        super().__init__(
            database, catalogue, rules, now, {}, definition.actor, actor, externs, True
        )
        self._state = reading
        """The state that is looked at."""
        self._start_state = start
        self._clock_at_start = definition.clock
        self._handles: dict[type[Row], dict[Key, Any]] = {}
        self._handled_before: dict[tuple[type[Row], int], tuple[Any, list[Any]]] = {}
        self.reason: str | None = None
        """Why the last comparison failed."""

    # Rows

    def handle(self, entity: type[E], key: Key) -> E:
        """The row of a key, whether it is there or not."""
        handles = self._handles.get(entity)
        if handles is None:
            handles = self._handles[entity] = {}
        found = handles.get(key)
        if found is None:
            kinds = self.catalogue.handles
            kind = kinds.get(entity) or kinds.setdefault(entity, _seen(entity))
            found = handles[key] = kind(self, key)
        # a handle has the columns of the row that it stands for, though not its class
        return cast(E, found)

    def look(self, entity: type[Row], key: Key) -> tuple[Any, ...] | None:
        """The values, as stored, of a row in the state that is looked at; None where it is not there."""
        rows = self._state.rows[entity]
        try:
            return rows[key]
        except KeyError:
            found = self._state.all(select(entity, entity.TABLE.key), key)
        values = rows[key] = found[0] if found else None
        return values

    def find(
        self, entity: type[E], /, *key: Any, visible: Callable[[Any, E], bool] | None = None
    ) -> E | None:
        """`E(k)?`: the row of that key, or None where there is none or it is not visible."""
        if self.look(entity, key) is None:
            return None
        row = self.handle(entity, key)
        return row if visible is None or visible(self, row) else None

    def get(
        self, entity: type[E], /, *key: Any, visible: Callable[[Any, E], bool] | None = None
    ) -> E:
        """`E(k)`: the row of that key; fails with not_found."""
        if visible is None and self._state.rows[entity].get(key) is not None:
            return self.handle(entity, key)
        return self.named(entity, *key, visible=visible)

    def rows(self, entity: type[E], sql: str | None = None, /, **params: Any) -> list[E]:
        """All rows in insertion order; or those that a query of all columns gives."""
        return self._handled(entity, self._ask(sql or select(entity), params))

    def related(self, entity: type[E], columns: tuple[str, ...], /, *key: Any) -> list[E]:
        """The rows whose `columns` equal the key, in insertion order."""
        return self._handled(entity, self._state.all(select(entity, columns), key))

    def first(self, entity: type[E], sql: str, /, **params: Any) -> E | None:
        """The first row of a query of all columns."""
        found = self._handled(entity, self._ask(sql, params))
        return found[0] if found else None

    def value(self, sql: str, /, **params: Any) -> Any:
        """The value of a query of one row and one column; None where there is no row. Each state is asked, and keeps its answers itself."""
        found = self._ask(sql, params)
        return found[0][0] if found else None

    def _handled(self, entity: type[E], found: list[tuple[Any, ...]]) -> list[E]:
        """Their handles. `found` is a reading's answer, which stays that of its question: so do the handles."""
        _, known = self._handled_before.get((entity, id(found)), (None, None))
        if known is None:
            rows, key_in = self._state.rows[entity], entity.TABLE.key_in
            known = []
            for values in found:
                key = key_in(values)
                rows[key] = values
                known.append(self.handle(entity, key))
            # with the answer itself: its id is no other's as long as it is kept
            self._handled_before[entity, id(found)] = (found, known)
        return known.copy()

    def _ask(self, sql: str, params: Mapping[str, Any]) -> list[Any]:
        found = self._state.all(sql, encoded(params))
        if len(found) > LIST_LENGTH:
            self.fail("invalid_operation", f"The list is longer than {LIST_LENGTH} items")
        return found

    # The rest

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items, each a step of the budget; a row that `old` gave and that is gone is one of them."""
        for item in items:
            self._steps += 1
            if self._steps > LOOP_STEPS:
                self.step()
            yield item

    def compare(self, left: object, sign: str, right: object, places: int = 0) -> bool:
        """Whether a comparison of a clause holds; if not, `reason` says why."""
        self.reason = failed_comparison(left, sign, right, places)
        return self.reason is None

    def before(self, question: Callable[[], T], /) -> T:
        """The answer in the state of the start."""
        outer, now = self._state, self.now
        self._state = self._start_state()
        self._set_clock(self._clock_at_start)
        try:
            return question()
        finally:
            self._state = outer
            self._set_clock(now)


class _Seen(Handle):
    """A row of a review: a value is read of it, and taken out of its stored form, when it is asked for. `_seen` makes a class for each entity."""

    __slots__ = ("_review",)

    _entity: type[Row]

    def __init__(self, review: Review, key: Key) -> None:
        self._review = review
        self._key = key

    @property
    def deleted(self) -> bool:  # type: ignore[override]  # a plain row is told that it is gone, a handle looks
        """Whether the row is gone."""
        return self._review.look(self._entity, self._key) is None

    def __getattr__(self, name: str) -> Any:
        """No column."""
        raise AttributeError(name)


def _seen(entity: type[Row]) -> type[_Seen]:
    """The class of an entity's handles: each column is a property."""
    table = entity.TABLE
    known: dict[str, Any] = {"__slots__": (), "_entity": entity, "_table": table}
    for place, (name, column) in enumerate(zip(table.names, table.columns, strict=True)):
        known[name] = property(_stored_at(entity, place, table.readers.get(column)))
    for place, name in enumerate(table.key_attributes):
        known[name] = property(_key_part(place))
    return type(f"{entity.__name__}Handle", (_Seen,), known)


def _key_part(place: int) -> Callable[[_Seen], Any]:
    return lambda handle: handle._key[place]


def _stored_at(
    entity: type[Row], place: int, reader: Callable[[Any], Any] | None
) -> Callable[[_Seen], Any]:
    """What reads a column of a handle: at a place among the values as stored."""

    def value(handle: _Seen) -> Any:
        review, key = handle._review, handle._key
        values = review._state.rows[entity].get(key) or review.look(entity, key)
        if values is None:
            raise not_there(entity.TABLE, key)
        found = values[place]
        return found if reader is None or found is None else reader(found)

    return value
