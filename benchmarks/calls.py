"""Tool calls: four of the shop beside the same by hand, and every tool that a solution of the corpus calls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from statistics import median
from typing import Any

from awmc.runtime import Environment, Episode
from benchmarks import corpus
from benchmarks.corpus import Task
from benchmarks.measure import Figure, Line, Settings, Target, Work, nothing, step_by_step
from benchmarks.shop.ways import Player, Shops

Call = tuple[str, dict[str, Any]]
FOUR: dict[str, tuple[Call, float]] = {
    "an order with its lines": (("get_order", {"order_id": "O00242"}), 1.5),
    "a search by two words": (("search_products", {"query": "red wool", "limit": 5}), 1.5),
    "a list of my orders": (("list_orders", {}), 1.5),
    "a cancel of four writes": (("cancel_order", {"order_id": "O00242"}), 2.0),
}
"""Each with its target. A cancel writes an order, the stock of each of its lines, a refund and a log."""


def measure(settings: Settings) -> Iterator[Line]:
    """The four, then an environment a line."""
    shops = Shops()
    for work, (call, ratio) in FOUR.items():
        found = four(shops, call, settings)
        others = {"dictionaries": found["dictionaries"] * 1e6}
        yield Line(
            "calls",
            work,
            "µs",
            found["awmc"] * 1e6,
            found["floor"] * 1e6,
            others,
            Target("ratio", ratio),
        )
    for name in corpus.names():
        with corpus.environment(name) as environment:
            yield all_tools(name, environment, settings)


def four(
    shops: Shops, call: Call, settings: Settings, *, dictionaries: bool = True
) -> dict[str, Figure]:
    """The seconds of a call in each shop, each time from the start of a task."""
    players: dict[str, Player] = {"awmc": shops.ours, "floor": shops.floor}
    if dictionaries:
        players["dictionaries"] = shops.dictionaries
    for player in players.values():
        player.start(shops.task("swap"))
    steps = {name: _step(player, shops.task("swap"), call) for name, player in players.items()}
    return step_by_step(steps, settings.rounds, 3 if settings.quick else 60)


def _step(player: Player, task: Task, call: Call) -> tuple[Work, Work]:
    """(before, call): what has been cancelled is to be cancelled anew."""
    work = partial(player.call, *call)
    return (partial(player.start, task) if call[0] == "cancel_order" else nothing), work


def all_tools(name: str, environment: Environment, settings: Settings) -> Line:
    """The middle tool of an environment, from the solutions of the first instance of each family; the note has the dearest."""
    times: dict[str, list[float]] = {}
    statements: dict[str, int] = {}
    with environment.episode(record=False) as episode:
        for _ in range(2 if settings.quick else settings.rounds):
            for task in corpus.firsts(environment):
                episode.restart(task=task["id"])
                for call in task["solution"]:
                    start = time.perf_counter()
                    episode.call(call["tool"], call["arguments"], side=call["side"])
                    times.setdefault(call["tool"], []).append(time.perf_counter() - start)
        for task in corpus.firsts(environment):
            episode.restart(task=task["id"])
            for call in task["solution"]:
                count = _statements(episode, call)
                statements[call["tool"]] = max(count, statements.get(call["tool"], 0))
    middle = {tool: median(found) * 1e6 for tool, found in times.items()}
    dearest = max(middle, key=lambda tool: middle[tool])
    most = max(statements, key=lambda tool: statements[tool])
    note = (
        f"the middle of {len(middle)} tools; {dearest} {middle[dearest]:.0f} µs;"
        f" most statements {most} {statements[most]}"
    )
    return Line("calls", name, "µs", median(middle.values()), note=note)


def _statements(episode: Episode, call: dict[str, Any]) -> int:
    """How many SQL statements a call runs, those of triggers aside."""
    told: list[str] = []
    episode.connection.set_trace_callback(told.append)
    try:
        episode.call(call["tool"], call["arguments"], side=call["side"])
    finally:
        episode.connection.set_trace_callback(None)
    return sum(not text.startswith("--") for text in told)
