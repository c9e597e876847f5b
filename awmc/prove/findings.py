"""What every check of `awmc test` gives: findings about tasks, tools and rules, and how progress is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "note"]
Progress = Callable[[int], None]
"""Told how many more steps are done."""


@dataclass(frozen=True)
class Finding:
    """What a check found. `subject` is a task's id, or the name of a tool or rule; `replay` the command that shows it again;
    `detail` a JSON value with all that a program may want to know."""

    check: Literal["solvable", "vacuous", "sharp", "sound", "live"]
    subject: str
    message: str
    severity: Severity = "error"
    replay: str | None = None
    detail: Any = None

    @property
    def mutant_kind(self) -> str | None:
        """Of a mutant that earns the reward, how the solution was changed."""
        match self.check, self.detail:
            case "sharp", {"change": _, "kind": str(kind)}:
                return kind
        return None

    def as_json(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return asdict(self)


def no_progress(_: int) -> None:
    """Tells nobody."""
