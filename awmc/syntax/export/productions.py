"""The rules of `grammar/awm.lark`, taken apart into productions.

In: the grammar. Out: `Grammar`: for each rule its alternatives, each a sequence of symbols, without options and
repetitions, as Lark compiles them; and the texts and patterns of its terminals. Guaranteed: in the order of the grammar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lark import Lark

from awmc.resources import grammar_text
from awmc.syntax.table import GRAMMAR, table
from awmc.syntax.table_build import NoLexer

Production = tuple[str, ...]
"""The names of symbols: of rules and of terminals."""


@dataclass(slots=True)
class Grammar:
    """Rules and terminals by name. What is no key of `rules` is a terminal."""

    rules: dict[str, list[Production]]
    texts: dict[str, str]
    """Words and signs: what they are spelled."""
    patterns: dict[str, str]
    """All other terminals: a regular expression without look-around."""

    def reachable(self, start: str) -> Iterator[str]:
        """The rules that a text of `start` may need, nearest first."""
        seen = {start: None}
        for name in (queue := [start]):
            for production in self.rules[name]:
                for symbol in production:
                    if symbol in self.rules and symbol not in seen:
                        seen[symbol] = None
                        queue.append(symbol)
        return iter(seen)

    def edges(self, last: bool) -> dict[str, frozenset[str]]:
        """The terminals that a text of each rule may start with, or end with where `last`."""
        index = -1 if last else 0
        found: dict[str, frozenset[str]] = {name: frozenset() for name in self.rules}
        growing = True
        while growing:
            growing = False
            for name, productions in self.rules.items():
                ends = [production[index] for production in productions if production]
                one = frozenset().union(*(found.get(end, {end}) for end in ends))
                growing = growing or one != found[name]
                found[name] = one
        return found


def read_grammar() -> Grammar:
    """The grammar as it is written."""
    lark = Lark(grammar_text(GRAMMAR), parser="lalr", lexer=NoLexer, start=["module", "expression"])
    rules: dict[str, list[Production]] = {}
    for rule in lark.rules:
        production = tuple(str(symbol.name) for symbol in rule.expansion)
        rules.setdefault(str(rule.origin.name), []).append(production)
    known = table()
    return Grammar(rules, dict(known.spellings), dict(known.patterns))
