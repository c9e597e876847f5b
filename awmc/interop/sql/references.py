"""Which foreign keys become references.

In: tables, and the kinds of their columns. Out: for each table its references, and which tables have a key that the language takes. Guaranteed: a column belongs to one
reference at most; keys that refer to keys end somewhere; what a foreign key said and no reference says is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from awmc.interop.report import Report, Topic
from awmc.interop.sql.choosing import KEYS, Choice
from awmc.interop.sql.schema import ForeignKey, Table

Choices = Mapping[tuple[str, str], Choice]
"""By table and column."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns that refer to the key of another table, in the order of that key."""

    columns: tuple[str, ...]
    target: str
    owner: bool


@dataclass
class _Chooser:
    tables: Mapping[str, Table]
    choices: Choices
    report: Report

    def __post_init__(self) -> None:
        self.keyed = {name for name, table in self.tables.items() if self._is_keyed(table)}
        self.found: dict[str, list[Reference]] = {name: [] for name in self.tables}

    def _is_keyed(self, table: Table) -> bool:
        return bool(table.key) and all(
            self.choices[table.name, column].kind.name in KEYS for column in table.key
        )

    def run(self) -> None:
        wide = [(table, foreign) for table in self.tables.values() for foreign in table.foreign]
        for table, foreign in sorted(wide, key=lambda pair: -len(pair[1].columns)):
            reason = self._objection(table, foreign)
            if reason is None:
                self._accept(table, foreign)
            elif not self._is_implied(table, foreign):
                shown = f"{table.name}.{', '.join(foreign.columns)}"
                self.report.add(Topic.dropped, shown, f"the reference to {foreign.table}: {reason}")

    def _accept(self, table: Table, foreign: ForeignKey) -> None:
        by_target = dict(zip(foreign.targets, foreign.columns, strict=True))
        columns = tuple(by_target[column] for column in self.tables[foreign.table].key)
        self.found[table.name].append(
            Reference(columns, foreign.table, foreign.on_delete == "CASCADE")
        )
        if foreign.on_delete in ("SET NULL", "SET DEFAULT"):
            shown = f"{table.name}.{', '.join(columns)}"
            text = (
                f"ON DELETE {foreign.on_delete}; a row that is referred to cannot be deleted here"
            )
            self.report.add(Topic.dropped, shown, text)

    def _objection(self, table: Table, foreign: ForeignKey) -> str | None:
        """Why a foreign key cannot be a reference; None where it can."""
        target = self.tables[foreign.table]
        if set(foreign.targets) != set(target.key) or len(foreign.targets) != len(target.key):
            return "not to its primary key"
        if foreign.table not in self.keyed:
            return "its primary key is of a type that no key may have"
        keys = set(table.key) if table.name in self.keyed else set()
        inside = [column in keys for column in foreign.columns]
        if any(inside) and not all(inside):
            return "only some of its columns are in the primary key"
        if all(inside) and self._reaches(foreign.table, table.name):
            return "the keys would refer to each other"
        if any(set(one.columns) & set(foreign.columns) for one in self.found[table.name]):
            return "its columns belong to another reference"
        if _is_partial(table, foreign.columns):
            return "some rows have only a part of it"
        return None

    def _reaches(self, start: str, goal: str) -> bool:
        """Whether the key of one table refers, over others, to another table."""
        seen, left = set(), [start]
        while left:
            name = left.pop()
            if name == goal:
                return True
            if name not in seen:
                seen.add(name)
                keys = set(self.tables[name].key)
                left += [one.target for one in self.found[name] if set(one.columns) <= keys]
        return False

    def _is_implied(self, table: Table, foreign: ForeignKey) -> bool:
        """Whether a wider reference leads to a row that has the same reference."""
        for one in self.found[table.name]:
            if set(foreign.columns) < set(one.columns):
                theirs = dict(zip(one.columns, self.tables[one.target].key, strict=True))
                there = tuple(theirs[column] for column in foreign.columns)
                same = [(other.columns, other.table) for other in self.tables[one.target].foreign]
                if (there, foreign.table) in same:
                    return True
        return False


def _is_partial(table: Table, columns: Sequence[str]) -> bool:
    places = [table.place(column) for column in columns]
    return any(0 < sum(row[place] is None for place in places) < len(places) for row in table.rows)


def choose_references(
    tables: Mapping[str, Table], choices: Choices, report: Report
) -> tuple[dict[str, list[Reference]], set[str]]:
    """The references of each table, and the tables whose own key is kept."""
    chooser = _Chooser(tables, choices, report)
    chooser.run()
    return chooser.found, chooser.keyed
