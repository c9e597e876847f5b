"""The starts of an environment's tasks. The AgentWorldModel format has one database a scenario, so each start becomes a scenario.

In: an environment. Out: its distinct starts (who acts, what is given, how many calls are allowed) with the task instances that begin
there, in the order of tasks.json, each under a name that no other has. Left out are tasks that need a simulated user, for whom
the format has no place.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from awmc.interop.awm.records import normal_name
from awmc.runtime.environment import Environment


@dataclass(frozen=True)
class Start:
    """A start, and the task instances (elements of tasks.json) that begin there."""

    name: str
    tasks: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Chosen:
    """The instances to write, and the ids of those that need a simulated user and are left out."""

    tasks: tuple[dict[str, Any], ...]
    conversations: tuple[str, ...]


def choose(
    environment: Environment, families: Collection[str] = (), limit: int | None = None
) -> Chosen:
    """The instances of the given families (of all, where none is given), of each family the first `limit`."""
    counts: Counter[str] = Counter()
    tasks, conversations = [], []
    for task in environment.tasks():
        family = task["family"]
        if families and family not in families:
            continue
        counts[family] += 1
        if limit is not None and counts[family] > limit:
            continue
        if needs_user(task):
            conversations.append(task["id"])
        else:
            tasks.append(task)
    return Chosen(tuple(tasks), tuple(conversations))


def needs_user(task: dict[str, Any]) -> bool:
    """Whether a simulated user plays a part: by a script, or by calls of its own."""
    return task["user"] is not None or any(call["side"] == "user" for call in task["solution"])


def starts(name: str, tasks: Iterable[dict[str, Any]], taken: set[str]) -> list[Start]:
    """The distinct starts of tasks of the environment `name`. A start is called after its actor (`library_m0122`), with a number where that
    is taken; the new names are added to `taken`."""
    found: dict[str, list[dict[str, Any]]] = {}
    for task in tasks:
        begins = json.dumps([task["actor"], task["given"], task["call_limit"]], sort_keys=True)
        found.setdefault(begins, []).append(task)
    return [Start(_name(name, same[0]["actor"], taken), tuple(same)) for same in found.values()]


def _name(name: str, actor: Any, taken: set[str]) -> str:
    parts = [] if actor is None else actor if isinstance(actor, list) else [actor]
    # a key may be any text of any length
    plain = normal_name("_".join([name, *map(str, parts)]))[:60].strip("_") or "scenario"
    free, number = plain, 1
    while free in taken:
        number += 1
        free = f"{plain}_{number}"
    taken.add(free)
    return free
