"""There is a new family of tasks.

Scores of the others stay as they are; an average over all tasks is over more.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both, instance_count
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Families without an old partner."""
    for task in both.tasks.added:
        count = instance_count(both.new, task)
        yield Found(f"task {task.name}", f"added{count}", at=task)
