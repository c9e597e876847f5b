"""How calls, resets and verdicts grow with the rows: the shop with 100 to 100,000 lines of orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        for work, figures in at(rows, settings).items():
            for name, seconds in figures.items():
                found.setdefault(work, {}).setdefault(name, []).append((rows, seconds * 1e6))
    for work, points in found.items():
        yield Growth(
            "growth", work, "µs", "lines of orders", {n: tuple(p) for n, p in points.items()}
        )


def at(rows: int, settings: Settings) -> dict[str, Mapping[str, float]]:
    """Seconds by work and way, with so many lines of orders."""
    shops = Shops(rows // 3)
    found: dict[str, Mapping[str, float]] = {
        work: four(shops, call, settings, dictionaries=rows <= SLOW)
        for work, (call, _) in FOUR.items()
    }
    players: dict[str, Player] = {"awmc": shops.ours, "floor": shops.floor}
    if rows <= SLOW:
        players["dictionaries"] = shops.dictionaries
    swap = shops.task("swap")

    def step(player: Player) -> tuple[Work, Work]:
        return (lambda: play(player, swap)), (lambda: player.start(swap))

    steps = {name: step(player) for name, player in players.items()}
    found["the start of a task"] = step_by_step(steps, settings.rounds, 3)
    verdicts = of_families(shops, settings)
    found["a verdict"] = {name: fmean(figures.values()) for name, figures in verdicts.items()}
    return found
