"""Statements that are asked for again and again while a package is made: each is lowered once.

Environments are compared by identity (hashing one is slow), expressions by value.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Concatenate, ParamSpec, TypeVar

from awmc.ir.model import Environment

P = ParamSpec("P")
T = TypeVar("T")


def remembered(
    lower: Callable[Concatenate[Environment, P], T],
) -> Callable[Concatenate[Environment, P], T]:
    """`lower`, which remembers what it gave for the last environment. Its other arguments are hashable."""
    last: list[tuple[Environment, dict[Hashable, T]]] = []

    def known(env: Environment, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if not last or last[0][0] is not env:
            last[:] = [(env, {})]
        answers = last[0][1]
        key = (args, tuple(kwargs.items()))
        if key not in answers:
            answers[key] = lower(env, *args, **kwargs)
        return answers[key]

    return known
