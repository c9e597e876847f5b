"""Names of tables and columns as names of the language, and what they say of a column's type.

In: names as people give them: `order_items`, `OrderItems`, `"unit price"`. Out: `OrderItem`, `unit_price`. Guaranteed: what comes out is a name that the
language takes; `Names` gives each one once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from awmc.syntax.keywords import RESERVED

_NOT_FIELDS = RESERVED | {"me", "self", "old", "now"}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_ODD = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "mice": "mouse", "feet": "foot", "teeth": "tooth",
    "geese": "goose", "leaves": "leaf", "shelves": "shelf", "wolves": "wolf", "knives": "knife", "halves": "half", "lives": "life",
    "movies": "movie", "cookies": "cookie", "series": "series", "species": "species", "news": "news", "media": "media",
    "data": "data", "criteria": "criterion", "analyses": "analysis", "diagnoses": "diagnosis", "bases": "base", "indices": "index",
    "matrices": "matrix", "vertices": "vertex", "quizzes": "quiz", "heroes": "hero", "potatoes": "potato", "tomatoes": "tomato",
    "aliases": "alias", "statuses": "status", "viruses": "virus", "campuses": "campus", "buses": "bus", "bonuses": "bonus",
    "lenses": "lens", "gas": "gas", "canvas": "canvas", "canvases": "canvas", "ties": "tie", "pies": "pie",
}  # fmt: skip
"""Plurals that the rules of `_singular` would get wrong."""

MONEY = frozenset(
    "price cost amount total subtotal fee fees balance budget salary wage tax revenue payment deposit refund tip charge charges credit debit "
    "income expense expenses spend spent earnings payout fare rent premium fine fines".split()
)
NOT_MONEY = frozenset(
    "count qty quantity percent percentage pct ratio hours days minutes seconds hour day score distance weight km miles points units number".split()
)
TRUTH = frozenset(
    "is has can was are should allow allows allowed enable enabled disabled active inactive verified deleted archived completed confirmed default "
    "public private locked featured required visible hidden approved published available primary recurring anonymous read seen".split()
)
TIMES = frozenset(
    "at on date time datetime timestamp day deadline due start end starts ends begin begins from until till since to expires expiry expiration "
    "birthday dob born eta when created updated modified scheduled opens closes opened closed opening closing "
    "shipped sent delivered arrived paid ordered placed issued received returned expected joined hired founded".split()
)

MOST_LETTERS = 100
"""The longest name of an environment, which is that of a file."""


def words(name: str) -> list[str]:
    """The words of a name, in small letters: those between capitals, underscores and whatever is no letter."""
    spelled = name.replace("ß", "ss").replace("æ", "ae").replace("ø", "o")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return [word.lower() for word in _WORD.findall(plain)]


def without_tail(parts: list[str], other: list[str]) -> list[str]:
    """The words of a name before those that it shares with the end of another."""
    shared = 0
    for mine, theirs in zip(reversed(parts), reversed(other), strict=False):
        if mine != theirs:
            break
        shared += 1
    return parts[: len(parts) - shared]


def camel(parts: Iterable[str]) -> str:
    """`LikeThis`."""
    made = "".join(part.capitalize() for part in parts)
    return made if made[:1].isalpha() else f"T{made}"


def snake(parts: Iterable[str], otherwise: str = "field") -> str:
    """`like_this`, told apart from what the language needs for itself."""
    made = "_".join(parts) or otherwise
    made = made if made[0].isalpha() else f"{otherwise}_{made}"
    return f"{made}_" if made in _NOT_FIELDS else made


def field_name(column: str) -> str:
    """The field of a column: its own name, where that is one already."""
    return (
        column if _PLAIN.fullmatch(column) and column not in _NOT_FIELDS else snake(words(column))
    )


def entity_name(table: str, *, singular: bool = True) -> str:
    """The entity of a table: its name, in the singular."""
    parts = words(table) or ["table"]
    return camel([*parts[:-1], _singular(parts[-1]) if singular else parts[-1]])


def environment_name(scenario: str) -> str:
    """The name of an environment: the scenario's own, where that is one already."""
    if _PLAIN.fullmatch(scenario):
        return scenario[:MOST_LETTERS].removesuffix("_")
    return snake(words(scenario), "environment")[:MOST_LETTERS].removesuffix("_")


def _singular(word: str) -> str:
    if word in _ODD:
        return _ODD[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "os")) and len(word) > 3:
        return word[:-1]
    return word[:-1] if word.endswith(("tos", "eos", "ios")) else word


class Names:
    """Names that are taken: each is given once, further ones with a number."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def new(self, name: str) -> str:
        """The name, or that with the first free number."""
        made, number = name, 2
        while made in self._taken:
            made, number = f"{name}{'_' if name.islower() else ''}{number}", number + 1
        self._taken.add(made)
        return made
