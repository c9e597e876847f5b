"""The states in which tasks start, for verdicts to look back at: read as far as anyone has asked, and no further.

In: the environment. Guaranteed: a database is made for a question that no verdict has asked before, and for no other; how much is kept is bounded.
Several threads may use one; one at a time asks a database.
"""

from __future__ import annotations

import json
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from awmc.runtime.database import Database
from awmc.runtime.judging.names import Known
from awmc.runtime.readings import Parameters, Reading
from awmc.runtime.start import Start
from awmc.runtime.tables import Table

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment

Task = dict[str, Any] | None
_DATABASES = 16
"""How many databases are kept, of the starts of tasks with a `given`."""
_READINGS = 64
"""Of how many such starts it is kept what was read."""
_ROWS = 5_000
"""From how many rows on what was read of a start is forgotten."""


@dataclass(frozen=True)
class Column:
    """The values of a column at the start, of a list its items: how often each is there, and where to find them by their words."""

    counts: Counter[str]
    known: Known

    def named_at_end(self, text: str, gone: Iterable[Any], made: Iterable[Any]) -> list[str]:
        """Those of the values at the end all of whose words are in the text; of the start's values some are gone, others were made."""
        change = Counter(str(value) for value in made)
        new = Known(value for value in change if value not in self.counts)
        change.subtract(str(value) for value in gone)
        kept = [v for v in self.known.named_in(text) if self.counts[v] + change[v] > 0]
        return kept + new.named_in(text)


@dataclass
class _Beginning:
    """The start of a task, or of all that are given nothing."""

    reading: Reading
    columns: dict[tuple[str, str], Column] = field(default_factory=dict)


class Beginnings:
    """The starts of one environment's tasks."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._known: OrderedDict[str | None, _Beginning] = OrderedDict()
        self._open: OrderedDict[str | None, Database] = OrderedDict()
        self._lock = threading.RLock()

    def reading(self, task: Task) -> Reading:
        """What is known of the state in which a task starts, its actor aside; what is asked besides is asked of a database."""
        with self._lock:
            name = _name(task)
            beginning = self._beginning(task)
            if name in self._open:
                self._open[name].begin_call()
            return beginning.reading

    def column(self, task: Task, table: Table, column: str) -> Column:
        """The values of a column at the start."""
        with self._lock:
            columns = self._beginning(task).columns
            found = columns.get((table.name, column))
            if found is None:
                with self.database(task) as database:
                    sql = f'SELECT t."{column}", count(*) FROM "{table.name}" AS t GROUP BY 1'
                    counts: Counter[str] = Counter()
                    for stored, times in database.all(sql):
                        for value in shown_values(table, column, stored):
                            counts[str(value)] += times
                found = columns[table.name, column] = Column(counts, Known(counts))
            return found

    @contextmanager
    def database(self, task: Task) -> Iterator[Database]:
        """A database in that state. One thread at a time has one."""
        with self._lock:
            name = _name(task)
            found = self._open.get(name)
            if found is None:
                found = self._open[name] = Database()
                self._environment.openings.fill(Start(0, None, task, None), found)
                if len(self._open) > _DATABASES:
                    self._open.popitem(last=False)[1].close()
            self._open.move_to_end(name)
            yield found

    def _beginning(self, task: Task) -> _Beginning:
        name = _name(task)
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = _Beginning(self._unread(task))
            if len(self._known) > _READINGS:
                self._known.popitem(last=False)
        elif found.reading.size > _ROWS:
            found.reading = self._unread(task)
        self._known.move_to_end(name)
        return found

    def _unread(self, task: Task) -> Reading:
        def ask(sql: str, parameters: Parameters) -> list[Any]:
            with self.database(task) as database:
                return database.all(sql, parameters)

        return Reading(ask)

    def close(self) -> None:
        """Frees the databases."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()


def _name(task: Task) -> str | None:
    """The task, if it starts in a state of its own."""
    return task["id"] if task is not None and task["given"] else None


def shown_values(table: Table, column: str, stored: Any) -> list[Any]:
    """What a stored value names, as JSON shows it: of a list its items, of none nothing."""
    if stored is None:
        return []
    if column in table.jsons:
        return [item for item in json.loads(stored) if item is not None]
    return [stored]
