"""Places of a spec as a model is told of them: which declaration something is in, its lines, and a diagnostic as a problem.

In: the text of a spec and its tree, diagnostics. Out: words. Guaranteed: no colour, no commands that a model cannot run; where the compiler knows a fix, the
lines as they would be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from awmc.diagnostics.fixes import apply_fixes
from awmc.diagnostics.frame import escape
from awmc.diagnostics.model import Diagnostic, Fix
from awmc.diagnostics.render import render
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile, Sources
from awmc.syntax import ast
from awmc.syntax.parse import parse
from awmc.synth.problems import Problem, Stage

LONGEST = 30
"""Lines of a declaration that are shown."""
WIDEST = 160
"""Characters of a line that are shown."""
_FIXED = 6
"""Lines of a fix that are shown."""
_NOISE = re.compile(r"^ *= (?:more|fix): .*\n?", re.MULTILINE)
_HEAD = re.compile(r"(?:private\s+)?(on\s+\w+|[a-z]+)(?:\s+(\w+))?")


@dataclass(frozen=True)
class Text:
    """A text that is to be a spec, and its tree."""

    file: SourceFile

    @cached_property
    def found(self) -> tuple[Diagnostic, ...]:
        """What the parser has against it."""
        return self._parsed[1]

    @property
    def declarations(self) -> tuple[ast.Decl, ...]:
        """Its declarations, in order."""
        return self._parsed[0].declarations

    @cached_property
    def _parsed(self) -> tuple[ast.Module, tuple[Diagnostic, ...]]:
        sink = Sink()
        return parse(self.file, sink), sink.diagnostics

    def at(self, offset: int) -> ast.Decl | None:
        """The declaration that a place is in."""
        around = (d for d in self.declarations if d.span.start <= offset < d.span.end)
        return next(around, None)

    def subject(self, declaration: ast.Decl | None) -> str:
        """What a declaration is called, such as "task renew_loan"; "" for none."""
        if declaration is None:
            return ""
        head = _HEAD.match(self.file.slice(declaration.span))
        if head is None:
            return ""
        kind, name = " ".join(head[1].split()), head[2]
        return kind if name is None or kind.startswith("on ") else f"{kind} {name}"

    def named(self, kind: str, name: str) -> ast.Decl | None:
        """The declaration of that kind and name."""
        wanted = f"{kind} {name}"
        return next((d for d in self.declarations if self.subject(d) == wanted), None)

    def line(self, declaration: ast.Decl | None) -> int | None:
        """The line that a declaration starts on."""
        return None if declaration is None else self.file.position(declaration.span.start)[0]

    def lines(self, declaration: ast.Decl | None) -> str:
        """The lines of a declaration with their numbers, the middle left out of a long one; "" for none."""
        if declaration is None:
            return ""
        first, last = (
            self.file.position(place)[0]
            for place in (declaration.span.start, max(declaration.span.end - 1, 0))
        )
        wide = len(str(last))
        shown = [f" {n:>{wide}} | {_short(self.file.line(n))}" for n in range(first, last + 1)]
        if len(shown) > LONGEST:
            shown[LONGEST // 2 : len(shown) - LONGEST // 2] = ["..."]
        return "\n".join(line.rstrip() for line in shown)


def problem(found: Diagnostic, stage: Stage, text: Text, sources: Sources, path: str) -> Problem:
    """A diagnostic as a problem. `path` is how diagnostics show the spec, which the model knows by its name alone."""
    own = found.span.path == path
    file = sources.get(found.span.path)
    declaration = text.at(found.span.start) if own else None
    fix = "" if found.fix is None or not own else fixed(text.file, found.fix)
    told = _NOISE.sub("", render(found, sources) + "\n").rstrip()
    if fix:
        told += f"\n write:\n{_indented(fix)}"
    return Problem(
        stage=stage,
        code=found.code,
        subject=text.subject(declaration),
        message=_plain(found.message, path),
        text=_plain(told, path),
        line=None if file is None else file.position(found.span.start)[0],
        candidates=found.candidates,
        fix=fix,
    )


def fixed(file: SourceFile, fix: Fix) -> str:
    """The lines that a fix changes, as they would be."""
    edits = fix.edits
    if not edits:
        return ""
    start = file.start(file.position(min(e.span.start for e in edits))[0])
    last = file.position(max(e.span.end for e in edits))[0]
    end = file.start(last) + len(file.line(last))
    new, _ = apply_fixes(file.text, [fix])
    lines = new[start : len(new) - (len(file.text) - end)].split("\n")
    shown = [_short(line) for line in lines[:_FIXED] if line.strip()]
    return "\n".join([*shown, "..."] if len(lines) > _FIXED else shown)


def foreign(declarations: Iterable[ast.Decl]) -> Iterable[tuple[str, ast.Decl]]:
    """What needs other files or code from outside, by the code of its problem."""
    codes: dict[type, str] = {
        ast.UseDecl: "use",
        ast.ExternDecl: "extern",
        ast.DataFile: "data-file",
    }
    return ((codes[type(d)], d) for d in declarations if type(d) in codes)


def _plain(text: str, path: str) -> str:
    return text.replace(path, path.rpartition("/")[2]) if path else text


def _short(line: str) -> str:
    shown = escape(line[: WIDEST + 1])
    return shown if len(line) <= WIDEST else f"{shown[:WIDEST]}…"


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.split("\n"))
