"""What is said of a row so that it is known among others.

In: a result, and the place of a key in it. Out: facts. Guaranteed: in each list on the way they fit one item only; none is a key that no user knows, a yes or no,
or a long text; the plainest and fewest are taken, and the name with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from awmc.ir import types as t
from awmc.synth.more_tasks.bench import NAMES, Bench
from awmc.synth.more_tasks.places import Place, form, leaves, value_at
from awmc.synth.more_tasks.values import Fact, facts_of, says, type_at, words

_LONGEST = 80
_NO_DESCRIPTION = (t.BoolType, t.ListType, t.MapType, t.ObjectType, t.RecordType)


def described(bench: Bench, tool: str, value: Any, place: Place) -> list[Fact] | None:
    """What is said of the row at a place of a result so that it is the only one meant. None where nothing tells it from the others."""
    facts: list[Fact] = []
    for at, part in enumerate(place):
        if isinstance(part, int):
            items = value_at(value, place[:at])
            found = _among(bench, tool, items, place[: at + 1], part)
            if found is None:
                return None
            facts += found
    return facts


def _among(
    bench: Bench, tool: str, items: Sequence[Any], place: Place, at: int
) -> list[Fact] | None:
    candidates = _features(bench, tool, items[at], place)
    if len(items) == 1:
        return [fact for rank, _, fact in candidates[:1] if rank <= 1]
    for size in (1, 2, 3):
        for chosen in combinations(candidates[:8], size):
            fitting = sum(1 for item in items if all(_has(item, p, f) for _, p, f in chosen))
            if fitting == 1:
                return [fact for _, _, fact in _named(chosen, candidates)]
    return None


_Feature = tuple[int, Place, Fact]


def _named(chosen: Sequence[_Feature], candidates: Sequence[_Feature]) -> list[_Feature]:
    """What tells an item from others, and its name before it: nobody speaks of "the one on 9 October at 20:30"."""
    if candidates[0][0] > 0 or any(rank <= 1 for rank, _, _ in chosen):
        return list(chosen)
    return [candidates[0], *chosen]


def _features(bench: Bench, tool: str, item: Any, place: Place) -> list[_Feature]:
    """What can be said of an item, the plainest first."""
    env, result = bench.world.env, bench.world.tools[tool].result
    keys = {shown.path: shown.entity for shown in bench.world.graph.keys[tool]}
    found: list[_Feature] = []
    for path, leaf in leaves(item):
        known = type_at(env, result, (*place, *path))
        if known is None or leaf is None or isinstance(known[0], _NO_DESCRIPTION):
            continue
        key_of = keys.get(form((*place, *path)))
        if key_of is not None and not _is_spoken(bench, key_of, path, leaf):
            continue
        if bench.is_internal(leaf):
            continue
        about = words(" ".join(str(part) for part in path)) or words(tool)
        for fact in facts_of(env, about, known[0], leaf):
            if len(fact.shown) <= _LONGEST and fact.shown.strip():
                found.append((_rank(fact, path), path, fact))
    return sorted(found, key=lambda one: (one[0], len(one[1])))


def _is_spoken(bench: Bench, entity: str, path: Place, key: Any) -> bool:
    """Whether users say a key: a word, or a number that nobody counts by, as that of a room."""
    if isinstance(key, str):
        return bench.is_name(key)
    automatic = bench.world.runtime.entities[entity].TABLE.auto is not None
    return not automatic and not str(path[-1] if path else "id").endswith("id")


def _rank(fact: Fact, path: Place) -> int:
    if fact.kind == "text":
        return 0 if path and path[-1] in NAMES else 1
    return {"date": 2, "enum": 3, "decimal": 4, "datetime": 5}.get(fact.kind, 6)


def _has(item: Any, path: Place, fact: Fact) -> bool:
    value = value_at(item, path)
    if isinstance(value, str) and isinstance(fact.value, str):
        # a name that holds the other would be meant by it, too
        return value == fact.value or (fact.kind == "text" and says(value, fact))
    return bool(value == fact.value)
