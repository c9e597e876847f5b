"""Which declarations of two specs are the same one.

In: the declarations of one kind on both sides. Out: `Matched`. Those of one name are a pair; a removed and an added one are a renamed pair
where each is the only one of its shape.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str:
        """The name."""


T = TypeVar("T", bound=Named)


@dataclass(frozen=True)
class Matched(Generic[T]):
    """Pairs of old and new, in the new order; what has no partner, in its own order."""

    pairs: tuple[tuple[T, T], ...] = ()
    removed: tuple[T, ...] = ()
    added: tuple[T, ...] = ()

    @property
    def renamed(self) -> tuple[tuple[T, T], ...]:
        """The pairs whose names differ."""
        return tuple((old, new) for old, new in self.pairs if old.name != new.name)

    @property
    def names(self) -> dict[str, str]:
        """New names by old ones, of what was renamed."""
        return {old.name: new.name for old, new in self.renamed}


def match(
    old: Sequence[T],
    new: Sequence[T],
    old_shape: Callable[[T], Hashable] | None = None,
    new_shape: Callable[[T], Hashable] | None = None,
) -> Matched[T]:
    """The declarations in pairs. Without shapes nothing counts as renamed."""
    before = {one.name: one for one in old}
    after = {one.name: one for one in new}
    partner = {name: before[name] for name in after if name in before}
    gone = [one for one in old if one.name not in after]
    come = [one for one in new if one.name not in before]
    if old_shape is not None and new_shape is not None:
        partner.update(_renamed(gone, come, old_shape, new_shape))
    taken = {one.name for one in partner.values()}
    return Matched(
        tuple((partner[one.name], one) for one in new if one.name in partner),
        tuple(one for one in gone if one.name not in taken),
        tuple(one for one in come if one.name not in partner),
    )


def _renamed(
    gone: Sequence[T],
    come: Sequence[T],
    old_shape: Callable[[T], Hashable],
    new_shape: Callable[[T], Hashable],
) -> dict[str, T]:
    """The old declaration by the new name, where each is alone with its shape."""
    old, new = defaultdict[Hashable, list[T]](list), defaultdict[Hashable, list[T]](list)
    for one in gone:
        old[old_shape(one)].append(one)
    for one in come:
        new[new_shape(one)].append(one)
    return {
        new[shape][0].name: found[0]
        for shape, found in old.items()
        if len(found) == 1 and len(new.get(shape, ())) == 1
    }
