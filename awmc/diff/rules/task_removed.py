"""A family of tasks is gone."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both, instance_count
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "its scores have no successor"}


def find(both: Both) -> Iterator[Found]:
    """Families without a new partner."""
    for task in both.tasks.removed:
        count = instance_count(both.old, task)
        yield Found(f"task {task.name}", f"removed{count}", was=task)
