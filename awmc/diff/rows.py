"""The initial rows of both specs, by key.

In: both sides, built. Out: for each pair of entities with the same key, which keys came, went, or stand for other values.
Columns that only one side has are left aside: a field that was added or removed is told of itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from awmc.ir.columns import field_columns, key_columns
from awmc.ir.model import Entity
from awmc.runtime.functions.encode import dump

if TYPE_CHECKING:
    from awmc.diff.both import Both

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Rows:
    """The rows of a pair of entities; keys as text. `columns` are those that differ in the changed rows."""

    old: Entity
    new: Entity
    removed: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    columns: tuple[str, ...]
    reordered: bool


def compared_rows(both: Both) -> tuple[Rows, ...]:
    """The rows of every pair of entities; none where a side was not built."""
    found = (_compared(both, old, new) for old, new in both.entities.pairs)
    return tuple(rows for rows in found if rows is not None)


def _compared(both: Both, old: Entity, new: Entity) -> Rows | None:
    columns = _columns(both, new)
    keys = tuple(column.name for column in key_columns(both.new.env, new))
    mine = tuple(columns.get(column.name) for column in key_columns(both.old.env, old))
    if both.old.build is None or both.new.build is None or mine != keys:
        return None
    was = {_key(row, keys): row for row in _renamed(both.old.build.rows[old.name], columns)}
    now = {_key(row, keys): row for row in both.new.build.rows[new.name]}
    common = [key for key in now if key in was]
    differ = {key: [c for c in columns.values() if was[key][c] != now[key][c]] for key in common}
    return Rows(
        old,
        new,
        tuple(key for key in was if key not in now),
        tuple(key for key in now if key not in was),
        tuple(key for key in common if differ[key]),
        tuple(c for c in columns.values() if any(c in found for found in differ.values())),
        common != [key for key in was if key in now],
    )


def _columns(both: Both, new: Entity) -> dict[str, str]:
    """New columns by old ones, of the fields that both sides have in the same number of columns."""
    found: dict[str, str] = {}
    for before, after in both.fields[new.name].pairs:
        was, now = field_columns(both.old.env, before), field_columns(both.new.env, after)
        if len(was) == len(now):
            found.update((a.name, b.name) for a, b in zip(was, now, strict=True))
    return found


def _renamed(rows: tuple[dict[str, Any], ...], columns: Mapping[str, str]) -> list[Row]:
    return [{columns[c]: value for c, value in row.items() if c in columns} for row in rows]


def _key(row: Row, keys: tuple[str, ...]) -> str:
    if not keys:
        return "its one row"
    return ",".join(v if isinstance(v, str) else dump(v) for v in (row[c] for c in keys))
