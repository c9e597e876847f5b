"""What the goals of tasks are written against where two database files are all there is: the final state, and the initial one.

The names are those of a world of the runtime, as generated code uses them. A `Row` is a key: whatever is read of it is read of the row
of that key in the state that is looked at, so that inside `before` it is as it was, and outside as it is. Guaranteed: reading more
than the key of a row that is not there raises `Failed`, as does everything else that has no value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, NoReturn, TypeVar

from awmc.runtime.failures import INVALID_OPERATION, NOT_FOUND, Failed, invalid
from awmc.runtime.judging.contents import Contents
from awmc.runtime.judging.model import Entity, Key, Values
from awmc.runtime.judging.reasons import failed_comparison
from awmc.runtime.judging.regex import found_in
from awmc.runtime.limits import LOOP_STEPS


class Row:
    """A row by its key. Its columns are attributes, in run-time form; there is one object a key."""

    ENTITY: ClassVar[Entity]
    _column_of: ClassVar[Mapping[str, str]]

    def __init_subclass__(cls) -> None:
        names = cls.ENTITY.attributes
        cls._column_of = {names.get(column, column): column for column in cls.ENTITY.columns}

    def __init__(self, states: States, key: Key) -> None:
        self._states = states
        self._key = key

    @property
    def KEY(self) -> Key:
        """The values of the key's columns."""
        return tuple([_run_time(self.ENTITY, *pair) for pair in self._key_values()])

    def __repr__(self) -> str:
        return row_words(self.ENTITY, self._key)

    @property
    def deleted(self) -> bool:
        """Whether there is no such row in the state that is looked at."""
        return self._states.values_of(self.ENTITY, self._key) is None

    def __getattr__(self, name: str) -> Any:
        """A column."""
        column = self._column_of.get(name)
        if column is None:
            raise AttributeError(name)
        values = self._states.values_of(self.ENTITY, self._key)
        if values is None:
            values = dict(self._key_values())
            if column not in values:
                told = f"{row_words(self.ENTITY, self._key)} is not there"
                raise Failed(INVALID_OPERATION, f"{told}: only its key can be read")
        return _run_time(self.ENTITY, column, values[column])

    def _key_values(self) -> Iterator[tuple[str, Any]]:
        return zip(self.ENTITY.key, self._key, strict=True)


R = TypeVar("R", bound=Row)
Q = TypeVar("Q")


def row_words(entity: Entity, key: Key) -> str:
    """A row in a message: `Loan 'L00001'`."""
    parts = [repr(part) if isinstance(part, str) else str(part) for part in key]
    return " ".join([entity.name, ", ".join(parts)]).rstrip()


def _run_time(entity: Entity, column: str, value: Any) -> Any:
    """A stored value in run-time form: bools, and lists and maps from their JSON."""
    if value is None:
        return None
    if column in entity.bools:
        return value != 0
    if column in entity.jsons:
        return json.loads(value)
    if column in entity.int_maps:
        return {int(key): entry for key, entry in json.loads(value).items()}
    return value


