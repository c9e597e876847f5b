"""Models that follow a script, asked without a network; `Journal` remembers their answers as a run's journal does."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from awmc.synth.asking import Question, Reply
from awmc.synth.budget import Budget, Limits

Answers = Callable[[Question], str]


class Killed(Exception):
    """The run was killed."""


@dataclass
class Journal:
    """An `Ask`: answers from a script, each kept. It dies instead of giving the answer after the `lives`-th new one; that one is kept, as it would be."""

    answers: Answers
    lives: int | None = None
    kept: dict[str, str] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    """The questions that were paid for."""

    async def __call__(self, question: Question, budget: Budget) -> Reply:
        key = repr((question.prompt, question.about, question.messages, question.sample))
        if key in self.kept:
            return Reply(self.kept[key], replayed=True)
        self.asked.append(question)
        self.kept[key] = self.answers(question)
        if self.lives is not None and len(self.asked) >= self.lives:
            raise Killed
        return Reply(self.kept[key])


def no_limit(_name: str = "") -> Budget:
    """A budget without limits."""
    return Budget(Limits())


def lines(objects: Sequence[object]) -> str:
    """Objects as lines of JSON."""
    return "\n".join(map(json.dumps, objects))


def words_of(question: Question) -> str:
    """What the user's message of a question says."""
    return question.messages[-1]["content"]


def judged(question: Question, category: str = "food", suits: bool = True) -> str:
    """A verdict for each scenario that a question asks about."""
    names = re.findall(r"^- (\w+):", words_of(question), re.MULTILINE)
    return lines([{"name": n, "why": "so", "suitable": suits, "category": category} for n in names])


def world(number: int) -> dict[str, object]:
    """A world that resembles no other, drawn from the first seed."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    words = " ".join(digest[i : i + 6] for i in range(0, 48, 6))
    return {"name": f"world_{number}", "description": words, "seed": 1}
