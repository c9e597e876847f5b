"""The story of one spec: each time that the model was asked, what it changed, and what was found then.

Data alone: `loop.py` makes it, `report.py` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from awmc.synth.budget import Spent
from awmc.synth.problems import Examination, Stage

Kind = Literal["draft", "rest of draft", "repair", "rewrite"]
"""What an answer was asked for."""
Ending = Literal["clean", "out of budget", "gave up", "failed"]
"""`gave up`: the same state came back again and again; `failed`: the endpoint gave no answer."""


@dataclass(frozen=True)
class Attempt:
    """One answer of the model. `changed` are the declarations that it gave ("tool borrow"), `removed` those that it took out; `notes` what else was done with
    the answer ("the environment was called shop"). `codes` and `stage` are of the text with them. `kept`: whether this text became the current one."""

    kind: Kind
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    notes: tuple[str, ...]
    stage: Stage
    codes: tuple[tuple[str, int], ...]
    fixes: int
    kept: bool
    spent: Spent
    lines: int = 0
    """How long the text is with them; 0 where nobody counted."""


@dataclass(frozen=True)
class Outcome:
    """What became of one spec. `best` is None where the model gave no spec at all; `why` says in words why it ended, where it is not clean."""

    name: str
    ending: Ending
    best: Examination | None
    attempts: tuple[Attempt, ...]
    spent: Spent
    why: str = ""

    @property
    def clean(self) -> bool:
        """Whether the spec is proven."""
        return self.ending == "clean"
