"""The spec in an answer of a model, whatever else it wrote.

In: the text of an answer: a bare spec, one or several fenced blocks, words before, between and after them, thoughts between `<think>` and `</think>`, a text
that was cut off. Out: the declarations in it and what was done to find them, or a fault that can be told to the model. Guaranteed: never raises, whatever the
text is; takes time in proportion to its length; the text has no carriage returns, NULs and lone surrogates.

Of several blocks, those with declarations are put together in their order, and of two declarations of one name the later is taken: so a small example before
the whole gives way to it. A block that leaves something out (`...`) counts only where there is no other. JSON in answers is read by `json_answers.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

from awmc.diagnostics.sink import Sink
from awmc.diagnostics.words import counted
from awmc.endpoint.completions import without_thoughts
from awmc.source import MAX_BYTES, SourceFile
from awmc.syntax.parse import parse_tokens
from awmc.syntax.table import table
from awmc.syntax.tokens import CLOSERS, Token
from awmc.synth.answer_texts import cleaned
from awmc.synth.merging import merge, removals
from awmc.synth.parts import HEAD, split

_FENCE = re.compile(r"^(?P<before>.*?)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[\w+.-]*)[ \t]*$")
_ELISION = re.compile(r"(?:^|[{(\[;,#])[ \t]*(?:\.\.\.|…)[ \t]*(?:$|[})\]])", re.MULTILINE)
_PROSE = re.compile(
    r"(?P<first>[^\W\d_]+|[*>|\-+]|\d+\.)"
    r"(?:(?:[!,.'’]\w{0,2})?[ \t]+\S|(?<=\w)[^\n\"{}()]*[.:!?]\s*$)"
)
_SEVERAL = ("data", "on")
"""Kinds of declarations of which there may be several."""

NOTHING = (
    "The answer holds no declaration of awm. Answer with declarations alone, such as "
    "`tool name(…) { … }`, each of them whole, and no words around them."
)
TOO_LONG = (
    "The answer has {size:,} characters, more than a spec may have. Answer with a shorter one."
)


@dataclass(frozen=True)
class Found:
    """What an answer holds. `text` is "" where it is no spec; then `fault` says so, in words for the model. `notes` say what was left out or put together."""

    text: str
    notes: tuple[str, ...] = ()
    fault: str = ""


def spec_in(answer: str) -> Found:
    """The declarations in an answer."""
    text, notes = without_thoughts(cleaned(answer)), []
    if len(text) > MAX_BYTES:
        return Found("", fault=TOO_LONG.format(size=len(text)))
    blocks, words = _blocks(text)
    holding = [dedent(block) for block in blocks if _holds(block)]
    if not holding:
        return Found("", fault=NOTHING)
    if len(holding) > 1:
        whole = [block for block in holding if not _ELISION.search(block)]
        holding = whole or holding
    spec, told = _put_together(holding)
    notes += told
    spec, dropped = _without_prose(spec)
    if dropped or words:
        notes.append("words around the spec were left out")
    if _ELISION.search(spec):
        notes.append("the answer leaves something out (`...`): each declaration must be whole")
    return Found(spec.strip("\n") + "\n", tuple(notes))


def _blocks(text: str) -> tuple[list[str], bool]:
    """The texts of the fenced blocks, and whether there are words outside; the whole text where none of them holds a declaration."""
    blocks: list[list[str]] = []
    mark, words = "", False
    for line in text.split("\n"):
        match = _FENCE.match(line) if "```" in line or "~~~" in line else None
        before = line if match is None else match["before"]
        if match is not None and mark and not match["fence"].startswith(mark):
            match, before = None, line
        words |= not mark and bool(before.strip())
        if mark and (match is None or before.strip()):
            blocks[-1].append(before)
        if match is not None and (
            not mark or match["info"]
        ):  # within another: its end was forgotten
            blocks.append([])
            mark = match["fence"]
        elif match is not None:
            mark = ""
    found = ["\n".join(lines) + "\n" for lines in blocks]
    return (found, words) if any(map(_holds, found)) else ([text], False)


def _holds(block: str) -> bool:
    """Whether a text declares something, or takes something out."""
    return HEAD.search(block) is not None or next(removals(block), None) is not None


def _put_together(blocks: list[str]) -> tuple[str, list[str]]:
    """One text of several blocks: the declarations of each in the place of earlier ones."""
    if len(blocks) == 1:
        return blocks[0], []
    text, replaced = blocks[0], 0
    for block in blocks[1:]:
        text, more = _followed(text, block)
        replaced += more
    notes = [f"{counted(len(blocks), 'block')} were put together"]
    if replaced:
        notes.append(
            f"{counted(replaced, 'declaration')} stood in two of them: the later was taken"
        )
    return "".join([*_removal_lines(blocks), text]), notes


def _followed(text: str, block: str) -> tuple[str, int]:
    """A text with a later block, and how many declarations that replaces. Data of an entity are added to those before, unless all of the spec is given anew."""
    parts = split(block)
    known = {part.slot for part in split(text) if part.key}
    again = {part.slot for part in parts if part.key and part.kind not in _SEVERAL} & known
    if not again:
        return f"{text}\n{block}", 0
    if "environment" in again:
        return merge(text, block).text, len(again)
    once = "".join(part.text for part in parts if part.kind not in _SEVERAL)
    more = [part.text for part in parts if part.kind in _SEVERAL and part.core not in text]
    return "\n".join([merge(text, once).text, *more]), len(again)


def _removal_lines(blocks: list[str]) -> Iterator[str]:
    for block in blocks:
        for key in removals(block):
            yield f"# remove: {key}\n"


def _without_prose(text: str) -> tuple[str, bool]:
    """The text without sentences that stand between declarations, and whether there were any."""
    sink = Sink()
    module, tokens = parse_tokens(SourceFile("spec.awm", text), sink)
    if not sink.diagnostics:
        return text, False
    errors = [one.span.start for one in sink.diagnostics]
    whole = [
        decl.span
        for decl in module.declarations
        if bisect_left(errors, decl.span.start) == bisect_left(errors, decl.span.end)
    ]
    between = _between(tokens, [span.start for span in whole], [span.end for span in whole], text)
    kept, place = [], 0
    for line in text.splitlines(keepends=True):
        is_prose = place in between and _is_prose(line)
        kept.append("\n" if is_prose else line)
        place += len(line)
    without = "".join(kept)
    return without, without != text


def _between(tokens: list[Token], starts: list[int], ends: list[int], text: str) -> set[int]:
    """Where tokens stand that are in no whole declaration, nor in a bracket of a broken one."""
    heads = {match.start("head") for match in HEAD.finditer(text)}
    found, depth = set(), 0
    for token in tokens:
        number = bisect_right(starts, token.start) - 1
        is_whole = number >= 0 and token.start < ends[number]
        depth = 0 if is_whole or token.start in heads else depth
        if not is_whole and depth == 0:
            found.add(token.start)
        depth += (token.text in CLOSERS) - (depth > 0 and token.text in CLOSERS.values())
    return found


def _is_prose(line: str) -> bool:
    match = _PROSE.match(line)
    return match is not None and HEAD.match(line) is None and match["first"] not in table().words
