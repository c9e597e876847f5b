"""What an editor shows about the name under the pointer.

In: an analysis and a place. Out: Markdown and the span that it is about; None where there is nothing to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from awmc.analysis import describe, words
from awmc.analysis.document import Analysis
from awmc.analysis.probe import word_at
from awmc.analysis.symbols import Symbol
from awmc.ir import types as t
from awmc.source import SourceFile, Span
from awmc.syntax import ast
from awmc.syntax.walk import children


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about a place."""

    span: Span
    text: str


def hover(analysis: Analysis, path: str, offset: int) -> Hover | None:
    """What there is to say about a place."""
    file = analysis.sources.get(path)
    if file is None:
        return None
    found = analysis.symbol_at(path, offset)
    if found is not None:
        symbol, use = found
        return Hover(use.span, markdown(analysis, symbol, use.span))
    start, end = word_at(file.text, offset)
    word = file.text[start:end]
    if not word or _in_plain_text(analysis, path, offset):
        return None
    span = file.span(start, end)
    return _word(analysis, file, span, word)


def _word(analysis: Analysis, file: SourceFile, span: Span, word: str) -> Hover | None:
    called = file.text[span.end : span.end + 1] == "("
    function = words.signature(word) if called else None
    if function is not None and word not in _LIMITED:
        return Hover(span, f"{_code(function[0])}\n\n{function[1]}.")
    value = analysis.resolver.value(span)
    shown = "" if value is None or isinstance(value.type, t.ErrorType) else t.show(value.type)
    line = words.WORDS.get(word)
    if line is not None:
        text = f"{_code(f'{word}: {shown}')}\n\n{line}." if shown else f"`{word}`: {line}."
        return Hover(span, text)
    return Hover(span, _code(f"{word}: {shown}")) if shown else None


_LIMITED = ("text", "int", "float", "money")
"""Types whose limits look like the arguments of a function of the same name."""


def markdown(analysis: Analysis, symbol: Symbol, span: Span | None = None) -> str:
    """A symbol's signature, type and words; at a use of a variable the type that it has there."""
    signature = describe.signature(analysis, symbol)
    parts = [_code(signature)]
    facts = [f"{symbol.kind} of `{symbol.owner}`"] if symbol.owner else []
    type_ = describe.type_of(analysis, symbol)
    if span is not None and symbol.kind in ("variable", "loop name", "parameter", "field"):
        value = analysis.resolver.value(span)
        if value is not None and not isinstance(value.type, t.ErrorType):
            here = t.show(value.type)
            if type_ and here != type_:
                facts.append(f"here `{here}`")
    names = describe.json_names(analysis, symbol)
    if names:
        facts.append(f"in JSON {', '.join(f'`{name}`' for name in names)}")
    if isinstance(symbol.node, ast.EnumMember):
        spelling = symbol.node.spelling.plain if symbol.node.spelling else symbol.name
        facts.append(f'spelled `"{spelling}"`')
    parts.append(", ".join(facts))
    if symbol.doc and symbol.doc not in signature:
        parts.append(symbol.doc)
    if isinstance(symbol.node, ast.EntityDecl):
        parts.append(_fields(symbol.node))
    return "\n\n".join(part for part in parts if part)


def _fields(decl: ast.EntityDecl) -> str:
    names = [m.name.name for m in decl.members if not isinstance(m, _RULES)]
    return f"Fields: {', '.join(f'`{name}`' for name in names)}" if names else ""


_RULES = (
    ast.UniqueRule,
    ast.IndexRule,
    ast.CheckRule,
    ast.FlowRule,
    ast.NoOverlapRule,
    ast.VisibleRule,
)


def _code(text: str) -> str:
    return f"```awm\n{text}\n```"


def _in_plain_text(analysis: Analysis, path: str, offset: int) -> bool:
    """Whether a place is in a comment, or in a text outside of its braces."""
    module = analysis.module(path)
    if module is None:
        return False
    if any(c.span.start <= offset <= c.span.end for c in module.comments):
        return True
    node: ast.Node | None = analysis.declaration(path, offset)
    inside: ast.Node | None = None
    while node is not None:
        inside = node
        node = next((c for c in children(node) if c.span.start < offset < c.span.end), None)
    return isinstance(inside, ast.TextLiteral)
