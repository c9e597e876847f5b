"""The lists that an endpoint gives beside completions, read without trust: its models, and embeddings.

In: the text of a response. Out: plain values. Guaranteed: whatever the text is, it is read or refused with a `ModelError`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from awmc.diagnostics.words import counted
from awmc.endpoint.completions import ModelError, Usage, field_of, tokens_of


@dataclass(frozen=True)
class Served:
    """A model that an endpoint lists, and who it says owns it: of servers for models of one's own, their own name."""

    name: str
    owner: str


@dataclass(frozen=True)
class Embedded:
    """The vectors of some texts, in their order, all of one length."""

    vectors: tuple[tuple[float, ...], ...]
    usage: Usage


def read_models(text: str) -> tuple[Served, ...]:
    """The models; none where it is no such list."""
    listed = field_of(_parsed(text), "data", list)
    return tuple(Served(field_of(one, "id", str), field_of(one, "owned_by", str)) for one in listed)


def read_embeddings(text: str, wanted: int) -> Embedded:
    """The vectors of `wanted` texts. Raises ModelError."""
    value = _parsed(text)
    placed = {
        field_of(one, "index", int): _vector(field_of(one, "embedding", list))
        for one in field_of(value, "data", list)
    }
    vectors = tuple(placed.get(place, ()) for place in range(wanted))
    if not all(vectors) or len({len(vector) for vector in vectors}) > 1:
        raise ModelError(
            f"the endpoint answered without the embeddings of {counted(wanted, 'text')}: is the model one for embeddings?",
            hopeless=True,
        )
    usage = field_of(value, "usage", dict)
    return Embedded(vectors, Usage(1, tokens_of(usage, "prompt_tokens")))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _vector(found: list[Any]) -> tuple[float, ...]:
    """A vector; the empty one where it is none."""
    good = all(isinstance(one, int | float) and abs(one) < 1e30 for one in found)
    return tuple(float(one) for one in found) if good else ()
