"""Making the LALR table of the grammar with Lark, and writing it beside the grammar.

In: `grammar/awm.lark`. Out: a `Table`, and with `python -m awmc.syntax.table_build` the file `grammar/awm.table.json`.
Guaranteed: states are numbered by the order in which they are reached, symbols sorted, so that one grammar gives one file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lark import Lark
from lark.grammar import Rule, Terminal
from lark.lexer import Lexer, LexerState, PatternStr, Token

from awmc.resources import folder, grammar_text
from awmc.syntax.table import GRAMMAR, STARTS, STORED, Action, Reduction, Table, dump


class NoLexer(Lexer):
    """In place of Lark's lexers, which would cost half of the start-up time: `tokens.py` makes the tokens."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[Token]:
        raise NotImplementedError


def build_table() -> Table:
    """The table of `grammar/awm.lark`, computed."""
    lark = Lark(
        grammar_text(GRAMMAR), parser="lalr", lexer=NoLexer, start=list(STARTS), strict=False
    )
    # Lark has no public name for the table, which its own documentation calls `ParseTable`.
    parse_table = lark.parser.parser._parse_table
    reductions = {rule: _reduction(rule) for rule in lark.rules}
    states = {
        number: {
            symbol: target if isinstance(target, int) else reductions[target]
            for symbol, (_, target) in sorted(actions.items())
        }
        for number, actions in parse_table.states.items()
    }
    numbers = _numbering(states, [parse_table.start_states[start] for start in STARTS])
    texts = {t.name: t.pattern.value for t in lark.terminals if isinstance(t.pattern, PatternStr)}
    return Table(
        states={
            numbers[state]: {
                symbol: numbers[action] if isinstance(action, int) else action
                for symbol, action in states[state].items()
            }
            for state in numbers
        },
        start_states={start: numbers[parse_table.start_states[start]] for start in STARTS},
        end_states={start: numbers[parse_table.end_states[start]] for start in STARTS},
        words=dict(sorted((text, kind) for kind, text in texts.items() if text.isalpha())),
        signs=dict(sorted((text, kind) for kind, text in texts.items() if not text.isalpha())),
        spellings=dict(sorted(texts.items())),
        patterns={
            t.name: t.pattern.to_regexp()
            for t in sorted(lark.terminals, key=lambda t: t.name)
            if not isinstance(t.pattern, PatternStr)
        },
    )


def _numbering(states: Mapping[int, Mapping[str, Action]], starts: list[int]) -> dict[int, int]:
    """New numbers for states, by breadth from the starts, symbols in their order."""
    numbers = {state: number for number, state in enumerate(starts)}
    for state in (queue := list(starts)):
        for action in states[state].values():
            if isinstance(action, int) and action not in numbers:
                numbers[action] = len(numbers)
                queue.append(action)
    return numbers


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
    passthrough = bool(rule.options.expand1) and not rule.alias and len(picks) == 1
    return Reduction(
        origin=rule.origin.name,
        action=action,
        size=len(rule.expansion),
        picks=tuple(picks),
        spread=spread,
        passthrough=passthrough,
        repetition=_is_repetition(rule.origin.name),
        renames=passthrough and len(rule.expansion) == 1,
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


def document_text() -> str:
    """The text of `grammar/awm.table.json`: one state a line."""
    document = dump(build_table())
    states = ",\n".join(json.dumps(row, separators=(",", ":")) for row in document.pop("states"))
    head = json.dumps(document, indent=1, ensure_ascii=False).removesuffix("\n}")
    return f'{head},\n "states": [\n{states}\n ]\n}}\n'


if __name__ == "__main__":
    (folder("grammar") / STORED).write_text(document_text(), encoding="utf-8")
