"""How an episode begins: the template's state, the actor, the task and what the task is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from awmc.runtime.database import Database, write_state
from awmc.runtime.tables import Key, Row, key_text

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment


class Start:
    """How an episode begins: its actor, its task, its seed, and where it lives (`file` None: in memory)."""

    def __init__(
        self, seed: int, actor: Key | None, task: dict[str, Any] | None, file: Path | None
    ) -> None:
        self.seed = seed
        self.actor = actor
        self.task = task
        self.file = file
        self.call_limit: int | None = None if task is None else task.get("call_limit")

    def limit_of(self, task: str | None) -> int | None:
        """How many calls are allowed where that task is played: of another than its own it knows none."""
        return self.call_limit if self.task is not None and self.task["id"] == task else None

    def in_memory(self) -> Start:
        """The same without a file."""
        return Start(self.seed, self.actor, self.task, None)

    def fill(self, environment: Environment, database: Database) -> None:
        """Makes the start's state in a database that is in no transaction."""
        environment.template.fill(database)
        database.all("BEGIN")
        self.write(environment, database)
        database.all("COMMIT")

    @property
    def is_plain(self) -> bool:
        """Whether it changes rows of the environment's own state alone, and so no schema."""
        return self.task is None or not self.task.get("given")

    def write(self, environment: Environment, database: Database) -> None:
        """Makes the start's state of the template's. Raises ValueError for an actor that does not fit."""
        if self.task is not None:
            write_state(database, "task", str(self.task["id"]))
            if self.call_limit is not None:
                write_state(database, "call_limit", str(self.call_limit))
            self._give(environment, database, self.task.get("given") or [])
        if self.actor is not None:
            key = actor_key(environment, database, self.actor)
            write_state(database, "actor", key_text(key))

    def _give(self, environment: Environment, database: Database, given: list[Any]) -> None:
        """The task's own changes of the data: statements with parameters. Flows are off for them."""
        if not given:
            return
        triggers = [t for found in environment.template.triggers.values() for t in found]
        for name, _ in triggers:
            database.all(f'DROP TRIGGER "{name}"')
        for sql, parameters in given:
            database.all(sql, parameters if isinstance(parameters, dict) else tuple(parameters))
        for _, sql in triggers:
            database.all(sql)


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
