"""Verdicts in process: an episode judged from its journal, in microseconds.

In: an episode's database, journal and state, and the final text. Out: a `Verdict`. Guaranteed: nothing is changed; it raises for nothing that an
agent did or said. The stand-alone verifiers of a generated package give the same verdict for the episode's saved files.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from awmc.runtime.database import Database
from awmc.runtime.failures import Failed
from awmc.runtime.goals import Goal
from awmc.runtime.journal import History
from awmc.runtime.judging.model import Cell, Changes, Entity, Outcome, Rubric, Verdict, refused
from awmc.runtime.judging.verdict import judge
from awmc.runtime.review import Review
from awmc.runtime.rubrics import changes, compared, entities, rubric
from awmc.runtime.start import Start
from awmc.runtime.tables import Key, Row

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment

_LOG = logging.getLogger("awmc.runtime")
_KEPT = 16
"""How many starts of tasks with a `given` are kept for looking back."""


@dataclass(frozen=True)
class Final:
    """An episode at its end. `history` None: it is not known what was changed, so states are compared."""

    database: Database
    history: History | None
    now: str
    actor: Key | None
    user_cells: set[Cell]


@dataclass(frozen=True)
class _Judged:
    """A task made ready."""

    task: dict[str, Any]
    rubric: Rubric
    goal: Goal
    names: tuple[Any, ...]


class Judge:
    """Judges the episodes of one environment. Several threads may use one."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._entities: dict[str, Entity] = entities(environment.catalogue)
        self._judged: dict[str, _Judged] = {}
        self._starts: OrderedDict[str | None, Database] = OrderedDict()
        self._lock = threading.RLock()

    def verdict(self, task: str | None, final: Final, text: str) -> Verdict:
        """Whether the task is done."""
        if task is None:
            return refused("file", "the episode plays no task: give one to `episode(task=…)`")
        try:
            judged = self._judged.get(task) or self._ready(task)
        except KeyError:
            return refused("file", f"there is no task {task!r}")
        try:
            return self._verdict(judged, final, text)
        except Exception as error:
            # A fault of ours: no reward for it, and the log has the traceback.
            _LOG.exception("judging %s failed", task)
            return refused("file", f"it cannot be judged: {type(error).__name__}: {error}")

    def _verdict(self, judged: _Judged, final: Final, text: str) -> Verdict:
        final.database.begin_call()
        return judge(
            judged.rubric,
            self._entities,
            self._outcomes(judged, final),
            self._changes(judged.task, final),
            final.user_cells,
            text,
            lambda table, column: self._values(final.database, table, column),
        )

    def _ready(self, name: str) -> _Judged:
        task = self._environment.task(name)
        goal = self._environment.definition.goals.get(task["family"], Goal((), ()))
        names = tuple(
            value if kind is None else _keys(value)
            for kind, value in zip(goal.names, task["names"], strict=False)
        )
        judged = self._judged[name] = _Judged(task, rubric(task), goal, names)
        return judged

    # The goal

    def _outcomes(self, judged: _Judged, final: Final) -> list[Outcome]:
        if not judged.goal.clauses:
            return []
        environment = self._environment
        review = Review(
            environment.definition,
            environment.catalogue,
            final.database,
            lambda: self._start(judged.task),
            final.now,
            final.actor,
            environment.externs,
        )
        names = [
            value if kind is None else _handles(review, kind, value)
            for kind, value in zip(judged.goal.names, judged.names, strict=True)
        ]
        return [_outcome(clause, review, names) for clause in judged.goal.clauses]

    # Changes

    def changes(self, task: str | None, final: Final) -> Changes:
        """The net changes of an episode. Raises KeyError for a task that there is not."""
        return self._changes(None if task is None else self._environment.task(task), final)

    def _changes(self, task: dict[str, Any] | None, final: Final) -> Changes:
        catalogue = self._environment.catalogue
        if final.history is not None:
            return changes(final.history, catalogue, self._entities, final.database)
        with self._start(task) as start:
            return compared(catalogue, self._entities, start, final.database)

    @contextmanager
    def _start(self, task: dict[str, Any] | None) -> Iterator[Database]:
        """A database in the state in which the task starts, its actor aside. One thread at a time looks back."""
        name = task["id"] if task is not None and task["given"] else None
        with self._lock:
            found = self._starts.get(name)
            if found is None:
                found = self._starts[name] = self._filled(task)
                self._forget_oldest()
            self._starts.move_to_end(name)
            found.begin_call()
            yield found

    def _filled(self, task: dict[str, Any] | None) -> Database:
        database = Database()
        self._environment.openings.fill(Start(0, None, task, None), database)
        return database

    def _forget_oldest(self) -> None:
        while len(self._starts) > _KEPT:
            _, database = self._starts.popitem(last=False)
            database.close()

    # Answers

    def _values(self, database: Database, table: str, column: str) -> list[Any]:
        """The values of a column, of a list its items, as JSON shows them."""
        shape = self._environment.catalogue.by_name[table].TABLE
        rows = database.all(
            f'SELECT DISTINCT t."{column}" FROM "{table}" AS t WHERE t."{column}" IS NOT NULL'
        )
        found = [value for (value,) in rows]
        if column in shape.jsons:
            return [item for value in found for item in json.loads(value)]
        return found

    def close(self) -> None:
        """Frees the databases."""
        with self._lock:
            while self._starts:
                self._starts.popitem()[1].close()


def _keys(value: list[Any] | None) -> Any:
    """A key as a tuple; of a list of keys a list, of none none."""
    if value is None:
        return None
    if value and all(isinstance(key, list) for key in value):
        return [tuple(key) for key in value]
    return tuple(value)


def _handles(review: Review, kind: type[Row], keys: Any) -> Any:
    """The row of a key, or the rows of a list of keys."""
    if isinstance(keys, list):
        return [review.handle(kind, key) for key in keys]
    return None if keys is None else review.handle(kind, keys)


def _outcome(clause: Any, review: Review, names: list[Any]) -> Outcome:
    review.reason = None
    try:
        holds = bool(clause(review, *names))
    except Failed as failed:
        return Outcome(False, failed.message)
    return Outcome(holds, None if holds else review.reason or "it does not hold")
