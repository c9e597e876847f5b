"""Lists and maps, over Python lists and dicts: indexing that fails with a reason, ordering with none last, gathering.

Nothing changes its arguments. A list or map beyond `limits.LIST_LENGTH` fails the call.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from awmc.runtime.failures import invalid
from awmc.runtime.limits import LIST_LENGTH

T = TypeVar("T")
U = TypeVar("U")
K = TypeVar("K", bound=Hashable)


def listed(items: Iterable[T]) -> list[T]:
    """A list of the items, unless there are more than a list may have."""
    result: list[T] = []
    for item in items:
        if len(result) >= LIST_LENGTH:
            invalid(f"The list is longer than {LIST_LENGTH} items")
        result.append(item)
    return result


def plus(a: Sequence[T], b: Sequence[T]) -> list[T]:
    """`a + b` of lists."""
    if len(a) + len(b) > LIST_LENGTH:
        invalid(f"The list is longer than {LIST_LENGTH} items")
    return [*a, *b]


def item(items: Sequence[T], index: int) -> T:
    """`xs[i]`; a negative index counts from the end."""
    if not -len(items) <= index < len(items):
        invalid(f"The index {index} is out of range: the list has {len(items)} items")
    return items[index]


def with_entry(entries: Mapping[K, T], key: K, value: T | None) -> dict[K, T]:
    """What `set m[k] = v` makes of the map; none takes the key out."""
    result = dict(entries)
    if value is None:
        result.pop(key, None)
        return result
    result[key] = value
    return _mapped(result)


def with_item(items: Sequence[T], index: int, value: T) -> list[T]:
    """What `set xs[i] = v` makes of the list."""
    result = list(items)
    item(items, index)  # fails where the place is none of the list's
    result[index] = value
    return result


def map_of(pairs: Iterable[tuple[K, T]]) -> dict[K, T]:
    """`map(k, v for …)`; a repeated key is an error."""
    result: dict[K, T] = {}
    for key, value in pairs:
        if key in result:
            invalid(f"The map has the key {key!r} twice")
        result[key] = value
    return _mapped(result)


def group(pairs: Iterable[tuple[K, T]]) -> list[tuple[K, list[T]]]:
    """`group(k, v for …)`: the values of each key, keys in order of first appearance."""
    groups: dict[K, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return list(groups.items())


def the(items: Iterable[T]) -> T:
    """The only item; more or fewer than one fail."""
    found = list(items)
    if len(found) != 1:
        invalid(f"`the` needs exactly one item, and there are {len(found)}")
    return found[0]


def first(items: Iterable[T]) -> T | None:
    """The first item, none of nothing."""
    return next(iter(items), None)


def least(items: Iterable[Any]) -> Any:
    """`min(…)` of what is gathered; none of nothing."""
    return min(items, default=None)


def greatest(items: Iterable[Any]) -> Any:
    """`max(…)` of what is gathered; none of nothing."""
    return max(items, default=None)


def distinct(items: Iterable[T]) -> list[T]:
    """Without repetitions, in order of first appearance."""
    seen: set[object] = set()
    result: list[T] = []
    for value in items:
        mark = _mark(value)
        if mark not in seen:
            seen.add(mark)
            result.append(value)
    return result


def ordered(
    items: Iterable[T], keys: Callable[[T], tuple[Any, ...]], descending: tuple[bool, ...]
) -> list[T]:
    """`order by k desc, k2`: stable, none last either way. `keys` gives as many values as `descending` has."""
    pairs = [(keys(value), value) for value in items]
    for place in reversed(range(len(descending))):
        some = [pair for pair in pairs if pair[0][place] is not None]
        none = [pair for pair in pairs if pair[0][place] is None]
        some.sort(key=lambda pair: pair[0][place], reverse=descending[place])
        pairs = some + none
    return [value for _, value in pairs]


def sorted_(items: Iterable[T]) -> list[T]:
    """`sorted(xs)`: ascending, none last."""
    return ordered(items, lambda value: (value,), (False,))


def reversed_(items: Sequence[T]) -> list[T]:
    return list(items[::-1])


def zip_(a: Sequence[T], b: Sequence[U]) -> list[tuple[T, U]]:
    """Pairs, as many as the shorter has."""
    return list(zip(a, b, strict=False))


def enumerate_(items: Sequence[T]) -> list[tuple[int, T]]:
    """Each item with its place, from 0."""
    return list(enumerate(items))


def range_(start: int, stop: int | None = None) -> list[int]:
    """`range(n)` and `range(a, b)`."""
    low, high = (0, start) if stop is None else (start, stop)
    if high - low > LIST_LENGTH:
        invalid(f"The list is longer than {LIST_LENGTH} items")
    return list(range(low, high))


def window(items: Sequence[T], limit: int | None, offset: int | None = None) -> list[T]:
    """`limit n offset m` of a finished sequence; a negative one fails."""
    skip = offset or 0
    if skip < 0 or (limit is not None and limit < 0):
        invalid("A limit or an offset is negative")
    return list(items[skip:] if limit is None else items[skip : skip + limit])


def _mapped(entries: dict[K, T]) -> dict[K, T]:
    if len(entries) > LIST_LENGTH:
        invalid(f"The map is longer than {LIST_LENGTH} entries")
    return entries


def _mark(value: object) -> object:
    """Something hashable that is equal exactly for equal values; rows stand for themselves."""
    match value:
        case list() | tuple():
            return ("list", *(_mark(v) for v in value))
        case dict():
            return ("dict", frozenset((k, _mark(v)) for k, v in value.items()))
        case _:
            return value
