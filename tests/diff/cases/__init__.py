"""A case for each rule: what to edit in `stall.awm` so that the rule tells of it, and a like edit of which it must say nothing.

`calls` are played as C1 on both specs, all but the last as they come. Where the change breaks agents, the last one must work on the old spec
and be refused on the new one, or give what the old output schema does not allow (of an error code: be refused otherwise). Elsewhere it must go on
working.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from awmc.diff import Change, compare
from awmc.diff.both import Side
from awmc.driver import Checked, Options, run
from awmc.source import SourceFile

FOLDER = Path(__file__).parent
STALL = (FOLDER / "stall.awm").read_text("utf-8")
Edit = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """`edits` are applied to the new spec; `before` to both, where the stall has not what is edited."""

    rule: str
    edits: tuple[Edit, ...]
    quiet: tuple[Edit, ...]
    calls: tuple[tuple[str, dict[str, object]], ...] = ()
    before: tuple[Edit, ...] = ()

    @property
    def old(self) -> str:
        """The spec before."""
        return edited(STALL, self.before)

    @property
    def new(self) -> str:
        """The spec after."""
        return edited(self.old, self.edits)

    @property
    def like(self) -> str:
        """The spec after the edit that the rule passes over."""
        return edited(self.old, self.quiet)


def edited(text: str, edits: tuple[Edit, ...]) -> str:
    """The text with each edit made once, at its first place."""
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


@cache
def compiled(text: str, emit: bool = False) -> Checked:
    """The spec, without errors."""
    found = run(SourceFile("stall.awm", text), FOLDER, Options(lint=False, emit=emit))
    assert not found.errors, [one.message for one in found.diagnostics]
    return found


def side(text: str) -> Side:
    """The spec as a side of a comparison, built."""
    found = compiled(text)
    assert found.environment is not None
    return Side(found.environment, found.build, found.path)


@cache
def changes(old: str, new: str) -> tuple[Change, ...]:
    """What is told of two specs."""
    return compare(side(old), side(new))
