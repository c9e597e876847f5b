"""The compiled environments of the corpus, and their tasks: what every section plays of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from awmc.runtime import Environment, load

GENERATED = Path(__file__).parents[1] / "generated"
Task = dict[str, Any]


def names() -> list[str]:
    """Of the environments."""
    return sorted(manifest.parent.name for manifest in GENERATED.glob("*/manifest.json"))


@contextmanager
def environment(name: str) -> Iterator[Environment]:
    """An environment, with the functions that its spec brings in."""
    with load(GENERATED / name, allow_extern=True) as loaded:
        yield loaded


def firsts(loaded: Environment) -> list[Task]:
    """The first instance of each family of tasks."""
    found: dict[str, Task] = {}
    for task in loaded.tasks():
        found.setdefault(task["family"], task)
    return list(found.values())


def turns(playing: Sequence[tuple[int, Task]]) -> Iterator[list[tuple[int, str, Any, Any]]]:
    """The solutions of tasks that are played at once in a pool, by number: a batch for each turn, with one call of every episode that goes on."""
    for turn in range(max(len(task["solution"]) for _, task in playing)):
        yield [
            (number, call["tool"], call["arguments"], call["side"])
            for number, task in playing
            for call in task["solution"][turn : turn + 1]
        ]


def answer_of(task: Task) -> str:
    """What an agent that did the task would say at the end."""
    return " and ".join(_words(answer["value"]) for answer in task["answers"])


def _words(value: object) -> str:
    return ", ".join(map(_words, value)) if isinstance(value, list) else str(value)
