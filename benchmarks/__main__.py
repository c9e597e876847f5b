"""Every benchmark in one run: `python -m benchmarks`, or `make bench`.

A section is a module of this package with `measure(settings) -> list[Line | Growth]`; it is imported when it runs.
"""

from __future__ import annotations

import argparse
import importlib

from benchmarks.measure import Growth, Line, Settings

SECTIONS: tuple[str, ...] = ()
"""In the order of the report."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", default=SECTIONS)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    settings = Settings(3 if arguments.quick else arguments.rounds, arguments.quick)
    for name in arguments.sections:
        for found in measure(name, settings):
            print(found)


def measure(name: str, settings: Settings) -> list[Line | Growth]:
    """What a section finds."""
    section = importlib.import_module(f"benchmarks.{name}")
    found: list[Line | Growth] = section.measure(settings)
    return found


if __name__ == "__main__":
    main()
