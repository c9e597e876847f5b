"""Lines of text from a document.

In: the operations of a document, and the comments and blank lines between them. Out: text without a line end at its end. Guaranteed:
linear time; nothing is written on the line of a comment after it, whatever the document says; no spaces at the ends of lines, but
within texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from awmc.diagnostics.frame import columns
from awmc.source import SourceFile
from awmc.syntax.layout.comments import Remark, Remarks
from awmc.syntax.layout.document import Line, Written
from awmc.syntax.layout.long_text import indented
from awmc.syntax.layout.measure import measure
from awmc.syntax.layout.stream import Mark, Op

WIDTH = 120
"""Columns; a wide character takes two."""

STEP = 2
"""Columns of one indentation."""


def render(
    ops: Sequence[Op], remarks: Remarks, source: SourceFile | None, width: int = WIDTH
) -> str:
    """The document within `width` columns, as far as its places to break allow."""
    words = [_word(op, source) for op in ops]
    return _Renderer(ops, words, remarks, measure(ops, words, remarks), width).run()


def _word(op: Op, source: SourceFile | None) -> str:
    """What an operation writes; "" for what is none of words and spaces."""
    if isinstance(op, str):
        return op
    if isinstance(op, Written):
        return op.spell() if source is None else source.slice(op.span)
    return ""


class _Renderer:
    """The lines so far, and the state of the last one."""

    def __init__(
        self,
        ops: Sequence[Op],
        words: Sequence[str],
        remarks: Remarks,
        needed: Mapping[int, int | None],
        width: int,
    ):
        self._ops = ops
        self._words = words
        self._remarks = remarks
        self._needed = needed
        self._width = width
        self._out: list[str] = []
        self._column = 0
        self._spaces = ""
        """Spaces that are written before the next word, unless the line ends first."""
        self._fresh = True
        """Whether nothing has been written on this line, not even its indentation."""
        self._line = Line(first=True)
        """The place to break that this line started at."""
        self._commented = False
        """Whether comments stand between that place and here."""
        self._ended = False
        """Whether a comment ends this line."""
        self._indents = [0]
        self._indent = 0
        """The indentation of this line."""
        self._flat = [False]

    def run(self) -> str:
        """All lines."""
        for index, op in enumerate(self._ops):
            if isinstance(op, Line):
                self._break(op)
            elif isinstance(op, Mark):
                self._mark(op, index)
            elif isinstance(op, str) and op[0] == " ":
                self._spaces += op
            else:
                self._write(index)
        return "".join(self._out)

    def _mark(self, mark: Mark, index: int) -> None:
        match mark:
            case Mark.open:
                self._flat.append(self._flat[-1] or self._fits(index))
            case Mark.close:
                self._flat.pop()
            case Mark.nest:
                self._indents.append(self._indents[-1] + STEP)
            case Mark.align:
                self._indents.append(self._column + len(self._spaces))
            case Mark.back:
                self._indents.pop()

    def _fits(self, index: int) -> bool:
        needed = self._needed[index]
        return needed is not None and self._column + len(self._spaces) + needed <= self._width

    def _break(self, line: Line) -> None:
        if line.hard or self._ended or not self._flat[-1]:
            self._start(line, self._indents[-1])
        else:
            self._spaces += line.flat

    def _start(self, line: Line, indent: int) -> None:
        """Begin a line, which is written with its first word."""
        self._line, self._indent, self._column = line, indent, indent
        self._fresh, self._commented, self._ended, self._spaces = True, False, False, ""

    def _write(self, index: int) -> None:
        for remark in self._remarks.before.get(index, ()):
            self._comment(remark)
        if self._ended:
            self._start(Line(), self._indents[-1] + STEP)
        if self._fresh:
            blank = index in self._remarks.blank and self._keeps_blank(is_comment=False)
            self._end_line(blank, self._indent)
        text = self._words[index]
        if "\n" in text:
            text = indented(text, " " * self._indent)
            self._out += (self._spaces, text)
            self._column = columns(text[text.rfind("\n") + 1 :])
        else:
            self._out += (self._spaces, text)
            self._column += len(self._spaces) + columns(text)
        self._spaces = ""
        if index in self._remarks.after:
            self._out += ("  ", self._remarks.after[index])
            self._ended = True

    def _comment(self, remark: Remark) -> None:
        """A comment on a line of its own."""
        if not self._fresh:
            self._start(Line(), self._indents[-1] + STEP)
        blank = remark.blank and self._keeps_blank(is_comment=True)
        self._end_line(blank, self._indent + STEP * self._line.last)
        self._out.append(remark.text)
        self._fresh, self._commented = True, True

    def _keeps_blank(self, is_comment: bool) -> bool:
        """Whether a blank line of the author's is kept here: not beside the brackets of a block."""
        line = self._line
        if line.last and not line.first:
            return is_comment
        return line.blank or (line.first and self._commented and (is_comment or not line.last))

    def _end_line(self, blank: bool, indent: int) -> None:
        """End the line before, and indent this one."""
        if self._out:
            self._out.append("\n\n" if blank else "\n")
        self._out.append(" " * indent)
        self._column, self._fresh, self._spaces = indent, False, ""
