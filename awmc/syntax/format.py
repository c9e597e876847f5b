"""A file in the one format.

In: a source file. Out: its canonical text, and whether all of it could be brought into that form. Guaranteed: the text depends on the
tokens, the comments and the blank lines of the file alone, never on where its lines ended; formatting it again changes nothing; it
has the same tree, and the same comments in the same order. That is checked each time: where it does not hold, the text comes back as
it was, with the reason. A declaration with syntax errors, whose extent is all that is known of it, keeps its text; so does an entity in which a
modifier stands on the line of another field (see `awmc.syntax.strays`): its layout says something else than it does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from awmc.diagnostics.fixes import apply_fixes, fixes_for
from awmc.diagnostics.model import Diagnostic, Severity
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax import ast
from awmc.syntax.layout.comments import comment_text, place_remarks
from awmc.syntax.layout.render import render
from awmc.syntax.layout.stream import stream
from awmc.syntax.parse import parse_tokens
from awmc.syntax.print_declarations import lay_declaration
from awmc.syntax.strays import strays
from awmc.syntax.tokens import Token
from awmc.syntax.walk import shape

ROUNDS = 10
"""After so many rounds of foreign spellings the rest is left as it is."""

_BROKEN = frozenset(
    (
        "foreign-comment",
        "too-deep",
        "unclosed-bracket",
        "unexpected-character",
        "unexpected-token",
        "unmatched-bracket",
        "unterminated-text",
    )
)
"""What makes the extent of a construct a guess; after any other mistake the tree says all that was written."""

_UNCLEAR = "its errors leave open what belongs together; mend them first"
_CHANGED = "its text would have another meaning; please report this bug of awmc"
_DEEP = "its expressions are nested too deep"


@dataclass(frozen=True, slots=True)
class Formatted:
    """What came of a file: all of its text, formatted as far as it could be."""

    text: str
    kept: int = 0
    """How many declarations, and stretches that are none, stand as they were written."""
    errors: tuple[Diagnostic, ...] = ()
    """The syntax errors of the file as it was, which keep it from being complete."""
    doubts: tuple[str, ...] = ()
    """Where the layout of a declaration says something else than its tokens do, in words."""
    fault: str = ""
    """Why the whole text is left as it was; "" where it is not."""

    @property
    def complete(self) -> bool:
        """Whether all of the file is in the one format."""
        return not self.kept and not self.fault


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the parser made of a file."""

    file: SourceFile
    module: ast.Module
    tokens: list[Token]
    """Without the end."""
    found: tuple[Diagnostic, ...]

    @property
    def comments(self) -> list[str]:
        """What the comments say, in order."""
        return [comment_text(comment) for comment in self.module.comments]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A declaration, or a stretch of text that is none (`declaration` None)."""

    tokens: list[Token]
    declaration: ast.Decl | None
    following: int
    """Where the next chunk starts."""

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def format_source(source: SourceFile) -> Formatted:
    """The file in the one format, as far as it can be parsed."""
    try:
        return _format(source)
    except RecursionError:
        return Formatted(source.text, fault=_DEEP)


def _format(source: SourceFile) -> Formatted:
    first = _read(source)
    errors = tuple(one for one in first.found if one.severity is Severity.error)
    reading = _mended(first)
    layout = _Layout(reading)
    text = layout.run()
    if text != source.text and not _is_safe(first, reading, _read(SourceFile(source.path, text))):
        return Formatted(source.text, errors=errors, fault=_UNCLEAR if errors else _CHANGED)
    return Formatted(text, layout.kept, errors if layout.kept else (), tuple(layout.doubts))


def _is_safe(first: _Reading, mended: _Reading, result: _Reading) -> bool:
    """Whether the result says what the file said, and has no mistake that the file had not."""
    return (
        shape(result.module.declarations) == shape(first.module.declarations)
        and result.comments == mended.comments
        and {one.name for one in result.found} <= {one.name for one in first.found}
    )


def _read(source: SourceFile) -> _Reading:
    sink = Sink()
    module, tokens = parse_tokens(source, sink)
    return _Reading(source, module, tokens[:-1], sink.diagnostics)


def _mended(reading: _Reading) -> _Reading:
    """The file after its safe fixes: with the canonical spellings in place of foreign ones."""
    for _ in range(ROUNDS):
        path = reading.file.path
        text, _ = apply_fixes(reading.file.text, fixes_for(path, reading.found))
        if text == reading.file.text:
            break
        reading = _read(SourceFile(path, text))
    return reading


class _Layout:
    """The text of one file in the making."""

    def __init__(self, reading: _Reading):
        self._file = reading.file
        self._reading = reading
        self._comments = list(reversed(reading.module.comments))
        """Those that have not been written, the next one last."""
        self._out: list[str] = []
        self._end = 0
        """Where what has been written ends in the file."""
        self.kept = 0
        self.doubts: list[str] = []

    def run(self) -> str:
        """The whole text."""
        was_long = False
        for chunk in _chunks(self._reading):
            before = len(self._out)
            parted = self._own_lines(chunk.start)
            parted |= self._blank_before(chunk.start)
            is_blank = self._blank_before(chunk.start)
            text = self._chunk(chunk)
            is_long = "\n" in text
            if (is_long or was_long) and not parted and before:
                self._out.insert(before, "\n")
            if is_blank and self._out:
                self._out.append("\n")
            self._out.append(f"{text}\n")
            was_long = is_long
        self._own_lines(len(self._file.text))
        return "".join(self._out)

    def _own_lines(self, end: int) -> bool:
        """Write the comments up to `end`; whether a blank line parts them, from each other or from what was before."""
        parted = False
        while self._comments and self._comments[-1].span.start < end:
            comment = self._comments.pop()
            if self._blank_before(comment.span.start) and self._out:
                self._out.append("\n")
                parted = True
            self._out.append(f"{comment_text(comment)}\n")
            self._end = comment.span.end
        return parted

    def _blank_before(self, start: int) -> bool:
        return self._file.text.count("\n", self._end, start) > 1

    def _chunk(self, chunk: _Chunk) -> str:
        """The text of a chunk with the comments within it and the one at its end."""
        comments = []
        while self._comments and self._is_of(chunk, self._comments[-1]):
            comments.append(self._comments.pop())
        self._end = max(chunk.end, comments[-1].span.end) if comments else chunk.end
        doubts = list(_doubts(self._file, chunk))
        self.doubts += doubts
        text = None if doubts or self._is_broken(chunk) else _laid_out(self._file, chunk, comments)
        if text is None:
            self.kept += 1
            text = self._file.text[chunk.start : chunk.end]
            text += "".join(f"  {comment_text(c)}" for c in comments if c.span.start >= chunk.end)
        return text

    def _is_of(self, chunk: _Chunk, comment: ast.Comment) -> bool:
        start = comment.span.start
        is_beside = start < chunk.following and "\n" not in self._file.text[chunk.end : start]
        return start < chunk.end or is_beside

    def _is_broken(self, chunk: _Chunk) -> bool:
        return any(
            one.name in _BROKEN
            and one.severity is Severity.error
            and chunk.start <= one.span.start <= chunk.end
            for one in self._reading.found
        )


def _doubts(file: SourceFile, chunk: _Chunk) -> Iterator[str]:
    if isinstance(chunk.declaration, ast.EntityDecl):
        for stray in strays(chunk.declaration.members, file):
            line, _ = file.position(stray.modifiers[0].span.start)
            before, after = stray.before.name.name, stray.field.name.name
            yield f"on line {line}, `{stray.words}` stands after `{before}` and belongs to `{after}`"


def _laid_out(file: SourceFile, chunk: _Chunk, comments: Sequence[ast.Comment]) -> str | None:
    """The declaration in the one format; None where its tree does not say all that was written."""
    if chunk.declaration is None or isinstance(chunk.declaration, ast.BadDecl):
        return None
    ops = stream(lay_declaration(chunk.declaration))
    remarks = place_remarks(ops, chunk.tokens, comments, file)
    return None if remarks is None else render(ops, remarks, file)


def _chunks(reading: _Reading) -> Iterator[_Chunk]:
    """The declarations, and the stretches between them that are none."""
    tokens, place = reading.tokens, 0
    for declaration in reading.module.declarations:
        first, place = place, _next(tokens, place, declaration.span.start)
        yield from _chunk(tokens, first, place, None)
        first, place = place, _next(tokens, place, declaration.span.end)
        yield from _chunk(tokens, first, place, declaration)
    yield from _chunk(tokens, place, len(tokens), None)


def _next(tokens: Sequence[Token], place: int, offset: int) -> int:
    """The first token from `place` on that does not start before `offset`."""
    while place < len(tokens) and tokens[place].start < offset:
        place += 1
    return place


def _chunk(
    tokens: list[Token], first: int, last: int, declaration: ast.Decl | None
) -> Iterator[_Chunk]:
    if first < last:
        following = tokens[last].start if last < len(tokens) else sys.maxsize
        yield _Chunk(tokens[first:last], declaration, following)
