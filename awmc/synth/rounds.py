"""What the steps of writing one spec share: the questions that were asked for it, what they cost, and the attempts so far.

In: who answers, and what is told of each attempt. Out: answers. Guaranteed: the same words asked again are a new sample; what is asked depends on the answers
so far alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from awmc.synth.asking import Ask, Question, Reply
from awmc.synth.attempts import Attempt, Kind
from awmc.synth.budget import Budget, Spent
from awmc.synth.problems import Examination, Stage
from awmc.synth.prompts import Prompts


class Watcher(Protocol):
    """Whoever is told of each attempt when it has been judged."""

    def __call__(self, name: str, attempt: Attempt) -> None:
        """An attempt at the spec `name`."""


@dataclass(frozen=True)
class Answer:
    """One answer of the model, before it is judged: the declarations that it gave and those it took out, by key."""

    kind: Kind
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    spent: Spent = field(default_factory=Spent)


class Rounds:
    """The questions and attempts of one spec. `facts` fill its prompts."""

    def __init__(
        self,
        name: str,
        facts: Mapping[str, object],
        ask: Ask,
        budget: Budget,
        prompts: Prompts,
        watch: Watcher | None,
    ) -> None:
        self.name = name
        self.attempts: list[Attempt] = []
        self.spent = Spent()
        self._facts = facts
        self._ask = ask
        self._budget = budget
        self._prompts = prompts
        self._watch = watch
        self._asked: Counter[tuple[str, ...]] = Counter()

    async def ask(self, prompt: str, **facts: object) -> Reply:
        """The answer to a prompt for a spec. Raises what `Ask` raises, and PromptError."""
        messages = self._prompts.messages(prompt, **{**self._facts, **facts})
        words = tuple(message["content"] for message in messages)
        sample = self._asked[words]
        self._asked[words] += 1
        question = Question(prompt, self.name, messages, "spec", sample=sample)
        reply = await self._ask(question, self._budget)
        self.spent = self.spent + reply.spent
        return reply

    def judged(self, answer: Answer, found: Examination | None, kept: bool) -> None:
        """Write an attempt down. `found` None: there was nothing to look at, or not yet all of it."""
        stage: Stage = "syntax" if found is None else found.stage
        self.attempts.append(
            Attempt(
                kind=answer.kind,
                changed=answer.changed,
                removed=answer.removed,
                notes=answer.notes,
                stage=stage,
                codes=() if found is None else tuple(sorted(found.codes().items())),
                fixes=0 if found is None else found.fixes,
                kept=kept,
                spent=answer.spent,
                lines=0 if found is None else found.facts.lines,
            )
        )
        if self._watch is not None:
            self._watch(self.name, self.attempts[-1])
