"""Figures that were published before awmc had any: of hand-written code and of what people use, on another machine with two processors.

Absolute times drift from machine to machine; they stand in the report for the order of magnitude, beside a row of this run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.measure import Line


@dataclass(frozen=True)
class Published:
    """A row. `section` and `pick`, a pattern that the work of a line begins with, say which lines of a run stand beside it."""

    work: str
    floor: str
    today: str
    section: str
    pick: str = ""

    def lines(self, found: Iterable[Line]) -> list[Line]:
        """The lines of a run that measure the same."""
        return [
            line
            for line in found
            if line.section == self.section and re.match(self.pick, line.work) is not None
        ]


PUBLISHED = (
    Published(
        "tool call: order with items / search / list / cancel with four writes",
        "5.9 / 27 / 24 / 19 µs: prepared statements on in-memory SQLite, JSON built in SQL",
        "8 / 80 / 64 / 5 µs Python dictionaries; 5,300 / 5,800 / 4,800 / 9,100 µs FastAPI + SQLAlchemy + MCP",
        "calls",
        r"an order with|a search|a list|a cancel",
    ),
    Published(
        "fresh episode, 0.1 / 1 / 10 MB",
        "7 / 17 / 24 µs rollback of a savepoint; 53 µs (336 KB) refill by backup",
        "2.4 / 63 / 859 ms deepcopy; 1,000 to 3,000 ms server process",
        "resets",
        r"reset, (0\.1|1|10) MB",
    ),
    Published(
        "verdict with every change seen",
        "6 to 32 µs reading a record of changes",
        "40 ms subprocess; 165 ms hash and replay",
        "verdicts",
        r"the shop, the mean",
    ),
    Published(
        "whole episode (reset, 8 calls, verdict)",
        "5,600 a second and process with the task's rows alone checked",
        "74 a second dictionaries; under 1 a second server processes",
        "episodes",
        r"the shop, one after the other",
    ),
    Published(
        "1,024 live instances, two processes",
        "57,500 calls a second",
        "",
        "instances",
        r"calls to all",
    ),
    Published(
        "compile: 1 / 100 / 1,000 specs of 300 lines",
        "10 ms / 0.5 s / 5 s on two processes (parse, byte-compile, create tables)",
        "",
        "compile",
        r"289 lines.*without|.*2 jobs, cold",
    ),
    Published(
        "MCP no-op call over HTTP / stdio, low-level SDK server",
        "1,400 / 930 µs with the SDK's client",
        "1,900 to 2,600 / 2,000 µs FastMCP",
        "mcp",
        r"nothing, (HTTP, 1 client|stdio): wall",
    ),
)
