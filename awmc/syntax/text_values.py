"""What a text means: escapes undone, common indentation dropped, the expressions in its braces parsed.

In: a text token. Out: a `TextLiteral`. Unknown escapes and bad braces are reported; the literal then holds the
characters as they are, and `BadExpr`s. Guaranteed: never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax.ast import BadExpr, Expr, Interpolation, TextLiteral
from awmc.syntax.quotes import Hole, Run, split_text
from awmc.syntax.tokens import Token

ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "{": "{", "}": "}"}
KNOWN_ESCAPES = ("\\n", "\\t", '\\"', "\\\\", "\\{", "\\}", "\\u{2713}", "\\u2713")

PLAIN_BRACE = "for a brace as it is, write `{{`"

ParseExpression = Callable[[str, int, int], Expr]
"""Parses the expression between two places of a text, which is the file's, or as long."""


class TextReader:
    """Reads the texts of one file."""

    def __init__(self, file: SourceFile, sink: Sink, parse: ParseExpression):
        self._file = file
        self._sink = sink
        self._parse = parse

    def text(self, token: Token) -> TextLiteral:
        """A text whose braces hold expressions, unless it is raw."""
        return self._read(token, interpolates=True)

    def doc(self, token: Token) -> TextLiteral:
        """A text whose braces mean nothing."""
        return self._read(token, interpolates=False)

    def _read(self, token: Token, interpolates: bool) -> TextLiteral:
        span = self._file.span(token.start, token.end)
        if token.bad:
            return TextLiteral(span, (token.text,))
        if token.text.startswith("'"):
            return TextLiteral(span, _parts([token.text[1:-1]]), raw=True)
        width = 3 if token.text.startswith('"""') else 1
        # A mended token has other characters than the file, but as many.
        text = self._file.text
        if text[token.start : token.end] != token.text:
            text = text[: token.start] + token.text
        start, end = token.start + width, token.end - width
        pieces: list[Run | Hole] = [Run(start, end)]
        if interpolates:
            pieces = split_text(text, start, end)
        runs = [text[piece.start : piece.end] for piece in pieces if isinstance(piece, Run)]
        if width == 3:
            runs = dedent(runs)
        plain = iter(self._undo(run, start, interpolates) for run in runs)
        return TextLiteral(
            span,
            _parts([next(plain) if isinstance(p, Run) else self._hole(p, text) for p in pieces]),
        )

    def _hole(self, hole: Hole, text: str) -> Interpolation:
        span = self._file.span(hole.start - 1, hole.end + (1 if hole.closed else 0))
        end = hole.end if hole.colon is None else hole.colon
        format = None if hole.colon is None else text[hole.colon + 1 : hole.end]
        reason = None
        if not hole.closed:
            reason = "the `{` is never closed"
        elif not text[hole.start : end].strip():
            reason = "nothing stands between them"
        if (escape := text.find('\\"', hole.start, end)) >= 0:
            self._sink.report("nested-quotes", self._file.span(escape, escape + 2))
        elif reason is not None:
            self._sink.report("bad-interpolation", span, reason=reason, hint=PLAIN_BRACE)
        if escape >= 0 or reason is not None:
            return Interpolation(span, BadExpr(self._file.span(hole.start, end)), format)
        return Interpolation(span, self._parse(text, hole.start, end), format)

    def _undo(self, run: str, place: int, interpolates: bool) -> str:
        """The characters that a plain run stands for."""

        def one(match: re.Match[str]) -> str:
            sign = match.group()
            if sign in ("{{", "}}"):
                return sign[0] if interpolates else sign
            if sign[1] in ESCAPES:
                return ESCAPES[sign[1]]
            digits = match.group(1) or match.group(2)
            if digits is not None and (code := int(digits, 16)) in _CHARACTERS:
                return chr(code)
            at = self._file.text.find(sign, place)
            self._sink.report(
                "bad-escape",
                self._file.span(at, at + len(sign)) if at >= 0 else self._file.span(place, place),
                escape=sign,
                known=list(KNOWN_ESCAPES),
            )
            return sign

        return _ESCAPE.sub(one, run)


_ESCAPE = re.compile(r"\{\{|\}\}|\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\[\s\S]")


class _Characters:
    """The code points that a text may hold: no NUL, no surrogates."""

    def __contains__(self, code: int) -> bool:
        return 0 < code < 0xD800 or 0xE000 <= code < 0x110000


_CHARACTERS = _Characters()


def dedent(runs: list[str]) -> list[str]:
    """Without the first newline and the indentation that all lines have; `runs` have holes between."""
    text = "\0".join(runs)
    if text.startswith("\n"):
        text = text[1:]
    lines = text.split("\n")
    # The first line counts only if it is a line of its own; the last one, before the quotes, as well as any other.
    common = common_indentation(lines)
    kept = [line[len(common) :] if line.strip(" \t") else "" for line in lines]
    return "\n".join(kept).split("\0")


def common_indentation(lines: Sequence[str]) -> str:
    """The spaces and tabs that all lines start with, but for empty ones."""
    indents = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines if line.strip(" \t")]
    if not indents:
        return ""
    low, high = min(indents), max(indents)
    same = 0
    while same < min(len(low), len(high)) and low[same] == high[same]:
        same += 1
    return low[:same]


def _parts(pieces: list[str | Interpolation]) -> tuple[str | Interpolation, ...]:
    """Without empty runs."""
    return tuple(piece for piece in pieces if piece != "")
