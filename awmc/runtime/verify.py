"""Verdicts in process: an episode judged from its journal, in microseconds.

In: an episode's database, journal and state, and the final text. Out: a `Verdict`. Guaranteed: nothing is changed; it raises for nothing that an
agent did or said. The stand-alone verifiers of a generated package give the same verdict for the episode's saved files.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from awmc.runtime.beginnings import Beginnings, shown_values
from awmc.runtime.database import Database
from awmc.runtime.failures import Failed
from awmc.runtime.goals import Goal
from awmc.runtime.journal import History
from awmc.runtime.judging.model import Cell, Changes, Entity, Outcome, Rubric, Verdict, refused
from awmc.runtime.judging.names import Known
from awmc.runtime.judging.verdict import judge
from awmc.runtime.readings import Reading
from awmc.runtime.review import Review
from awmc.runtime.rubrics import changes, compared, entities, rubric
from awmc.runtime.tables import Key, Row, Table

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment

_LOG = logging.getLogger("awmc.runtime")


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
        self._beginnings = Beginnings(environment)

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
        _ = (
            final.database.connection.in_transaction
        )  # fails of a closed episode: not every verdict asks it
        final.database.begin_call()
        reading = Reading(final.database.all)
        changes = self._changes(judged.task, final, reading)
        return judge(
            judged.rubric,
            self._entities,
            self._outcomes(judged, final, reading),
            changes,
            final.user_cells,
            text,
            lambda table, column, text: self._named(
                judged.task, final, changes, (table, column), text
            ),
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

    def _outcomes(self, judged: _Judged, final: Final, reading: Reading) -> list[Outcome]:
        if not judged.goal.clauses:
            return []
        environment = self._environment
        review = Review(
            environment.definition,
            environment.catalogue,
            final.database,
            reading,
            lambda: self._beginnings.reading(judged.task),
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
        found = None if task is None else self._environment.task(task)
        return self._changes(found, final, Reading(final.database.all))

    def _changes(self, task: dict[str, Any] | None, final: Final, reading: Reading) -> Changes:
        catalogue = self._environment.catalogue
        if final.history is not None:
            return changes(final.history, catalogue, self._entities, reading)
        with self._beginnings.database(task) as start:
            return compared(catalogue, self._entities, start, final.database)

    # Answers

    def _named(
        self,
        task: dict[str, Any],
        final: Final,
        changes: Changes,
        place: tuple[str, str],
        text: str,
    ) -> list[str]:
        """The values of a column at the end, of a list its items, all of whose words are in a text: by those of the start and what changed."""
        name, column = place
        table = self._environment.catalogue.by_name[name].TABLE
        if final.history is None:
            sql = f'SELECT DISTINCT t."{column}" FROM "{name}" AS t'
            stored = [value for (value,) in final.database.all(sql)]
            return Known(_shown(table, column, stored)).named_in(text)
        cells = [row[column] for row in changes.changed.get(name, {}).values() if column in row]
        origins = final.history.origins.get(name, {})
        gone = [origins[key].old[column] for key in changes.deleted.get(name, ())]
        made = [row[column] for row in changes.created.get(name, {}).values()]
        return self._beginnings.column(task, table, column).named_at_end(
            text,
            gone=_shown(table, column, [*gone, *(old for old, _ in cells)]),
            made=_shown(table, column, [*made, *(new for _, new in cells)]),
        )

    def close(self) -> None:
        """Frees the databases."""
        self._beginnings.close()


def _shown(table: Table, column: str, stored: list[Any]) -> list[Any]:
    return [shown for value in stored for shown in shown_values(table, column, value)]


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
