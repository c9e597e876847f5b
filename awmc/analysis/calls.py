"""The signature of what is being called at a place.

In: an analysis, the text as it is now, and a place. Out: the signature, its parameters, and which of them is being written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from awmc.analysis import words
from awmc.analysis.describe import signature as described
from awmc.analysis.document import Analysis
from awmc.analysis.probe import declaration_at
from awmc.analysis.symbols import TOOL, Symbol
from awmc.source import SourceFile
from awmc.syntax import ast

_NAME = re.compile(r"(\bcall\s+)?([A-Za-z_]\w*)\s*\Z")
_NAMED = re.compile(r"\s*([a-z_]\w*)\s*=(?!=)")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is called. `active` is the parameter at hand, -1 for none of them."""

    label: str
    doc: str
    parameters: tuple[str, ...]
    active: int


def signature_at(analysis: Analysis, file: SourceFile, offset: int) -> Signature | None:
    """The call around a place; None outside of the brackets of calls."""
    first, _ = declaration_at(file.text, offset)
    found = _open_call(file.text[first:offset])
    if found is None:
        return None
    called, is_tool, given = found
    key = (TOOL, called) if is_tool else (called,)
    symbol = analysis.symbols.get(key)
    if symbol is None:
        known = words.signature(called)
        if known is None:
            return None
        inside = known[0].partition("(")[2].rpartition(")")[0]
        parameters = tuple(part for part in inside.split(", ") if part)
        return Signature(known[0], known[1], parameters, _place(parameters, given))
    parameters = _parameters(analysis, symbol)
    label = described(analysis, symbol)
    return Signature(label, symbol.doc or "", parameters, _place(parameters, given))


def _open_call(text: str) -> tuple[str, bool, list[str]] | None:
    """The name before the innermost open `(`, whether it is a tool's, and the arguments written so far."""
    depth = 0
    commas: list[int] = []
    for place in range(len(text) - 1, -1, -1):
        sign = text[place]
        if sign in ")]}":
            depth += 1
        elif sign in "([{" and depth:
            depth -= 1
        elif sign == "(":
            name = _NAME.search(text, 0, place)
            if name is None:
                return None
            ends = [*reversed(commas), len(text)]
            starts = [place + 1, *(comma + 1 for comma in reversed(commas))]
            given = [text[a:b] for a, b in zip(starts, ends, strict=True)]
            return name[2], name[1] is not None, given
        elif sign in "[{":
            return None
        elif sign == "," and not depth:
            commas.append(place)
    return None


def _parameters(analysis: Analysis, symbol: Symbol) -> tuple[str, ...]:
    """The parameters as they are written in the label."""
    source = analysis.sources.get(symbol.span.path)
    params: tuple[ast.ParamDecl, ...] = getattr(symbol.node, "params", ())
    return () if source is None else tuple(" ".join(source.slice(p.span).split()) for p in params)


def _place(parameters: tuple[str, ...], given: list[str]) -> int:
    named = _NAMED.match(given[-1])
    if named is not None:
        names = [re.split(r"[:?]", parameter)[0] for parameter in parameters]
        return names.index(named[1]) if named[1] in names else -1
    return len(given) - 1 if len(given) <= len(parameters) else -1
