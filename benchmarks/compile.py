"""The compiler: one spec in this process, and 1, 100 and 1,000 as whole processes.

The specs are those of the corpus, renamed. The floor is what no compiler can do without (`compile_floor`): Lark's parse, the compilation of the generated
Python to bytes, and the tables made. In this process, the time in which tasks' solutions run is counted apart, for it is the spec's own program; as
whole processes it is part of awmc's figure. `cold` has an empty cache, `unchanged` compiles the same again, `one changed` after a change of one spec.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from awmc.build.tasks import Tasks
from awmc.driver import Options, check_file
from benchmarks.compile_floor import floor, lark
from benchmarks.measure import Figure, Growth, Line, Settings, Target

SPECS = (Path("specs/sorting_game.awm"), Path("specs/bank.awm"))
"""Of 289 and of 896 lines; the first is the one that is copied."""
QUICK = Path("benchmarks/nothing.awm")
WITHIN = Target("ratio", 2.5)
UNCHANGED, CHANGED = Target("at most", 1.0), Target("at most", 1.5)
"""For 1,000 specs, in seconds."""
ENOUGH = 20.0
"""After so many seconds of processes no further round begins."""


def measure(settings: Settings) -> Iterator[Line | Growth]:
    """In this process, then as whole processes."""
    specs, counts = ((QUICK,), (1,)) if settings.quick else (SPECS, (1, 100, 1000))
    for spec in specs:
        yield from _in_process(spec, 1 if settings.quick else settings.rounds)
    points: dict[str, list[tuple[float, float]]] = {}
    for count in counts:
        for line in _processes(specs[0], count, 1 if settings.quick else min(5, settings.rounds)):
            yield line
            state = line.work.partition(", ")[2]
            points.setdefault(f"awmc, {state}", []).append((count, line.ours))
            if line.floor is not None:
                points.setdefault(f"floor, {state}", []).append((count, line.floor))
    grown = {way: tuple(found) for way, found in points.items()}
    yield Growth("compile", "whole processes", "s", "specs", grown)


# ------------------------------------------------------------ in this process


def _in_process(spec: Path, rounds: int) -> Iterator[Line]:
    """One spec, after a first time that is not counted: the parser's tables are there, and modules are imported."""
    options = Options(emit=True)
    package = check_file(spec, options).package
    assert package is not None, f"{spec} has errors"
    python = [(file, text) for file, text in package.files.items() if file.endswith(".py")]
    source, schema = spec.read_text("utf-8"), package.files["schema.sql"]
    lark("")
    ours, floors, solutions = [], [], []
    for _ in range(rounds):
        with _solutions() as played:
            ours.append(_seconds(check_file, spec, options))
        solutions.append(sum(played))
        floors.append(_seconds(floor, source, python, schema))
    alone = [all_ - played for all_, played in zip(ours, solutions, strict=True)]
    work = f"{len(source.splitlines())} lines, in process"
    yield Line(
        "compile",
        f"{work}: without solutions",
        "ms",
        1000 * Figure.median(alone),
        1000 * Figure.median(floors),
        target=WITHIN,
    )
    yield Line("compile", f"{work}: solutions and verdicts", "ms", 1000 * Figure.median(solutions))


@contextmanager
def _solutions() -> Iterator[list[float]]:
    """How long the tasks of each spec take that is compiled meanwhile, in seconds."""
    found: list[float] = []
    run = Tasks.run

    def timed(self: Tasks, *arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return run(self, *arguments)
        finally:
            found.append(time.perf_counter() - start)

    with patch.object(Tasks, "run", timed):
        yield found


def _seconds(work: Any, *arguments: Any) -> float:
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


# ------------------------------------------------------------ whole processes


@dataclass
class _Batch:
    """Renamed specs in a folder of their own, with a cache of their own."""

    spec: Path
    root: Path
    count: int
    edits: int = 0

    def __post_init__(self) -> None:
        self.specs, self.generated = self.root / "specs", self.root / "generated"
        self.tables = str(self.root / "tables")
        lark(self.tables)  # written now, so that no floor has to
        self.specs.mkdir()
        text = self.spec.read_text("utf-8")
        for number in range(self.count):
            name = f"copy_{number:04}"
            renamed = re.sub(r"(?m)^environment \w+", f"environment {name}", text, count=1)
            (self.specs / f"{name}.awm").write_text(renamed, "utf-8")

    def forget(self) -> None:
        """Nothing was compiled."""
        for folder in (self.generated, self.root / "cache"):
            shutil.rmtree(folder, ignore_errors=True)

    def edit(self) -> None:
        """Change what one spec says of itself."""
        self.edits += 1
        spec = self.specs / f"copy_{self.count // 2:04}.awm"
        told = rf'\1 "Edit {self.edits}"'
        text = re.sub(r'(?m)^(environment \w+) "[^"]*"', told, spec.read_text("utf-8"), count=1)
        spec.write_text(text, "utf-8")

    def compile(self, jobs: int) -> float:
        """The seconds that `awmc compile` takes."""
        output = ["-o", str(self.generated), "--jobs", str(jobs)]
        return self._run("awmc", "compile", str(self.specs), *output)

    def floor(self, jobs: int) -> float:
        """The seconds that the floor takes."""
        places = [str(self.specs), str(self.generated), "--tables", self.tables]
        return self._run("benchmarks.compile_floor", *places, "--jobs", str(jobs))

    def _run(self, *words: str) -> float:
        environment = {**os.environ, "AWMC_CACHE_DIR": str(self.root / "cache")}
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - start
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {(done.stderr or done.stdout)[-500:]}")
        return seconds


def _processes(spec: Path, count: int, rounds: int) -> Iterator[Line]:
    """So many specs: with an empty cache beside the floor, unchanged, and with one changed."""
    specs = f"{count:,} spec{'s' * (count > 1)}"
    many = count >= 1000
    with tempfile.TemporaryDirectory() as scratch:
        batch = _Batch(spec, Path(scratch), count)
        for jobs in (1, 2) if 1 < count < 1000 else (min(2, count),):
            ours, floors = _cold(batch, jobs, rounds)
            note = "" if len(ours) > 1 else "measured once"
            yield _line(f"{specs}, {jobs} job{'s' * (jobs > 1)}, cold", ours, floors, note=note)
        same = _times(rounds, lambda: batch.compile(2))
        yield _line(f"{specs}, unchanged", same, target=UNCHANGED if many else None)
        changed = _times(rounds, lambda: batch.compile(2), batch.edit)
        yield _line(f"{specs}, one changed", changed, target=CHANGED if many else None)


def _cold(batch: _Batch, jobs: int, rounds: int) -> tuple[list[float], list[float]]:
    """awmc's times and the floor's, in turns."""
    ours: list[float] = []
    floors: list[float] = []
    while not ours or (len(ours) < rounds and sum(ours) < ENOUGH):
        batch.forget()
        ours.append(batch.compile(jobs))
        floors.append(batch.floor(jobs))
    return ours, floors


def _times(
    rounds: int, work: Callable[[], float], before: Callable[[], None] = lambda: None
) -> list[float]:
    found: list[float] = []
    while not found or (len(found) < rounds and sum(found) < ENOUGH):
        before()
        found.append(work())
    return found


def _line(
    work: str,
    ours: list[float],
    floors: list[float] | None = None,
    target: Target | None = None,
    note: str = "",
) -> Line:
    floor = None if floors is None else Figure.median(floors)
    return Line("compile", work, "s", Figure.median(ours), floor, {}, target, note)
