"""A task's solution, played as an agent would: each call is checked, runs as a transaction of its own, and is written down.

In: the world at the start of an instance. Out: the calls with their JSON arguments. Guaranteed: a call does what it does in an
episode: arguments are checked, `on call` and the rules run at its end, limits hold.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from awmc.build.program import Program
from awmc.build.state import BuildWorld, Externs
from awmc.emit.names import arguments
from awmc.emit.python.naming import function_names
from awmc.ir.model import Tool
from awmc.runtime.arguments import check
from awmc.runtime.contract import Contract
from awmc.runtime.endings import check_rules
from awmc.runtime.failures import CALL_LIMIT, EPISODE_OVER, Failed, Rejected
from awmc.runtime.functions.encode import dump
from awmc.runtime.journal import Change
from awmc.runtime.limits import LOOP_STEPS

_CALL = 200
"""What a call costs of the budget, in steps, besides what it does."""


@dataclass(frozen=True)
class Step:
    """One call of a solution."""

    tool: str
    arguments: dict[str, Any]
    side: str

    def as_json(self) -> dict[str, Any]:
        """The step in tasks.json."""
        return {"tool": self.tool, "arguments": self.arguments, "side": self.side}


class CallFailed(Exception):
    """A call of a solution gave an error."""


class PlayedWorld(BuildWorld):
    """A world whose outermost `call`s are steps of an agent, or of the user's side."""

    def __init__(self, program: Program, externs: Externs | None = None) -> None:
        self._playing = False
        self._call_start = 0
        super().__init__(program, externs)
        names = function_names(program.env).contracts
        self._tools = {name: program.env.tool(tool) for tool, name in names.items()}
        self._names = {
            tool.name: [argument.json_name for argument in arguments(program.env, tool)]
            for tool in program.env.tools
        }
        """The JSON names of each tool's parameters."""
        self.steps: list[Step] = []
        self.played: list[tuple[str, list[Change]]] = []
        """The side of each step, and what it changed."""
        self.call_limit: int | None = None
        self._ended = False

    def play(self, call_limit: int | None) -> None:
        """The next calls are those of a solution."""
        self.steps, self.played = [], []
        self.call_limit = call_limit
        self._ended = False

    def call(self, model: Contract[Any], /, **values: Any) -> Any:
        """A step, or within a step another tool in the same transaction; gives its JSON value."""
        if self._playing:
            return super().call(model, **values)
        tool = self._tools[model.name]
        given = json.loads(dump(values))
        self._admit(tool)
        self.spend(_CALL)
        ordered = {name: given[name] for name in self._names[tool.name] if name in given}
        self.steps.append(Step(tool.name, ordered, "user" if tool.by_user else "agent"))
        before, start = self._changes, self._start
        self._play(True)
        self._changes, self._start = [], (0, self.now)
        try:
            value = self._outermost(model, given)
        except Failed as failed:
            raise CallFailed(f"`{tool.name}` gives {failed.code}: {failed.message}") from None
        except Rejected as rejected:
            raise CallFailed(f"`{tool.name}` gives {rejected.code}: {rejected.message}") from None
        finally:
            self._play(False)
            self.played.append((self.steps[-1].side, self._changes))
            self._changes, self._start = before + self._changes, start
        self._ended = tool.ends
        return value

    def _admit(self, tool: Tool) -> None:
        if self._ended:
            raise CallFailed(
                f"`{tool.name}` gives {EPISODE_OVER}: an earlier call ended the episode"
            )
        calls = sum(step.side == "agent" for step in self.steps)
        if self.call_limit is not None and calls >= self.call_limit and not tool.by_user:
            raise CallFailed(f"`{tool.name}` gives {CALL_LIMIT}: the limit is {self.call_limit}")

    def _outermost(self, model: Contract[Any], arguments: dict[str, Any]) -> Any:
        now = self.now
        value = json.loads(dump(model.function(self, check(model.arguments, arguments))))
        if model.writes and self.rules.on_call is not None:
            self.rules.on_call(self)
        self._play(False)
        if self._changes or self.now != now:
            check_rules(self, model.checks, model.invariants)
        return value

    def _play(self, playing: bool) -> None:
        """Whether what follows is within a call, which may spend no more steps than an episode allows."""
        self._playing = playing
        self._call_start = self.spent
        self._enough = self.allowance()

    def allowance(self) -> int:
        """Within a call, no more than an episode allows."""
        most = super().allowance()
        return min(most, self._call_start + LOOP_STEPS) if self._playing else most

    def refuse(self) -> None:
        """Raises what says that too many steps were spent, by all or by the call."""
        if self.spent > super().allowance():
            super().refuse()
        raise Failed("invalid_operation", f"The call takes more than {LOOP_STEPS} steps")
