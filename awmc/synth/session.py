"""What a run of `awmc gen` works with: an output folder that is its own, a model that is asked, what may be spent, and who is told what comes of it.

In: a folder, an endpoint, limits. Out: a `Session` for the time of the run. Guaranteed: the lock of the folder, the journal and the model are closed whatever
happens; answers that are under way then are waited for some seconds, and kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from awmc.diagnostics.words import counted
from awmc.endpoint.model import Endpoint, Model
from awmc.synth.asking import Asker
from awmc.synth.budget import Budget, Limits, Price
from awmc.synth.constrain import Choice, Constraint
from awmc.synth.folder import Folder
from awmc.synth.journal import Journal
from awmc.synth.prompts import Prompts


class Tell(Protocol):
    """Whoever is told, in words and as soon as it is so, what comes of each step."""

    def __call__(self, line: str, *, warning: bool = False) -> None:
        """One line; a warning is about something that is not as it was wanted."""


def silent(line: str, *, warning: bool = False) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Session:
    """What the steps work with. `limits` are those of one spec, within the `budget` of the folder; `concurrency` is how many specs are written at once."""

    folder: Folder
    prompts: Prompts
    ask: Asker
    budget: Budget
    limits: Limits = field(default_factory=Limits)
    concurrency: int = 8
    tell: Tell = silent

    def budget_of(self, name: str) -> Budget:
        """The budget of one spec."""
        return Budget(self.limits, self.budget, name)


@asynccontextmanager
async def session(
    output: Path,
    endpoint: Endpoint,
    *,
    constrain: Choice = "auto",
    prompts: Path | None = None,
    price: Price | None = None,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    total: Limits = Limits(),  # noqa: B008
    concurrency: int = 8,
    embedding_model: str | None = None,
    tell: Tell = silent,
) -> AsyncIterator[Session]:
    """A session on the folder `output`. `limits` are those of one spec, `total` those of the folder; `prompts` is a folder of a user's own.

    Raises FolderError, PromptError, OSError.
    """
    own_prompts = Prompts(prompts)
    folder = Folder(output)
    async with AsyncExitStack() as stack:
        stack.enter_context(folder.locked())
        journal = Journal(folder.answers)
        stack.callback(journal.close)
        if journal.spoiled:
            lines = counted(journal.spoiled, "line")
            tell(f"{folder.answers}: {lines} passed over, which hold no answer", warning=True)
        model = Model(endpoint)
        stack.push_async_callback(model.close)
        embedder = None
        if embedding_model is not None:
            embedder = Model(replace(endpoint, model=embedding_model))
            stack.push_async_callback(embedder.close)
        asker = Asker(
            model,
            Constraint(constrain, model),
            journal,
            concurrency=concurrency,
            price=price,
            embedder=embedder,
        )
        stack.push_async_callback(asker.close)
        budget = Budget(total, name=str(output), spent=journal.spent)
        yield Session(folder, own_prompts, asker, budget, limits, concurrency, tell)
