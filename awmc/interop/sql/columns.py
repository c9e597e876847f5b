"""The kind of each column: what its checks hint at, its values hold and its name says.

In: tables, and the names of their entities. Out: a `Choice` a column, the enums, and the checks that the kinds do not say already. Guaranteed: every value of
a column is of its kind; columns of one name and the same members share an enum; what is not obvious is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from awmc.interop.report import Report, Topic
from awmc.interop.sql import words
from awmc.interop.sql.choosing import Choice, choose
from awmc.interop.sql.hints import hint_of, says_all, split_checks
from awmc.interop.sql.kinds import Enum, Kind
from awmc.interop.sql.schema import Column, Table


class Columns:
    """The kinds of the columns of all tables."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        names: Mapping[str, str],
        taken: words.Names,
        report: Report,
    ) -> None:
        self._names, self._taken, self._report = names, taken, report
        self._checks = {name: split_checks(table) for name, table in tables.items()}
        self._hints = {
            name: [hint_of(check) for check in checks] for name, checks in self._checks.items()
        }
        self.enums: dict[tuple[str, tuple[tuple[str, str], ...]], Enum] = {}
        self.choices = {
            (name, column.name): self._choice(table, column)
            for name, table in tables.items()
            for column in table.columns
        }

    def rest(self, table: Table) -> list[Any]:
        """The checks of a table that the kinds of its columns do not say."""
        return [check for check in self._checks[table.name] if not self._is_type(table, check)]

    def _choice(self, table: Table, column: Column) -> Choice:
        hints = [
            kind
            for one in self._hints[table.name]
            if one
            for name, kind in [one]
            if name.lower() == column.name.lower()
        ]
        hints.sort(key=lambda kind: len(kind.enum.members) if kind.enum else 0, reverse=True)
        hint = next((kind for kind in hints if kind.name != "text"), hints[0] if hints else None)
        if hint is not None and hint.enum is not None:
            hint = replace(hint, enum=self._enum(table, hint.enum))
        choice = choose(column, table.values(column.name), hint, key=column.name in table.key)
        self._tell(table, column, choice, hint)
        return choice

    def _enum(self, table: Table, enum: Enum) -> Enum:
        """The enum under its name in the spec; columns of one name and the same members share one."""
        key = (enum.name.lower(), enum.members)
        if key not in self.enums:
            name = self._names[table.name] + words.camel(words.words(enum.name))
            self.enums[key] = replace(enum, name=self._taken.new(name))
        return self.enums[key]

    def _tell(self, table: Table, column: Column, choice: Choice, hint: Kind | None) -> None:
        place = f"{table.name}.{column.name}"
        if choice.as_text:
            self._report.add(
                Topic.chosen,
                place,
                "values of several kinds are kept as texts, blobs as hexadecimal digits",
            )
        elif choice.kind.zone:
            self._report.add(
                Topic.chosen,
                place,
                "all its times are UTC; the language has no zones, so the Z is left out",
            )
        elif choice.kind.units:
            self._report.add(Topic.chosen, place, "whole cents are money")
        elif choice.kind.name == "text" and (
            "DATE" in column.declared or "TIME" in column.declared
        ):
            self._report.add(
                Topic.chosen,
                place,
                "its values are not all times to the second in one form, so it is a text",
            )
        elif hint is not None and hint.enum is not None and choice.kind != hint:
            self._report.add(
                Topic.chosen,
                place,
                f"it is {choice.kind.spelled}, since a value is none of its check's",
            )

    def _is_type(self, table: Table, check: Any) -> bool:
        """Whether the type of a column says what a check says."""
        found = hint_of(check)
        if found is None or not says_all(found[1], check):
            return False
        column = next(
            (one.name for one in table.columns if one.name.lower() == found[0].lower()), None
        )
        kind = self.choices[table.name, column].kind if column else None
        if kind is None or (
            kind.enum is not None
            and found[1].enum is not None
            and kind.enum.members != found[1].enum.members
        ):
            return False
        return (kind.name, kind.units) == (found[1].name, found[1].units)
