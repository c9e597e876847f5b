"""The goal of a task that states none: what the agent changed is what the solution changed.

In: what the task asks for, and the net changes. Out: a sentence for each difference, none if there is none. Guaranteed: exact. Created rows match
in any order; automatic keys may be others as long as all that refers to them does so alike; of automatic times only whether there is one counts.
`scratch` columns and what the task's `may change` names are set aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awmc.runtime.judging.changes import shown_cell, shown_column, shown_row, some_of
from awmc.runtime.judging.facts import AUTOMATIC_TIME, Fact, NewKey, Reader
from awmc.runtime.judging.isomorphic import Comparison, TooHard
from awmc.runtime.judging.model import Changes, Entity, Key, Rubric, Values

_PAIRED = 50
"""Of how many rows the nearest is looked for, for a message."""


def different(rubric: Rubric, entities: Mapping[str, Entity], changes: Changes) -> list[str]:
    """How the agent's net changes differ from the solution's."""
    expected = rubric.expected
    wanted = _Side.of(
        rubric,
        entities,
        {table: list(rows) for table, rows in expected.created.items()},
        expected.changed,
        expected.deleted,
    )
    after = {
        table: {key: {c: new for c, (_, new) in cells.items()} for key, cells in rows.items()}
        for table, rows in changes.changed.items()
    }
    created = {table: list(rows.items()) for table, rows in changes.created.items()}
    found = _Side.of(rubric, entities, created, after, changes.deleted)
    keys = (wanted.reader.new_keys(), found.reader.new_keys())
    reason = "the new rows refer to one another, or are referred to, otherwise than the solution's"
    try:
        alike = Comparison((wanted.facts(), found.facts()), keys).same()
    except TooHard:
        alike = False
        reason = (
            "there are too many new rows like one another to tell whether they are the solution's"
        )
    if alike and wanted.gone == found.gone:
        return []
    told = [*_deletions(wanted, found), *_cells(wanted, found, changes), *_rows(wanted, found)]
    return some_of(told or [reason])


@dataclass
class _Side:
    """What one side did, set aside what does not count."""

    entities: Mapping[str, Entity]
    reader: Reader
    rows: dict[str, list[tuple[Key, Values]]]
    cells: dict[tuple[str, Key, str], Any]
    gone: set[tuple[str, Key]]

    @classmethod
    def of(
        cls,
        rubric: Rubric,
        entities: Mapping[str, Entity],
        created: Mapping[str, list[tuple[Key, Values]]],
        changed: Mapping[str, Mapping[Key, Values]],
        deleted: Mapping[str, tuple[Key, ...]],
    ) -> _Side:
        free = {table for table, columns in rubric.may_change.items() if columns is None}
        values = {table: [row for _, row in rows] for table, rows in created.items()}
        reader = Reader(entities, values, rubric.may_change)
        counted = {table: {*reader.columns(table)} for table in changed if table in entities}
        cells = {
            (table, key, column): value
            for table, rows in changed.items()
            for key, row in rows.items()
            for column, value in row.items()
            if table not in free and column in counted.get(table, {column})
        }
        rows = {t: rows for t, rows in created.items() if t not in free and t in entities}
        gone = {(t, key) for t, keys in deleted.items() for key in keys if t not in free}
        return cls(entities, reader, rows, cells, gone)

    def facts(self) -> list[Fact]:
        """The created rows and changed cells."""
        rows = [self.reader.row(t, row) for t, made in self.rows.items() for _, row in made]
        cells = [self.reader.cell(*place, value) for place, value in self.cells.items()]
        return rows + cells


def _deletions(wanted: _Side, found: _Side) -> Iterator[str]:
    for table, key in sorted(found.gone - wanted.gone, key=repr):
        yield f"{shown_row(found.entities.get(table), table, key)} was deleted"
    for table, key in sorted(wanted.gone - found.gone, key=repr):
        yield f"{shown_row(found.entities.get(table), table, key)} should have been deleted"


def _cells(wanted: _Side, found: _Side, changes: Changes) -> Iterator[str]:
    for place, value in wanted.cells.items():
        name, column, right = _place(wanted, place, value)
        if place not in found.cells:
            yield f"{name}: {column} should have become {right}"
        elif _rough(found, *place, found.cells[place]) != _rough(wanted, *place, value):
            yield f"{name}: {column} is {_place(found, place, found.cells[place])[2]}, not {right}"
    for place, value in found.cells.items():
        if place not in wanted.cells:
            name, column, now = _place(found, place, value)
            table, key, stored = place
            before = shown_cell(
                found.entities.get(table), stored, changes.changed[table][key][stored][0]
            )
            yield f"{name}: {column} changed from {before} to {now}, which the task does not ask for"


def _place(side: _Side, place: tuple[str, Key, str], value: Any) -> tuple[str, str, str]:
    """Row, column and value of a cell, as a message says them."""
    table, key, column = place
    entity = side.entities.get(table)
    return (
        shown_row(entity, table, key),
        shown_column(entity, column),
        _shown(side, table, column, value),
    )


def _shown(side: _Side, table: str, column: str, value: Any) -> str:
    part = side.reader.part(table, column, value)
    if isinstance(part, NewKey):
        return f"the key of a new row of {side.entities[part.table].name}"
    if part == AUTOMATIC_TIME:
        return "a time"
    return shown_cell(side.entities[table], column, value)


def _rough(side: _Side, table: str, key: Key, column: str, value: Any) -> object:
    """A value, of a new key only whose it is."""
    part = side.reader.part(table, column, value)
    return ("new key", part.table) if isinstance(part, NewKey) else part


def _rows(wanted: _Side, found: _Side) -> Iterator[str]:
    for table in dict.fromkeys((*wanted.rows, *found.rows)):
        columns = wanted.reader.columns(table)
        missing, extra = _unlike(wanted, found, table, columns)
        for ours, theirs in _nearest(missing, extra):
            yield from _pair(wanted, found, table, columns, ours, theirs)


_Made = tuple[Key, Values, tuple[object, ...]]
"""A created row: its key, its values, and these roughly."""


def _unlike(
    wanted: _Side, found: _Side, table: str, columns: Sequence[str]
) -> tuple[list[_Made], list[_Made]]:
    """The created rows of each side that have no like on the other."""
    sides: list[list[_Made]] = []
    for side in (wanted, found):
        made = side.rows.get(table, [])
        sides.append(
            [
                (key, row, tuple(_rough(side, table, key, c, row.get(c)) for c in columns))
                for key, row in made
            ]
        )
    counts = [Counter(rough for _, _, rough in rows) for rows in sides]
    return _beyond(sides[0], counts[1]), _beyond(sides[1], counts[0])


def _beyond(rows: list[_Made], others: Counter[tuple[object, ...]]) -> list[_Made]:
    left = Counter(others)
    kept = []
    for row in rows:
        if left[row[2]]:
            left[row[2]] -= 1
        else:
            kept.append(row)
    return kept


def _nearest(
    missing: list[_Made], extra: list[_Made]
) -> Iterator[tuple[_Made | None, _Made | None]]:
    """Each missing row with the extra one that has most in common with it, while there are any."""
    rest = list(extra)
    for ours in missing:
        theirs = max(rest[:_PAIRED], key=lambda row: _in_common(ours, row), default=None)
        if theirs is not None:
            rest.remove(theirs)
        yield ours, theirs
    for theirs in rest:
        yield None, theirs


def _in_common(a: _Made, b: _Made) -> int:
    return sum(x == y for x, y in zip(a[2], b[2], strict=True))


def _pair(
    wanted: _Side,
    found: _Side,
    table: str,
    columns: Sequence[str],
    ours: _Made | None,
    theirs: _Made | None,
) -> Iterator[str]:
    entity = found.entities[table]
    if theirs is None and ours is not None:
        cells = [
            f"{shown_column(entity, column)} {_shown(wanted, table, column, ours[1].get(column))}"
            for column in columns
            if ours[1].get(column) is not None
            and not isinstance(wanted.reader.part(table, column, ours[1].get(column)), NewKey)
        ]
        yield f"a new row of {entity.name} is missing, with {', '.join(cells) or 'nothing in it'}"
    elif ours is None and theirs is not None:
        name = shown_row(entity, table, theirs[0])
        yield f"{name} was created, which the task does not ask for"
    elif ours is not None and theirs is not None:
        for column, right, now in zip(columns, ours[2], theirs[2], strict=True):
            if right != now:
                values = (theirs[1].get(column), ours[1].get(column))
                yield (
                    f"{shown_row(entity, table, theirs[0])}: {shown_column(entity, column)} is "
                    f"{_shown(found, table, column, values[0])}, not {_shown(wanted, table, column, values[1])}"
                )
