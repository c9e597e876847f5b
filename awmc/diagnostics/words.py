"""Words that go with numbers in messages."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`1 table`, `3 tables`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
