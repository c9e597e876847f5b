"""A question to a model, and its answer.

In: questions of many coroutines. Out: answers. Guaranteed: an answer is in the journal before it is given; a question that is in the journal is not asked
again, and one that is under way is not asked twice; no more than so many are asked at once. Once a request is made its answer is kept, whatever becomes of whoever
asked; one that is not made yet is not made any more when its asker is cancelled.

A question is known by what decides its answer: model, messages, temperature, seed, limit of tokens, kind, schema and sample. It is not known by the endpoint's
address, for a server that is started anew may have another port; nor by its key, nor by how decoding was constrained, which does not change what was asked.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, Protocol

from awmc.endpoint.completions import ModelError, Said, without_thoughts
from awmc.synth.budget import Budget, OutOfBudget, Price, Spent
from awmc.synth.journal import Journal, Kept, digest_of

if TYPE_CHECKING:
    from awmc.endpoint.model import Model
    from awmc.synth.constrain import Constraint

_LONGEST = 200_000
"""Characters of an answer: more than any spec has. What is longer counts as cut off there."""
_FAILURES = 8
"""After so many failures of the endpoint in a row, beside those of requests that were under way, another request is hopeless."""
_BATCH = 64
"""Texts of one request for embeddings."""

Kind = Literal["words", "spec", "json"]
"""What an answer must be: any words; declarations of a spec; lines of JSON objects that `schema` describes. Decoding is constrained to it where it can be."""


@dataclass(frozen=True)
class Question:
    """One request. `prompt` is the name of its prompt (draft, repair, …), `about` what it is for, as the name of a scenario. `sample` tells apart questions of
    the same words, each of which is to have an answer of its own."""

    prompt: str
    about: str
    messages: tuple[Mapping[str, str], ...]
    kind: Kind = "words"
    schema: Mapping[str, Any] | None = None
    sample: int = 0


@dataclass(frozen=True)
class Reply:
    """An answer. `cut`: it ended at a limit of tokens, or was longer than any answer may be; `replayed`: it is from the journal."""

    text: str
    cut: bool = False
    spent: Spent = field(default_factory=Spent)
    replayed: bool = False


class Ask(Protocol):
    """Whoever answers questions."""

    async def __call__(self, question: Question, budget: Budget) -> Reply:
        """The answer, counted in the budget. Raises OutOfBudget before it asks, ModelError where the endpoint gives no answer, OSError where it cannot be kept."""


class Asker:
    """Asks a model, and `embedder` for embeddings. `price` is what dollars are counted by. Close it at the end."""

    def __init__(
        self,
        model: Model,
        constraint: Constraint,
        journal: Journal,
        *,
        concurrency: int = 8,
        price: Price | None = None,
        embedder: Model | None = None,
    ) -> None:
        self._model = model
        self._journal = journal
        self._price = price
        self._constraint = constraint
        self._embedder = embedder or model
        self._free = asyncio.Semaphore(concurrency)
        self._patience = _FAILURES + concurrency
        self._running: dict[str, asyncio.Task[None]] = {}
        self._failures = 0

    async def __call__(self, question: Question, budget: Budget) -> Reply:
        """The answer, counted in the budget. Raises OutOfBudget before it asks, ModelError where the endpoint gives no answer, NoRoom where it cannot be kept."""
        digest = self._digest(question)
        asked = await self._ensure(digest, partial(self._ask, question, digest, budget))
        kept = self._found(digest)
        if not asked:
            budget.spend(kept.spent, replayed=True)
        return Reply(kept.text, kept.finish == "length", kept.spent, not asked)

    async def embed(self, texts: Sequence[str], budget: Budget) -> list[tuple[float, ...]]:
        """The embeddings of texts, counted in the budget. Raises as a question does."""
        model = self._embedder.endpoint.model
        digests = {text: digest_of({"embed": model, "text": text}) for text in texts}
        for digest in set(digests.values()):
            if digest in self._journal:
                budget.spend(self._found(digest).spent, replayed=True)
        while left := {d: text for text, d in digests.items() if d not in self._journal}:
            batch = dict(islice(left.items(), _BATCH))
            await self._ensure(next(iter(batch)), partial(self._embed, batch, budget))
        return [self._found(digests[text]).vector for text in texts]

    async def close(self, grace: float = 5.0) -> None:
        """End; answers that are under way have so many seconds to come, for they are paid for."""
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=grace)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    async def _ensure(self, digest: str, ask: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Have an answer in the journal; whether it was asked for here."""
        while digest not in self._journal:
            running = self._running.get(digest)
            if running is not None:
                await asyncio.wait({running})
                error = None if running.cancelled() else running.exception()
                if error is not None and not isinstance(error, OutOfBudget):
                    raise error
                continue
            async with self._free:
                if digest in self._journal or digest in self._running:
                    continue
                self._journal.check_room()
                task = asyncio.create_task(ask())
                self._running[digest] = task
                task.add_done_callback(lambda done: self._ended(digest, done))
                await asyncio.shield(task)
                return True
        return False

    def _ended(self, digest: str, task: asyncio.Task[None]) -> None:
        self._running.pop(digest, None)
        if not task.cancelled():
            task.exception()  # it is told where it is awaited, if anyone still waits

    async def _ask(self, question: Question, digest: str, budget: Budget) -> None:
        """Ask, and keep the answer."""
        with budget.asking():
            begun = time.monotonic()
            said = await self._said(question)
            text = without_thoughts(said.text).strip()
            spent = self._spent(said, time.monotonic() - begun)
            budget.spend(spent)
            finish = "length" if said.cut or len(text) > _LONGEST else said.finish
            about = f"{question.prompt} {question.about}"
            self._journal.keep([Kept(digest, about, text[:_LONGEST], finish, spent)])

    async def _said(self, question: Question) -> Said:
        seed = self._model.endpoint.seed
        more = {"seed": seed + question.sample} if seed is not None and question.sample else {}
        try:
            said = await self._constraint.say(
                question.messages, question.kind, question.schema, more
            )
        except ModelError as error:
            self._failures += 1
            if self._failures >= self._patience and not error.hopeless:
                told = f"{error}; the last {self._failures} requests all failed"
                raise ModelError(told, hopeless=True) from error
            raise
        self._failures = 0
        return said

    async def _embed(self, batch: Mapping[str, str], budget: Budget) -> None:
        """Ask for the embeddings of texts by their digests, and keep them. The first has what all of them cost."""
        with budget.asking():
            begun = time.monotonic()
            embedded = await self._embedder.embed(list(batch.values()))
            spent = Spent(embedded.usage, None, time.monotonic() - begun)
            budget.spend(spent)
            costs = [spent, *(Spent() for _ in range(len(batch) - 1))]
            self._journal.keep(
                [
                    Kept(digest, "embedding", "", "stop", cost, vector)
                    for digest, cost, vector in zip(batch, costs, embedded.vectors, strict=True)
                ]
            )

    def _spent(self, said: Said, seconds: float) -> Spent:
        return Spent(
            said.usage, None if self._price is None else self._price.of(said.usage), seconds
        )

    def _found(self, digest: str) -> Kept:
        kept = self._journal.get(digest)
        assert kept is not None, digest
        return kept

    def _digest(self, question: Question) -> str:
        endpoint = self._model.endpoint
        return digest_of(
            {
                "model": endpoint.model,
                "messages": [dict(message) for message in question.messages],
                "temperature": endpoint.temperature,
                "seed": endpoint.seed,
                "max_tokens": endpoint.max_tokens,
                "kind": question.kind,
                "schema": question.schema,
                "sample": question.sample,
            }
        )
