"""What a task's `given` changed, as SQL statements with parameters, which an episode runs at its start.

In: the changes, in order, of a world as `given` left it. Out: `[sql, parameters]` pairs. Guaranteed: run in order on the initial rows, they
give the same rows, in the same order, and the same automatic numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awmc.runtime.journal import Change
from awmc.runtime.tables import Key, Row, Table, encode
from awmc.runtime.writes import DEFER

Given = list[list[Any]]


def statements(changes: list[Change], before: Mapping[str, int], after: Mapping[str, int]) -> Given:
    """The statements; `before` and `after` are the last automatic numbers by table."""
    if not changes:
        return []
    existed: dict[tuple[str, Key], bool] = {}
    columns: dict[Row, dict[str, None]] = {}
    for change in changes:
        existed.setdefault((change.row.TABLE.name, change.row.KEY), change.kind != "create")
        columns.setdefault(change.row, {}).update(dict.fromkeys(change.old))
    # rows may refer to one another while they change: that is checked at the end
    found: Given = [[DEFER, []]]
    gone = _deleted(changes, existed)
    found += [_delete(table, key) for table, key in reversed(gone)]
    created = {c.row: None for c in changes if c.kind == "create" and not c.row.deleted}
    for row, names in columns.items():
        if names and not row.deleted and row not in created:
            found.append(_update(row, list(names)))
    found += [_insert(row) for row in created]
    for name, number in after.items():
        if number != before.get(name, 0):
            found.append([_NUMBER, [f"auto:{name}", str(number)]])
    return found


_NUMBER = (
    "INSERT INTO _awmc_state (name, value) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def _deleted(
    changes: list[Change], existed: Mapping[tuple[str, Key], bool]
) -> list[tuple[Table, Key]]:
    """The rows of the initial data that were deleted, in order; also those made again."""
    found: dict[tuple[str, Key], Table] = {}
    for change in changes:
        identity = (change.row.TABLE.name, change.row.KEY)
        if change.kind == "delete" and existed[identity]:
            found.setdefault(identity, change.row.TABLE)
    return [(table, key) for (_, key), table in found.items()]


def _delete(table: Table, key: Key) -> list[Any]:
    return [f'DELETE FROM "{table.name}"{_where(table)}', list(key)]


def _update(row: Row, names: list[str]) -> list[Any]:
    table = row.TABLE
    assigned = ", ".join(f'"{table.column_of[name]}" = ?' for name in names)
    values = [stored(getattr(row, name)) for name in names]
    return [f'UPDATE "{table.name}" SET {assigned}{_where(table)}', [*values, *row.KEY]]


def _insert(row: Row) -> list[Any]:
    table = row.TABLE
    columns = ", ".join(f'"{column}"' for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    values = [stored(value) for value in table.values(row)]
    return [f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', values]


def _where(table: Table) -> str:
    return "".join(
        f'{" AND" if place else " WHERE"} "{column}" = ?' for place, column in enumerate(table.key)
    )


def stored(value: Any) -> Any:
    """A run-time value as SQLite stores it, and JSON shows it."""
    return int(value) if isinstance(value, bool) else encode(value)
