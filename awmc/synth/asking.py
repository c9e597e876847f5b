"""A question to a model, and its answer.

In: questions of many coroutines. Out: answers. Guaranteed: an answer is in the journal before it is given; a question that is in the journal is not asked
again; no more than so many are asked at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from awmc.synth.budget import Budget, Spent

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
    """An answer. `cut`: it ended at the endpoint's limit of tokens; `replayed`: it is from the journal."""

    text: str
    cut: bool = False
    spent: Spent = field(default_factory=Spent)
    replayed: bool = False


class Ask(Protocol):
    """Whoever answers questions."""

    async def __call__(self, question: Question, budget: Budget) -> Reply:
        """The answer, counted in the budget. Raises OutOfBudget before it asks, ModelError where the endpoint gives no answer, OSError where it cannot be kept."""
