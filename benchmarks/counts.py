"""What calls, starts and verdicts cost, counted and not timed: the same on every machine, so that a test can hold them.

    python -m benchmarks.counts             # what has moved against counts.json
    python -m benchmarks.counts --bless     # counts.json is what is found now

In: the corpus and the shop, the first instance of each family of tasks. Out: for each tool, for all starts and for the verdict of each family three totals over
these solutions: SQL statements (those of triggers aside), instructions of SQLite's virtual machine, and calls of Python functions, built-in ones too. The
second depend on the version of SQLite, the third on that of Python: they are compared only where it is that of counts.json. Everything has been done
once before it is counted.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from awmc.runtime import Environment, Episode
from benchmarks import corpus, shop

FILE = Path(__file__).with_name("counts.json")
SHOP = "shop"
INSTANCES = 2
"""Of each family in the shop."""
BLESS = "python -m benchmarks.counts --bless"
MORE = 0.02
"""The share by which instructions and Python calls may grow unnoticed."""
SLACK = 30
"""And so many whatever the share: a small count moves by an import or a cache."""

KINDS = ("SQL statements", "SQLite instructions", "Python calls")
Counts = dict[str, tuple[int, ...]]
"""By what was done: one number for each of `KINDS`."""
Work = Callable[[], object]


@dataclass(frozen=True)
class Known:
    """counts.json."""

    sqlite: str
    python: str
    environments: Mapping[str, Counts]

    def comparable(self) -> tuple[bool, bool, bool]:
        """Which kinds can be compared with what is counted here."""
        return True, self.sqlite == sqlite3.sqlite_version, self.python == python_version()


@dataclass(frozen=True)
class Moved:
    """A count that is not what it was."""

    environment: str
    work: str
    kind: str
    before: int
    after: int

    @property
    def dearer(self) -> bool:
        """Whether it is a regression."""
        return self.after > self.before

    def __str__(self) -> str:
        return f"{self.environment}: {self.work}: {self.kind} {self.before:,} → {self.after:,}"


def python_version() -> str:
    """The minor version, which decides how many calls there are."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


@contextmanager
def environment(name: str) -> Iterator[Environment]:
    """An environment of the corpus, or the shop."""
    if name != SHOP:
        with corpus.environment(name) as loaded:
            yield loaded
    else:
        with Environment.from_files(shop.files(INSTANCES)) as loaded:
            yield loaded


def names() -> list[str]:
    """What is counted."""
    return [*corpus.names(), SHOP]


def count(loaded: Environment) -> Counts:
    """What is done in an environment, and its counts."""
    totals: dict[str, list[int]] = {}
    with loaded.episode(record=False) as episode:
        for _ in play(episode, loaded):
            pass
        for place, counter in enumerate((_statements, _instructions, _python_calls)):
            for work, counted in play(episode, loaded, counter):
                totals.setdefault(work, [0, 0, 0])[place] += counted
    return {work: tuple(numbers) for work, numbers in sorted(totals.items())}


def play(
    episode: Episode, loaded: Environment, counter: Callable[[Episode, Work], int] | None = None
) -> Iterator[tuple[str, int]]:
    """Every step of the solutions, with what a counter tells of it."""

    def counted(work: Work) -> int:
        if counter is not None:
            return counter(episode, work)
        work()
        return 0

    for task in corpus.firsts(loaded):
        yield "starts", counted(lambda: episode.restart(task=task["id"]))  # noqa: B023
        for call in task["solution"]:
            made = (call["tool"], call["arguments"])
            found = counted(lambda: episode.call(*made, side=call["side"]))  # noqa: B023
            yield f"call {call['tool']}", found
        answer = corpus.answer_of(task)
        yield f"verdict {task['family']}", counted(lambda: episode.verify(answer))  # noqa: B023
        yield "resets", counted(episode.reset)


def _statements(episode: Episode, work: Work) -> int:
    told: list[str] = []
    episode.connection.set_trace_callback(told.append)
    try:
        work()
    finally:
        episode.connection.set_trace_callback(None)
    return sum(not text.startswith("--") for text in told)


def _instructions(episode: Episode, work: Work) -> int:
    done = 0

    def step() -> int:
        nonlocal done
        done += 1
        return 0

    episode.connection.set_progress_handler(step, 1)
    try:
        work()
    finally:
        episode.connection.set_progress_handler(None, 1)
    return done


def _python_calls(episode: Episode, work: Work) -> int:
    done = 0

    def event(frame: FrameType, what: str, argument: Any) -> None:
        nonlocal done
        done += what in ("call", "c_call")

    sys.setprofile(event)
    try:
        work()
    finally:
        sys.setprofile(None)
    return done


def compare(name: str, found: Counts, known: Known) -> Iterator[Moved]:
    """What has moved; what there was nothing known of counts from 0."""
    before = known.environments.get(name, {})
    comparable = known.comparable()
    for work in sorted({*found, *before}):
        was, now = before.get(work, (0, 0, 0)), found.get(work, (0, 0, 0))
        for place, kind in enumerate(KINDS):
            room = (was[place] * MORE + SLACK) if place and work in before else 0
            if comparable[place] and abs(now[place] - was[place]) > room:
                yield Moved(name, work, kind, was[place], now[place])


def load() -> Known:
    """counts.json."""
    text = json.loads(FILE.read_text(encoding="utf-8"))
    environments = {
        name: {work: tuple(numbers) for work, numbers in counts.items()}
        for name, counts in text["environments"].items()
    }
    return Known(text["sqlite"], text["python"], environments)


def bless(found: Mapping[str, Counts]) -> None:
    """counts.json is this from now on, for the environments that were counted; a line for each thing that is done."""
    kept = dict(load().environments) if FILE.exists() else {}
    every = {name: counts for name, counts in {**kept, **found}.items() if name in names()}
    blocks = []
    for name in sorted(every):
        lines = [f"      {json.dumps(work)}: {list(n)}" for work, n in every[name].items()]
        blocks.append(f"    {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n    }")
    head = {"sqlite": sqlite3.sqlite_version, "python": python_version(), "kinds": list(KINDS)}
    start = json.dumps(head, indent=2)[:-2]
    text = start + ',\n  "environments": {\n' + ",\n".join(blocks) + "\n  }\n}\n"
    FILE.write_text(text, encoding="utf-8")


def main() -> int:
    """Count, and tell what moved, or keep it. 1 if something got dearer."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bless", action="store_true", help="keep what is found in counts.json")
    blessing = parser.parse_args().bless
    found = {}
    for name in names():
        with environment(name) as loaded:
            found[name] = count(loaded)
    moved = [] if not FILE.exists() else [m for n in found for m in compare(n, found[n], load())]
    for one in moved:
        print(one)
    if blessing:
        bless(found)
        print(
            f"wrote {FILE.name}: {sum(map(len, found.values()))} counts of {len(found)} environments"
        )
        return 0
    for kind, same in zip(KINDS, load().comparable(), strict=True):
        if not same:
            print(f"{kind} were not compared: counts.json was made by other versions")
    print(f"{len(moved)} counts moved" + (f"; to keep them: {BLESS}" if moved else ""))
    return int(any(one.dearer for one in moved))


if __name__ == "__main__":
    sys.exit(main())
