"""What may have been meant by a name that means nothing: "did you mean".

In: the wrong name, and the names in scope, nearest first. Out: up to three candidates, best first:
a name that differs in case and underscores only; else what awm calls another language's idiom;
else names whose spelling is near. Nothing when nothing is near: a bad guess is worse than none.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from awmc.diagnostics.idioms import FUNCTIONS, IDIOMS, NAMES, TYPES

__all__ = ["FUNCTIONS", "IDIOMS", "NAMES", "TYPES", "distance", "suggest"]

MOST = 3
"""How many candidates are of use to a reader."""

LONGEST = 60
"""Longer names are not compared by spelling, which takes quadratic time."""

WIDEST = 2000
"""How many names in scope are compared, so that a hostile spec cannot make this slow."""


def suggest(
    wrong: str, in_scope: Iterable[str], *, idioms: Mapping[str, str] = IDIOMS
) -> tuple[str, ...]:
    """Up to three candidates for `wrong`, best first; none when nothing is near."""
    scope = [name for name in dict.fromkeys(islice(in_scope, WIDEST)) if name != wrong]
    folded = _fold(wrong)
    if same := [name for name in scope if _fold(name) == folded]:
        return tuple(same[:MOST])
    if folded in idioms:
        return (idioms[folded],)
    return tuple(_near(wrong, scope)[:MOST])


def _fold(name: str) -> str:
    return name.lower().replace("_", "")


def _near(wrong: str, scope: list[str]) -> list[str]:
    """The names whose spelling is near, nearest first; equally near ones in the order of scope."""
    most = min(3, len(wrong) // 3)
    ranked: list[tuple[int, str]] = []
    for name in scope:
        if abs(len(name) - len(wrong)) <= most and max(len(name), len(wrong)) <= LONGEST:
            far = distance(wrong.lower(), name.lower())
        else:
            far = most + 1
        if far <= most:
            ranked.append((far, name))
        elif _shares_words(wrong, name):
            ranked.append((most + 1, name))
    return [name for _, name in sorted(ranked, key=lambda pair: pair[0])]


def _shares_words(wrong: str, name: str) -> bool:
    """Whether all words of one are words of the other: `created` and `created_at`."""
    ours, theirs = set(wrong.lower().split("_")), set(name.lower().split("_"))
    short = min(ours, theirs, key=len)
    return len(ours) != len(theirs) and short <= ours & theirs and max(map(len, short)) > 2


def distance(a: str, b: str) -> int:
    """How many letters to insert, delete, replace or swap with their neighbour make `b` of `a`."""
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, above = above, row
    return above[-1]
