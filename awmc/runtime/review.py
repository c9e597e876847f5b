"""The final state of an episode as the goals of its task see it: rows by their key, and the start to look back at.

In: the episode's database, and one in the state of the start. Guaranteed: it changes nothing; a row that is gone keeps only its key; what
`old` gives is of the start, and a row taken out of it is the row as it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast

from awmc.runtime.database import Database, select
from awmc.runtime.definition import Definition
from awmc.runtime.handles import Handle
from awmc.runtime.judging.reasons import failed_comparison
from awmc.runtime.rules import Rules
from awmc.runtime.session import Session
from awmc.runtime.tables import Catalogue, E, Key, Row

T = TypeVar("T")
Start = Callable[[], AbstractContextManager[Database]]
"""Lends a database in the state of the start."""


class Review(Session):
    """A session for one verdict. Its rows are `Handle`s."""

    def __init__(
        self,
        definition: Definition,
        catalogue: Catalogue,
        database: Database,
        start: Start,
        now: str,
        actor: Key | None,
        externs: Any,
    ) -> None:
        rules: Rules = definition.rules
        super().__init__(
            database, catalogue, rules, now, {}, definition.actor, actor, externs, True
        )
        self._lent = start
        self._clock_at_start = definition.clock
        self._handles: dict[tuple[type[Row], Key], Handle] = {}
        self._known_at_start: dict[type[Row], dict[Key, Any]] = {}
        self.reason: str | None = None
        """Why the last comparison failed."""

    def handle(self, entity: type[E], key: Key) -> E:
        """The row of a key, whether it is there or not."""
        found = self._handles.get((entity, key))
        if found is None:
            found = Handle(entity.TABLE, key, lambda: self._look(entity, key))
            self._handles[entity, key] = found
        # a handle has the columns of the row that it stands for, though not its class
        return cast(E, found)

    def _look(self, entity: type[Row], key: Key) -> Row | None:
        """The row as it is in the state that is looked at."""
        row: Row | None = self._known.get(entity, {}).get(key)
        if row is None:
            found = self._database.all(select(entity, entity.TABLE.key), key)
            row = super()._row(entity, found[0]) if found else None
        return row

    def _row(self, entity: type[E], values: tuple[Any, ...]) -> E:
        return self.handle(entity, super()._row(entity, values).KEY)

    def find(
        self, entity: type[E], /, *key: Any, visible: Callable[[Any, E], bool] | None = None
    ) -> E | None:
        """`E(k)?`: the row of that key, or None where there is none or it is not visible."""
        if self._look(entity, key) is None:
            return None
        row = self.handle(entity, key)
        return row if visible is None or visible(self, row) else None

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items, each a step of the budget; a row that `old` gave and that is gone is one of them."""
        for item in items:
            self.step()
            yield item

    def compare(self, left: object, sign: str, right: object, places: int = 0) -> bool:
        """Whether a comparison of a clause holds; if not, `reason` says why."""
        self.reason = failed_comparison(left, sign, right, places)
        return self.reason is None

    def before(self, question: Callable[[], T], /) -> T:
        """The answer in the state of the start."""
        with self._lent() as start:
            outer = self._database, self._known, self.now
            self._database, self._known = start, self._known_at_start
            self._set_clock(self._clock_at_start)
            try:
                return question()
            finally:
                self._database, self._known, now = outer
                self._set_clock(now)
