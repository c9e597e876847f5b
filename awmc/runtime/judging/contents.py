"""The contents of a database: the rows of every table as stored, and what the environment keeps for itself.

Guaranteed: rows are in insertion order; `digest` is the same on every machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from awmc.runtime.judging.model import Cell, Entity, Key, Values

Rows = Mapping[Key, Values]
"""The rows of a table by key, in insertion order."""
STATE_TABLE = Entity.of("State", "_awmc_state", "name TEXT, value TEXT?", key="name")
WRITES_TABLE = Entity.of(
    "User write", "_awmc_user_write", "tbl TEXT, key TEXT, col TEXT", key="tbl, key, col"
)
OWN_TABLES = (STATE_TABLE, WRITES_TABLE)
"""What awmc itself keeps in every database."""


@dataclass(frozen=True)
class Contents:
    """The rows by table; the clock, actor and task; the cells that the user's side wrote last."""

    tables: Mapping[str, Rows]
    clock: str
    actor: str | None
    task: str | None
    user_cells: frozenset[Cell]


def contents_of(tables: Mapping[str, Rows]) -> Contents:
    """The contents of a database, of the rows of all tables, awmc's own among them."""
    own = {key[0]: row["value"] for key, row in tables[STATE_TABLE.table].items()}
    return Contents(
        tables={t: rows for t, rows in tables.items() if all(t != o.table for o in OWN_TABLES)},
        clock=own.get("clock") or "",
        actor=own.get("actor"),
        task=own.get("task"),
        user_cells=frozenset((k[0], k[1], k[2]) for k in tables[WRITES_TABLE.table]),
    )


def digest(rows: Iterable[Iterable[Any]]) -> str:
    """What tells the rows of a table, in their order, from any others: of each, its values as stored, in the order of the columns."""
    told = hashlib.sha256()
    for row in rows:
        told.update(json.dumps(list(row), separators=(",", ":")).encode() + b"\n")
    return told.hexdigest()[:16]
