"""The task instances that were built, by family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awmc.ir.model import Task
from awmc.lint.facts.once import once
from awmc.lint.subject import Subject

if TYPE_CHECKING:
    from awmc.build.instance import Instance


@once
def by_family(subject: Subject) -> list[tuple[Task, list[Instance]]]:
    """Each task that gave instances, with them."""
    found: dict[str, list[Instance]] = {}
    for instance in subject.built.tasks:
        found.setdefault(instance.family, []).append(instance)
    return [(task, found[task.name]) for task in subject.env.tasks if task.name in found]
