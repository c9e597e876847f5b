"""What is demanded before and after: which guards, postconditions and goal clauses are the same, and which were changed.

In: conditions of both sides, in order. Out: `Conditions`. Two that mean the same are a pair. Of the rest, those that refuse with the same
words are one that was changed, and so are the last one on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from awmc.diff.canon import Names, body, canon
from awmc.diff.words import short
from awmc.ir import stmt as s
from awmc.ir.stmt import Failure

Condition: TypeAlias = s.Require | s.Ensure
Pair = tuple[Condition, Condition]


@dataclass(frozen=True)
class Conditions:
    """`kept` mean the same, though their failures may differ."""

    kept: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    removed: tuple[Condition, ...]
    added: tuple[Condition, ...]


@dataclass(frozen=True)
class Bodies:
    """The bodies of a pair of tools. `rest` is whether they differ in what they do; `order` whether only in the order of their parts."""

    before: Conditions
    after: Conditions
    rest: bool
    order: bool


def compare_bodies(
    old: tuple[s.Stmt, ...], new: tuple[s.Stmt, ...], names: Names, new_names: Names
) -> Bodies | None:
    """How two bodies differ; None where they do not."""
    if body(old, names) == body(new, new_names):
        return None
    before = compare_conditions(_of(old, s.Require), _of(new, s.Require), names)
    after = compare_conditions(_of(old, s.Ensure), _of(new, s.Ensure), names)
    rest = body(without_conditions(old), names) != body(without_conditions(new), new_names)
    told = any((*_told(before, names), *_told(after, names)))
    return Bodies(before, after, rest, order=not rest and not told)


def compare_conditions(
    old: Sequence[Condition], new: Sequence[Condition], names: Names
) -> Conditions:
    """Which conditions are which."""
    kept, gone, come = _paired(
        old, new, lambda c: body(c.condition, names), lambda c: body(c.condition)
    )
    same, gone, come = _paired(
        gone, come, lambda c: failure(c.failure, names), lambda c: failure(c.failure)
    )
    if len(gone) == len(come) == 1:
        same, gone, come = [*same, (gone[0], come[0])], [], []
    return Conditions(tuple(kept), tuple(same), tuple(gone), tuple(come))


def failure(found: Failure, names: Names | None = None) -> Hashable:
    """The meaning of a failure."""
    meaning: Hashable = canon(found) if names is None else canon(found, names)
    return meaning


def shown(condition: Condition) -> str:
    """The statement as its spec writes it, cut where it is long."""
    return f"`{short(condition.text)}`"


def _paired(
    old: Sequence[Condition],
    new: Sequence[Condition],
    of_old: Callable[[Condition], Hashable],
    of_new: Callable[[Condition], Hashable],
) -> tuple[list[Pair], list[Condition], list[Condition]]:
    """Pairs of one meaning, and what is left of either side."""
    waiting = list(old)
    pairs, come = [], []
    for condition in new:
        meaning = of_new(condition)
        partner = next((one for one in waiting if of_old(one) == meaning), None)
        if partner is None:
            come.append(condition)
        else:
            waiting.remove(partner)
            pairs.append((partner, condition))
    return pairs, waiting, come


def _told(found: Conditions, names: Names) -> tuple[bool, ...]:
    """Whether another rule tells of these conditions."""
    failures = any(failure(old.failure, names) != failure(new.failure) for old, new in found.kept)
    return (bool(found.changed), bool(found.removed), bool(found.added), failures)


def _of(statements: tuple[s.Stmt, ...], kind: type[Condition]) -> list[Condition]:
    return [
        one for one in statements if isinstance(one, s.Require | s.Ensure) and type(one) is kind
    ]


def without_conditions(statements: tuple[s.Stmt, ...]) -> tuple[s.Stmt, ...]:
    """What a body does between its guards and its postconditions."""
    return tuple(one for one in statements if not isinstance(one, s.Require | s.Ensure))
