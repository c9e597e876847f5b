"""What each stretch of a spec is, as the compiler's own parser read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import patch

from awmc.diagnostics.sink import Sink
from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.semantics.reference import SPECIAL
from awmc.semantics.type_exprs import SIMPLE
from awmc.source import SourceFile
from awmc.syntax import ast
from awmc.syntax.machine import Machine
from awmc.syntax.parse import parse
from awmc.syntax.table import END, table
from awmc.syntax.text_values import TextReader
from awmc.syntax.tokens import Token
from awmc.syntax.walk import walk

FUNCTIONS = {*BUILTINS, *GATHERS, *SPECIAL}
TYPES = {*SIMPLE, "decimal"}
CONSTANTS = ("TRUE", "FALSE", "NONE")
NUMBERS = ("NUMBER", "RANGE", "DATE", "TIME", "DATETIME")
TEXTS = ("TEXT", "LONG_TEXT", "RAW_TEXT")


@dataclass(frozen=True)
class Piece:
    """A stretch of a spec that is coloured as a whole."""

    kind: str
    start: int
    end: int
    text: str


Taken = tuple[str, Token]
"""A token, after the kind that it was taken as."""


def kinds(text: str) -> set[str]:
    """The kinds of all tokens of a text, in its holes too."""
    return {kind for kind, _ in _parsed(text)[0]}


def pieces(text: str) -> list[Piece]:
    """Every token and comment of a valid spec, in order; of texts the characters outside of their holes."""
    taken, docs, module = _parsed(text)
    nodes = list(walk(module))
    types = {node.span.start for node in nodes if isinstance(node, ast.NamedType)}
    holes = [node for node in nodes if isinstance(node, ast.Interpolation)]
    found = [Piece("comment", c.span.start, c.span.end, c.text) for c in module.comments]
    for place, (kind, token) in enumerate(taken[:-1]):
        if kind in TEXTS:
            found += _outside(token, holes, "doc" if token.start in docs else "text")
            continue
        written = token.text.removesuffix(":") if kind == "FIELD" else token.text
        what = _kind(taken[place], taken[max(place - 1, 0)], taken[place + 1], types)
        found.append(Piece(what, token.start, token.start + len(written), written))
    return sorted(found, key=lambda piece: piece.start)


def _parsed(text: str) -> tuple[list[Taken], set[int], ast.Module]:
    """The tokens in order, the last one the end; where docs start; the tree."""
    taken: list[Taken] = []
    docs: set[int] = set()
    feed, doc, sink = Machine.feed, TextReader.doc, Sink()

    def spy(machine: Machine, token: Token, kind: str) -> bool:
        done = feed(machine, token, kind)
        if done and kind != END:
            taken.append((kind, token))
        return done

    def spy_doc(reader: TextReader, token: Token) -> ast.TextLiteral:
        docs.add(token.start)
        return doc(reader, token)

    with patch.object(Machine, "feed", spy), patch.object(TextReader, "doc", spy_doc):
        module = parse(SourceFile("spec.awm", text), sink)
    assert not sink.has_errors, sink.diagnostics
    end = (END, Token((END,), "", len(text), len(text)))
    return [*sorted(taken, key=lambda one: one[1].start), end], docs, module


def _kind(taken: Taken, before: Taken, following: Taken, types: set[int]) -> str:
    kind, token = taken
    if kind in CONSTANTS:
        return "constant"
    if kind in NUMBERS:
        return "number"
    if kind == "TYPE_NAME":
        return "type"
    if kind == "CREATE" and following[0] != "TYPE_NAME":
        return "name"
    if kind == "CALL" and following[0] != "NAME" and before[0] != "ON":
        return "name"
    if kind in table().words.values() or token.text.startswith("@"):
        return "keyword"
    if kind not in ("NAME", "FIELD"):
        return "sign"
    if token.start in types and token.text.removesuffix(":") in TYPES:
        return "built-in type"
    called = following[1].text == "(" and following[1].start == token.end
    own = before[0] in ("CALL", "TOOL", "DEF", "EXTERN")
    return "function" if called and not own and token.text in FUNCTIONS else "name"


def _outside(token: Token, holes: list[ast.Interpolation], kind: str) -> Iterator[Piece]:
    """The parts of a text between its holes."""
    place, at = token.start, token.start
    for hole in sorted((hole.span for hole in holes), key=lambda span: span.start):
        # A text in a hole has holes of its own.
        if place <= hole.start and hole.end < token.end:
            yield Piece(kind, place, hole.start, token.text[place - at : hole.start - at])
            place = hole.end
    yield Piece(kind, place, token.end, token.text[place - at :])
