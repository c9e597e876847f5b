"""Who looks on while a task is played: what is said and called, as it happens."""

from __future__ import annotations

from typing import Protocol

from awmc.endpoint.completions import ToolCall
from awmc.runtime.episode import Side
from awmc.runtime.result import Result


class Watcher(Protocol):
    """Hears of everything in its order."""

    def says(self, who: Side, text: str) -> None:
        """Somebody has said something."""

    def calls(self, who: Side, call: ToolCall, result: Result) -> None:
        """Somebody has called a tool."""


class Nobody:
    """Looks away."""

    def says(self, who: Side, text: str) -> None:
        """Nothing."""

    def calls(self, who: Side, call: ToolCall, result: Result) -> None:
        """Nothing."""
