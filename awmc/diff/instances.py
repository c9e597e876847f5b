"""The task instances of both specs, side by side.

In: the paired families, and the instances that were built. Out: for each family the pairs of instances, by id, as tasks.json has
them, and the ids that came and went. A change of a tool, a rule or a row that changes what an instance's solution leaves behind shows here,
though the text of the task is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from awmc.build import Instance
from awmc.ir.model import Task

Entry = dict[str, Any]
FEW = 3
"""How many names of many are shown."""


@dataclass(frozen=True)
class Family:
    """One family of tasks on both sides. Ids are those of the new side; the old ones of a renamed family are put in its words."""

    old: Task
    new: Task
    pairs: tuple[tuple[str, Entry, Entry], ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]

    def changed(self, part: Callable[[Entry], Any]) -> tuple[str, ...]:
        """The ids of the instances of which `part` differs."""
        return tuple(id_ for id_, old, new in self.pairs if part(old) != part(new))


def families(
    tasks: Sequence[tuple[Task, Task]], old: Sequence[Instance], new: Sequence[Instance]
) -> tuple[Family, ...]:
    """The families that both sides have."""
    return tuple(_family(before, after, old, new) for before, after in tasks)


def _family(before: Task, after: Task, old: Sequence[Instance], new: Sequence[Instance]) -> Family:
    was = {
        after.name + one.id.removeprefix(before.name): one.as_json()
        for one in old
        if one.family == before.name
    }
    now = {one.id: one.as_json() for one in new if one.family == after.name}
    return Family(
        before,
        after,
        tuple((id_, was[id_], entry) for id_, entry in now.items() if id_ in was),
        tuple(id_ for id_ in was if id_ not in now),
        tuple(id_ for id_ in now if id_ not in was),
    )


def few(names: Sequence[str]) -> str:
    """The first few of some names: `a, b, c and 4 more`."""
    shown = ", ".join(names[:FEW])
    return f"{shown} and {len(names) - FEW} more" if len(names) > FEW else shown


def some_of(names: Sequence[str], total: int) -> str:
    """How many instances of how many, and which: `2 of 10 instances: a, b`."""
    if total == 1:
        return "its instance"
    return f"{len(names)} of {total} instances: {few(names)}"
