"""Seeded randomness for `data` blocks: the same values on every Python.

In: the environment's seed, an entity and the number of the block. Out: a `RandomStream` with the random built-ins of the language.
Guaranteed: all is made of `random.Random.random`, whose sequence Python promises to keep; each block has a stream of
its own, so that a change to one block leaves the others' values as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from random import Random
from typing import TypeVar

from awmc.runtime.failures import invalid

T = TypeVar("T")
_CHUNK = 53
"""The bits of one `random()`."""


class RandomStream:
    """The random built-ins. Those that cannot be done, as `pick` of nothing, fail with `invalid_operation`."""

    def __init__(self, seed: int, entity: str, number: int) -> None:
        digest = sha256(f"{seed}\n{entity}\n{number}".encode()).digest()
        self._source = Random(int.from_bytes(digest[:16], "big"))

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1, each as likely."""
        bits = (limit - 1).bit_length()
        while True:
            found = 0
            for _ in range(0, bits, _CHUNK):
                found = found << _CHUNK | int(self._source.random() * 2**_CHUNK)
            found >>= -bits % _CHUNK
            if found < limit:
                return found

    def chance(self, p: float) -> bool:
        """True with the probability `p`."""
        return self._source.random() < p

    def rand_int(self, a: int, b: int) -> int:
        """From a to b, both included."""
        if a > b:
            invalid(f"There is no number from {a} to {b}")
        return a + self.below(b - a + 1)

    def rand_money(self, a: int, b: int) -> int:
        """From a to b, in the smallest unit."""
        if a > b:
            invalid("The least amount is above the greatest")
        return a + self.below(b - a + 1)

    def rand_date(self, a: str, b: str) -> str:
        """From a to b, both included."""
        first, last = date.fromisoformat(a), date.fromisoformat(b)
        if first > last:
            invalid(f"There is no date from {a} to {b}")
        return (first + timedelta(days=self.below((last - first).days + 1))).isoformat()

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        if not items:
            invalid("There is nothing to pick from")
        return items[self.below(len(items))]

    def shuffle(self, items: Sequence[T]) -> list[T]:
        """The items in random order."""
        return self._drawn(items, len(items))

    def sample(self, items: Sequence[T], n: int) -> list[T]:
        """n of the items, none twice."""
        if not 0 <= n <= len(items):
            invalid(f"There are no {n} items among {len(items)}")
        return self._drawn(items, n)

    def _drawn(self, items: Sequence[T], n: int) -> list[T]:
        """The first n places of a Fisher-Yates shuffle."""
        left = list(items)
        for place in range(n):
            other = place + self.below(len(left) - place)
            left[place], left[other] = left[other], left[place]
        return left[:n]

    # Things that look real, and are not

    def fake_name(self) -> str:
        """A person's name."""
        return f"{self._word('given_names')} {self._word('family_names')}"

    def fake_email(self) -> str:
        """An e-mail address, of a domain that is kept for examples."""
        given, family = self._word("given_names").lower(), self._word("family_names").lower()
        domain = self.pick(("example.org", "example.com"))
        return f"{given}.{family}{self.rand_int(1, 9999)}@{domain}"

    def fake_phone(self) -> str:
        """A telephone number, of the range that is kept for fiction."""
        return f"{self.rand_int(201, 989)}-555-01{self.below(100):02d}"

    def fake_street(self) -> str:
        """A street with a house number."""
        return f"{self.rand_int(1, 199)} {self._word('streets')} {self._word('street_kinds')}"

    def fake_city(self) -> str:
        """A city."""
        return self._word("cities")

    def fake_company(self) -> str:
        """A company."""
        return f"{self._word('company_words')} {self._word('company_kinds')}"

    def fake_sentence(self) -> str:
        """A short sentence."""
        subject = f"The {self._word('adjectives')} {self._word('nouns')}"
        return (
            f"{subject} {self._word('verbs')} the {self._word('adjectives')} {self._word('nouns')}."
        )

    def _word(self, name: str) -> str:
        return self.pick(_words(name))


@cache
def _words(name: str) -> tuple[str, ...]:
    text = files(__package__).joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())
