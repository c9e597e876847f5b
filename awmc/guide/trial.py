"""What the compiler says of the spec of `awmc new` with a piece of it exchanged.

In: a piece of that spec, and what stands in its place. Out: the diagnostics, as they are shown. Nothing is written to disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from awmc.diagnostics.model import Diagnostic
from awmc.diagnostics.render import render
from awmc.driver import check_text
from awmc.resources import template_text
from awmc.source import SourceFile, Sources

NAME = "shop.awm"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the spec, and what an author may write there."""

    place: str
    wrong: str
    right: str = ""
    setup: tuple[str, str] | None = None
    """An exchange made beforehand: what is there, and what comes in its place."""

    def spec(self, text: str) -> str:
        """The spec with `text` in the place."""
        spec = base()
        for old, new in filter(None, (self.setup, (self.place, text))):
            if old not in spec:
                raise ValueError(f"the spec of `awmc new` has no {old!r}")
            spec = spec.replace(old, new, 1)
        return spec


@cache
def base() -> str:
    """The spec that pieces are put into."""
    return template_text("new.awm").replace("{{ name }}", "shop")


def found(spec: str) -> tuple[Diagnostic, ...]:
    """What the compiler finds."""
    return check_text(spec, NAME)


def shown(spec: str) -> str:
    """The first of it, as the command line shows it, without colour."""
    sources = Sources()
    sources.add(SourceFile(NAME, spec))
    return render(found(spec)[0], sources)
