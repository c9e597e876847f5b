"""Expressions as text, in what the formats have in common.

In: `shapes`, and how a format writes symbols. Out: one rule a line. Guaranteed: brackets only where they are needed.
"""

from __future__ import annotations

from collections.abc import Callable

from awmc.syntax.export.shapes import Choice, Expression, Repeat, Sequence, Symbol


def written(expression: Expression, symbol: Callable[[str], str], level: int = 0) -> str:
    """An expression; `level` is 0 for a whole rule, 1 within a sequence, 2 before a sign."""
    match expression:
        case Symbol(name):
            return symbol(name)
        case Repeat(item, sign):
            return written(item, symbol, 2) + sign
        case Sequence(items):
            text = " ".join(written(item, symbol, 1) for item in items)
            return f"({text})" if level == 2 else text
        case Choice(items):
            text = " | ".join(written(item, symbol) for item in items)
            return f"({text})" if level else text
