"""How calls, resets and verdicts grow with the rows: the shop with 100 to 100,000 lines of orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from statistics import fmean

from benchmarks.calls import FOUR, four
from benchmarks.measure import Growth, Settings, Work, step_by_step
from benchmarks.shop.ways import Player, Shops, play
from benchmarks.verdicts import of_families

ROWS = (100, 1_080, 10_000, 100_000)
"""Lines of orders, three for each order."""
SLOW = 10_000
"""With more rows, dictionaries are left out."""

Points = dict[str, list[tuple[float, float]]]


def measure(settings: Settings) -> Iterator[Growth]:
    """A growth for each call, for the reset and for the verdict."""
    found: dict[str, Points] = {}
    for rows in ROWS[:2] if settings.quick else ROWS:
        shops = Shops(rows // 3)
        for work, figures in at(shops, settings, dictionaries=rows <= SLOW).items():
            for name, seconds in figures.items():
                point = (_lines(shops), seconds * 1e6)
                found.setdefault(work, {}).setdefault(name, []).append(point)
    for work, points in found.items():
        yield Growth(
            "growth", work, "µs", "lines of orders", {n: tuple(p) for n, p in points.items()}
        )


def _lines(shops: Shops) -> int:
    (found,) = shops.floor.shop.connection.execute("SELECT count(*) FROM order_line").fetchone()
    return int(found)


def at(shops: Shops, settings: Settings, *, dictionaries: bool) -> dict[str, Mapping[str, float]]:
    """Seconds by work and way."""
    found: dict[str, Mapping[str, float]] = {
        work: four(shops, call, settings, dictionaries=dictionaries)
        for work, (call, _) in FOUR.items()
    }
    players: dict[str, Player] = {"awmc": shops.ours, "floor": shops.floor}
    if dictionaries:
        players["dictionaries"] = shops.dictionaries
    swap = shops.task("swap")

    steps: dict[str, tuple[Work, Work]] = {
        name: (partial(play, player, swap), partial(player.start, swap))
        for name, player in players.items()
    }
    found["the start of a task"] = step_by_step(steps, settings.rounds, 3)
    verdicts = of_families(shops, settings)
    found["a verdict"] = {name: fmean(figures.values()) for name, figures in verdicts.items()}
    return found
