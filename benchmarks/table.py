"""A run as a table for a terminal, a line at a time.

In: lines and growths as they are found. Out: text. Guaranteed: columns of one width, so that sections line up although each is printed as it ends.
"""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.measure import Growth, Line
from benchmarks.run import Machine
from benchmarks.saved import Moved, compare

HEAD = f"{'work':46} {'floor':>10} {'awmc':>10} {'':10} {'ratio':>6}  {'target':9} {'reached':7}  others"


def machine(found: Machine) -> str:
    """Where the figures come from."""
    processors = "a processor" if found.processors == 1 else f"{found.processors} processors"
    return (
        f"awmc {found.awmc}, {found.python}, SQLite {found.sqlite}; "
        f"{processors}, {found.cpu}, {found.system}"
    )


def row(line: Line, before: Mapping[tuple[str, str], Line] | None = None) -> str:
    """A line, with how it moved against an earlier run."""
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    others = ", ".join(f"{name} {number(value)}" for name, value in line.others.items())
    text = (
        f"{line.work:46} {number(line.floor):>10} {number(line.ours):>10} {line.unit:10} {ratio:>6}  "
        f"{target(line):9} {reached(line):7}  {others}"
    )
    notes = filter(None, (line.note, _moved(line, before)))
    return text.rstrip() + "".join(f"\n    {note}" for note in notes)


def grown(growth: Growth) -> str:
    """Each way's figures along the size."""
    rows = [f"{growth.work}: {growth.unit} along {growth.along}"]
    for way, points in growth.points.items():
        told = ", ".join(f"{number(size)}: {number(value)}" for size, value in points)
        rows.append(f"    {way:20} {told}")
    return "\n".join(rows)


def number(value: float | None) -> str:
    """A figure with three digits that count, and the thousands apart."""
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def target(line: Line) -> str:
    """What a line is to reach, in its unit."""
    if line.target is None:
        return ""
    sign = {"ratio": "×", "at most": "≤", "at least": "≥"}[line.target.kind]
    return f"{line.target.limit:g}{sign}" if sign == "×" else f"{sign} {line.target.limit:,g}"


def reached(line: Line) -> str:
    """Whether a line reaches its target."""
    return {None: "", True: "yes", False: "NO"}[line.reached]


def _moved(line: Line, before: Mapping[tuple[str, str], Line] | None) -> str:
    """How it moved, where it did by more than the noise."""
    if before is None:
        return ""
    earlier = before.get((line.section, line.work))
    if earlier is None:
        return "was not in the earlier run"
    moved = compare(line, earlier)
    return told(moved) if moved is not None and moved.counts else ""


def told(moved: Moved) -> str:
    """A move in words."""
    way = "WORSE" if moved.worse else "better"
    change = moved.now / moved.before - 1
    return f"{way}: {number(moved.before)} before, {change:+.0%}; noise ±{moved.noise:.0%}"
