"""How long commands take as whole processes, beside a floor: Python alone, and Lark alone reading the same spec.

    python -m benchmarks.commands [--rounds 15] [--json] [SPEC]

The commands take turns, so that a busy moment of the machine falls on all of them. Times are of the wall clock, in milliseconds; ratios are
to the median of Lark's: its own contextual LALR parser on grammar/awm.lark, its table from Lark's cache. Run it from the top of the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LARK = """
import sys
from lark import Lark

class WholeWords:
    always_accept = ("NAME",)
    def process(self, stream):
        return stream

grammar = open("grammar/awm.lark", encoding="utf-8").read()
parser = Lark(grammar, parser="lalr", lexer="contextual", start="module", postlex=WholeWords(), cache=sys.argv[1])
parser.parse(open(sys.argv[2], encoding="utf-8").read())
"""
FLOOR = "Lark alone"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("spec", nargs="?", default="specs/library.awm", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times = measure(commands(str(arguments.spec), Path(folder)), arguments.rounds)
    rows = {
        name: summary(seconds, statistics.median(times[FLOOR])) for name, seconds in times.items()
    }
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    lines = len(arguments.spec.read_text("utf-8").splitlines())
    print(f"{arguments.spec}, {lines} lines; {arguments.rounds} rounds; milliseconds")
    print(f"{'':36} {'least':>7} {'median':>7} {'most':>7} {'ratio':>6}")
    for name, row in rows.items():
        print(
            f"{name:36} {row['least']:7.0f} {row['median']:7.0f} {row['most']:7.0f} {row['ratio']:6.2f}"
        )


def commands(spec: str, folder: Path) -> dict[str, list[str]]:
    """What is measured, by name."""
    awmc = [sys.executable, "-m", "awmc"]
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        FLOOR: [sys.executable, "-c", LARK, str(folder / "lark"), spec],
        "awmc --version": [*awmc, "--version"],
        "awmc fmt --check": [*awmc, "fmt", "--check", spec],
        "awmc lint": [*awmc, "lint", spec],
        "awmc lint --build": [*awmc, "lint", "--build", spec],
        "awmc compile --check": [*awmc, "compile", "--check", spec],
    }


def measure(wanted: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each command in each round, after a round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in wanted}
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for number in range(rounds + 1):
        for name, command in wanted.items():
            start = time.perf_counter()
            ran = subprocess.run(command, capture_output=True, env=environment, check=False)
            seconds = time.perf_counter() - start
            if ran.returncode not in (0, 1):
                sys.exit(f"{name} failed:\n{ran.stderr.decode()}")
            if number:
                times[name].append(seconds)
    return times


def summary(seconds: list[float], floor: float) -> dict[str, float]:
    """Milliseconds, and the ratio of the median to the floor's."""
    median = statistics.median(seconds)
    return {
        "least": 1000 * min(seconds),
        "median": 1000 * median,
        "most": 1000 * max(seconds),
        "ratio": median / floor,
    }


if __name__ == "__main__":
    main()
