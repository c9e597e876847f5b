"""Facts about a spec that are worked out once, however many rules ask for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from awmc.lint.subject import Subject

_T = TypeVar("_T")


def once(fact: Callable[[Subject], _T]) -> Callable[[Subject], _T]:
    """`fact`, kept with the subject that it is about from its first call on."""
    name = f"{fact.__module__}.{fact.__qualname__}"

    @wraps(fact)
    def kept(subject: Subject) -> _T:
        store = subject.__dict__
        if name not in store:
            store[name] = fact(subject)
        return cast(_T, store[name])

    return kept
