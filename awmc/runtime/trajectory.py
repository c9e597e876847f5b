"""What an episode was: its calls, their results, and when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from awmc.runtime.result import Result

if TYPE_CHECKING:
    from awmc.runtime.judging.model import Verdict


class Step(NamedTuple):
    """One call. `clock` is the environment's time after it; `started` are the seconds of real time since the episode began, `seconds`
    those that the call took."""

    tool: str
    arguments: Any
    side: Literal["agent", "user"]
    result: Result
    clock: str
    started: float
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The step as a JSON value; arguments that are none are shown as Python shows them."""
        return {
            "tool": _plain(self.tool),
            "arguments": _plain(self.arguments),
            "side": self.side,
            "ok": self.result.ok,
            "result": json.loads(self.result.text),
            "clock": self.clock,
            "started": round(self.started, 6),
            "seconds": round(self.seconds, 6),
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> Step:
        """The step that `as_json` wrote."""
        text = json.dumps(value["result"], ensure_ascii=False, separators=(",", ":"))
        result = Result(text) if value["ok"] else Result(None, value["result"]["error"])
        return Step(
            value["tool"],
            value["arguments"],
            value["side"],
            result,
            value["clock"],
            value["started"],
            value["seconds"],
        )


def trajectory_json(
    environment: str,
    instance: Mapping[str, Any],
    steps: Iterable[Step],
    answer: str | None,
    verdict: Verdict | None,
) -> dict[str, Any]:
    """The whole episode: what the agent was told, what it did and said, and what it earned; no verdict where it was given up."""
    return {
        "environment": environment,
        "task": instance["id"],
        "actor": instance["actor"],
        "instruction": instance["instruction"],
        "steps": [step.as_json() for step in steps],
        "answer": answer,
        "verdict": None if verdict is None else verdict.as_json(),
    }


def answer_text(answer: object) -> str:
    """An agent's final answer as text: nothing of None, the JSON of what is no text."""
    if isinstance(answer, str):
        return answer
    return "" if answer is None else str(_plain_text(answer))


def _plain(value: object) -> Any:
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return repr(type(value))


def _plain_text(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        return ""
