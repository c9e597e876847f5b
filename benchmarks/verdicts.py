"""Verdicts on episodes that did what was asked: goal, frame and answers, in process, beside the same by hand and beside the stand-alone verifier."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import fmean

from awmc.runtime import Environment
from benchmarks import corpus
from benchmarks.corpus import Task, answer_of
from benchmarks.measure import (
    Figure,
    Growth,
    Line,
    Settings,
    Target,
    Work,
    nothing,
    side_by_side,
    step_by_step,
)
from benchmarks.shop.sizes import BASE
from benchmarks.shop.ways import Player, Shops, play

MOST = Target("at most", 150)
ORDERS = (BASE, 2_200, 26_500)


def measure(settings: Settings) -> Iterator[Line | Growth]:
    """The shop at three sizes, then the corpus."""
    points: dict[str, list[tuple[float, float]]] = {"awmc": [], "floor": []}
    for orders in ORDERS[:1] if settings.quick else ORDERS:
        shops = Shops(orders)
        found = of_families(shops, settings)
        for name, figures in found.items():
            points[name].append((shops.megabytes, _mean(figures)))
        if orders == BASE:
            yield from _lines(shops, found, settings)
    yield Growth(
        "verdicts",
        "a verdict as the database grows",
        "µs",
        "MB of the database",
        {n: tuple(p) for n, p in points.items()},
    )
    for name in corpus.names():
        with corpus.environment(name) as environment:
            yield of_environment(name, environment, settings)


def of_families(shops: Shops, settings: Settings) -> dict[str, dict[str, Figure]]:
    """The seconds of a verdict on the first task of each family, by way and family."""
    found: dict[str, dict[str, Figure]] = {"awmc": {}, "floor": {}}
    players: dict[str, Player] = {"awmc": shops.ours, "floor": shops.floor}
    for task in shops.firsts:
        for player in players.values():
            play(player, task)
        figures = _verdicts(players, task, settings)
        for name, figure in figures.items():
            found[name][task["family"]] = figure
    return found


def _verdicts(players: Mapping[str, Player], task: Task, settings: Settings) -> dict[str, Figure]:
    works: dict[str, tuple[Work, Work]] = {}
    for name, player in players.items():
        if not player.verdict(task, answer_of(task)):
            raise RuntimeError(f"the solution of {task['id']} earned nothing by {name}")
        works[name] = (nothing, _verdict(player, task))
    return step_by_step(works, settings.rounds, 3 if settings.quick else 100)


def _verdict(player: Player, task: Task) -> Work:
    answer = answer_of(task)
    return lambda: player.verdict(task, answer)


def _mean(figures: Mapping[str, Figure]) -> Figure:
    """Microseconds."""
    errors = [figure.error for figure in figures.values()]
    return Figure(fmean(figures.values()) * 1e6, fmean(errors))


def _lines(shops: Shops, found: dict[str, dict[str, Figure]], settings: Settings) -> Iterator[Line]:
    ours, floor = _mean(found["awmc"]), _mean(found["floor"])
    again = _verdicts(
        {"dictionaries": _played_by_dictionaries(shops)}, shops.firsts[0], Settings(2, True)
    )
    others = {
        "stand-alone verifier": _alone(shops, settings) * 1e6,
        "play again and compare": again["dictionaries"] * 1e6,
    }
    yield Line("verdicts", "the shop, the mean of its families", "µs", ours, floor, others, MOST)
    for family, figure in found["awmc"].items():
        yield Line(
            "verdicts",
            f"the shop, {family}",
            "µs",
            figure * 1e6,
            found["floor"][family] * 1e6,
            target=MOST,
        )


def _played_by_dictionaries(shops: Shops) -> Player:
    play(shops.dictionaries, shops.firsts[0])
    return shops.dictionaries


def _alone(shops: Shops, settings: Settings) -> float:
    """The seconds of the generated verifier as a process of its own."""
    task = shops.firsts[0]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("verifiers.py", "judging.py"):
            (Path(folder) / name).write_text(shops.files[name], encoding="utf-8")
        shops.ours.start(task)
        shops.ours.episode.save(Path(folder) / "initial.db")
        play(shops.ours, task)
        shops.ours.episode.save(Path(folder) / "final.db")
        command = [
            sys.executable,
            "verifiers.py",
            task["id"],
            "initial.db",
            "final.db",
            answer_of(task),
        ]

        def run() -> None:
            subprocess.run(command, cwd=folder, check=True, capture_output=True)

        return side_by_side({"alone": run}, min(3, settings.rounds))["alone"]


def of_environment(name: str, environment: Environment, settings: Settings) -> Line:
    """The mean over the first instances of an environment's families; the note has the dearest."""
    figures: dict[str, Figure] = {}
    with environment.episode(record=False) as episode:
        for task in corpus.firsts(environment):
            episode.restart(task=task["id"])
            for call in task["solution"]:
                episode.call(call["tool"], call["arguments"], side=call["side"])
            answer = corpus.answer_of(task)
            work = (nothing, partial(episode.verify, answer))
            inner = 2 if settings.quick else 20
            found = step_by_step({"verdict": work}, settings.rounds, inner)
            figures[task["family"]] = found["verdict"]
    dearest = max(figures, key=lambda family: figures[family])
    note = f"the mean of {len(figures)} families; {dearest} {figures[dearest] * 1e6:.0f} µs"
    return Line("verdicts", name, "µs", _mean(figures), target=MOST, note=note)
