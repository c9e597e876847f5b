"""Comments that keep findings back: `# noqa: rule-name, other-rule why`, or `# noqa` for all advice.

In: the comments of the files, and findings. Out: the findings that remain, and of each comment what it kept back. A comment at the end of a
line is about what starts on that line; one on a line of its own about what starts on the next line of code. Guaranteed: errors are never
kept back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from awmc.diagnostics.model import Diagnostic, Severity
from awmc.source import SourceFile, Sources, Span
from awmc.syntax import ast

_NOQA = re.compile(
    r"#\s*noqa(?P<names>\s*:\s*[A-Za-z0-9-]+(?:\s*,\s*[A-Za-z0-9-]+)*)?(?![\w-])", re.IGNORECASE
)


@dataclass(frozen=True)
class Suppression:
    """A `noqa` comment; `names` are rules or codes as written, with their places; none for all advice."""

    span: Span
    """From its `#` to the last of its names, without a reason that follows."""
    line: int
    """The line that it is about."""
    names: tuple[tuple[str, Span], ...]
    kept_back: list[Diagnostic] = field(default_factory=list)

    def names_it(self, found: Diagnostic) -> bool:
        """Whether it says that this kind of finding is kept back."""
        wanted = {name.lower() for name, _ in self.names}
        return not wanted or found.name in wanted or found.code.lower() in wanted


def suppressions(modules: Iterable[ast.Module], sources: Sources) -> tuple[Suppression, ...]:
    """The `noqa` comments of all files."""
    return tuple(
        found
        for module in modules
        if (file := sources.get(module.path)) is not None
        for found in _of_file(module.comments, file)
    )


def keep_back(
    found: Sequence[Diagnostic], comments: Sequence[Suppression], sources: Sources
) -> tuple[Diagnostic, ...]:
    """The findings that no comment keeps back; each comment learns what it did."""
    by_line: dict[tuple[str, int], list[Suppression]] = {}
    for comment in comments:
        by_line.setdefault((comment.span.path, comment.line), []).append(comment)
    return tuple(one for one in found if not _kept(one, by_line, sources))


def _kept(
    one: Diagnostic, by_line: dict[tuple[str, int], list[Suppression]], sources: Sources
) -> bool:
    file = sources.get(one.span.path)
    if file is None or one.severity is Severity.error:
        return False
    line, _ = file.position(one.span.start)
    about = [c for c in by_line.get((one.span.path, line), ()) if c.names_it(one)]
    for comment in about:
        comment.kept_back.append(one)
    return bool(about)


def _of_file(comments: Collection[ast.Comment], file: SourceFile) -> Iterator[Suppression]:
    for comment in comments:
        found = _NOQA.search(comment.text)
        if found is None:
            continue
        start = comment.span.start
        line, column = file.position(start)
        if not file.line(line)[: column - 1].strip():
            line = _next_code(file, line)
        names = []
        for name in re.finditer(r"[A-Za-z0-9-]+", found["names"] or ""):
            place = start + found.start("names") + name.start()
            names.append((name[0], file.span(place, place + len(name[0]))))
        yield Suppression(file.span(start + found.start(), start + found.end()), line, tuple(names))


def _next_code(file: SourceFile, line: int) -> int:
    """The next line that is neither empty nor a comment."""
    line += 1
    while line < file.lines and file.line(line).lstrip()[:1] in ("", "#"):
        line += 1
    return line
