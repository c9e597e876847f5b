"""The place of each comment and blank line of a file among the words of a document.

In: the words of a document and the tokens that it was made from. Out: what stands between which words. Guaranteed: None where the
words are not the tokens, but for what the canonical form adds and leaves out: parentheses, separators at the end, `asc`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from awmc.source import SourceFile
from awmc.syntax.ast import Comment
from awmc.syntax.layout.document import Written
from awmc.syntax.layout.stream import Op, is_word
from awmc.syntax.tokens import Token

_LEFT_OUT = frozenset(("(", ")", ",", ";", "asc"))
_ADDED = frozenset("();{}")


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on a line of its own, and whether a blank line was before it."""

    text: str
    blank: bool


@dataclass(slots=True)
class Remarks:
    """What stands between the operations of a stream, by their index."""

    before: dict[int, list[Remark]] = field(default_factory=dict)
    after: dict[int, str] = field(default_factory=dict)
    blank: set[int] = field(default_factory=set)
    """The words before which the author left a line blank."""


def place_remarks(
    ops: Sequence[Op], tokens: Sequence[Token], comments: Sequence[Comment], source: SourceFile
) -> Remarks | None:
    """Where the comments go; None where the document says something else than the tokens."""
    words = [index for index, op in enumerate(ops) if is_word(op)]
    gaps = _gaps([_text(ops[index], source) for index in words], tokens)
    if gaps is None:
        return None
    remarks = Remarks()
    waiting = list(reversed(comments))
    end = tokens[0].start
    for token, gap in zip((*tokens, None), (*gaps, len(words)), strict=True):
        # At the start of a line `//` is the comment of other languages.
        gap += token is not None and token.text == "//"
        while waiting and (token is None or waiting[-1].span.start < token.start):
            comment = waiting.pop()
            _place(comment, words, gap, source.text[end : comment.span.start], remarks)
            end = comment.span.end
        if token is None:
            break
        if gap < len(words) and source.text.count("\n", end, token.start) > 1:
            remarks.blank.add(words[gap])
        end = token.end
    return remarks


def _place(
    comment: Comment, words: Sequence[int], gap: int, between: str, remarks: Remarks
) -> None:
    """Put a comment before the word `gap`: beside the word before it, or on a line of its own."""
    text = comment_text(comment)
    beside = words[gap - 1] if gap else -1
    nothing_since = gap == len(words) or words[gap] not in remarks.before
    if "\n" not in between and gap and beside not in remarks.after and nothing_since:
        remarks.after[beside] = text
    elif gap < len(words):
        remark = Remark(text, between.count("\n") > 1)
        remarks.before.setdefault(words[gap], []).append(remark)
    else:
        # Only one comment can follow the last token on its line.
        remarks.after[beside] = text


def comment_text(comment: Comment) -> str:
    """`# text`: with a space before a word, since `#!` and `#>` may speak to a program, and none at the end."""
    text = comment.text.rstrip(" \t\f\v")
    body = text.lstrip("#")
    return f"{text[: len(text) - len(body)]} {body}" if body[:1].isalnum() else text


def _text(op: Op, source: SourceFile) -> str:
    if isinstance(op, Written):
        return source.slice(op.span)
    return op if isinstance(op, str) else ""


def _is_due(sign: str, words: Sequence[str], number: int) -> bool:
    """Whether a sign comes right after parentheses that the canonical form adds."""
    while number < len(words) and words[number] in ("(", ")"):
        number += 1
    return number < len(words) and words[number] == sign


def _gaps(words: Sequence[str], tokens: Sequence[Token]) -> list[int] | None:
    """For each token the word that starts with it, or the one after that which holds it."""
    gaps: list[int] = []
    number, offset = 0, 0
    balance = {"(": 0, ")": 0}
    for token in tokens:
        rest = token.text
        gap = 0
        while True:
            word = words[number][offset:] if number < len(words) else ""
            if rest == token.text:
                gap = number if offset == 0 else number + 1
            if word.startswith(rest):
                number, offset = (number + 1, 0) if word == rest else (number, offset + len(rest))
                break
            if word and rest.startswith(word):
                rest, number, offset = rest[len(word) :], number + 1, 0
            elif rest == token.text and rest in _LEFT_OUT and not _is_due(rest, words, number):
                balance[rest] = balance.get(rest, 0) + 1
                break
            elif word and word[0] in _ADDED:
                balance[word[0]] = balance.get(word[0], 0) - 1
                number, offset = (number + 1, 0) if len(word) == 1 else (number, offset + 1)
            else:
                return None
        gaps.append(gap)
    left = "".join(words[number:])[offset:]
    for sign in left:
        balance[sign] = balance.get(sign, 0) - 1
    if any(sign not in _ADDED for sign in left) or balance["("] != balance[")"]:
        return None
    return gaps
