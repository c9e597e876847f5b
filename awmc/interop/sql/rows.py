"""Rows of SQLite as rows of the language.

In: tables, the kinds of their columns, their references. Out: for each table the rows that can be kept, values by column. Guaranteed: a row is kept or told as lost with
a reason; what refers to a row that is lost is lost too; there are no more than the language allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from awmc.interop.report import LostRow, Report
from awmc.interop.sql.choosing import Choice
from awmc.interop.sql.kinds import Misfit
from awmc.interop.sql.references import Choices, Reference
from awmc.interop.sql.schema import Table
from awmc.interop.sql.source import shown

MOST = 100_000
"""How many rows an environment may start with."""

Values = dict[str, Any]
"""A row: values by column."""


def keep_rows(
    tables: Mapping[str, Table],
    choices: Choices,
    references: Mapping[str, Sequence[Reference]],
    keyed: set[str],
    report: Report,
) -> dict[str, list[Values]]:
    """The rows of each table that can be kept."""
    kept = {
        name: _convert(table, choices, table.key if name in keyed else (), report)
        for name, table in tables.items()
    }
    room = MOST
    for name, table in tables.items():
        kept[name] = _cut(table, kept[name], room, report)
        room -= len(kept[name])
    while _drop_orphans(tables, references, kept, report):
        pass
    return {name: [values for values, _ in rows] for name, rows in kept.items()}


_Pair = tuple[Values, tuple[Any, ...]]
"""A row as it is kept, and as SQLite has it."""


def _convert(table: Table, choices: Choices, key: Sequence[str], report: Report) -> list[_Pair]:
    seen: set[tuple[Any, ...]] = set()
    made: list[_Pair] = []
    for row in table.rows:
        values, reason = _values(table, choices, row)
        own = tuple(values.get(column) for column in key)
        if not reason and None in own:
            reason = "its key is NULL"
        if not reason and key and own in seen:
            reason = "its key stands twice"
        if reason:
            _lose(table, row, reason, report)
        else:
            seen.add(own)
            made.append((values, row))
    return made


def _values(table: Table, choices: Choices, row: tuple[Any, ...]) -> tuple[Values, str]:
    """The values by column, and why the row cannot be kept."""
    values: Values = {}
    for column, value in zip(table.columns, row, strict=True):
        choice: Choice = choices[table.name, column.name]
        try:
            values[column.name] = choice.convert(value)
        except Misfit as error:
            return values, f"{column.name}: {error}"
    return values, ""


def _cut(table: Table, rows: list[_Pair], room: int, report: Report) -> list[_Pair]:
    for _, row in rows[room:]:
        _lose(table, row, f"an environment starts with at most {MOST} rows", report)
    return rows[:room]


def _drop_orphans(
    tables: Mapping[str, Table],
    references: Mapping[str, Sequence[Reference]],
    kept: dict[str, list[_Pair]],
    report: Report,
) -> bool:
    """Lose what refers to nothing; whether there was any."""
    keys = {
        name: {tuple(values[c] for c in tables[name].key) for values, _ in rows}
        for name, rows in kept.items()
    }
    found = False
    for name, rows in kept.items():
        stay = []
        for values, row in rows:
            lost = next((one for one in references[name] if _is_orphan(values, one, keys)), None)
            if lost is None:
                stay.append((values, row))
                continue
            key = ", ".join(str(values[column]) for column in lost.columns)
            _lose(
                tables[name],
                row,
                f"{', '.join(lost.columns)}: there is no row {key} of {lost.target}",
                report,
            )
            found = True
        kept[name] = stay
    return found


def _is_orphan(
    values: Values, reference: Reference, keys: Mapping[str, set[tuple[Any, ...]]]
) -> bool:
    key = tuple(values[column] for column in reference.columns)
    return None not in key and key not in keys[reference.target]


def _lose(table: Table, row: tuple[Any, ...], reason: str, report: Report) -> None:
    given = {column.name: shown(value) for column, value in zip(table.columns, row, strict=True)}
    report.lose(LostRow(table.name, reason, row=given))
