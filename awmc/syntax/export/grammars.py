"""A grammar for an engine, by its format and the rule to start from.

In: `lark`, `llguidance` or `gbnf`, and the name of a rule of `grammar/awm.lark`. Out: the text of the grammar.
"""

from __future__ import annotations

from functools import cache

from awmc.resources import grammar_text
from awmc.syntax.export.gbnf import gbnf_text
from awmc.syntax.export.llguidance import llguidance_text
from awmc.syntax.export.productions import Grammar, read_grammar
from awmc.syntax.export.refine import refined
from awmc.syntax.export.shapes import shapes
from awmc.syntax.export.spaces import spaced
from awmc.syntax.table import GRAMMAR

FORMATS = ("lark", "llguidance", "gbnf")


@cache
def rule_names() -> tuple[str, ...]:
    """The rules that a grammar may start from."""
    return tuple(name for name in read_grammar().rules if not name.startswith("_"))


def grammar_for(format: str, start: str = "module") -> str:
    """The grammar in a format; `lark` is the reference itself, whose start its reader chooses."""
    if format == "lark":
        return grammar_text(GRAMMAR)
    grammar = _grammar()
    printed = llguidance_text if format == "llguidance" else gbnf_text
    return printed(grammar, shapes(grammar, start))


@cache
def _grammar() -> Grammar:
    return spaced(refined(read_grammar()))
