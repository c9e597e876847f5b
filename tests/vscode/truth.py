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
from awmc.syntax.table import table
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


def pieces(text: str) -> list[Piece]:
    """Every token and comment of a valid spec, in order; of texts the characters outside of their holes."""
    taken: list[tuple[str, Token]] = []
    docs: list[Token] = []
    feed, doc, sink = Machine.feed, TextReader.doc, Sink()

    def spy(machine: Machine, token: Token, kind: str) -> bool:
        done = feed(machine, token, kind)
        if done:
            taken.append((kind, token))
        return done

    def spy_doc(reader: TextReader, token: Token) -> ast.TextLiteral:
        docs.append(token)
        return doc(reader, token)

    with patch.object(Machine, "feed", spy), patch.object(TextReader, "doc", spy_doc):
        module = parse(SourceFile("spec.awm", text), sink)
    assert not sink.has_errors, sink.diagnostics
    nodes = list(walk(module))
    types = {node.span.start for node in nodes if isinstance(node, ast.NamedType)}
    holes = [node.span for node in nodes if isinstance(node, ast.Interpolation)]
    found = [Piece("comment", c.span.start, c.span.end, c.text) for c in module.comments]
    taken.sort(key=lambda one: one[1].start)
    for place, (kind, token) in enumerate(taken):
        before, following = taken[max(place - 1, 0)], taken[min(place + 1, len(taken) - 1)]
        if kind in TEXTS:
            found += _outside(token, holes, "doc" if token in docs else "text")
        elif kind != "$END":
            text = token.text.removesuffix(":") if kind == "FIELD" else token.text
            what = _kind(kind, token, before, following, types)
            found.append(Piece(what, token.start, token.start + len(text), text))
    return sorted(found, key=lambda piece: piece.start)


def _kind(
    kind: str, token: Token, before: tuple[str, Token], following: tuple[str, Token], types: set[int]
) -> str:
    if kind in CONSTANTS:
        return "constant"
    if kind in NUMBERS:
        return "number"
    if kind == "TYPE_NAME":
        return "type"
    if kind == "CREATE" and following[0] != "TYPE_NAME":
        return "name"
    if kind == "CALL" and following[0] not in ("NAME", "LBRACE"):
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


def _outside(token: Token, holes: list[ast.Span], kind: str) -> Iterator[Piece]:
    """The parts of a text between its holes."""
    place = token.start
    inside = [h for h in holes if token.start < h.start and h.end < token.end]
    nested = [h for h in inside if not any(o.start < h.start and h.end < o.end for o in inside)]
    for hole in sorted(nested, key=lambda hole: hole.start):
        yield Piece(kind, place, hole.start, token.text[place - token.start : hole.start - token.start])
        place = hole.end
    yield Piece(kind, place, token.end, token.text[place - token.start :])
