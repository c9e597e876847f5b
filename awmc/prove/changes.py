"""An episode's changes as the judge compares them: by table and key, values as SQLite stores them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from awmc.runtime.journal import Diff, RowChange
from awmc.runtime.judging.model import Changes, Key
from awmc.runtime.tables import Catalogue, encode


def changes_of(diff: Diff, catalogue: Catalogue) -> Changes:
    """The same changes, by the names of tables."""
    tables = {row.TABLE.entity: row.TABLE.name for row in catalogue.rows}
    created: dict[str, dict[Key, dict[str, Any]]] = {}
    changed: dict[str, dict[Key, dict[str, tuple[Any, Any]]]] = {}
    for change in diff.added:
        created.setdefault(tables[change.entity], {})[change.key] = _stored(change.after)
    for change in diff.changed:
        before, after = _stored(change.before), _stored(change.after)
        cells = {column: (before[column], after[column]) for column in after}
        changed.setdefault(tables[change.entity], {})[change.key] = cells
    return Changes(created, changed, _keys(diff.removed, tables))


def _stored(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        column: int(value) if isinstance(value, bool) else encode(value)
        for column, value in (values or {}).items()
    }


def _keys(removed: Iterable[RowChange], tables: Mapping[str, str]) -> dict[str, tuple[Key, ...]]:
    found: dict[str, tuple[Key, ...]] = {}
    for change in removed:
        table = tables[change.entity]
        found[table] = (*found.get(table, ()), change.key)
    return found
