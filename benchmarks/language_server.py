"""How long a keystroke takes: from the change of a text to completion, and to its diagnostics, over the standard streams.

    python -m benchmarks.language_server [--keystrokes 100] [--json] [SPEC]

A name is typed and deleted again, letter by letter, at places all over the spec. Each keystroke is a change and a request for completion at
once, as an editor sends them; then its diagnostics are waited for. Run it from the top of the repository.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from pathlib import Path

from tests.lsp.client import Client

TYPED = " loan.copy"
"""What is typed at each place, and deleted again."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("spec", nargs="?", default="specs/library.awm", type=Path)
    parser.add_argument("--keystrokes", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    completion, diagnostics = measure(arguments.spec.resolve(), arguments.keystrokes)
    rows = {"completion": summary(completion), "diagnostics": summary(diagnostics)}
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{len(completion)} keystrokes in {arguments.spec}, milliseconds from the change")
    print(f"{'':12} {'median':>8} {'95 %':>8} {'most':>8}")
    for name, row in rows.items():
        print(f"{name:12} {row['median']:8.1f} {row['p95']:8.1f} {row['most']:8.1f}")


def summary(seconds: list[float]) -> dict[str, float]:
    """Milliseconds: the median, the 95th percentile and the most."""
    times = sorted(1000 * second for second in seconds)
    last = len(times) - 1
    return {
        "median": statistics.median(times),
        "p95": times[min(last, round(0.95 * last))],
        "most": times[last],
    }


def measure(spec: Path, keystrokes: int) -> tuple[list[float], list[float]]:
    """Seconds to completion and to diagnostics for each keystroke."""
    text, uri = spec.read_text(encoding="utf-8"), spec.as_uri()
    completion: list[float] = []
    diagnostics: list[float] = []
    with Client() as client:
        client.initialize(spec.parent)
        client.open(uri, text)
        client.diagnostics(uri, 1)
        for version, (changed, place) in enumerate(_keystrokes(text, keystrokes), start=2):
            line = changed.count("\n", 0, place)
            column = place - changed.rfind("\n", 0, place) - 1
            start = time.perf_counter()
            client.change(uri, version, changed)
            request = client.ask(
                "textDocument/completion",
                {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}},
            )
            client.answer(request)
            completion.append(time.perf_counter() - start)
            client.diagnostics(uri, version)
            diagnostics.append(time.perf_counter() - start)
        client.stop()
    return completion, diagnostics


def _keystrokes(text: str, count: int) -> list[tuple[str, int]]:
    """Texts, each a keystroke from the one before, and where the cursor is."""
    lines = [match.end() for match in re.finditer(r"[^\s{}#]$", text, re.MULTILINE)]
    rounds = -(-count // (2 * len(TYPED)))
    made: list[tuple[str, int]] = []
    for number in range(rounds):
        place = lines[(number * 2 + 1) * len(lines) // (2 * rounds)]
        sizes = [*range(1, len(TYPED) + 1), *range(len(TYPED) - 1, -1, -1)]
        for size in sizes:
            made.append((text[:place] + TYPED[:size] + text[place:], place + size))
    return made[:count]


if __name__ == "__main__":
    main()
