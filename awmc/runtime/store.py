"""What a `Session` and a `World` have in common: finding rows, the clock, the actor, failing, loops, and calls of other tools.

Generated rules are written against this; only a `Session` adds SQL. A store lives for one outermost call (a world also for the building
of data). Guaranteed: everything fails with `Failed` or `Rejected`, and loops end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn, TypeVar, cast

from awmc.runtime.failures import (
    CONSTRAINT_VIOLATED,
    INVALID_OPERATION,
    NOT_FOUND,
    POSTCONDITION_FAILED,
    Failed,
    Rejected,
    invalid,
)
from awmc.runtime.functions.dates import add_seconds
from awmc.runtime.functions.patterns import matches
from awmc.runtime.journal import Change
from awmc.runtime.limits import LOOP_STEPS
from awmc.runtime.rules import Rules
from awmc.runtime.tables import Catalogue, E, Key, Row, Table, getter, name_of

T = TypeVar("T")


class Store(ABC):
    """The state that one call works on. `now` and `today` are the environment's clock."""

    def __init__(
        self,
        catalogue: Catalogue,
        rules: Rules,
        now: str,
        actor: type[Row] | None = None,
        actor_key: Key | None = None,
        externs: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.rules = rules
        self.now = now
        self.today = now[:10]
        self._actor = actor
        self._actor_key = actor_key
        self._externs = externs or {}
        self._steps = 0
        self._changes: list[Change] = []
        self._start = (0, now)
        """Where the current tool's call began: the number of changes before it, and its clock."""
        self._in_clock = False
        self._began = now

    # Finding rows

    @abstractmethod
    def find(
        self, entity: type[E], /, *key: Any, visible: Callable[[Any, E], bool] | None = None
    ) -> E | None:
        """`E(k)?`: the row of that key, or None where there is none or it is not visible."""

    @abstractmethod
    def related(self, entity: type[E], columns: tuple[str, ...], /, *key: Any) -> list[E]:
        """The rows whose `columns` equal the key, in insertion order."""

    @abstractmethod
    def rows(self, entity: type[E], /) -> list[E]:
        """All rows, in insertion order."""

    def get(
        self, entity: type[E], /, *key: Any, visible: Callable[[Any, E], bool] | None = None
    ) -> E:
        """`E(k)`: the row of that key; fails with not_found."""
        return self.named(entity, *key, visible=visible)

    def named(
        self,
        entity: type[E],
        /,
        *key: Any,
        message: str | None = None,
        code: str = NOT_FOUND,
        visible: Callable[[Any, E], bool] | None = None,
    ) -> E:
        """The row that a parameter names; fails with `code` and `message`."""
        row = self.find(entity, *key, visible=visible)
        if row is None:
            raise Failed(code, message or f"There is no {name_of(entity.TABLE, key)}")
        return row

    def state(self, entity: type[E], /) -> E:
        """The one row of a `state` entity."""
        row = self.find(entity)
        if row is None:
            raise Failed(NOT_FOUND, f"There is no {entity.TABLE.entity}")
        return row

    @property
    def me(self) -> Any:
        """The actor's row; fails with not_found where there is none."""
        if self._actor is None:
            raise Failed(NOT_FOUND, "The environment has no actor")
        return self.actor(self._actor)

    def actor(self, entity: type[E], /) -> E:
        """The actor's row, typed; fails with not_found where there is none."""
        self.actor_key(entity)
        return self.named(entity, *(self._actor_key or ()))

    @property
    def me_key(self) -> Any:
        """The key of the actor, or None where there is none: of an entity with one key column whose rows stay (see `Definition.actor_stays`)."""
        return None if self._actor_key is None or self._in_clock else self._actor_key[0]

    def actor_key(self, entity: type[Row], /) -> Any:
        """The same; fails with not_found where there is no actor."""
        if self._actor_key is None or self._in_clock:
            raise Failed(NOT_FOUND, f"Nobody is signed in as {entity.TABLE.entity}")
        return self._actor_key[0]

    def missing(
        self,
        entity: type[E],
        /,
        *key: Any,
        message: str | None = None,
        code: str = NOT_FOUND,
        visible: Callable[[Any, E], bool] | None = None,
    ) -> NoReturn:
        """Fails as `named` does, of a row that a statement has not found."""
        self.named(entity, *key, message=message, code=code, visible=visible)
        raise RuntimeError(
            f"a statement has not found {name_of(entity.TABLE, key)}, which is there"
        )

    def ancestors(self, row: E, columns: tuple[str, ...], /) -> list[E]:
        """The row that `columns` refer to, the one that it refers to, and so on; without the row itself."""
        found: list[E] = []
        seen = {row.KEY}
        entity = cast(type[E], row.TABLE.row)
        reference = getter(self._attributes(row.TABLE, columns))
        key = reference(row)
        while None not in key and key not in seen:
            seen.add(key)
            above = self.get(entity, *key)
            found.append(above)
            key = reference(above)
        return found

    def descendants(self, row: E, columns: tuple[str, ...], /) -> list[E]:
        """The rows whose `columns` refer to the row, then those that refer to these, and so on, each once."""
        found: list[E] = []
        seen = {row.KEY}
        level = [row]
        entity = cast(type[E], row.TABLE.row)
        while level:
            below = [r for above in level for r in self.related(entity, columns, *above.KEY)]
            level = []
            for candidate in below:
                if candidate.KEY not in seen:
                    seen.add(candidate.KEY)
                    level.append(candidate)
            found += level
        return found

    @staticmethod
    def _reference(row: Row, columns: tuple[str, ...]) -> Key:
        return getter(Store._attributes(row.TABLE, columns))(row)

    @staticmethod
    def _attributes(table: Table, columns: tuple[str, ...]) -> tuple[str, ...]:
        names = table.attributes
        return tuple([names.get(column, column) for column in columns])

    # Failing

    def fail(self, code: str, message: str) -> NoReturn:
        """Undo the call and return an error."""
        raise Failed(code, message)

    def reject(self, code: str, message: str) -> NoReturn:
        """Keep what was done and return an error."""
        raise Rejected(code, message)

    def ensure(self, condition: bool, message: str) -> None:
        """Fails with postcondition_failed unless the condition holds."""
        if not condition:
            raise Failed(POSTCONDITION_FAILED, message)

    # Loops

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items that are no deleted rows, each a step of the call's budget."""
        for item in items:
            self.step()
            if not gone(item):
                yield item

    def turn(self, turns: int, limit: int) -> int:
        """turns + 1, at the head of the body of a `while … limit n`; fails where the limit is reached."""
        self.step()
        if turns >= limit:
            raise Failed(INVALID_OPERATION, f"The loop has reached its limit of {limit}")
        return turns + 1

    def step(self) -> None:
        """Counts a step of the call's budget."""
        self._steps += 1
        if self._steps > LOOP_STEPS:
            invalid(f"The call takes more than {LOOP_STEPS} steps")

    # The rest

    def match(self, pattern: str, text: str) -> bool:
        """`matches(text, pattern)`: whether the regular expression is found in the text, in linear time."""
        return matches(text, pattern)

    def extern(self, name: str, /, *arguments: Any) -> Any:
        """What an outside function, `"geo:haversine"`, gives; fails where outside code is not allowed, or fails itself."""
        function = self._externs.get(name)
        if function is None:
            invalid(f"Outside code is not allowed here: {name}")
        try:
            return function(*arguments)
        except (Exception, SystemExit) as error:
            # The code is the author's, not ours: whatever it raises is a failure of this call.
            raise Failed(INVALID_OPERATION, f"{name} failed: {type(error).__name__}") from error

    def advance(self, seconds: int, /) -> None:
        """Moves the clock, then runs `on clock` at the new time, without an actor."""
        if seconds < 0:
            invalid("The clock cannot go back")
        self._set_clock(add_seconds(self.now, seconds))
        if self.rules.on_clock is not None:
            self._in_clock = True
            try:
                self.rules.on_clock(self)
            finally:
                self._in_clock = False

    def _set_clock(self, now: str) -> None:
        self.now = now
        self.today = now[:10]

    # Changes

    def delete(self, row: Row, /) -> None:
        """The row and the rows it owns; refuses if others refer to them."""
        doomed = self._owned(row)
        for gone in doomed:
            self._refuse_referrers(gone, doomed)
        self._remove(list(doomed))

    def _owned(self, row: Row) -> dict[Row, None]:
        """The row and all that it owns, owners first."""
        doomed: dict[Row, None] = {row: None}
        level = [row]
        while level:
            level = [
                owned
                for owner in level
                for entity, reference in self.catalogue.referrers(owner.TABLE.name)
                if reference.owner
                for owned in self.related(entity, reference.columns, *owner.KEY)
                if owned not in doomed
            ]
            doomed.update(dict.fromkeys(level))
        return doomed

    def _refuse_referrers(self, row: Row, doomed: Mapping[Row, None]) -> None:
        for entity, reference in self.catalogue.referrers(row.TABLE.name):
            for other in self.related(entity, reference.columns, *row.KEY):
                if other not in doomed:
                    told = f"{name_of(other.TABLE, other.KEY)} refers to it"
                    raise Failed(
                        CONSTRAINT_VIOLATED,
                        f"{name_of(row.TABLE, row.KEY)} cannot be deleted: {told}",
                    )

    @abstractmethod
    def _remove(self, rows: list[Row]) -> None:
        """Deletes rows to which no other row refers, and keeps a `Change` for each."""

    def before(self, question: Callable[[], T], /) -> T:
        """The answer in the state at the start of this tool's call; rows in it are live again afterwards."""
        mark, then = self._start
        now, undone = self.now, self._changes[mark:]
        self._set_clock(then)
        self._enter_past(undone)
        current = [change.undo() for change in reversed(undone)]
        try:
            return question()
        finally:
            for change in reversed(current):
                change.undo()
            self._leave_past(undone)
            self._set_clock(now)

    @abstractmethod
    def _enter_past(self, undone: list[Change]) -> None:
        """Takes the changes back, but for the values of the row objects."""

    @abstractmethod
    def _leave_past(self, undone: list[Change]) -> None:
        """Makes the changes again, but for the values of the row objects."""

    @property
    def changes(self) -> list[Change]:
        """What the call has changed so far, in order."""
        return self._changes

    @property
    def moved(self) -> bool:
        """Whether anything changed, the clock included: if not, every rule holds that held before."""
        return bool(self._changes) or self.time_passed

    @property
    def time_passed(self) -> bool:
        """Whether the call has moved the clock."""
        return self.now != self._began

    def touched(self, entity: type[E]) -> list[E]:
        """The rows that the call has created or changed, and that are still there."""
        rows = {c.row: None for c in self._changes if not c.row.deleted and type(c.row) is entity}
        return [row for row in rows if isinstance(row, entity)]


def gone(item: object) -> bool:
    """Whether it is a deleted row, or has one in it."""
    if isinstance(item, Row):
        return item.deleted
    return isinstance(item, tuple) and any(isinstance(x, Row) and x.deleted for x in item)
