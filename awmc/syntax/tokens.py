"""Text to tokens, without regard to what may stand where.

In: a source file, or a stretch of it. Out: tokens with the kinds that each may be, and comments. Every mistake of
single characters is reported here: stray characters, texts and brackets that nest too deep or never end.
Guaranteed: never raises; tokens are in order, do not overlap, and the last one is the end.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax.ast import Comment
from awmc.syntax.quotes import closing_quote
from awmc.syntax.table import END, table

MAX_NESTING = 100
"""How deep brackets may nest; later passes walk the tree recursively."""

CLOSERS = {"(": ")", "[": "]", "{": "}"}

FOREIGN_SIGNS = ("===", "!==", "&&", "||", "<>", ":=", "!")
"""Signs of other languages, which the parser mends or reports."""

TYPOGRAPHIC = {"“": "”", "”": "”", "„": "“", "‘": "’", "’": "’", "«": "»", "`": "`"}


_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class Token(NamedTuple):
    """A stretch of text. `kinds` are the terminals that it may be, best first. (A tuple, for there are many.)"""

    kinds: tuple[str, ...]
    text: str
    start: int
    end: int
    first: bool = False
    """Whether it is the first token of its line."""
    bad: bool = False
    """Whether an error has been reported for it, so that none should follow from it."""


class Tokens:
    """The tokens and comments of one stretch of a file."""

    def __init__(self, file: SourceFile, sink: Sink, start: int = 0, end: int | None = None):
        self.file = file
        self.sink = sink
        self.end = len(file.text) if end is None else end
        self.place = start
        self.tokens: list[Token] = []
        self.comments: list[Comment] = []
        self._open: list[str] = []
        self._first = True
        self._plain_until = 0
        self._scan()
        self.tokens.append(Token((END,), "", self.end, self.end, first=True))

    def _scan(self) -> None:
        text, scanner = self.file.text, _scanner()
        while self.place < self.end:
            match = scanner.match(text, self.place, self.end)
            if match is None:
                self._stranger()
                continue
            kind = match.lastgroup or ""
            if kind == "SPACE":
                self._first = self._first or "\n" in match.group()
                self.place = match.end()
            elif kind in ("COMMENT", "FOREIGN_COMMENT"):
                self._comment(kind, match)
            else:
                self._token(kind, match)

    def _token(self, kind: str, match: re.Match[str]) -> None:
        text, end = match.group(), match.end()
        if kind == "SIGN":
            self._sign(text, end)
        elif kind == "TEXT":
            self._text(text, end)
        elif kind == "DATE_LIKE":
            # A date with letters or digits stuck to it is one bad date, never a subtraction.
            self._add((_date_kind(text),), end)
        elif kind == "NUMBER_LIKE":
            self._number(text, end)
        elif kind == "RULE":
            self._add((table().signs.get(text, "UNKNOWN_RULE"),), end)
        else:
            self._add(KINDS.get(kind) or kinds_of_word(text), end)

    def _add(self, kinds: tuple[str, ...], end: int, bad: bool = False) -> None:
        text = self.file.text[self.place : end]
        self.tokens.append(Token(kinds, text, self.place, end, self._first, bad))
        self._first = False
        self.place = end

    def _sign(self, text: str, end: int) -> None:
        if text == "//" and self._first and (not self._open or self._open[-1] == "{"):
            newline = self.file.text.find("\n", self.place, self.end)
            self._foreign_comment(self.end if newline < 0 else newline, "#")
            return
        self._add((table().signs.get(text, text),), end)
        if text in CLOSERS:
            self._open.append(text)
            if len(self._open) > MAX_NESTING:
                self._too_deep()
        elif text in CLOSERS.values() and self._open:
            self._open.pop()

    def _too_deep(self) -> None:
        """Takes everything up to the bracket's end, or to the end of the text, as one bad value."""
        opened = self.tokens.pop()
        span = self.file.span(opened.start, opened.end)
        self.sink.report("too-deep", span, once=f"too-deep:{self.file.path}", limit=MAX_NESTING)
        deep = 1
        for match in _brackets().finditer(self.file.text, self.place, self.end):
            deep += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(match.group(), 0)
            self.place = match.end()
            if deep == 0:
                break
        else:
            self.place = self.end
        self._open.pop()
        self.tokens.append(opened._replace(kinds=("NUMBER",), end=self.place, bad=True))

    def _text(self, text: str, end: int) -> None:
        kind = "LONG_TEXT" if text.startswith('"""') else "TEXT" if text[0] == '"' else "RAW_TEXT"
        if kind == "TEXT" and end > self._plain_until:
            closed = closing_quote(self.file.text, self.place, self.end)
            if closed is None:
                # What one look at the line did not find, another would not: long lines take linear time.
                newline = self.file.text.find("\n", end, self.end)
                self._plain_until = self.end if newline < 0 else newline
            elif closed > end:
                self._nested_quotes(end, closed)
                return
        self._add((kind,), end)

    def _nested_quotes(self, end: int, closed: int) -> None:
        """A text whose braces hold double quotes: read as if they were single ones."""
        span = self.file.span(end - 1, end)
        inner = self.file.text[self.place + 1 : closed - 1]
        fix = None
        if "'" not in inner and "\\" not in inner:
            edit = Edit(
                span=self.file.span(self.place + 1, closed - 1), text=inner.replace('"', "'")
            )
            fix = Fix(
                title="use '…' inside the braces",
                applicability=Applicability.safe,
                edits=(edit,),
            )
        self.sink.report("nested-quotes", span, fix=fix)
        start, first = self.place, self._first
        self._add(("TEXT",), closed)
        mended = '"' + inner.replace('"', "'") + '"'
        self.tokens[-1] = Token(("TEXT",), mended, start, closed, first, bad=fix is None)

    def _number(self, text: str, end: int) -> None:
        if re.fullmatch(table().patterns["NUMBER"], text):
            self._add(("NUMBER",), end)
            return
        reason = "a number holds digits only; write a space before a word"
        if duration := re.fullmatch(r"([0-9]+)(d|h|m|s)[a-z]*", text):
            unit = _UNITS[duration[2]]
            reason = f"a duration is written `{unit}({duration[1]})`"
        self.sink.report("bad-number", self.file.span(self.place, end), text=text, reason=reason)
        self._add(("NUMBER",), end, bad=True)

    def _comment(self, kind: str, match: re.Match[str]) -> None:
        if kind == "FOREIGN_COMMENT":
            self._foreign_comment(match.end(), None)
            return
        span = self.file.span(match.start(), match.end())
        self.comments.append(Comment(span, match.group()))
        self.place = match.end()

    def _foreign_comment(self, end: int, sign: str | None) -> None:
        fix = None
        if sign is not None:
            edit = Edit(span=self.file.span(self.place, self.place + 2), text=sign)
            fix = Fix(title=f"write `{sign}`", applicability=Applicability.safe, edits=(edit,))
        self.sink.report("foreign-comment", self.file.span(self.place, self.place + 2), fix=fix)
        self.place = end

    def _stranger(self) -> None:
        """What no token starts with: an open text, or a character of no use."""
        text, start = self.file.text, self.place
        newline = text.find("\n", start, self.end)
        line_end = self.end if newline < 0 else newline
        if text[start] in "\"'":
            quote = '"""' if text.startswith('"""', start) else text[start]
            self.sink.report("unterminated-text", self.file.span(start, line_end), quote=quote)
            # A brace at the end of the line opens a block rather than belongs to the text.
            rest = text[start:line_end].rstrip()
            end = start + len(rest) - 1 if rest.endswith(" {") else line_end
            self._add(("TEXT",), self.end if quote == '"""' else end, bad=True)
        elif (
            text[start] in TYPOGRAPHIC
            and text.find(TYPOGRAPHIC[text[start]], start + 1, line_end) > 0
        ):
            end = text.find(TYPOGRAPHIC[text[start]], start + 1, line_end) + 1
            self._strange(start, start + 1, 'texts stand between straight quotes, `"…"`')
            self._add(("TEXT",), end, bad=True)
        else:
            end = start + 1
            while end < self.end and text[end] == text[start]:
                end += 1
            self._strange(start, end, _hint(text[start]))
            self.place = end

    def _strange(self, start: int, end: int, hint: str) -> None:
        shown = self.file.text[start]
        name = f"`{shown}`" if shown.isprintable() else f"the character U+{ord(shown):04X}"
        self.sink.report(
            "unexpected-character", self.file.span(start, end), character=name, hint=hint
        )


