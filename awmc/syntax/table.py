"""The LALR table of the grammar, in the shape in which `machine.py` runs it.

In: `grammar/awm.table.json`, which `table_build.py` makes of `grammar/awm.lark` with Lark; where it is not that of the grammar at hand
(a grammar being edited) the table is computed anew, which takes half a second. Out: `table()`, made once a process.
Guaranteed: says the same for ever once made, so that it may be shared between threads; the same whichever way it was made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any, cast

from awmc.resources import folder, grammar_text

GRAMMAR = "awm.lark"
STORED = "awm.table.json"

STARTS = ("module", "expression")
"""The rules that a parse may start from: a file, and what stands between the braces of a text."""

END = "$END"
"""The kind of the token after the last one."""


@dataclass(frozen=True, slots=True)
class Reduction:
    """What to do when the right side of a rule is complete."""

    origin: str
    """The rule, which names the state to go to."""
    action: str
    """The rule's alias or name, which names the builder's method."""
    size: int
    picks: tuple[int, ...]
    """The symbols of the right side that are passed on; -1 for an optional one that was left out."""
    spread: frozenset[int]
    """Those of them that are repetitions, whose items are passed on one by one."""
    passthrough: bool
    """The one picked value is the result."""
    repetition: bool
    """The result is a list for another rule to spread."""
    renames: bool
    """It changes nothing but what its one value counts as: an operand that is a whole sum, and so on."""


Action = int | Reduction


@dataclass(frozen=True, slots=True)
class Table:
    """States by number; in each, a symbol leads to a state (shift or goto) or to a reduction."""

    states: Mapping[int, Mapping[str, Action]]
    start_states: Mapping[str, int]
    end_states: Mapping[str, int]
    words: Mapping[str, str]
    """The token kinds of the words of the language, by their text."""
    signs: Mapping[str, str]
    """The token kinds of signs such as `->`, by their text."""
    spellings: Mapping[str, str]
    """The text of words and signs, by their kinds."""
    patterns: Mapping[str, str]
    """The regular expressions of the other tokens, by their kinds."""
    _renamed: dict[tuple[int, int, str], int] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def renamed(self, below: int, state: int, kind: str) -> int:
        """The state above `below` after all renaming that a token of this kind causes; found once, for there is much of it."""
        found = self._renamed.get((below, state, kind))
        if found is None:
            found = state
            while isinstance(action := self.states[found].get(kind), Reduction) and action.renames:
                found = cast(int, self.states[below][action.origin])
            self._renamed[below, state, kind] = found
        return found


@cache
def table() -> Table:
    """The table of `grammar/awm.lark`."""
    stored = folder("grammar") / STORED
    if stored.is_file():
        document = json.loads(stored.read_text(encoding="utf-8"))
        if document["grammar"] == digest():
            return load(document)
    from awmc.syntax.table_build import build_table

    return build_table()


def digest() -> str:
    """What tells one grammar from another."""
    return sha256(grammar_text(GRAMMAR).encode()).hexdigest()


def dump(made: Table) -> dict[str, Any]:
    """A table as a JSON document. Symbols and reductions are numbered; an action is a state, or -1 less a reduction's number."""
    reductions: dict[Reduction, int] = {}
    symbols: dict[str, int] = {}
    states = [
        [
            number
            for symbol, action in made.states[state].items()
            for number in (
                symbols.setdefault(symbol, len(symbols)),
                action
                if isinstance(action, int)
                else -1 - reductions.setdefault(action, len(reductions)),
            )
        ]
        for state in sorted(made.states)
    ]
    return {
        "grammar": digest(),
        "symbols": list(symbols),
        "reductions": [
            {**asdict(reduction), "spread": sorted(reduction.spread)} for reduction in reductions
        ],
        "states": states,
        "start_states": dict(made.start_states),
        "end_states": dict(made.end_states),
        "words": dict(made.words),
        "signs": dict(made.signs),
        "spellings": dict(made.spellings),
        "patterns": dict(made.patterns),
    }


def load(document: Mapping[str, Any]) -> Table:
    """The table that `dump` gave as a document."""
    symbols = document["symbols"]
    reductions = [
        Reduction(**{**item, "picks": tuple(item["picks"]), "spread": frozenset(item["spread"])})
        for item in document["reductions"]
    ]
    states = {
        number: {
            symbols[row[i]]: row[i + 1] if row[i + 1] >= 0 else reductions[-1 - row[i + 1]]
            for i in range(0, len(row), 2)
        }
        for number, row in enumerate(document["states"])
    }
    rest = ("start_states", "end_states", "words", "signs", "spellings", "patterns")
    return Table(states, **{name: document[name] for name in rest})
