"""What awmc's own schemas say by triggers: entities of one row, and flows.

In: the CREATE TRIGGER statements of a source. Out: the tables that have exactly one row, and the flows of enum columns. Guaranteed: only triggers of the very forms that
`awmc.emit.sql` writes are understood; every other trigger is a stranger's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_NAME = r'"?(\w+)"?'
_ONE_ROW = re.compile(
    rf"CREATE TRIGGER \"?\w+_no_(?:insert|delete)\"? BEFORE (?:INSERT|DELETE) ON {_NAME} .*RAISE\(ABORT, '\w+_one_row'\)"
)
_FLOW = re.compile(
    rf"CREATE TRIGGER \"?\w+_flow\"? BEFORE UPDATE OF {_NAME} ON {_NAME} WHEN NEW\.\S+ IS NOT OLD\.\S+ AND CASE OLD\.\S+ (.*) ELSE 1 END "
    r"(?:AND NOT EXISTS \(SELECT 1 FROM _awmc_state WHERE name = '\w+'\) )?BEGIN SELECT RAISE\(ABORT, '\w+_flow'\); END"
)
_TEXT = r"'((?:[^']|'')*+)'"  # possessive, so that hostile text is read in one way only
_ARROW = re.compile(rf"WHEN {_TEXT} THEN (?:NEW\.\S+ NOT IN \(((?:{_TEXT}(?:, )?)+)\)|1)")


@dataclass(frozen=True, slots=True)
class Flow:
    """The only ways in which a column may change: spellings, and those that may follow them."""

    table: str
    column: str
    arrows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass
class Own:
    """What was understood."""

    single: set[str] = field(default_factory=set)
    """Tables of one row."""
    flows: list[Flow] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """The names of other triggers."""
    exported: bool = False
    """Whether awmc made the tables, so that their names are those of entities."""


def understand(triggers: Iterable[tuple[str, str]], *, exported: bool) -> Own:
    """What triggers, as (name, statement), say."""
    own = Own(exported=exported)
    for name, sql in triggers:
        plain = " ".join(sql.split())
        if found := _ONE_ROW.match(plain):
            own.single.add(found[1])
        elif found := _FLOW.match(plain):
            own.flows.append(Flow(found[2], found[1], _arrows(found[3])))
        else:
            own.strangers.append(name)
    return own


def _arrows(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for arrow in _ARROW.finditer(text):
        after = re.findall(_TEXT, arrow[2] or "")
        found.append((_unquoted(arrow[1]), tuple(map(_unquoted, after))))
    return tuple(found)


def _unquoted(text: str) -> str:
    return text.replace("''", "'")
