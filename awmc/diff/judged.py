"""What rules about tasks and handlers share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from awmc.diff.both import Both
from awmc.diff.instances import some_of
from awmc.diff.model import Found
from awmc.ir.model import Handler, Task


def of_instances(both: Both, part: str | None, entry: str, message: str) -> Iterator[Found]:
    """A change for each family of which `entry` of some instance, as tasks.json has it, differs; where there are no instances
    to compare, `part` of the task itself."""
    compared = {family.new.name: family for family in both.instances}
    for old, new in both.tasks.pairs:
        what = f"task {new.name}"
        family = compared.get(new.name)
        if family is not None and family.pairs:
            ids = family.changed(lambda found: found[entry])
            if ids:
                told = some_of(ids, len(family.pairs))
                yield Found(what, f"{message}: {told}", *_texts(old, new, part), old, new)
        elif part is not None and _part_differs(both, old, new, part):
            yield Found(what, message, *_texts(old, new, part), old, new)


def _part_differs(both: Both, old: Task, new: Task, part: str) -> bool:
    return both.differ(getattr(old, part), getattr(new, part), both.within_task(old, new))


def _texts(old: Task, new: Task, part: str | None) -> tuple[str | None, str | None]:
    """The answers as the spec writes them; of other parts nothing."""
    if part != "answers":
        return None, None
    return _answers(old), _answers(new)


def _answers(task: Task) -> str:
    return "; ".join(text for _, text in task.answers)


def handlers(both: Both, event: Literal["call", "clock"]) -> Iterator[Found]:
    """A change where the handlers of an event do something else, taken together in order."""
    old, new = ([h for h in side.env.handlers if h.event == event] for side in (both.old, both.new))
    if both.differ(_bodies(old), _bodies(new)):
        verb = "added" if not old else "removed" if not new else "changed"
        at, was = (new[0] if new else None), (old[0] if old else None)
        yield Found(f"on {event}", verb, was=was, at=at, breaks=both.rewards_if_judged)


def _bodies(found: list[Handler]) -> tuple[object, ...]:
    return tuple(handler.body for handler in found)
