"""White space between tokens, where a lexer would skip it.

In: refined productions. Out: the same, with `WS` where white space must stand, and `WS?` where it may.
It must stand between two symbols where the first may end, and the second start, with a letter, a digit or a quote; so two
words never run together. Left out are thereby these valid texts, which no one writes much: a word right before or after
a bracket where a value stands, as in `not(x)` and `)and`; `n-1`, for a minus needs a blank before it where
a number may stand (`2026-03-02` is a date); `a??b`; and an operator `//` that is the first of its line, which may be a comment.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.syntax.export.productions import Grammar, Production
from awmc.syntax.export.refine import HOLES

SPACE = "WS"
INLINE = "WS_INLINE"

PATTERNS = {
    SPACE: r"([ \t\f\r\n]|#[^\n]*\n)+",
    INLINE: r"[ \t]+",
    "LAST_COMMENT": r"#[^\n]*",
}

_TIGHT = (
    "bound_field",
    "named_field",
    "text",
    "pieces",
    "piece",
    "long_pieces",
    "long_piece",
    *(f"hole{ending}" for ending in HOLES),
)
"""Rules whose symbols touch each other."""

_OPERATORS = tuple(
    f"{name}{ending}"
    for name in ("comparison", "sum_sign", "product_sign")
    for ending in ("", *HOLES)
)
"""Rules that list operators."""

_APART = {"-": "NUMBER", "??": "QMARK"}
"""Signs that need white space after a token, which they would otherwise be read together with."""


def spaced(grammar: Grammar) -> Grammar:
    """The grammar with its white space."""
    return _Spacing(grammar).grammar()


class _Spacing:
    def __init__(self, grammar: Grammar):
        self._source = grammar
        self._first = grammar.edges(last=False)
        self._last = grammar.edges(last=True)

    def grammar(self) -> Grammar:
        source = self._source
        rules = {
            name: [self._production(name, production) for production in self._inlined(productions)]
            for name, productions in source.rules.items()
        }
        return Grammar(rules, source.texts, {**source.patterns, **PATTERNS})

    def _inlined(self, productions: list[Production]) -> Iterator[Production]:
        """Operators in the place of the rule that lists them: each has needs of its own."""
        for production in productions:
            place = next((i for i, symbol in enumerate(production) if symbol in _OPERATORS), None)
            if place is None:
                yield production
                continue
            for operator in self._source.rules[production[place]]:
                yield production[:place] + operator + production[place + 1 :]

    def _production(self, name: str, production: Production) -> Production:
        if name in _TIGHT:
            return production
        in_hole = name.endswith(HOLES)
        spread: list[str] = []
        for symbol in production:
            if spread:
                spread.append(self._between(spread[-1], symbol, in_hole))
            spread.append(symbol)
        return tuple(spread)

    def _between(self, left: str, right: str, in_hole: bool) -> str:
        last = self._last.get(left, frozenset({left}))
        first = self._first.get(right, frozenset({right}))
        sign = self._source.texts.get(right, "")
        words = any(map(self._ends_word, last)) and any(map(self._starts_word, first))
        space = INLINE if in_hole or sign == "//" else SPACE
        return space if words or _APART.get(sign) in last else f"{space}?"

    def _starts_word(self, terminal: str) -> bool:
        text = self._source.texts.get(terminal)
        return text[0].isalpha() if text is not None else terminal != "FORMAT"

    def _ends_word(self, terminal: str) -> bool:
        text = self._source.texts.get(terminal)
        return text[-1].isalpha() if text is not None else not terminal.endswith("FIELD")
