"""The hand-written environment of these tests, and calls that between them do everything it can do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from awmc.runtime import Environment, Episode, load

LIBRARY = Path(__file__).parent / "library"


@pytest.fixture(scope="session")
def library() -> Iterator[Environment]:
    with load(LIBRARY, allow_extern=True) as environment:
        yield environment


@pytest.fixture
def episode(library: Environment) -> Iterator[Episode]:
    with library.episode(actor="M1") as episode:
        yield episode