KINDS: dict[str, tuple[str, ...]] = {
    "FIELD": ("FIELD",),
    "RANGE": ("RANGE",),
    "TIME_LIKE": ("TIME",),
}
"""The kinds of the groups of the scanner that are one kind each."""


@lru_cache(maxsize=10_000)
def kinds_of_word(text: str) -> tuple[str, ...]:
    """The kinds of a word; `BAD_NAME` where it is neither kind of name."""
    word = table().words.get(text)
    if word is not None:
        return (word, "NAME")
    if re.fullmatch(table().patterns["NAME"], text):
        return ("NAME",)
    return ("TYPE_NAME",) if re.fullmatch(table().patterns["TYPE_NAME"], text) else ("BAD_NAME",)


def _date_kind(text: str) -> str:
    return "DATETIME" if "T" in text or " " in text else "DATE"


def _hint(character: str) -> str:
    if character == "\\":
        return "a line is not continued by a backslash; lines may end anywhere"
    if character in "&|":
        return f"write `{'and' if character == '&' else 'or'}`"
    return ""


@cache
def _scanner() -> re.Pattern[str]:
    patterns = table().patterns
    signs = sorted({*table().signs, *FOREIGN_SIGNS}, key=lambda sign: (-len(sign), sign))
    words = "|".join(re.escape(sign) for sign in signs if not sign.startswith("@"))
    groups = {
        "SPACE": patterns["SPACE"],
        "COMMENT": patterns["COMMENT"],
        "FOREIGN_COMMENT": r"/\*(?:[^*]|\*(?!/))*(?:\*/)?",
        # An unclosed long text must not be read as an empty text and more.
        "TEXT": patterns["LONG_TEXT"] + f'|(?!""")(?:{patterns["TEXT"]})|{patterns["RAW_TEXT"]}',
        "FIELD": patterns["FIELD"] + r"(?!=)",
        "WORD": r"[^\W\d]\w*",
        "DATE_LIKE": r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
        r"(?:(?:T| (?=[0-9]{1,2}:))[0-9]+(?:[:.][0-9]+)*)?\w*",
        "TIME_LIKE": patterns["TIME"] + r"(?:\w|[.:][0-9])*",
        "RANGE": patterns["RANGE"],
        "NUMBER_LIKE": rf"(?:{patterns['NUMBER']})\w*",
        "RULE": r"@\w+",
        "SIGN": words,
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items()))


@cache
def _brackets() -> re.Pattern[str]:
    """Brackets, and the texts and comments that may hold them."""
    patterns = table().patterns
    kinds = ("LONG_TEXT", "TEXT", "RAW_TEXT", "COMMENT")
    return re.compile("|".join(patterns[kind] for kind in kinds) + r"|[\[\](){}]")
