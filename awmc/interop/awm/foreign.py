"""What the judge does otherwise in exported verifiers. It is never imported: its text goes into their code, in the place of definitions of the
same names.

Those who run the verifiers make the databases themselves, perhaps with a write-ahead log, and run the code where there is no `open`, no `os`
and no `pathlib`. One start serves several tasks, so that a database is of no task.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import quote

from awmc.runtime.judging.changes import between
from awmc.runtime.judging.contents import Contents
from awmc.runtime.judging.files import Unusable
from awmc.runtime.judging.model import Answer
from awmc.runtime.judging.verifying import Instance, _read_file, key_json


def _check_header(path: str) -> None:
    """SQLite itself looks at the file."""


def _connect(path: str) -> sqlite3.Connection:
    place = quote(str(path).replace("\\", "/"))
    # a copy of a database with a write-ahead log has no log beside it, and may lie where none can be made
    for mode in ("mode=ro", "immutable=1"):
        try:
            connection = sqlite3.connect(f"file:{place}?{mode}", uri=True, isolation_level=None)
        except sqlite3.Error as error:
            reason = str(error)
            continue
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            reason = str(error)
            connection.close()
        else:
            return connection
    raise Unusable(reason)


def _check_owner(which: str, state: Contents, instance: Instance) -> None:
    if state.task is not None:
        raise Unusable(
            f"the {which} database is of the task {state.task[:80]!r}, not of a scenario"
        )
    wanted = None if instance.actor is None else key_json(instance.actor)
    if state.actor != wanted:
        raise Unusable(f"the actor of the {which} database is not {wanted}")


def find_answer(answer: Answer, text: str, others: object) -> str | None:
    """Nothing is found out about the final answer here."""
    return "not looked for here"


def own_answer(answer: Answer, rubric: object, entities: object, changes: object) -> Answer:
    """No answer of the task is the key of a row that the solution created."""
    return answer


def different(rubric: object, entities: object, changes: object) -> list[str]:
    """No task with a goal asks for the data of its solution."""
    return []


def changed_rows(instance: Instance, initial: str, final: str) -> dict[str, Any]:
    """The rows that were created, changed and deleted, by table; nothing where a file cannot be read."""
    try:
        before = _read_file("initial", initial, instance)
        after = _read_file("final", final, instance)
    except Unusable:
        return {}
    entities = {row.ENTITY.table: row.ENTITY for row in instance.suite.rows}
    found = between(entities, before.tables, after.tables)
    changed = {
        table: [{"key": list(key), **cells} for key, cells in rows.items()]
        for table, rows in found.changed.items()
    }
    created = {table: list(rows.values()) for table, rows in found.created.items()}
    deleted = {table: [list(key) for key in keys] for table, keys in found.deleted.items()}
    return {"created": created, "changed": changed, "deleted": deleted}


class property:
    """What is read of an object by calling a function."""

    def __init__(self, read: object) -> None:
        self.read = read

    def __get__(self, owner: object, kind: object = None) -> object:
        return self.read(owner)  # type: ignore[operator]  # a function, whose type needs an import


class staticmethod:
    """A function in a class that is no method."""

    def __init__(self, function: object) -> None:
        self.function = function

    def __get__(self, owner: object, kind: object = None) -> object:
        return self.function


class classmethod:
    """A function in a class whose first argument is the class."""

    def __init__(self, function: object) -> None:
        self.function = function

    def __get__(self, owner: object, kind: object = None) -> object:
        return lambda *given, **named: self.function(kind, *given, **named)  # type: ignore[operator]  # a function, whose type needs an import


RecursionError = RuntimeError
