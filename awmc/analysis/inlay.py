"""Types that a spec does not write, to be shown where they could be: of `let`s, `derive`s, `def`s and tools.

In: an analysis and a span. Out: places with short texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from awmc.analysis import describe
from awmc.analysis.document import Analysis
from awmc.analysis.symbols import Symbol
from awmc.source import Span
from awmc.syntax import ast

LONGEST = 40
"""The most characters of a hint; the rest is in its tooltip."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A text to be shown at an offset, and the whole of it."""

    offset: int
    text: str
    whole: str


def hints(analysis: Analysis, span: Span) -> Iterator[Hint]:
    """The hints within a span."""
    for symbol in analysis.symbols.values():
        if symbol.span.path != span.path or not span.start <= symbol.span.start <= span.end:
            continue
        place = _place(analysis, symbol)
        if place is None:
            continue
        offset, sign = place
        shown = describe.type_of(analysis, symbol)
        if shown:
            whole = f"{sign}{shown}"
            short = whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"
            yield Hint(offset, short, whole)


def _place(analysis: Analysis, symbol: Symbol) -> tuple[int, str] | None:
    """Where the type of a symbol would stand, and the sign before it; None where it stands there already."""
    match symbol.node:
        case ast.Let(type=None) | ast.DeriveDecl(type=None):
            return symbol.span.end, ": "
        case ast.DefDecl(result=None) | ast.ToolDecl(result=None):
            return _after_parameters(analysis, symbol), " -> "
        case _:
            return None


def _after_parameters(analysis: Analysis, symbol: Symbol) -> int:
    """The place after the `)` of the parameters."""
    source = analysis.sources.get(symbol.span.path)
    params: tuple[ast.ParamDecl, ...] = symbol.node.params  # type: ignore[attr-defined]  # see above
    start = params[-1].span.end if params else symbol.span.end
    closing = -1 if source is None else source.text.find(")", start, symbol.whole.end)
    return closing + 1 if closing >= 0 else start
