"""The clock of an import: what `now` was when the data were made.

In: a sandbox that was filled at a clock so early that no data are of its time. Out: the clock to use, and why. Guaranteed: the same data give the same clock.
"""

from __future__ import annotations

from awmc.interop.sql.kinds import DATETIME, ZONED, Misfit, convert
from awmc.interop.sql.sandbox import Sandbox, quoted
from awmc.interop.sql.schema import own_clock

EARLY = "1000-01-01 00:00:00"
"""The clock of the first filling: what it gives differs from every time that people write."""
FALLBACK = "2026-01-01 00:00:00"
"""The clock where the data say nothing: the language's own."""
_PAST = (
    "created", "updated", "modified", "inserted", "recorded", "logged", "placed", "submitted", "issued", "posted", "registered", "joined",
    "received", "purchased",
)  # fmt: skip
"""Words of columns whose times have passed."""


def chosen_clock(sandbox: Sandbox) -> tuple[str, str]:
    """The clock that fits the data, and why it was chosen."""
    if own := own_clock(sandbox):
        return own.replace("T", " "), "as awmc exported it"
    latest = _latest(sandbox)
    if latest is not None:
        return latest[0], f"the latest time in {latest[1]}"
    return FALLBACK, "since the data name no time that has passed"


def _latest(sandbox: Sandbox) -> tuple[str, str] | None:
    found: list[tuple[str, str]] = []
    with sandbox.opened() as base:
        tables = [
            row[0]
            for row in base.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"
            )
        ]
        for table in tables:
            for column in [row[1] for row in base.execute(f"PRAGMA table_info({quoted(table)})")]:
                if any(word in column.lower() for word in _PAST):
                    rows = base.execute(f"SELECT DISTINCT {quoted(column)} FROM {quoted(table)}")
                    times = [time for (value,) in rows if (time := _time(value))]
                    found += [(max(times), f"{table}.{column}")] if times else []
    return max(found, key=lambda pair: pair[0], default=None)


def _time(value: object) -> str | None:
    """A time that people wrote, as SQLite writes it."""
    for kind in (DATETIME, ZONED):
        try:
            made = str(convert(kind, value)).replace("T", " ")
        except Misfit:
            continue
        return made if "1500" < made < "2200" else None
    return None
