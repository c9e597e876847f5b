"""The rows of a task's start, as a maker of mutants sees them: which table a value is a key of, which rows are near another one.

In: an episode at its start. Guaranteed: it reads once and changes nothing, and every order is that of the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from awmc.runtime.episode import Episode
from awmc.runtime.tables import Table

_STEPS = 4
"""How many references are followed from a row to the actor."""


class Live:
    """The rows of an episode, read as they were when it was made."""

    def __init__(self, episode: Episode) -> None:
        self.environment = episode.environment
        self.actor = episode.actor
        self._keys: dict[str, list[Any]] = {}
        self.tables: dict[str, Table] = {
            row.TABLE.name: row.TABLE for row in episode.environment.definition.tables
        }
        self.rows = {name: episode.rows(table.entity) for name, table in self.tables.items()}

    @cached_property
    def by_key(self) -> dict[str, dict[Any, dict[str, Any]]]:
        """Table -> key -> row, of the tables with a key of one column."""
        return {
            name: {row[table.key[0]]: row for row in self.rows[name]}
            for name, table in self.tables.items()
            if len(table.key) == 1
        }

    def tables_named(self, tool: str, parameter: str) -> list[Table]:
        """The tables that a parameter may name a row of, by its name and by what the tool touches; the likeliest first."""
        known = self.environment.definition.tools[tool]
        touched = dict.fromkeys((*known.reads, *known.writes))
        found = [
            self.tables[name]
            for name in touched
            if name in self.by_key and _ends_with(parameter, self.tables[name].key[0])
        ]
        return sorted(found, key=lambda t: parameter != f"{t.name}_{t.key[0]}")

    def table_of(self, tool: str, parameter: str, value: Any) -> Table | None:
        """The table that an argument names a row of."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            return None
        for table in self.tables_named(tool, parameter):
            if value in self.by_key[table.name]:
                return table
        return self._table_of_text(tool, value) if isinstance(value, str) else None

    def _table_of_text(self, tool: str, value: str) -> Table | None:
        known = self.environment.definition.tools[tool]
        for name in dict.fromkeys((*known.reads, *known.writes)):
            if value in self.by_key.get(name, ()):
                return self.tables[name]
        return None

    def near(self, table: Table, value: Any) -> list[Any]:
        """The keys of the other rows, nearest first: those that refer to the same rows, then those that have other values in common."""
        rows = self.rows[table.name]
        key = table.key[0]
        this = self.by_key[table.name][value]
        place = next(n for n, row in enumerate(rows) if row is this)
        referring = {c for r in table.references for c in r.columns}

        def distance(item: tuple[int, dict[str, Any]]) -> tuple[int, int, int]:
            n, row = item
            same = [c for c in table.columns if c != key and row[c] == this[c]]
            shared = sum(c in referring for c in same)
            return (-shared, -len(same), abs(n - place))

        return [row[key] for _, row in sorted(enumerate(rows), key=distance) if row is not this]

    def keys(self, table: Table) -> list[Any]:
        """The keys of a table's rows, the actor's own first."""
        found = self._keys.get(table.name)
        if found is None:
            key, rows = table.key[0], self.rows[table.name]
            rows = sorted(rows, key=lambda row: not self._is_mine(table, row, _STEPS))
            found = self._keys[table.name] = [row[key] for row in rows]
        return found

    def _is_mine(self, table: Table, row: dict[str, Any], steps: int) -> bool:
        owner = self.environment.definition.actor
        if owner is None or self.actor is None:
            return False
        if table.name == owner.TABLE.name:
            return tuple(row[c] for c in table.key) == self.actor
        if steps == 0:
            return False
        return any(self._is_mine(*target, steps - 1) for target in self._referred(table, row))

    def _referred(
        self, table: Table, row: dict[str, Any]
    ) -> Iterator[tuple[Table, dict[str, Any]]]:
        for reference in table.references:
            if len(reference.columns) == 1 and reference.table in self.by_key:
                target = self.by_key[reference.table].get(row[reference.columns[0]])
                if target is not None:
                    yield self.tables[reference.table], target

    def texts(self, column: str) -> list[str]:
        """The texts of every column of that name, or of a name that ends so."""
        found: dict[str, None] = {}
        for name, table in self.tables.items():
            for own in table.columns:
                if own == column or _ends_with(own, column):
                    found.update((r[own], None) for r in self.rows[name] if isinstance(r[own], str))
        return list(found)


def _ends_with(name: str, part: str) -> bool:
    return name == part or name.endswith(f"_{part}")
