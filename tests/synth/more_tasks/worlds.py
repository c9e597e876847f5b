"""Environments that walks are drawn in, each compiled once, and stand-ins for a model that phrases."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from awmc.driver import Options, compile_file
from awmc.runtime.loader import load_files
from awmc.synth.asking import Question, Reply
from awmc.synth.budget import Budget, Limits
from awmc.synth.more_tasks.bench import World
from awmc.synth.more_tasks.steps import MoreTasks, Settings, more_tasks
from awmc.synth.more_tasks.walks import Walk, walks
from awmc.synth.prompts import Prompts

ROOT = Path(__file__).parents[3]
SPECS = {
    "library": ROOT / "specs/library.awm",
    "sorting_game": ROOT / "specs/sorting_game.awm",
    "example": ROOT / "templates/prompt/example.awm",
}
KIOSK = ROOT / "tests/prove/kiosk.awm"
"""A small one, which compiles fast."""
SMALL = Settings(batch=2, mutants=12, rounds=2)

Answer = Callable[[dict[str, Any]], dict[str, Any] | str]
"""What a stand-in says of the brief of a walk: an object, or any text."""


@cache
def world(name: str) -> World:
    """A spec of the repository, compiled in memory."""
    checked = compile_file(SPECS[name], Options(lint=False))
    assert checked.environment is not None and checked.package is not None
    return World(checked.environment, load_files(checked.package.files))


@cache
def drawn(name: str, count: int = 6) -> tuple[Walk, ...]:
    """The first walks of a world."""
    return tuple(islice(walks(world(name)), count))


def honest(brief: dict[str, Any]) -> dict[str, Any]:
    """An instruction that says all that it must, as a clerk would."""
    text = f"Please do this: {'. Then '.join(brief['wanted'])}."
    if brief["asked"]:
        text += f" Then tell me the {brief['asked'].split(' (in')[0]}."
    return {"walk": brief["walk"], "name": f"errand_{brief['walk']}", "instruction": text}


class Model:
    """A model that answers each walk of a question with the next of its answers; the last one goes on for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = answers or (honest,)
        self.questions: list[Question] = []

    async def __call__(self, question: Question, budget: Budget) -> Reply:
        """The answer to one question."""
        answer = self.answers[min(len(self.questions), len(self.answers) - 1)]
        self.questions.append(question)
        lines = question.messages[-1]["content"].splitlines()
        said = [answer(json.loads(line)) for line in lines if line.startswith('{"walk"')]
        return Reply("\n".join(s if isinstance(s, str) else json.dumps(s) for s in said))


def added(
    text: str, path: Path, count: int, model: Model, settings: Settings = SMALL
) -> tuple[MoreTasks, Sequence[str]]:
    """What comes of a spec, and what was told meanwhile."""
    told: list[str] = []
    made = asyncio.run(
        more_tasks(text, path, count, model, Budget(Limits()), Prompts(), settings, told.append)
    )
    return made, told
