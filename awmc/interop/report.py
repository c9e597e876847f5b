"""What an import did: the findings that its author should read, as text and as data.

In: findings, as they come. Out: lines, grouped by what they are about. Guaranteed: whatever of the source is not in the spec is told here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from awmc.diagnostics.words import counted


class Topic(StrEnum):
    """What a finding is about, in the order in which they are shown."""

    lifted = "lifted"
    stub = "stubs"
    task = "tasks"
    quarantined = "quarantined"
    broken = "broken"
    dropped = "dropped"
    renamed = "renamed"
    chosen = "chosen"


TITLES = {
    Topic.lifted: "lifted: tools that behave as their endpoints",
    Topic.stub: "stubs: endpoints to write by hand",
    Topic.task: "tasks: to be given a solution by hand",
    Topic.quarantined: "quarantined: rows that cannot be kept",
    Topic.broken: "broken: what could not be read",
    Topic.dropped: "dropped: what the language does not have, or what could not be translated",
    Topic.renamed: "renamed",
    Topic.chosen: "chosen: decisions that the source leaves open",
}


MOST_TOLD = 100
"""How many findings of one topic are shown as text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell: what it is about, where it is, and what there is to say."""

    topic: Topic
    name: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.text}" if self.text else self.name


@dataclass(frozen=True, slots=True)
class LostRow:
    """A row, or a statement that makes rows, that is not in the spec."""

    table: str
    reason: str
    row: dict[str, Any] | None = None
    sql: str | None = None
    place: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields that are known."""
        shown = {
            "table": self.table,
            "reason": self.reason,
            "place": self.place,
            "row": self.row,
            "sql": self.sql,
        }
        return {name: value for name, value in shown.items() if value is not None}


@dataclass
class Report:
    """The findings of one import, in the order in which they came."""

    found: dict[Finding, None] = field(default_factory=dict)
    lost: list[LostRow] = field(default_factory=list)

    def add(self, topic: Topic, name: str, text: str = "") -> None:
        """Keep a finding, once."""
        self.found[Finding(topic, name, text)] = None

    def of(self, topic: Topic) -> list[Finding]:
        """The findings of one topic."""
        return [one for one in self.found if one.topic is topic]

    def lose(self, row: LostRow) -> None:
        """Keep a row that is not in the spec."""
        self.lost.append(row)

    def lines(self) -> Iterator[str]:
        """The findings as text."""
        for topic in Topic:
            told = [
                *map(str, self.of(topic)),
                *(self._lost() if topic is Topic.quarantined else ()),
            ]
            if told:
                yield TITLES[topic]
                yield from (f"  {line}" for line in told[:MOST_TOLD])
                if len(told) > MOST_TOLD:
                    yield f"  … and {len(told) - MOST_TOLD} more; --output-format json shows all"

    def _lost(self) -> Iterator[str]:
        """How many rows were lost, by table and reason."""
        kinds: dict[tuple[str, str], int] = {}
        for row in self.lost:
            kinds[row.table, row.reason] = kinds.get((row.table, row.reason), 0) + 1
        for (table, reason), number in kinds.items():
            yield f"{table}: {counted(number, 'row')}: {reason}"

    def as_json(self) -> dict[str, Any]:
        """The findings by topic; rows are in a file of their own."""
        found: dict[str, Any] = {
            topic.value: [{"name": one.name, "text": one.text} for one in self.of(topic)]
            for topic in Topic
        }
        found[Topic.quarantined.value] = [row.as_json() for row in self.lost]
        return found
