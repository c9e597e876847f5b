"""One run of the sections, and what is kept of it.

In: names of sections. Out: a `Run`: the machine, and for each section its lines, its growths and what was wrong. Guaranteed: a section that fails, or
that misses something, says so in the run and the others go on; what was measured before an interruption is kept.
"""

from __future__ import annotations

import importlib
import os
import platform
import sqlite3
import subprocess
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from awmc import __version__
from benchmarks.measure import Growth, Line, Missing, Settings

SECTIONS = (
    "calls",
    "resets",
    "verdicts",
    "episodes",
    "instances",
    "growth",
    "compile",
    "commands",
    "mcp",
    "language_server",
)
"""In the order of the report; each is a module of this package."""


@dataclass(frozen=True)
class Machine:
    """What the figures depend on beside the code."""

    processors: int
    cpu: str
    system: str
    python: str
    sqlite: str
    awmc: str


@dataclass
class Section:
    """What one section found. `trouble` says why there is no more, in a line, if there should be."""

    lines: list[Line] = field(default_factory=list)
    growths: list[Growth] = field(default_factory=list)
    trouble: str = ""
    seconds: float = 0.0
    commit: str = ""
    date: str = ""

    def add(self, found: Line | Growth) -> None:
        """Keep a finding."""
        if isinstance(found, Line):
            self.lines.append(found)
        else:
            self.growths.append(found)


@dataclass
class Run:
    """What was measured. `sections` holds those that began, in the order of the report."""

    machine: Machine
    settings: Settings
    sections: dict[str, Section] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def lines(self) -> list[Line]:
        """All lines, in order."""
        return [line for section in self.sections.values() for line in section.lines]


@dataclass(frozen=True)
class Watcher:
    """Who is told of a run as it goes on."""

    began: Callable[[str], None] = lambda name: None
    found: Callable[[Line | Growth], None] = lambda one: None
    ended: Callable[[Run, Section], None] = lambda run, section: None


def measure_all(names: Sequence[str], run: Run, watcher: Watcher) -> None:
    """Measures sections into a run, in place of what it has of them. An interrupt ends it, and is told in the run."""
    for name in names:
        section = run.sections[name] = Section(commit=_commit(), date=_now())
        run.sections = {n: run.sections[n] for n in SECTIONS if n in run.sections}
        watcher.began(name)
        start = time.monotonic()
        try:
            section.trouble = _measure(name, run.settings, section, watcher.found)
        except KeyboardInterrupt:
            section.trouble = "interrupted"
            run.interrupted = True
            return
        finally:
            section.seconds = time.monotonic() - start
            watcher.ended(run, section)


def _measure(
    name: str, settings: Settings, section: Section, tell: Callable[[Line | Growth], None]
) -> str:
    """What was wrong with a section, in a line; nothing if nothing was."""
    try:
        for one in _findings(name, settings):
            section.add(one)
            tell(one)
    except Missing as missing:
        return str(missing)
    except ModuleNotFoundError as error:
        if error.name == f"benchmarks.{name}":
            return "there is no such section yet"
        return f"{error.name} is not installed; `make bench` installs what the sections need"
    except Exception as error:
        traceback.print_exc()
        return f"failed: {type(error).__name__}: {error}".partition("\n")[0]
    return "" if section.lines or section.growths else "gave no figures"


def _findings(name: str, settings: Settings) -> Iterable[Line | Growth]:
    found: Iterable[Line | Growth] = importlib.import_module(f"benchmarks.{name}").measure(settings)
    return found


def this_machine() -> Machine:
    """Where this process runs."""
    return Machine(
        processors=os.cpu_count() or 1,
        cpu=_cpu(),
        system=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        sqlite=sqlite3.sqlite_version,
        awmc=__version__,
    )


def _cpu() -> str:
    """The processor's name where Linux tells it, else what Python knows."""
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        told = []
    names = (line.partition(":")[2].strip() for line in told if line.startswith("model name"))
    return next(names, "") or platform.processor() or "unknown"


def _commit() -> str:
    """The commit of the checkout, with `+` where files are changed; empty outside of one."""
    here = Path(__file__).parent
    asked = ["git", "-C", str(here), "describe", "--always", "--abbrev=12", "--dirty=+"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found.stdout.strip()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
