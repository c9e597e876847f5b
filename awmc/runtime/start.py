"""How an episode begins: the template's state, the actor, the task and what the task is given.

In: a `Start`, and a database in the state of the template. Out: the start's state, in the database and as a `State`. Guaranteed: no schema is changed on the way,
for which SQLite would read all of it anew; a start that does not fit raises ValueError.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awmc.runtime.database import Database
from awmc.runtime.state import State, free_flows, hold_flows, read_state, write_items
from awmc.runtime.tables import Key, Row, key_text
from awmc.runtime.writes import DEFER, Deferral

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment

_KEPT = 4096
"""How many starts of one environment are known by heart."""


@dataclass(frozen=True, slots=True)
class Start:
    """How an episode begins: its actor, its task, its seed, and where it lives (`file` None: in memory)."""

    seed: int
    actor: Key | None
    task: dict[str, Any] | None
    file: Path | None

    @property
    def call_limit(self) -> int | None:
        """How many calls its task allows."""
        return None if self.task is None else self.task.get("call_limit")

    def limit_of(self, task: str | None) -> int | None:
        """How many calls are allowed where that task is played: of another than its own it knows none."""
        return self.call_limit if self.task is not None and self.task["id"] == task else None

    def in_memory(self) -> Start:
        """The same without a file."""
        return replace(self, file=None)

    def items(self, actor: Key | None) -> dict[str, str]:
        """What it adds to the own state of an episode; `actor` is the key of the actor's row."""
        found = {} if actor is None else {"actor": key_text(actor)}
        if self.task is not None:
            found["task"] = str(self.task["id"])
        if self.call_limit is not None:
            found["call_limit"] = str(self.call_limit)
        return found

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells it from starts with another state. The types are part of it: True is no key that is 1."""
        task = None if self.task is None else self.task["id"]
        return task, self.actor, None if self.actor is None else tuple(map(type, self.actor))


class Openings:
    """Makes starts of one environment, and keeps what their states are: the same start is found right once, and read once.

    Several threads may use one.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._known: dict[tuple[Any, ...], State] = {}

    def known(self, start: Start) -> State | None:
        """The state of a start that was made before, if it is still known."""
        try:
            return self._known.get(start.identity)
        except TypeError:  # a part of the actor's key that cannot be one
            return None

    def fill(self, start: Start, database: Database) -> State:
        """Makes the start in a database that is in no transaction, and commits it."""
        self._environment.template.fill(database)
        database.all("BEGIN")
        state = self.make(start, database)
        database.all("COMMIT")
        return state

    def make(self, start: Start, database: Database) -> State:
        """Makes the start's state of the template's. Raises ValueError for an actor that does not fit."""
        known = self.known(start)
        if start.task is not None and start.task.get("given"):
            _give(database, start.task["given"], sure=known is not None)
        actor = start.actor if known is None else known.actor
        if actor is not None and known is None:
            actor = actor_key(self._environment, database, actor)
        write_items(database, start.items(actor))
        if known is not None:
            return known
        state = read_state(database)
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[start.identity] = state
        return state


def give(database: Database, given: Sequence[Any]) -> bool:
    """A task's own changes of the data: statements with parameters. Flows are off for them; gives whether references had to be left for the end."""
    free_flows(database)
    deferral = Deferral(database)
    try:
        for sql, parameters in given:
            if sql != DEFER:  # which is for who runs them without us
                deferral.write(
                    sql, parameters if isinstance(parameters, dict) else tuple(parameters)
                )
    finally:
        deferral.end()
    hold_flows(database)
    return deferral.on


def _give(database: Database, given: Sequence[Any], *, sure: bool) -> None:
    deferred = give(database, given)
    if deferred and not sure and database.all("PRAGMA foreign_key_check"):
        # in memory an episode is one transaction without an end, at which SQLite would check
        raise sqlite3.IntegrityError("what the task is given refers to a row that is not there")


def actor_key(environment: Environment, database: Database, actor: Key) -> Key:
    """The key of the actor's row as it stands there. Raises ValueError where there is no such row."""
    entity: type[Row] | None = environment.definition.actor
    if entity is None:
        raise ValueError(f"the environment {environment.name} has no actor")
    key = entity.TABLE.key
    columns = ", ".join(f't."{column}"' for column in key)
    where = " AND ".join(f't."{column}" = ?' for column in key)
    sql = f'SELECT {columns} FROM "{entity.TABLE.name}" AS t WHERE {where}'
    found = database.all(sql, actor) if len(actor) == len(key) else []
    if not found:
        raise ValueError(f"there is no {entity.TABLE.entity} {actor!r} to be the actor")
    # SQLite finds the int 1 by the text "1", too: what is found is what calls go on with
    return tuple(found[0])
