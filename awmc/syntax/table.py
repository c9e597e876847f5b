"""The LALR table of the grammar, as Lark computes it, in the shape in which `machine.py` runs it.

In: `grammar/awm.lark`. Out: `table()`, made once a process. Guaranteed: immutable once made, so that it may be
shared between threads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lark import Lark
from lark.grammar import Rule, Terminal
from lark.lexer import Lexer, LexerState, PatternStr, Token

from awmc.resources import grammar_text

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


class _NoLexer(Lexer):
    """In place of Lark's lexers, which would cost half of the start-up time: `tokens.py` makes the tokens."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[Token]:
        raise NotImplementedError


@cache
def table() -> Table:
    """The table of `grammar/awm.lark`."""
    lark = Lark(
        grammar_text("awm.lark"), parser="lalr", lexer=_NoLexer, start=list(STARTS), strict=False
    )
    # Lark has no public name for the table, which its own documentation calls `ParseTable`.
    parse_table = lark.parser.parser._parse_table
    reductions = {rule: _reduction(rule) for rule in lark.rules}
    states = {
        number: {
            symbol: target if isinstance(target, int) else reductions[target]
            for symbol, (_, target) in actions.items()
        }
        for number, actions in parse_table.states.items()
    }
    texts = {t.name: t.pattern.value for t in lark.terminals if isinstance(t.pattern, PatternStr)}
    return Table(
        states,
        parse_table.start_states,
        parse_table.end_states,
        words={text: kind for kind, text in texts.items() if text.isalpha()},
        signs={text: kind for kind, text in texts.items() if not text.isalpha()},
        spellings=texts,
        patterns={
            t.name: t.pattern.to_regexp()
            for t in lark.terminals
            if not isinstance(t.pattern, PatternStr)
        },
    )


def _reduction(rule: Rule) -> Reduction:
    picks: list[int] = []
    for index, missing in _slots(rule):
        picks += [-1] * missing
        if index < len(rule.expansion):
            symbol = rule.expansion[index]
            if not (isinstance(symbol, Terminal) and symbol.filter_out):
                picks.append(index)
    action = rule.alias or rule.origin.name
    spread = frozenset(i for i in picks if i >= 0 and _is_repetition(rule.expansion[i].name))
    return Reduction(
        origin=rule.origin.name,
        action=action,
        size=len(rule.expansion),
        picks=tuple(picks),
        spread=spread,
        passthrough=bool(rule.options.expand1) and not rule.alias and len(picks) == 1,
        repetition=_is_repetition(rule.origin.name),
    )


def _slots(rule: Rule) -> Iterator[tuple[int, int]]:
    """Each place of the right side, its end included, with the optional symbols left out before it."""
    empty = rule.options.empty_indices or (False,) * len(rule.expansion)
    place = missing = 0
    for is_missing in empty:
        if is_missing:
            missing += 1
        else:
            yield place, missing
            place, missing = place + 1, 0
    yield place, missing


def _is_repetition(name: str) -> bool:
    """Whether Lark made this rule up for a `*` or a `+`."""
    return re.match(r"__.+_(star|plus)_\d+$", name) is not None
