"""Every benchmark in one run: `python -m benchmarks`, or `make bench`.

A section is a module of this package with `measure(settings)`, which gives lines and growths; it is imported when it runs. Each is printed as it is found.
What counts is the ratio to the floor: both are measured in turns, in the same run. Run it from the top of the repository, on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from benchmarks import saved, table
from benchmarks.measure import Growth, Line, Settings
from benchmarks.run import SECTIONS, Run, Section, Watcher, measure_all, this_machine


def main() -> int:
    """Measure, print a table, and keep what was found. 1 if a section gave less than it should."""
    arguments = _arguments()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # it would make every start compile anew
    try:
        run = _begun(arguments)
        before = None if arguments.against is None else saved.load(arguments.against)
    except saved.NoRun as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was measured is kept
    names = arguments.sections or (() if arguments.start is not None else SECTIONS)
    print(table.machine(run.machine))
    measure_all(names, run, _watcher(arguments.json, before))
    if arguments.json is not None:
        print(f"\nsaved in {arguments.json}")
    if run.interrupted:
        print("interrupted; --from goes on from a saved run with the sections that are named")
    elif arguments.page is not None:
        from benchmarks.page import write

        for file in write(run, arguments.page):
            print(f"wrote {file}")
    return int(any(section.trouble for section in run.sections.values()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    add = parser.add_argument
    add("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; by default all")
    add("--quick", action="store_true", help="small sizes and few rounds, to see that all runs")
    add("--rounds", type=int, default=15, help="rounds of each measurement; 15 by default")
    add("--json", type=Path, metavar="FILE", help="save the run here, after each section")
    add("--against", type=Path, metavar="FILE", help="say what moved against a saved run")
    add(
        "--from",
        dest="start",
        type=Path,
        metavar="FILE",
        help="begin with a saved run, and measure anew only the sections that are named",
    )
    add("--page", type=Path, metavar="FILE", help="write the report, such as docs/performance.md")
    arguments = parser.parse_args()
    if wrong := [name for name in arguments.sections if name not in SECTIONS]:
        parser.error(f"there is no section {', '.join(wrong)}; there are {', '.join(SECTIONS)}")
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    return arguments


def _begun(arguments: argparse.Namespace) -> Run:
    """The run to add to. Raises NoRun."""
    settings = Settings(3 if arguments.quick else arguments.rounds, arguments.quick)
    if arguments.start is None:
        return Run(this_machine(), settings)
    run = saved.load(arguments.start)
    if arguments.sections and (run.machine, run.settings) != (this_machine(), settings):
        told = "was measured on another machine or Python, or with other --rounds or --quick"
        raise saved.NoRun(f"{arguments.start} {told}: measure it all anew")
    return Run(run.machine, run.settings, run.sections)


def _watcher(file: Path | None, before: Run | None) -> Watcher:
    """Prints what is found as it is found, and saves after each section."""
    earlier = None if before is None else saved.by_name(before.lines)

    def began(name: str) -> None:
        print(f"\n== {name}\n{table.HEAD}", flush=True)

    def found(one: Line | Growth) -> None:
        print(table.row(one, earlier) if isinstance(one, Line) else table.grown(one), flush=True)

    def ended(run: Run, section: Section) -> None:
        print(f"-- {section.trouble or 'done'} ({section.seconds:.0f} s)", flush=True)
        if file is not None:
            saved.save(run, file)

    return Watcher(began, found, ended)


if __name__ == "__main__":
    sys.exit(main())
