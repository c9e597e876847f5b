"""Whether two sets of facts are one and the same but for the names of new keys.

In: the facts and new keys of both sides. Out: yes, no, or that it would take too long to say. Guaranteed: exact. The keys are told apart by the facts
they stand in, and those by their keys, round after round; where keys stay alike that are tied to others, one is matched with each that it may be
in turn, group by group of facts that hang together. Keys that stand in one fact only need no such trial.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from awmc.runtime.judging.facts import Fact, NewKey

STEP_LIMIT = 200_000
"""Facts looked at, over all rounds; about half a second."""

Node = tuple[bool, NewKey]
"""Whether it is of the second side, and the key."""
Colours = dict[Node, int]


class TooHard(Exception):
    """There were more steps than allowed."""


@dataclass
class Comparison:
    """The two sides, and the steps that are left."""

    facts: tuple[Sequence[Fact], Sequence[Fact]]
    keys: tuple[Sequence[NewKey], Sequence[NewKey]]
    steps: int = STEP_LIMIT
    _bound: frozenset[Node] = field(init=False)

    def __post_init__(self) -> None:
        places = Counter(
            (second, part)
            for second, facts in enumerate(self.facts)
            for fact in facts
            for part in {part for part in fact.parts if isinstance(part, NewKey)}
        )
        self._bound = frozenset((bool(side), key) for (side, key), n in places.items() if n > 1)

    def same(self) -> bool:
        """Whether there is a renaming. Raises `TooHard`."""
        first, second = self.facts
        if len(first) != len(second) or _by_table(self.keys[0]) != _by_table(self.keys[1]):
            return False
        if Counter(first) == Counter(second):
            return True
        tables: dict[str, int] = {}
        start = {
            (bool(side), key): tables.setdefault(key.table, len(tables))
            for side, keys in enumerate(self.keys)
            for key in keys
        }
        refined = self._refined(start)
        if refined is None:
            return False
        return self._tied(refined) is None or self._matched(refined)

    def _matched(self, colours: Colours) -> bool:
        """Whether every group of facts that hang together has a like of its own on the other side: any will do, for what is like one is
        like all that are like it."""
        waiting: dict[Hashable, list[list[Fact]]] = {}
        for group in _groups(self.facts[1]):
            waiting.setdefault(_signature(group, True, colours), []).append(group)
        for group in _groups(self.facts[0]):
            others = waiting.get(_signature(group, False, colours), [])
            like = next((n for n, o in enumerate(others) if self._alike(group, o, colours)), None)
            if like is None:
                return False
            del others[like]
        return True

    def _alike(self, group: list[Fact], other: list[Fact], colours: Colours) -> bool:
        keys = (_keys_of(group), _keys_of(other))
        inner = Comparison((group, other), keys, self.steps)
        nodes = [(bool(side), key) for side, found in enumerate(keys) for key in found]
        is_like = inner._search({node: colours[node] for node in nodes})
        self.steps = inner.steps
        return is_like

    def _search(self, colours: Colours) -> bool:
        refined = self._refined(colours)
        if refined is None:
            return False
        tied = self._tied(refined)
        if not tied:
            return True
        ours, theirs = tied
        fresh = len(refined)
        return any(self._search({**refined, ours: fresh, one: fresh}) for one in theirs)

    def _refined(self, colours: Colours) -> Colours | None:
        """The colours when no round tells more apart; None if the sides differ."""
        count = len(set(colours.values()))
        while True:
            self._spend(len(self.facts[0]) + len(self.facts[1]) + len(colours))
            colours, alike = self._round(colours)
            if not alike:
                return None
            now = len(set(colours.values()))
            if now == count:
                return colours
            count = now

    def _round(self, colours: Colours) -> tuple[Colours, bool]:
        """The next colours: each key's own with those of the facts that it is in. And whether both sides have as many of each."""
        numbers: dict[Hashable, int] = {}
        seen: dict[Node, list[tuple[int, int]]] = {node: [] for node in colours}
        kinds: tuple[list[int], list[int]] = ([], [])
        for side, facts in enumerate(self.facts):
            for fact in facts:
                number = numbers.setdefault(_coloured(fact, bool(side), colours), len(numbers))
                kinds[side].append(number)
                for place, part in enumerate(fact.parts):
                    if isinstance(part, NewKey):
                        seen[bool(side), part].append((number, place))
        names: dict[Hashable, int] = {}
        found = {
            node: names.setdefault((colours[node], *sorted(places)), len(names))
            for node, places in seen.items()
        }
        alike = Counter(kinds[0]) == Counter(kinds[1]) and _of_side(found, False) == _of_side(
            found, True
        )
        return found, alike

    def _tied(self, colours: Colours) -> tuple[Node, list[Node]] | None:
        """A key of the first side that stands in several facts and is like another one, and those of the second side that it may be."""
        sizes = Counter(colours[node] for node in self._bound if not node[0])
        tied = [(n, colour) for colour, n in sizes.items() if n > 1]
        if not tied:
            return None
        colour = min(tied)[1]
        members = [node for node, own in colours.items() if own == colour]
        ours = next(node for node in members if not node[0])
        return ours, [node for node in members if node[0]]

    def _spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise TooHard


def _keys_of(facts: Sequence[Fact]) -> list[NewKey]:
    found = (part for fact in facts for part in fact.parts if isinstance(part, NewKey))
    return list(dict.fromkeys(found))


def _groups(facts: Sequence[Fact]) -> list[list[Fact]]:
    """The facts that hang together by their keys; those without a key are left out."""
    leader: dict[NewKey, NewKey] = {}

    def lead(key: NewKey) -> NewKey:
        while (above := leader.setdefault(key, key)) != key:
            leader[key] = key = leader[above]
        return key

    keyed = [(fact, keys) for fact in facts if (keys := _keys_of([fact]))]
    for _, keys in keyed:
        for key in keys:
            leader[lead(key)] = lead(keys[0])
    groups: dict[NewKey, list[Fact]] = {}
    for fact, keys in keyed:
        groups.setdefault(lead(keys[0]), []).append(fact)
    return list(groups.values())


def _signature(facts: Sequence[Fact], second: bool, colours: Colours) -> Hashable:
    return frozenset(Counter(_coloured(fact, second, colours) for fact in facts).items())


def _by_table(keys: Sequence[NewKey]) -> Counter[str]:
    return Counter(key.table for key in keys)


def _of_side(colours: Colours, second: bool) -> Counter[int]:
    return Counter(colour for (side, _), colour in colours.items() if side == second)


def _coloured(fact: Fact, second: bool, colours: Colours) -> Hashable:
    parts = (
        ("new key", colours[second, part]) if isinstance(part, NewKey) else part
        for part in fact.parts
    )
    return (fact.head, tuple(parts))
