"""The episode's own state: what awmc's tables of a database hold beside the environment's rows.

In: a database. Out: a `State`, which nothing changes: who goes on from it makes a new one. `_awmc_state` holds text by name: `clock`, `actor` and `task` where there
are some, `calls` and `call_limit` as numbers, `ended`, `auto:TABLE` for the last automatic number of a table, and `flows_off` while flows do not hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from awmc.runtime.judging.model import Cell
from awmc.runtime.tables import Key

if TYPE_CHECKING:
    from awmc.runtime.database import Database

FLOWS_OFF = "flows_off"
_AUTO = "auto:"
_ROW = "(?, ?)"
_SET = (
    f"INSERT INTO _awmc_state (name, value) VALUES {_ROW}"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


@dataclass(frozen=True, slots=True)
class State:
    """The own state of an episode. `numbers` are the last automatic numbers by table, `user_cells` what the user's side wrote last."""

    now: str
    calls: int
    ended: bool
    task: str | None
    call_limit: int | None
    actor: Key | None
    numbers: dict[str, int]
    user_cells: set[Cell]


def read_state(database: Database) -> State:
    """The state of a database that holds an episode, or the start of one."""
    found = read_names(database)
    limit, actor = found.get("call_limit"), found.get("actor")
    cells = database.all("SELECT u.tbl, u.key, u.col FROM _awmc_user_write AS u")
    return State(
        now=found["clock"],
        calls=int(found.get("calls", "0")),
        ended="ended" in found,
        task=found.get("task"),
        call_limit=None if limit is None else int(limit),
        actor=None if actor is None else tuple(json.loads(actor)),
        numbers={n.removeprefix(_AUTO): int(v) for n, v in found.items() if n.startswith(_AUTO)},
        user_cells=set(cells),
    )


def read_names(database: Database) -> dict[str, str]:
    """Every item by its name."""
    return dict(database.all("SELECT s.name, s.value FROM _awmc_state AS s ORDER BY s.name"))


def write_state(database: Database, name: str, value: str) -> None:
    """Sets one item."""
    database.write(_SET, (name, value))


def write_items(database: Database, items: Mapping[str, str]) -> None:
    """Sets items by their names."""
    if items:
        database.write(_setting(len(items)), tuple(chain.from_iterable(items.items())))


@cache
def _setting(count: int) -> str:
    """The statement that sets so many items."""
    return _SET.replace(_ROW, ", ".join([_ROW] * count))


def set_default(database: Database, name: str, value: str) -> None:
    """Sets one item unless it is there."""
    database.write("INSERT OR IGNORE INTO _awmc_state (name, value) VALUES (?, ?)", (name, value))


def write_number(database: Database, table: str, number: int) -> None:
    """Sets the last automatic number of a table."""
    write_items(database, number_items({table: number}))


def number_items(numbers: Mapping[str, int]) -> dict[str, str]:
    """The items that hold the last automatic numbers of tables."""
    return {_AUTO + table: str(number) for table, number in numbers.items()}


def free_flows(database: Database) -> None:
    """From here on columns change along no arrows too, until `hold_flows` or a rollback."""
    set_default(database, FLOWS_OFF, "1")


def hold_flows(database: Database) -> None:
    """Flows hold again."""
    database.write("DELETE FROM _awmc_state WHERE name = ?", (FLOWS_OFF,))
