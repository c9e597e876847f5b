"""Work done once for an environment and wanted by several passes. Environments are compared by identity: hashing one is slow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from awmc.ir.model import Environment

T = TypeVar("T")
_KEPT = 4


def once(make: Callable[[Environment], T]) -> Callable[[Environment], T]:
    """`make`, which remembers what it gave for the last few environments."""
    kept: list[tuple[Environment, T]] = []

    def remembered(env: Environment) -> T:
        for known, value in kept:
            if known is env:
                return value
        value = make(env)
        kept.append((env, value))
        del kept[:-_KEPT]
        return value

    return remembered
