"""A spec as its declarations.

In: the text of a spec, which may be broken. Out: parts, whose texts together are the text. Guaranteed: nothing raises, whatever the text is.

A declaration goes by its key: "environment", "entity Loan" (a `state` too), "tool borrow" (private or not), "on call", "data Loan". All data blocks of an
entity have one key. A declaration begins with the comments that stand right before it.

What the parser can read, it divides. Where it met a mistake, the text is cut at each line that looks like the head of a declaration, so that a bracket or a
quote that was never closed does not take what follows with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from awmc.analysis.outline import outline
from awmc.diagnostics.model import Severity
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax import ast
from awmc.syntax.keywords import DECLARATIONS
from awmc.syntax.parse import parse_tokens

KINDS = (
    "environment use enum record entity error invariant def extern view tool on data task"
).split()
"""The kinds of keys, in the order in which declarations are added."""

_TYPES = ("enum", "record", "entity", "error", "view")
_WORDS = "environment|enum|record|entity|state|error|invariant|def|extern|view|tool|data|task"
HEAD = re.compile(
    rf"^[ \t]*(?P<head>(?:private[ \t]+)?(?:(?:{_WORDS})[ \t]+[^\W\d]\w*"
    r'|on[ \t]+(?:call|clock)\b|use[ \t]+"[^"\n]*"))'
    r'(?=[ \t]*(?:$|[({"=#]|->)|[ \t]+(?:for|if|order|limit|offset|by|ends|from)\b)',
    re.MULTILINE,
)
"""A line that looks like the start of a declaration."""

_COMMENT = re.compile(r"[ \t]*(?:#|//)")
_REST_OF_LINE = re.compile(r"[ \t\r]*(?:(?:#|//)[^\n]*)?(?:\n|\Z)")
_LEFT_OVER = re.compile(r"(?://|#)[^\n]*|(?P<left>[^\s#/][^\n#]*|/)")


@dataclass(frozen=True)
class Part:
    """A declaration with what belongs to it, or a stretch between two, whose `key` is "". `lead` characters of comments stand before the declaration itself.
    `sound`: the parser has nothing against it."""

    key: str
    text: str
    lead: int = 0
    sound: bool = True

    @property
    def kind(self) -> str:
        """The first word of the key."""
        return self.key.partition(" ")[0]

    @property
    def slot(self) -> str:
        """What only one declaration can be: the key, but that all types share their names, and so do definitions."""
        return slot_of(self.key)

    @property
    def comments(self) -> str:
        """The comments before the declaration."""
        return self.text[: self.lead]

    @property
    def core(self) -> str:
        """The declaration without the comments before it and the space around it."""
        return self.text[self.lead :].strip()


@dataclass(frozen=True)
class _Head:
    """The start of a declaration, its key, and its end where the parser knows it."""

    start: int
    key: str
    end: int | None


@lru_cache(maxsize=64)
def split(text: str) -> tuple[Part, ...]:
    """The parts of a text, in order."""
    sink = Sink()
    module, tokens = parse_tokens(SourceFile("spec.awm", text), sink)
    errors = [one.span.start for one in sink.diagnostics if one.severity is Severity.error]
    heads = _heads(text, module, errors)
    starts = [token.start for token in tokens[:-1]]
    parts, done = [], 0
    for number, head in enumerate(heads):
        after = heads[number + 1].start if number + 1 < len(heads) else len(text)
        limit = _lead_start(text, after, head.start) if after < len(text) else after
        begin = _lead_start(text, head.start, done)
        last = tokens[bisect_left(starts, limit) - 1]
        close = min(max(last.end, head.start), limit)
        lost = [m.end() for m in _LEFT_OVER.finditer(text, close, limit) if m["left"]]
        close = max([close, *lost[-1:]])
        rest = _REST_OF_LINE.match(text, close)
        end = min(rest.end(), limit) if rest is not None else close
        if begin > done:
            parts.append(_between(text, done, begin, starts))
        faulty = bisect_left(errors, begin) < bisect_right(errors, max(begin, end - 1))
        sound = head.end == last.end and not faulty
        parts.append(Part(head.key, text[begin:end], head.start - begin, sound))
        done = end
    if done < len(text):
        parts.append(_between(text, done, len(text), starts))
    return tuple(parts)


def _between(text: str, start: int, end: int, tokens: list[int]) -> Part:
    """A stretch that is no declaration: sound where it has space and comments alone."""
    is_empty = bisect_left(tokens, start) == bisect_left(tokens, end)
    return Part("", text[start:end], sound=is_empty)


def _heads(text: str, module: ast.Module, errors: list[int]) -> list[_Head]:
    """Where declarations start: those that the parser found, and those that only look so where it met mistakes."""
    found = {}
    for entry in outline(module):
        named = entry.kind not in ("data", "on", "use", "environment")
        key = f"{entry.kind} {entry.name}" if named else entry.name
        key = "environment" if entry.kind == "environment" else key
        found[entry.whole.start] = _Head(entry.whole.start, key, entry.whole.end)
    if not errors:
        return list(found.values())
    sound = [
        head
        for head in found.values()
        if bisect_left(errors, head.start) == bisect_right(errors, head.end or 0)
    ]
    starts = [head.start for head in sound]
    for match in HEAD.finditer(text):
        start = match.start("head")
        before = bisect_right(starts, start) - 1
        if before < 0 or start >= (sound[before].end or 0):
            found.setdefault(start, _Head(start, key_of(match["head"]), None))
    for decl in module.declarations:
        if isinstance(decl, ast.BadDecl) and decl.name is not None:
            start = decl.span.start
            word = text[start : decl.name.span.start].split()
            if word and word[0] in DECLARATIONS and _starts_line(text, start):
                key = key_of(f"{word[0]} {decl.name.name}")
                found.setdefault(start, _Head(start, key, None))
    return [found[start] for start in sorted(found)]


def key_of(head: str) -> str:
    """The key of a declaration by its first words; "" where they are none."""
    kind, _, name = head.removeprefix("private").strip().partition(" ")
    kind, name = ("entity" if kind == "state" else kind), name.strip().strip('"`')
    if kind == "private":
        kind = "tool"
    if kind not in KINDS or not (name or kind == "environment"):
        return ""
    return kind if kind == "environment" else f"{kind} {name}"


def slot_of(key: str) -> str:
    """What only one declaration can be, by its key."""
    kind, _, name = key.partition(" ")
    if kind in _TYPES:
        return f"type {name}"
    return f"function {name}" if kind in ("def", "extern") else key


def _starts_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _margin(text: str, start: int) -> int:
    """The start of the line of a place, where nothing stands before it."""
    return text.rfind("\n", 0, start) + 1 if _starts_line(text, start) else start


def _lead_start(text: str, start: int, floor: int) -> int:
    """Where the comments begin that stand right before a declaration; not before `floor`."""
    begin = _margin(text, start)
    while begin > floor and (begin == 0 or text[begin - 1] == "\n"):
        above = text.rfind("\n", 0, begin - 1) + 1
        if above < floor or not _COMMENT.match(text, above, begin):
            break
        begin = above
    return max(begin, floor)


def named(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The text whose environment is called `name`, and a note where it was called otherwise."""
    parts, notes = list(split(text)), []
    for number, part in enumerate(parts):
        if part.key == "environment":
            found = re.compile(r"environment\s+(\w+)").match(part.text, part.lead)
            if found is not None and found[1] != name:
                renamed = part.text[: found.start(1)] + name + part.text[found.end(1) :]
                parts[number] = Part(part.key, renamed, part.lead, part.sound)
                notes.append(f"the environment was called {found[1]}")
    return "".join(part.text for part in parts), tuple(notes)
