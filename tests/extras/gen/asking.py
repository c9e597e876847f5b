"""Questions to a scripted model, as `awmc gen` asks them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from awmc.endpoint.model import Endpoint, Model
from awmc.synth.asking import Asker, Question
from awmc.synth.budget import Budget, Limits, Price
from awmc.synth.constrain import Choice, Constraint
from awmc.synth.journal import Journal

PRICE = Price(2.0, 10.0)


def question(words: str, **more: Any) -> Question:
    return Question("draft", "shop", ({"role": "user", "content": words},), **more)


def unlimited() -> Budget:
    return Budget(Limits(), Budget(Limits()), "shop")


@asynccontextmanager
async def asker(
    url: str,
    out: Path,
    *,
    constrain: Choice = "off",
    concurrency: int = 8,
    price: Price | None = PRICE,
    **endpoint: Any,
) -> AsyncIterator[Asker]:
    """An asker with a journal in `out`."""
    endpoint = {"timeout": 10.0, "retries": 2, "model": "scripted", **endpoint}
    model = Model(Endpoint(base_url=url, **endpoint))
    journal = Journal(out / "answers.jsonl")
    made = Asker(model, Constraint(constrain, model), journal, concurrency=concurrency, price=price)
    try:
        yield made
    finally:
        await made.close()
        journal.close()
        await model.close()


def run(url: str, out: Path, use: Callable[[Asker], Awaitable[Any]], **options: Any) -> Any:
    """What `use` gives, in an event loop of its own."""

    async def within() -> Any:
        async with asker(url, out, **options) as made:
            return await use(made)

    return asyncio.run(within())