class States:
    """The final state; inside `before`, the initial one. `now` and `today` are the clock of the one that is looked at."""

    def __init__(self, initial: Contents, final: Contents) -> None:
        self._initial = initial
        self._state = final
        self._objects: dict[tuple[type[Row], Key], Any] = {}
        self._indexes: dict[tuple[int, str, tuple[str, ...]], dict[Key, list[Key]]] = {}
        self._steps = 0
        self.reason: str | None = None
        """Why the last comparison failed."""

    @property
    def now(self) -> str:
        """The time."""
        return self._state.clock

    @property
    def today(self) -> str:
        """The date."""
        return self._state.clock[:10]

    def before(self, question: Callable[[], Q], /) -> Q:
        """The answer in the initial state; rows that are taken out of it are live again."""
        state, self._state = self._state, self._initial
        try:
            return question()
        finally:
            self._state = state

    def compare(self, left: object, sign: str, right: object, places: int = 0) -> bool:
        """Whether a comparison of a clause holds; if not, `reason` says why."""
        self.reason = failed_comparison(left, sign, right, places)
        return self.reason is None

    # Finding rows

    def values_of(self, entity: Entity, key: Key) -> Values | None:
        """The stored values of a row, if it is there."""
        return self._state.tables[entity.table].get(key)

    def row(self, entity: type[R], key: Key) -> R:
        """The row of a key, whether it is there or not."""
        found: R | None = self._objects.get((entity, key))
        if found is None:
            found = self._objects[(entity, key)] = entity(self, key)
        return found

    def find(self, entity: type[R], /, *key: Any) -> R | None:
        """`E(k)?`: the row of that key, or None."""
        return None if self.values_of(entity.ENTITY, key) is None else self.row(entity, key)

    def get(self, entity: type[R], /, *key: Any) -> R:
        """`E(k)`: the row of that key; fails with not_found."""
        found = self.find(entity, *key)
        if found is None:
            raise Failed(NOT_FOUND, f"There is no {row_words(entity.ENTITY, key)}")
        return found

    def state(self, entity: type[R], /) -> R:
        """The one row of a `state` entity."""
        return self.get(entity)

    def actor(self, entity: type[R], /) -> R:
        """The actor's row; fails with not_found."""
        if self._initial.actor is None:
            raise Failed(NOT_FOUND, f"Nobody is signed in as {entity.ENTITY.name}")
        return self.get(entity, *json.loads(self._initial.actor))

    def rows(self, entity: type[R], /) -> list[R]:
        """All rows, in insertion order."""
        return [self.row(entity, key) for key in self._state.tables[entity.ENTITY.table]]

    def related(self, entity: type[R], columns: tuple[str, ...], /, *key: Any) -> list[R]:
        """The rows whose `columns` equal the key, in insertion order."""
        if None in key:
            return []
        table = entity.ENTITY.table
        index = self._indexes.get((id(self._state), table, columns))
        if index is None:
            index = self._indexes[(id(self._state), table, columns)] = {}
            for own, values in self._state.tables[table].items():
                index.setdefault(tuple([values[c] for c in columns]), []).append(own)
        return [self.row(entity, own) for own in index.get(key, ())]

    def ancestors(self, row: R, columns: tuple[str, ...], /) -> list[R]:
        """The row that `columns` refer to, the one that it refers to, and so on; without the row itself."""
        found: list[R] = []
        seen = {row.KEY}
        key = self._reference(row, columns)
        while None not in key and key not in seen:
            seen.add(key)
            found.append(self.get(type(row), *key))
            key = self._reference(found[-1], columns)
        return found

    def descendants(self, row: R, columns: tuple[str, ...], /) -> list[R]:
        """The rows whose `columns` refer to the row, then those that refer to these, and so on, each once."""
        found: list[R] = []
        seen = {row.KEY}
        level = [row]
        while level:
            below = [r for above in level for r in self.related(type(row), columns, *above.KEY)]
            level = []
            for candidate in below:
                if candidate.KEY not in seen:
                    seen.add(candidate.KEY)
                    level.append(candidate)
            found += level
        return found

    def _reference(self, row: Row, columns: tuple[str, ...]) -> Key:
        names = row.ENTITY.attributes
        return tuple([getattr(row, names.get(column, column)) for column in columns])

    # The rest

    def each(self, items: Iterable[Q]) -> Iterator[Q]:
        """The items, each a step of the budget; a row that `old` gave and that is gone is one of them."""
        for item in items:
            self._steps += 1
            if self._steps > LOOP_STEPS:
                invalid(f"The goal takes more than {LOOP_STEPS} steps")
            yield item

    def match(self, pattern: str, text: str) -> bool:
        """`matches(text, pattern)`: whether the regular expression is found in the text."""
        return found_in(pattern, text)

    def extern(self, name: str, /, *arguments: Any) -> NoReturn:
        """Outside code, of which nothing is here."""
        invalid(f"Outside code is not allowed here: {name}")
