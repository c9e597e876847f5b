"""How an episode begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Start:
    """What `Environment.episode` takes: the id of a task, a seed, the key of who is signed in."""

    task: str | None = None
    seed: int = 0
    actor: Any = None
