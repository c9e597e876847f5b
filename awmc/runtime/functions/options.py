"""Values that may be none, for the places where a plain `if` does not fit in an expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from awmc.runtime.failures import Failed, invalid

V = TypeVar("V")
W = TypeVar("W")


class Keyed(Protocol):
    """A row."""

    @property
    def KEY(self) -> tuple[Any, ...]:
        """The values of its key."""


def some(value: V | None) -> V:
    """A value that is known not to be none."""
    if value is None:
        invalid("A value that must be there is none")
    return value


def when_some(value: V | None, function: Callable[[V], W]) -> W | None:
    """The function of the value; none of none."""
    return None if value is None else function(value)


def or_else(value: V | None, other: Callable[[], W]) -> V | W:
    """`value ?? other`, the other side evaluated where it is needed only."""
    return other() if value is None else value


def key_of(row: Keyed | None) -> Any:
    """The key of a row: its value, or a tuple of a compound one's; none of none."""
    if row is None:
        return None
    key = row.KEY
    return key[0] if len(key) == 1 else key


def attempt(question: Callable[[], V]) -> Callable[[], V]:
    """Asks now, answers later: a question that fails now fails only when its answer is wanted (an `old` that is not reached)."""
    try:
        answer = question()
    except Failed as failed:
        failure = failed

        def fail() -> V:
            raise failure

        return fail
    return lambda: answer
