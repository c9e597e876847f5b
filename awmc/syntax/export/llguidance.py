"""The grammar in the dialect of Lark that llguidance reads.

In: the name of the rule to start from. Out: the text of a grammar, one rule or terminal a line. White space is part of
its rules, so it has no `%ignore`: a lexer that skips it would take `bye` for `by e`. Guaranteed: no terminal is a dead end before another,
since llguidance's lexer takes the longest match and never goes back.
"""

from __future__ import annotations

import json

from awmc.syntax.export.printing import written
from awmc.syntax.export.productions import Grammar
from awmc.syntax.export.shapes import Expression, symbols


def llguidance_text(grammar: Grammar, rules: dict[str, Expression]) -> str:
    """The grammar, with `%llguidance {}` before it so that engines know whose it is."""

    def symbol(name: str) -> str:
        return json.dumps(grammar.texts[name]) if name in grammar.texts else name

    lines = [f"{name}: {written(expression, symbol)}" for name, expression in rules.items()]
    used = dict.fromkeys(name for expression in rules.values() for name in symbols(expression))
    terminals = [
        f"{name}: /{grammar.patterns[name].replace('/', chr(92) + '/')}/"
        for name in used
        if name in grammar.patterns
    ]
    return "\n".join(["%llguidance {}", *lines, *terminals, ""])
