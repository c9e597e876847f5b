"""The world in which data are made and tasks are tried: a `World` with limits of its own, literal rows, and ways back.

Guaranteed: what a spec does here ends, by steps and not by the clock, so that the outcome is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from awmc.build.program import Program
from awmc.runtime.endings import check_local
from awmc.runtime.failures import CONSTRAINT_VIOLATED, Failed
from awmc.runtime.functions.encode import dump
from awmc.runtime.journal import Change
from awmc.runtime.tables import Catalogue, Key, Reference, Row
from awmc.runtime.world import World

E = TypeVar("E", bound=Row)
Externs = Mapping[str, Callable[..., Any]]
"""Outside functions by their names in the spec, `"geo:haversine"`."""
STEPS = 5_000_000
"""Steps of one data block, or of one task instance."""
ALL_STEPS = 100_000_000
"""Steps of everything that is built."""
TEXT = 50_000_000
"""Characters of all texts in the initial rows."""
_COPIED = 50
"""How many rows are copied in the time of a step."""


class TooSlow(Exception):
    """The budget of steps, `limit`, is used up."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class TooMuchText(Exception):
    """The rows hold more text than an environment may have."""


@dataclass(frozen=True)
class Dangling:
    """A reference of a literal row to a row that is not there."""

    row: Row
    reference: Reference
    key: Key


class BuildWorld(World):
    """Empty at first. `literal` lets rows refer to rows that do not exist yet; `flow` is whether arrows hold."""

    def __init__(self, program: Program, externs: Externs | None = None) -> None:
        model, clock = program.model, program.env.clock
        catalogue = Catalogue(model.tables)
        super().__init__(catalogue, model.rules, clock, model.actor, externs=externs)
        self.literal = False
        self.flow = True
        self.spent = 0
        """Of the present budget."""
        self._spent_before = 0
        """Of earlier budgets."""
        self._enough = self.allowance()
        self._text = 0
        self._pending: list[Row] = []

    # Limits

    def budget(self) -> None:
        """A new budget of steps."""
        self._spent_before += self.spent
        self.spent = 0
        self._enough = self.allowance()

    def step(self) -> None:
        """Counts a step."""
        self.spent += 1
        if self.spent > self._enough:
            self.refuse()

    def spend(self, steps: int) -> None:
        """Counts steps. Raises `TooSlow`."""
        self.spent += steps
        if self.spent > self._enough:
            self.refuse()

    def allowance(self) -> int:
        """How many steps of the present budget may be spent; a loop of a million steps compares with it, and asks nothing else."""
        return min(STEPS, ALL_STEPS - self._spent_before)

    def refuse(self) -> None:
        """Raises what says that too many steps were spent."""
        raise TooSlow(STEPS if self.spent > STEPS else ALL_STEPS)

    def spend_on_rows(self) -> None:
        """Counts the steps of what takes as long as there are rows."""
        self.spend(sum(len(rows) for rows in self._rows.values()) // _COPIED)

    def rows(self, entity: type[E], /) -> list[E]:
        """All rows, in insertion order."""
        found = super().rows(entity)
        self.spend(len(found) // _COPIED)
        return found

    def related(self, entity: type[E], columns: tuple[str, ...], /, *key: Any) -> list[E]:
        """The rows whose `columns` equal the key, in insertion order."""
        found = super().related(entity, columns, *key)
        self.spend(len(found) // _COPIED)
        return found

    # Rows

    def create(self, entity: type[E], /, **columns: Any) -> E:
        """Adds a row."""
        for value in columns.values():
            if isinstance(value, str):
                self._text += len(value)
            elif isinstance(value, list | dict):
                self._text += len(dump(value))
        if self._text > TEXT:
            raise TooMuchText
        row = super().create(entity, **columns)
        if self.literal:
            self._pending.append(row)
        return row

    def drop(self, row: Row, number: int | None) -> None:
        """Takes back the row that was made last; `number` is the last automatic number before it."""
        del self._rows[type(row)][row.KEY], self._serials[row], self._changes[-1]
        for (entity, columns), index in self._indexes.items():
            if entity is type(row):
                # the indexes are kept, since making them anew for each dropped row takes quadratic time
                index[self._reference(row, columns)].remove(row)
        row.deleted = True
        if number is not None:
            self.numbers[row.TABLE.name] = number

    def _check_row(self, row: Row, old: Row | None) -> None:
        if not self.literal:
            super()._check_row(row, old)
            return
        check_local(self, row, old)
        self._check_unique(row, old)

    def _check_flows(self, row: Row, old: Row) -> None:
        if self.flow:
            super()._check_flows(row, old)

    def dangling(self) -> list[Dangling]:
        """The references of literal rows that lead nowhere, in order; each is told once."""
        found = []
        for row in self._pending:
            for reference in row.TABLE.references:
                key = self._reference(row, reference.columns)
                target = self.catalogue.by_name[reference.table]
                if None not in key and self.find(target, *key) is None:
                    found.append(Dangling(row, reference, key))
        self._pending.clear()
        return found

    # Ways back

    def sign_in(self, key: Key | None) -> None:
        """Who `me` is."""
        self._actor_key = key

    @property
    def changes(self) -> list[Change]:
        """What has been done since `begin`, in order."""
        return self._changes

    def begin(self) -> None:
        """What is done from here on can be taken back."""
        self._changes = []
        self._text = 0
        self._start = (0, self.now)

    def mark(self) -> None:
        """`old` is the state of here and now."""
        self._start = (len(self._changes), self.now)

    def take_back(self, changes: list[Change], now: str, numbers: dict[str, int]) -> None:
        """Undoes changes, the last of them first; clock and automatic numbers as they were."""
        self._enter_past(changes)
        for change in reversed(changes):
            change.undo()
        self.begin()
        self.numbers = dict(numbers)
        self._set_clock(now)
        self._start = (0, now)


def is_rule(failed: Failed) -> bool:
    """Whether a row broke a rule, a key or a reference."""
    return failed.rule is not None or failed.code == CONSTRAINT_VIOLATED
