"""The report as a page of the documentation, with its charts beside it.

In: a run; the hand-written part, `NOTES` in the folder of the page's name. Out: the page, and a chart for each growth. Guaranteed: the same bytes for the
same run and notes; what is written by hand is only read; charts of growths that are no more are removed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks import charts, table
from benchmarks.measure import Growth, Line, Missing
from benchmarks.published import PUBLISHED, Published
from benchmarks.run import SECTIONS, Run, Section
from benchmarks.saved import DRIFT

NOTES = "notes.md"
_HERE = Path(__file__).parent


def write(run: Run, page: Path) -> list[Path]:
    """Writes the page and its charts, and gives what was written."""
    folder = page.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    growths = [growth for section in run.sections.values() for growth in section.growths]
    drawn = _draw(growths, folder)
    notes = folder / NOTES
    by_hand = notes.read_text("utf-8") if notes.exists() else ""
    page.write_text(text(run, folder.name, {file.name for file in drawn}, by_hand), "utf-8")
    return [page, *drawn]


def text(run: Run, folder: str, drawn: set[str], notes: str) -> str:
    """The page. `drawn` are the charts that there are in `folder`."""
    parts = [
        "# Performance",
        f"<!-- Made by `make bench`. What is written by hand is {folder}/{NOTES}. -->",
        *_introduction(run),
        "## Beside what was published",
        "The figures of the second and third column were taken before awmc had any, on another machine with two processors: hand-written code, and what people "
        "use. The other columns are of this run. Times drift from machine to machine, so it is the ratio that counts.",
        _table(
            ("work", "floor there", "in use there", "floor here", "awmc here", "ratio"),
            (_beside(row, run.lines) for row in PUBLISHED),
        ),
        "## What was to be reached",
        _table(
            ("work", "unit", "floor", "awmc", "ratio", "target", "reached"),
            (_aimed(line) for line in run.lines if line.target is not None),
        ),
        "## Everything measured",
    ]
    for name, section in run.sections.items():
        parts += _section(name, section, folder, drawn)
    return "\n\n".join(filter(None, [*parts, notes.strip()])) + "\n"


def _introduction(run: Run) -> Iterator[str]:
    commits = sorted({section.commit for section in run.sections.values() if section.commit})
    dates = sorted({section.date for section in run.sections.values()})
    yield (
        "What training costs is resets, calls and verdicts; what an author waits for is the compiler. Each figure here stands beside a floor, which is hand-written "
        "code that does the same and no more, measured in the same run and in turns, so that a busy moment of the machine falls on both. Figures are medians; a ratio "
        "above 1 is slower than the floor."
    )
    yield (
        f"{table.machine(run.machine)}; commit {', '.join(commits) or 'unknown'}; {dates[0] if dates else 'no date'}; "
        f"{run.settings.rounds} rounds. `make bench` measures all of it anew, and `python -m benchmarks --against FILE` says what moved against a saved run: a ratio by more "
        f"than three standard errors of the two medians together, and by more than {DRIFT:.0%}."
    )
    if run.settings.quick:
        yield "**This was a run with `--quick`, whose figures mean little.**"
    missing = [name for name in SECTIONS if name not in run.sections]
    if missing:
        yield f"**Not measured: {', '.join(missing)}.**"


def _beside(row: Published, found: Iterable[Line]) -> tuple[str, ...]:
    lines = row.lines(found)
    floors = [line for line in lines if line.floor is not None]
    return (
        row.work,
        row.floor,
        row.today,
        _joined(_figure(line.floor, line.unit) for line in floors),
        _joined(_figure(line.ours, line.unit) for line in lines) or "not measured",
        _joined(f"{line.ratio:.2f}" for line in floors if line.ratio is not None),
    )


def _joined(figures: Iterable[str]) -> str:
    return " / ".join(figures)


def _figure(value: float | None, unit: str) -> str:
    return f"{table.number(value)} {unit}"


def _aimed(line: Line) -> tuple[str, ...]:
    reached = {None: "", True: "yes", False: "**no**"}[line.reached]
    work = f"{line.section}: {line.work}"
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    figures = table.number(line.floor), table.number(line.ours)
    return (work, line.unit, *figures, ratio, table.target(line), reached)


def _section(name: str, section: Section, folder: str, drawn: set[str]) -> Iterator[str]:
    yield f"### {name}"
    yield _described(name)
    if section.trouble:
        yield f"**{section.trouble[:1].upper()}{section.trouble[1:]}.**"
    if section.lines:
        yield _table(
            ("work", "unit", "floor", "awmc", "ratio", "others"),
            (_measured(line) for line in section.lines),
        )
    for growth in section.growths:
        chart = charts.file_name(growth)
        told = charts.words(growth)
        yield f"![{told}]({folder}/{chart})" if chart in drawn else told


def _measured(line: Line) -> tuple[str, ...]:
    work = f"{line.work} ({line.note})" if line.note else line.work
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    others = ", ".join(f"{name} {table.number(value)}" for name, value in line.others.items())
    return (work, line.unit, table.number(line.floor), table.number(line.ours), ratio, others)


def _described(name: str) -> str:
    """What a section says of itself, without importing what it needs."""
    file = _HERE / f"{name}.py"
    if not file.exists():
        return ""
    return ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown; nothing where there are no rows."""
    written = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    if not written:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *written])


def _draw(growths: Iterable[Growth], folder: Path) -> list[Path]:
    """A chart for each growth; none, and the ones before stay, where there is nothing to draw them with."""
    try:
        made = {charts.file_name(growth): charts.svg(growth) for growth in growths}
    except Missing as missing:
        print(f"benchmarks: {missing}")
        return []
    for old in folder.glob("*.svg"):
        if old.name not in made:
            old.unlink()
    for name, chart in made.items():
        (folder / name).write_text(chart, "utf-8")
    return [folder / name for name in made]
