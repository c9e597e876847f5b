"""How often Python looks for garbage while specs are compiled.

In: nothing. Out: a context in which it looks less often. Guaranteed: what a compile makes is the same, and as much of it is freed; but trees are made of
thousands of small nodes that live until the end, and looking through them again and again takes a tenth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ALLOCATIONS = 20_000
"""New objects, less those that are gone, from which on Python looks; by itself it does from 700 on (Python 3.11)."""


def collect_rarely() -> None:
    """From here on, in this process."""
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Within the block."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
