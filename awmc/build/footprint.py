"""What a solution did to the data, as a task is judged by it: the cells, rows and numbers that it touched, and their values.

In: the calls that were played, each with its side and its changes, on the world as they left it. Out: JSON values for tasks.json.
Guaranteed: net, by key; what the user's side wrote last is in no footprint; `scratch` columns are in neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awmc.build.given import stored
from awmc.runtime.journal import Change, Diff, History, RowChange, user_cells
from awmc.runtime.judging.model import Cell
from awmc.runtime.tables import Key, Table, key_text
from awmc.runtime.world import World

Played = Sequence[tuple[str, Sequence[Change]]]
"""The side of each call, and what it changed."""
_WHOLE = "*"


@dataclass(frozen=True)
class Traces:
    """`footprint` and `expected` of an instance, see docs/generated-code.md; `created` are the new rows by table, in order."""

    footprint: dict[str, Any]
    expected: dict[str, Any]
    created: dict[str, list[dict[str, Any]]]

    @property
    def changed(self) -> bool:
        """Whether anything but `scratch` columns is different."""
        return any(self.expected.values())


def traces(world: World, played: Played) -> Traces:
    """What the calls left behind."""
    history, cells = History(), set[Cell]()
    for side, changes in played:
        history.add(changes)
        cells = user_cells(cells, changes, side)
    diff = history.diff(world.catalogue, lambda entity, key: world.find(entity, *key))
    tables = {row.TABLE.entity: row.TABLE for row in world.catalogue.rows}
    expected = _expected(world, diff, tables)
    return Traces(
        footprint=_footprint(expected, cells),
        expected=expected,
        created={
            table: [values for _, values in rows] for table, rows in expected["created"].items()
        },
    )


def _expected(world: World, diff: Diff, tables: dict[str, Table]) -> dict[str, Any]:
    created: dict[str, list[Any]] = {}
    for change in _in_order(world, diff.added):
        table = tables[change.entity]
        kept = {c: stored(v) for c, v in (change.after or {}).items()}
        created.setdefault(table.name, []).append([list(change.key), kept])
    changed: dict[str, list[Any]] = {}
    for change in diff.changed:
        table = tables[change.entity]
        after = (change.after or {}).items()
        kept = {c: stored(v) for c, v in after if c not in table.scratch}
        if kept:
            changed.setdefault(table.name, []).append([list(change.key), kept])
    deleted: dict[str, list[Any]] = {}
    for change in diff.removed:
        deleted.setdefault(tables[change.entity].name, []).append(list(change.key))
    return {"created": created, "changed": changed, "deleted": deleted}


def _in_order(world: World, added: Sequence[RowChange]) -> list[RowChange]:
    """New rows in the order in which they stand in their tables."""
    places: dict[tuple[str, Key], int] = {}
    for row in world.catalogue.rows:
        for place, found in enumerate(world.rows(row)):
            places[row.TABLE.entity, found.KEY] = place
    return sorted(added, key=lambda change: places[change.entity, change.key])


def _footprint(expected: dict[str, Any], user: set[Cell]) -> dict[str, Any]:
    changed: dict[str, list[Any]] = {}
    for table, rows in expected["changed"].items():
        for key, values in rows:
            own = [c for c in values if not _written(user, table, key, c)]
            if own:
                changed.setdefault(table, []).append([key, own])
    deleted = {
        table: [key for key in keys if not _written(user, table, key)]
        for table, keys in expected["deleted"].items()
    }
    created = {
        table: sum(not _written(user, table, key) for key, _ in rows)
        for table, rows in expected["created"].items()
    }
    return {
        "changed": changed,
        "deleted": {table: keys for table, keys in deleted.items() if keys},
        "created": {table: number for table, number in created.items() if number},
    }


def _written(user: set[Cell], table: str, key: Sequence[Any], column: str = _WHOLE) -> bool:
    row = (table, key_text(tuple(key)))
    return not user.isdisjoint({(*row, column), (*row, _WHOLE)})
