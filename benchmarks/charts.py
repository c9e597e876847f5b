"""How figures grow, as charts.

In: growths. Out: SVG texts, and words for those who do not see them. Guaranteed: the same bytes for the same figures; a chart brings its own background, so that it can
be read on a dark page as on a light one, and its lines differ by shape as well as by colour.
"""

from __future__ import annotations

import io
import re

from benchmarks.measure import Growth, Missing
from benchmarks.table import number

INK, GRID, PAPER = "#1b1f24", "#d5d9de", "#fbfbfc"
COLOURS = ("#00695c", "#b0413e", "#2f5fa8", "#8a5a00", "#6b3fa0", "#4a5560")
MARKS = ("o", "s", "^", "D", "v", "P")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))


def file_name(growth: Growth) -> str:
    """The name of a growth's chart."""
    words = re.findall(r"[a-z0-9]+", f"{growth.section} {growth.work}".lower())
    return "-".join(words) + ".svg"


def svg(growth: Growth) -> str:
    """The chart. Raises Missing without matplotlib."""
    try:
        import matplotlib
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise Missing("charts need matplotlib: pip install --group bench") from error
    style = {"svg.hashsalt": "awmc", "svg.fonttype": "none", "font.family": "DejaVu Sans"}
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(7.2, 4.2), facecolor=PAPER, layout="constrained")
        axes = figure.add_subplot(facecolor=PAPER)
        for index, (way, points) in enumerate(_ordered(growth)):
            axes.plot(
                [size for size, _ in points],
                [value for _, value in points],
                label=way,
                color=COLOURS[index % len(COLOURS)],
                marker=MARKS[index % len(MARKS)],
                linestyle=DASHES[index % len(DASHES)],
                linewidth=2.4 if way.startswith("awmc") else 1.6,
            )
        axes.set(xscale="log", yscale="log", xlabel=growth.along, ylabel=growth.unit)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: number(value))
            axis.label.set_color(INK)
        axes.set_title(growth.work, color=INK, loc="left")
        axes.grid(color=GRID, linewidth=0.8)
        axes.tick_params(colors=INK, which="both")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, labelcolor=INK)
        made = io.StringIO()
        metadata = {"Date": None, "Creator": None, "Title": growth.work}
        FigureCanvasSVG(figure).print_svg(made, metadata=metadata)
    return re.sub(r"[ \t]+$", "", made.getvalue(), flags=re.MULTILINE)


def words(growth: Growth) -> str:
    """What a chart shows, in words: each way from the smallest size to the largest."""
    told = []
    for way, points in _ordered(growth):
        (small, first), (large, last) = points[0], points[-1]
        told.append(
            f"{way} from {number(first)} {growth.unit} at {number(small)} to {number(last)} {growth.unit} at {number(large)}"
        )
    return f"Chart: {growth.work}, along {growth.along}: {'; '.join(told)}."


def _ordered(growth: Growth) -> list[tuple[str, tuple[tuple[float, float], ...]]]:
    """awmc's ways first."""
    drawn = [(way, points) for way, points in growth.points.items() if points]
    return sorted(drawn, key=lambda one: not one[0].startswith("awmc"))
