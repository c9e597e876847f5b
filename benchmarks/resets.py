"""A fresh episode, by every mechanism, at three sizes of the database: each time after an episode that wrote."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Callable, Iterator, Mapping

from benchmarks.measure import Figure, Line, Settings, Target, step_by_step
from benchmarks.shop.sizes import BASE
from benchmarks.shop.ways import BySqlite, Player, Shops, play

SIZES = {"0.1 MB": 1, "0.35 MB": BASE, "1 MB": 2_200, "10 MB": 26_500}
"""Orders of a shop of about that size; one of hardly any rows has as many pages as tables and indexes."""
QUICK = ("0.1 MB", "0.35 MB")


def measure(settings: Settings) -> Iterator[Line]:
    """Size after size."""
    for size, orders in SIZES.items():
        if settings.quick and size not in QUICK:
            continue
        yield from at(size, Shops(orders), settings)


def at(size: str, shops: Shops, settings: Settings) -> Iterator[Line]:
    """Every mechanism, for a shop of one size."""
    quick = step_by_step(_quick(shops), settings.rounds, 3 if settings.quick else 20)
    slow = step_by_step(_slow(shops), min(3, settings.rounds), 3)

    def line(work: str, ours: str, floor: str | None, *names: str, limit: float = 0) -> Line:
        others = {name: slow[name] * 1e6 for name in names}
        target = Target("ratio", limit) if limit else None
        below = None if floor is None else quick[floor] * 1e6
        mine: Figure = {**quick, **slow}[ours]
        note = f"a database of {shops.megabytes:.2f} MB"
        return Line("resets", f"{work}, {size}", "µs", mine * 1e6, below, others, target, note)

    yield line("reset", "reset", "rollback", "deepcopy", "database from SQL", limit=3)
    yield line("another task", "restart", "start")
    yield line("another task that is given rows", "restart, given", "start, given")
    yield line("new episode", "new episode", None, "backup")
    yield line("fork", "fork", None, "deserialize")
    yield line("snapshot and restore", "snapshot and restore", None, "serialize")


def _quick(shops: Shops) -> Mapping[str, tuple[Callable[[], object], Callable[[], object]]]:
    """What begins anew in the same database: (an episode that writes, the way back)."""
    ours, floor = shops.ours, shops.floor
    swap, given = shops.task("swap"), shops.task("half_a_cart")

    def played(player: Player) -> Callable[[], object]:
        return lambda: play(player, swap)

    return {
        "rollback": (played(floor), floor.shop.reset),
        "reset": (played(ours), ours.episode.reset),
        "start": (played(floor), lambda: floor.start(swap)),
        "restart": (played(ours), lambda: ours.start(swap)),
        "start, given": (played(floor), lambda: floor.start(given)),
        "restart, given": (played(ours), lambda: ours.start(given)),
    }


def _slow(shops: Shops) -> Mapping[str, tuple[Callable[[], object], Callable[[], object]]]:
    """What copies the whole database."""
    swap, episode = shops.task("swap"), shops.ours.episode
    connection = shops.floor.shop.connection
    image, documents = connection.serialize(), shops.dictionaries.shop.first

    def deserialize() -> None:
        fresh = sqlite3.connect(":memory:")
        fresh.deserialize(image)
        fresh.close()

    source = sqlite3.connect(":memory:")
    source.deserialize(image)
    target = sqlite3.connect(":memory:")
    works: dict[str, Callable[[], object]] = {
        "new episode": lambda: shops.environment.episode(task=swap["id"], record=False).close(),
        "fork": lambda: episode.fork().close(),
        "snapshot and restore": lambda: episode.restore(episode.snapshot()),
        "serialize": connection.serialize,
        "deserialize": deserialize,
        "backup": lambda: source.backup(target),
        "deepcopy": lambda: copy.deepcopy(documents),
        "database from SQL": lambda: BySqlite(shops.files["schema.sql"], shops.data),
    }
    return {name: (lambda: play(shops.ours, swap), work) for name, work in works.items()}
