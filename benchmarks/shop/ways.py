"""The same shop three times: awmc's episode and the two by hand, each ready to play tasks.

A player has `start(task)`, `call(tool, arguments)` and `verdict(task, answer)`, and does what a trainer's loop would do with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from awmc.runtime import Environment
from benchmarks.corpus import Task, answer_of
from benchmarks.shop import cart_of, files
from benchmarks.shop.dictionaries import DictionaryShop, read
from benchmarks.shop.sizes import BASE, with_orders
from benchmarks.shop.sqlite_floor import SqliteShop
from benchmarks.shop.verdicts import earned, earned_again


class Player(Protocol):
    """A shop in which tasks are played, one at a time."""

    def start(self, task: Task) -> None: ...
    def call(self, tool: str, arguments: dict[str, Any]) -> str: ...
    def verdict(self, task: Task, answer: str) -> bool: ...


class Compiled:
    """awmc's."""

    def __init__(self, environment: Environment) -> None:
        self.episode = environment.episode(record=False)

    def start(self, task: Task) -> None:
        self.episode.restart(task=task["id"])

    def call(self, tool: str, arguments: dict[str, Any]) -> str:
        return self.episode.call(tool, arguments).text

    def verdict(self, task: Task, answer: str) -> bool:
        return self.episode.verify(answer).reward == 1


class BySqlite:
    """The floor."""

    def __init__(self, schema: str, data: str) -> None:
        self.shop = SqliteShop(schema, data)
        self.call = self.shop.call

    def start(self, task: Task) -> None:
        self.shop.start(task["actor"], cart_of(task))

    def verdict(self, task: Task, answer: str) -> bool:
        return earned(self.shop, task, answer)


class ByDictionaries:
    """As people do today."""

    def __init__(self, floor: BySqlite) -> None:
        self.shop = DictionaryShop(read(floor.shop.connection))
        self.call = self.shop.call

    def start(self, task: Task) -> None:
        self.shop.start(task["actor"], cart_of(task))

    def verdict(self, task: Task, answer: str) -> bool:
        return earned_again(self.shop, task, answer)


class Shops:
    """The three, of so many orders; each is made when it is asked for."""

    def __init__(self, orders: int = BASE, package: Mapping[str, str] | None = None) -> None:
        self.files = files() if package is None else package
        self.data = with_orders(self.files["data.sql"], orders)
        whole = Environment.from_files(self.files)
        self.environment = Environment(
            replace(whole.definition, data=self.data), files=whole.files, on_close=whole.close
        )
        self.tasks: list[Task] = self.environment.tasks()

    def task(self, family: str) -> Task:
        """The first of a family."""
        return next(task for task in self.tasks if task["family"] == family)

    @property
    def firsts(self) -> list[Task]:
        """The first of each family."""
        return list({task["family"]: task for task in reversed(self.tasks)}.values())[::-1]

    @cached_property
    def ours(self) -> Compiled:
        return Compiled(self.environment)

    @cached_property
    def floor(self) -> BySqlite:
        return BySqlite(self.files["schema.sql"], self.data)

    @cached_property
    def dictionaries(self) -> ByDictionaries:
        return ByDictionaries(self.floor)

    @cached_property
    def megabytes(self) -> float:
        """The size of the database."""
        return len(self.floor.shop.connection.serialize()) / 1e6


def play(player: Player, task: Task) -> None:
    """From the start to the end of the solution."""
    player.start(task)
    for call in task["solution"]:
        player.call(call["tool"], call["arguments"])


def episodes(player: Player, tasks: Iterable[Task]) -> None:
    """Whole episodes, each with its verdict, which must be a reward."""
    for task in tasks:
        play(player, task)
        if not player.verdict(task, answer_of(task)):
            raise RuntimeError(f"the solution of {task['id']} earned nothing")
