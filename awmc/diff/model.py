"""What a comparison gives: changes of meaning, each told by one rule.

A `Found` is what a rule sees; the runner makes a `Change` of it, with the rule's name, its family and its reasons. All of them
are frozen, and every text in them may hold anything that a spec holds: renderers escape it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from awmc.source import Sources, Span

Audience = Literal["agents", "data", "rewards"]
AUDIENCES: tuple[Audience, ...] = ("agents", "data", "rewards")
"""Who may be broken: programs that call the tools, rows of the schema, scores of the tasks."""

VERBS: Mapping[Audience, tuple[str, str]] = {
    "agents": ("breaks", "break"),
    "data": ("breaks", "break"),
    "rewards": ("changes", "change"),
}
"""What one change does to an audience, and what several do."""

Breaks = Mapping[Audience, str]
"""Why an audience is broken, in a few words."""

Family = Literal["agents", "behaviour", "data", "rewards"]
FAMILIES: Mapping[Family, str] = {
    "agents": "Tools",
    "behaviour": "Behaviour",
    "data": "Schema",
    "rewards": "Tasks",
}
"""The families of rules, in the order in which they are shown, and their titles."""


class Placed(Protocol):
    """What stands at a place of a spec."""

    @property
    def span(self) -> Span:
        """Where it stands."""


@dataclass(frozen=True)
class Found:
    """One change as its rule sees it: `what` it is of ("tool borrow, parameter copy") and what happened to it.

    `old` and `new` are the texts before and after, where a reader wants to see them; `at` and `was` are where it stands in the new and in the
    old spec. `breaks` None: all that the rule may break.
    """

    what: str
    message: str
    old: str | None = None
    new: str | None = None
    was: Placed | None = None
    at: Placed | None = None
    breaks: tuple[Audience, ...] | None = None


@dataclass(frozen=True)
class Change:
    """One change of meaning. `breaks` has, for each audience that it breaks, the reason."""

    rule: str
    family: Family
    what: str
    message: str
    old: str | None
    new: str | None
    old_span: Span | None
    new_span: Span | None
    breaks: Breaks = field(default_factory=dict)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Whom it breaks, and why: `breaks agents: …`, `changes rewards: …`."""
        return tuple(f"{VERBS[name][0]} {name}: {self.breaks[name]}" for name in self.breaks)


@dataclass(frozen=True)
class Compared:
    """Two specs of one environment. `old` and `new` are their display paths; one is None where the environment was added or removed."""

    name: str
    old: str | None
    new: str | None
    changes: tuple[Change, ...] = ()
    code: str = ""
    """The diff of the generated code, if it was asked for."""


@dataclass(frozen=True)
class Environments:
    """All environments of both sides, and the files that their spans point into."""

    compared: tuple[Compared, ...]
    sources: Sources

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of all of them, in order."""
        return tuple(change for one in self.compared for change in one.changes)
