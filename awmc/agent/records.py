"""Runs that are kept: one JSON object each, in a file of lines.

In: runs. Out: a file that goes on where it stopped. Guaranteed: a run is in the file when it has ended; a run that is there without an error is not played
again; a line that was cut short is not taken for a run, and spoils no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awmc.agent.loop import Run
from awmc.runtime.environment import Environment
from awmc.runtime.trajectory import trajectory_json


def run_json(
    environment: Environment, instance: dict[str, Any], run: Run, model: str, user_model: str | None
) -> dict[str, Any]:
    """A run as a JSON value: the trajectory that `awmc play` writes, and what a model adds to it."""
    trajectory = trajectory_json(environment.name, instance, run.steps, run.answer, run.verdict)
    return trajectory | {
        "digest": environment.digest,
        "model": model,
        "user_model": None if run.user_messages is None else user_model or model,
        "stop": run.stop,
        "error": None if run.error is None else str(run.error),
        "usage": run.usage.as_json(),
        "user_usage": run.user_usage.as_json(),
        "messages": run.messages,
        "user_messages": run.user_messages,
    }


@dataclass(frozen=True)
class Tally:
    """What counts of a run. `tokens` are those of the agent, read and written; a run with an error has earned nothing, and is not judged."""

    task: str
    reward: float
    score: float
    calls: int
    tokens: tuple[int, int]
    stop: str
    error: str | None

    @staticmethod
    def of(record: dict[str, Any]) -> Tally:
        """The tally of what `run_json` made. Raises KeyError or TypeError for something else."""
        usage = record["usage"]
        verdict = record["verdict"] if record["error"] is None else {"reward": 0, "score": 0}
        return Tally(
            record["task"],
            float(verdict["reward"]),
            float(verdict["score"]),
            sum(step["side"] == "agent" for step in record["steps"]),
            (int(usage["input_tokens"]), int(usage["output_tokens"])),
            record["stop"],
            record["error"],
        )


class RunFile:
    """A file of runs of one model in one environment as it is built now, among others. Raises OSError where the file cannot be read or written."""

    def __init__(self, path: Path, environment: Environment, model: str) -> None:
        self._path = path
        self.finished: dict[str, Tally] = {}
        """By task: runs of this model in this environment that ended without an error."""
        self.unreadable = 0
        """Lines that are no runs."""
        text = path.read_text("utf-8", errors="replace") if path.exists() else ""
        self._needs_line_end = bool(text) and not text.endswith("\n")
        for record in self._records(text.split("\n")):
            played = [record.get(name) for name in ("environment", "digest", "model")]
            if played == [environment.name, environment.digest, model]:
                self._keep(record)

    def _records(self, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
        for line in filter(str.strip, lines):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if isinstance(record, dict):
                yield record
            else:
                self.unreadable += 1

    def _keep(self, record: dict[str, Any]) -> None:
        try:
            tally = Tally.of(record)
        except (KeyError, TypeError, ValueError):
            self.unreadable += 1
            return
        if tally.error is None:
            self.finished[tally.task] = tally

    def add(self, record: dict[str, Any]) -> None:
        """Appends a run."""
        line = json.dumps(record, ensure_ascii=True) + "\n"
        with self._path.open("a", encoding="utf-8") as file:
            file.write("\n" + line if self._needs_line_end else line)
        self._needs_line_end = False


@dataclass(frozen=True)
class Summary:
    """Many runs in numbers. Means are over the runs that were judged, which are those without an error."""

    judged: int
    failed: int
    success: float
    score: float
    calls: float
    tokens: tuple[int, int]


def summary(tallies: Iterable[Tally]) -> Summary:
    """The numbers of runs."""
    all_runs = list(tallies)
    judged = [tally for tally in all_runs if tally.error is None]

    def mean(values: Iterable[float]) -> float:
        return sum(values) / len(judged) if judged else 0.0

    return Summary(
        judged=len(judged),
        failed=len(all_runs) - len(judged),
        success=mean(tally.reward for tally in judged),
        score=mean(tally.score for tally in judged),
        calls=mean(tally.calls for tally in judged),
        tokens=(sum(t.tokens[0] for t in all_runs), sum(t.tokens[1] for t in all_runs)),
    )
