"""What was found in a spec, as a model is told it.

In: an examination, how many characters there is room for, and how often each code was told before. Out: text. Guaranteed: never longer than the room; the same
input gives the same text; each code is in it, with how often it was found, as far as there is room for the codes themselves.

Each problem is a JSON object on a line (code, line, declaration, message, candidates, fix). The first of each code is told in full below its line: source
frame, help, plan, what to do. What is found at an earlier stage stands first, since what a later one objects to may follow from it. A code that comes
back is told with the page of `awmc explain`, and so is one for which the compiler knows no help of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from awmc.diagnostics.words import counted
from awmc.lint.catalog import lookup
from awmc.synth.problems import STAGES, Examination, Problem, Stage

PAGE = 1_800
"""Characters of a page that are told."""
_LEAST = 120
"""Fewer characters of a longer piece are of no use."""
_MORE = "… and {} not shown; they are told when these are mended."
_MESSAGE = 600

_STAGES: dict[Stage, str] = {
    "syntax": "The spec does not parse.",
    "meaning": "The spec parses, but names, types or rules in it are wrong.",
    "data": "Names and types are right, but the data or the tasks do not run as they are written.",
    "wishes": "The spec compiles, but does not have what was asked for.",
    "advice": "The spec compiles and has what was asked for, but `awmc lint` warns.",
    "proof": "The spec compiles without a warning, but `awmc test` found tasks that are not proven, or tools that are not sound.",
    "clean": "Nothing is left to repair.",
}
_AFTER: dict[Stage, str] = {
    "meaning": "Names and types (some may follow from the above):",
    "advice": "Warnings:",
    "proof": "What `awmc test` found:",
}


@dataclass(eq=False)
class _Piece:
    """Something to tell, where there is room for it. What has a lower rank is given room first."""

    text: str
    rank: int
    whole: bool = True
    """Whether it is of no use in part."""
    counts: int = 0
    """Problems that are not told without it."""
    shown: str = field(default="", init=False)


def feedback(examination: Examination, *, room: int, again: Mapping[str, int] | None = None) -> str:
    """What a model is told, in at most `room` characters. `again` has how often each code was told before."""
    head = _head(examination)
    if len(head) > room:
        return head[: max(room, 0)]
    pieces = list(_pieces(examination, again or {}))
    reserve = len(_MORE) + 20
    left = room - len(head) - reserve
    for piece in sorted(pieces, key=lambda one: one.rank):
        piece.shown = _fitting(piece, left)
        left -= len(piece.shown)
    hidden = sum(piece.counts for piece in pieces if not piece.shown)
    more = _MORE.format(counted(hidden, "problem")) + "\n" if hidden else ""
    told = "".join((head, *(piece.shown for piece in pieces), more))
    return told if len(told) <= room else head


def _head(examination: Examination) -> str:
    """The stage, and how many problems there are of each code."""
    lines = [_STAGES[examination.stage]]
    if examination.problems:
        codes = ", ".join(
            code if number == 1 else f"{code} ({number} times)"
            for code, number in _by_code(examination.problems)
        )
        lines.append(f"{counted(len(examination.problems), 'problem')}: {codes}")
    return "\n".join(lines) + "\n"


def _by_code(problems: Sequence[Problem]) -> list[tuple[str, int]]:
    """The codes with their numbers, in the order in which problems are told."""
    counts: dict[str, int] = {}
    for problem in sorted(problems, key=_place):
        counts[problem.code] = counts.get(problem.code, 0) + 1
    return list(counts.items())


def _place(problem: Problem) -> tuple[int, int]:
    return STAGES.index(problem.stage), problem.line or 0


def _pieces(examination: Examination, again: Mapping[str, int]) -> Iterator[_Piece]:
    """All that there is to tell, in order."""
    groups: dict[tuple[Stage, str], list[Problem]] = {}
    for problem in sorted(examination.problems, key=_place):
        groups.setdefault((problem.stage, problem.code), []).append(problem)
    stage = examination.stage
    paged: set[str] = set()
    for (at, code), problems in groups.items():
        if at != stage:
            stage = at
            yield _Piece(f"\n{_AFTER.get(at, _STAGES[at])}\n", 0)
        yield from _group(problems)
        helpless = not any(_has_help(one) for one in problems)
        if (again.get(code) or helpless) and code not in paged:
            paged.add(code)
            page = _page(code, again.get(code, 0))
            if page:
                yield _Piece(page, 3 if again.get(code) else 5, whole=False)
    if examination.remarks and examination.stage == "proof":
        yield _Piece("\nNever reached by any call, which may be right:\n", 6)
        yield from (_Piece(f"- {remark}\n", 6) for remark in examination.remarks)


def _group(problems: Sequence[Problem]) -> Iterator[_Piece]:
    """The problems of one code, those of one declaration together: the first in full, the others as lines, in full where there is room."""
    first = problems[0]
    others = sorted(problems[1:], key=lambda one: one.subject != first.subject)
    subjects = list(dict.fromkeys(one.subject for one in others))
    others.sort(key=lambda one: subjects.index(one.subject))
    yield _Piece(f"\n{_line(first)}\n", 1, counts=1)
    yield _Piece(_body(first), 2, whole=False)
    for other in others:
        yield _Piece(f"{_line(other)}\n", 4, counts=1)
        yield _Piece(_body(other), 7)


def _line(problem: Problem) -> str:
    """A problem as a JSON object on one line, without what is not known."""
    message = problem.message
    value = {
        "code": problem.code,
        "line": problem.line,
        "in": problem.subject,
        "message": message if len(message) <= _MESSAGE else f"{message[:_MESSAGE]}…",
        "candidates": list(problem.candidates),
        "fix": problem.fix,
    }
    return json.dumps({k: v for k, v in value.items() if v}, ensure_ascii=False)


def _body(problem: Problem) -> str:
    """What the line does not say: frame, help, plan."""
    body = problem.text.partition("\n")[2].rstrip()
    return f"{body}\n" if body else ""


def _has_help(problem: Problem) -> bool:
    known = ("= help:", "what to do:", "write")
    return bool(problem.candidates or problem.fix or any(one in problem.text for one in known))


def _page(code: str, times: int) -> str:
    """What `awmc explain` says of a code, its example first; of what is none of the compiler's, that another way is needed."""
    entry = lookup(code)
    told = f"{code} was told {counted(times, 'time')} before"
    if entry is None:
        return f" ({told}: what was tried does not mend it; try another way.)\n" if times else ""
    about, _, example = entry.page.partition("## Wrong")
    text = f"## Wrong{example}\n{about}" if example else about
    text = text.strip()
    head = f"({told}. `awmc explain {code}` says:)" if times else f"(`awmc explain {code}` says:)"
    return f"{head}\n{text if len(text) <= PAGE else _cut(text, PAGE)}\n"


def _fitting(piece: _Piece, left: int) -> str:
    """A piece, or what of it there is room for."""
    if len(piece.text) <= left:
        return piece.text
    return "" if piece.whole or left < _LEAST else _cut(piece.text, left)


def _cut(text: str, most: int) -> str:
    """The first lines of a text, and a mark that there are more."""
    kept = text[: most - 4].rpartition("\n")[0] or text[: most - 4]
    return f"{kept}\n …\n"
