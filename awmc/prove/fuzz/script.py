"""A script: how an episode starts and the calls that are made in it, as data that survives JSON.

Hostile arguments are part of it: NaN and infinity are written as Python's `json` writes them, lone surrogates as escapes.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, replace
from typing import Any

from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode, Side

LONGEST_COMMAND = 4000
"""Characters of a script that still goes into a command line."""


@dataclass(frozen=True)
class ScriptCall:
    """One call: a tool's name (or what stands in its place), JSON arguments, and who calls."""

    tool: Any
    arguments: Any
    side: Side = "agent"

    def as_json(self) -> dict[str, Any]:
        """The call as a JSON object."""
        return {"tool": self.tool, "arguments": self.arguments, "side": self.side}


@dataclass(frozen=True)
class Script:
    """The calls of one episode, and its start: a task's, or an actor's (`actor` is a JSON value, a list of a compound key's parts)."""

    calls: tuple[ScriptCall, ...] = ()
    task: str | None = None
    actor: Any = None
    seed: int = 0

    def with_calls(self, calls: tuple[ScriptCall, ...]) -> Script:
        """The same start with other calls."""
        return replace(self, calls=calls)

    def episode(self, env: Environment) -> Episode:
        """A new episode at the start. Raises ValueError for a task or an actor that does not fit."""
        return env.episode(seed=self.seed, actor=self.actor, task=self.task)

    def as_json(self) -> dict[str, Any]:
        """The script as a JSON object."""
        calls = [call.as_json() for call in self.calls]
        return {"task": self.task, "actor": self.actor, "seed": self.seed, "calls": calls}

    def command(self, target: str) -> str:
        """The command that plays it again on the spec or folder `target`. A script too long for a command line is read from a file."""
        text = json.dumps(self.as_json(), separators=(",", ":"))
        given = shlex.quote(text) if len(text) <= LONGEST_COMMAND else "@script.json"
        return f"awmc test {shlex.quote(target)} --replay {given}"


def read_script(value: Any) -> Script:
    """The script of a JSON value. Raises ValueError for one that is none."""
    if isinstance(value, list):
        value = {"calls": value}
    if not isinstance(value, dict) or not isinstance(value.get("calls"), list):
        raise ValueError("a script is an object with a list of calls")
    task, seed = value.get("task"), value.get("seed", 0)
    if not isinstance(seed, int) or not (task is None or isinstance(task, str)):
        raise ValueError("a script's seed is a number and its task a text")
    return Script(
        tuple(_read_call(call) for call in value["calls"]), task, value.get("actor"), seed
    )


def _read_call(value: Any) -> ScriptCall:
    if not isinstance(value, dict) or "tool" not in value:
        raise ValueError("a call is an object with a tool and its arguments")
    side = value.get("side", "agent")
    if side not in ("agent", "user"):
        raise ValueError("a call's side is agent or user")
    return ScriptCall(value["tool"], value.get("arguments"), side)
