"""Runs as JSON, and how a run differs from a saved one.

In: runs, files. Out: files, runs, and for each line that both runs have whether it moved. Guaranteed: a file is replaced whole or not at all, so that
what was measured before an interruption can be read.

A line has moved where its ratio, or its figure if it has no floor, differs by more than three standard errors of both runs together (see
`measure.Figure`), and by more than a share that the machine itself gives: `DRIFT`.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, Growth, Line, Settings, Target
from benchmarks.run import SECTIONS, Machine, Run, Section

FORMAT = 1
DRIFT = 0.10
"""The least share by which a line must move to count: what a run differs from the next for, of the same code."""


class NoRun(Exception):
    """A file holds no run that this version reads."""


@dataclass(frozen=True)
class Moved:
    """How a line compares with the same line of an earlier run."""

    before: float
    """The earlier ratio, or figure."""
    now: float
    noise: float
    """The share below which a difference says nothing."""
    worse: bool
    """Whether it costs more than before, be it noise or not."""

    @property
    def counts(self) -> bool:
        """Whether it is more than noise."""
        return abs(math.log(self.now / self.before)) > math.log1p(self.noise)


def compare(now: Line, before: Line) -> Moved | None:
    """Nothing where there is nothing to compare."""
    pair = (now.ratio, before.ratio) if now.ratio and before.ratio else (now.ours, before.ours)
    if min(pair) <= 0:
        return None
    rate = now.ratio is None and now.unit.endswith("/s")
    noise = max(DRIFT, 3 * math.hypot(now.error, before.error))
    return Moved(pair[1], pair[0], noise, worse=(pair[0] > pair[1]) != rate)


def by_name(lines: Iterable[Line]) -> Mapping[tuple[str, str], Line]:
    """Lines by section and work."""
    return {(line.section, line.work): line for line in lines}


def save(run: Run, file: Path) -> None:
    """Writes a run."""
    text = json.dumps(_as_json(run), indent=1, ensure_ascii=False) + "\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, "utf-8")
    beside.replace(file)


def load(file: Path) -> Run:
    """Reads a run. Raises NoRun."""
    try:
        value = json.loads(file.read_text("utf-8"))
        if value["format"] != FORMAT:
            raise NoRun(f"{file} is of format {value['format']}, and this reads {FORMAT}")
        return Run(
            Machine(**value["machine"]),
            Settings(**value["settings"]),
            {n: _section(value["sections"][n]) for n in SECTIONS if n in value["sections"]},
            value["interrupted"],
        )
    except OSError as error:
        raise NoRun(f"cannot read {file}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoRun(f"{file} holds no run of the benchmarks: {error!r}") from error


def _as_json(run: Run) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "machine": asdict(run.machine),
        "settings": asdict(run.settings),
        "interrupted": run.interrupted,
        "sections": {name: _section_json(section) for name, section in run.sections.items()},
    }


def _section_json(section: Section) -> dict[str, Any]:
    value = asdict(section)
    for made, line in zip(value["lines"], section.lines, strict=True):
        # what a reader of the file would have to compute; `load` computes it anew
        made |= {"ratio": line.ratio, "reached": line.reached, "error": line.error}
    return value


def _section(value: dict[str, Any]) -> Section:
    lines = [_line(line) for line in value["lines"]]
    growths = [_growth(growth) for growth in value["growths"]]
    return Section(**{**value, "lines": lines, "growths": growths})


def _line(value: dict[str, Any]) -> Line:
    known = {key: value[key] for key in ("section", "work", "unit", "floor", "others", "note")}
    target = None if value["target"] is None else Target(**value["target"])
    return Line(**known, ours=Figure(value["ours"], value["error"]), target=target)


def _growth(value: dict[str, Any]) -> Growth:
    points = {way: tuple((x, y) for x, y in found) for way, found in value["points"].items()}
    return Growth(**{**value, "points": points})
