"""How long each command takes as a whole process: its help, and the smallest real use of it.

The floors: Python alone for help; for a use, Lark alone, its parser's tables from its cache, that reads the spec that most of them read. Commands take turns.
A command that waits (`serve`, `server`, `shell`) has nothing on its standard input, and so ends; `agent` needs a model, and has its help alone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from awmc.cli import VERBS
from benchmarks.compile_floor import lark
from benchmarks.measure import Figure, Line, Settings, Target

SPEC = "specs/library.awm"
MADE = "generated/library"
SMALL = "generated/sorting_game"
TASK = "return_overdue[L00018]"
PYTHON = "Python alone"
LARK = "Lark alone"
_PARSE = """
import sys
from pathlib import Path
from benchmarks.compile_floor import lark
lark(sys.argv[1]).parse(Path(sys.argv[2]).read_text("utf-8"))
"""
MOST_ROUNDS = 5
QUICK = ("tools",)
TARGETS = {"lint": Target("at most", 500.0)}
"""Of uses, in milliseconds."""


def measure(settings: Settings) -> Iterator[Line]:
    """Help of every verb, then their uses."""
    rounds = min(settings.rounds, 1 if settings.quick else MOST_ROUNDS)
    verbs = QUICK if settings.quick else VERBS
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tables = str(folder / "lark")
        lark(tables)  # which writes them
        floors = {
            PYTHON: [sys.executable, "-c", "pass"],
            LARK: [sys.executable, "-c", _PARSE, tables, SPEC],
        }
        helped = {verb: _awmc(verb, "--help") for verb in verbs}
        times = _times(floors | helped, rounds, folder)
        for verb in verbs:
            others = {LARK: times[LARK]}
            yield Line("commands", f"awmc {verb} --help", "ms", times[verb], times[PYTHON], others)
        known = _uses(folder)
        used = {verb: _awmc(*known[verb]) for verb in verbs if verb in known}
        _prepare(folder)
        times = _times(floors | used, rounds, folder)
        for verb in used:
            work = _shown(verb, known[verb], folder)
            others = {PYTHON: times[PYTHON]}
            target = TARGETS.get(verb)
            yield Line("commands", work, "ms", times[verb], times[LARK], others, target)


def _awmc(*words: str) -> list[str]:
    return [sys.executable, "-m", "awmc", *words]


def _uses(folder: Path) -> dict[str, tuple[str, ...]]:
    """The smallest real use of each verb; `{}` in a word stands for a number that is new each time."""
    start, end = str(folder / "start.db"), str(folder / "end.db")
    return {
        "new": ("new", str(folder / "new{}")),
        "fmt": ("fmt", "--check", SPEC),
        "lint": ("lint", SPEC),
        "diff": ("diff", SPEC, SPEC),
        "server": ("server",),
        "explain": ("explain", "AWM203"),
        "compile": ("compile", SPEC, "-o", str(folder / "generated")),
        "stats": ("stats", SPEC),
        "tools": ("tools", MADE),
        "call": ("call", MADE, "my_loans"),
        "shell": ("shell", MADE),
        "play": ("play", MADE, TASK, "--solution"),
        "serve": ("serve", MADE, "--transport", "stdio"),
        "verify": ("verify", MADE, TASK, "--initial", start, "--final", end),
        "test": ("test", SMALL, "--examples", "1", "--mutants", "1", "--no-keep"),
        "export": ("export", "openenv", MADE, "-o", str(folder / "exported{}")),
        "import": ("import", "sql", f"{MADE}/schema.sql", "-o", str(folder / "imported{}")),
        "prompt": ("prompt",),
        "grammar": ("grammar", "--format", "gbnf"),
    }


def _prepare(folder: Path) -> None:
    """The two databases that a verdict is asked of."""
    words = ("play", MADE, TASK, "--solution", "--initial", str(folder / "start.db"))
    _run(_awmc(*words, "--final", str(folder / "end.db")))


def _shown(verb: str, words: Iterable[str], folder: Path) -> str:
    """A command as a reader knows it, without places that only this run has."""
    told = [word.replace(f"{folder}/", "").removesuffix("{}") for word in words]
    return " ".join(("awmc", *told))


def _times(commands: Mapping[str, list[str]], rounds: int, folder: Path) -> dict[str, Figure]:
    """Milliseconds of each command, after a round that is not counted."""
    found: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            _run([word.replace("{}", f"_{number}") for word in command])
            if number:
                found[name].append(1000 * (time.perf_counter() - start))
    return {name: Figure.median(times) for name, times in found.items()}


def _run(command: list[str]) -> None:
    """Raises RuntimeError where a command fails; 1 says only that it found something."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode()[-500:]}")
