"""The page of a batch: one HTML file that needs nothing else.

In: reports, and what was wrong with files that are none. Out: the text of the page. Guaranteed: everything that a model may have written is escaped; no script,
no address of elsewhere; the same reports give the same bytes.

The template has the words and the looks; here are the numbers that its charts need.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from awmc import resources
from awmc.diagnostics.words import counted
from awmc.synth import story
from awmc.synth.problems import STAGES
from awmc.synth.report import Report, steps
from awmc.synth.totals import PUBLISHED, Totals, totals

_CODES = 20
"""How many codes, and how many specs, a chart shows at most."""


_PROVEN = (("good", "proven"), ("warn", "not proven"))
_KEYS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Answers a spec": _PROVEN,
    "How far they came": tuple((f"at-{stage}", stage) for stage in STAGES),
    "Tokens by spec": (("faint", "from the cache"), ("plain", "read"), ("strong", "written")),
    "Cost by spec": _PROVEN,
}
"""What the colours of a chart mean: classes, and words."""


@dataclass(frozen=True)
class Bar:
    """A line of a chart. `share` of the longest bar, 0 to 1, each part with the class of its colour; `link` is an anchor of the page."""

    label: str
    value: str
    parts: tuple[tuple[str, float], ...]
    link: str = ""


def page(reports: Sequence[Report], broken: Sequence[str] = (), title: str = "Generated") -> str:
    """The page."""
    sums = totals(reports)
    sections = [
        {
            "anchor": f"spec-{place}",
            "report": report,
            "ended": story.ended(report),
            "state": _state(report),
            "steps": [
                {
                    "kind": step.attempt.kind,
                    "stage": step.attempt.stage,
                    "said": story.said(step),
                    "notes": "; ".join(step.attempt.notes),
                    "spent": story.spent_in_words(step.attempt.spent),
                }
                for step in steps(report)
            ],
            "spent": story.spent_in_words(report.spent),
        }
        for place, report in enumerate(reports, 1)
    ]
    return _template().render(
        title=title,
        sums=sums,
        published=PUBLISHED,
        figures=_figures(sums),
        sections=sections,
        broken=broken,
        charts=_charts(reports, sums),
        stages=STAGES,
    )


def _state(report: Report) -> str:
    """The class of a spec's colour."""
    return {"clean": "good", "failed": "bad", "gave up": "bad"}.get(report.ending, "warn")


def _figures(sums: Totals) -> list[Mapping[str, Any]]:
    """The numbers at the top, each with the published one beside it where there is one."""
    share = f"{sums.first_try / sums.specs:.1%}" if sums.specs else "–"
    proven = f"{sums.clean / sums.specs:.1%}" if sums.specs else "–"
    found = [
        (proven, f"proven: {sums.clean} of {counted(sums.specs, 'spec')}", "74 % have a bug"),
        (share, "compile at the first try", f"{PUBLISHED['first_try']:.1%} run"),
        (_number(sums.iterations), "answers until it compiles", f"{PUBLISHED['iterations']}"),
        (story.dollars(sums.dollars_per_clean), "for a proven one", f"${PUBLISHED['dollars']}"),
        (
            _number(sums.lines_per_35_tools, 0),
            "lines for 35 tools",
            f"about {PUBLISHED['lines']:,} of Python",
        ),
    ]
    return [{"value": value, "words": words, "published": known} for value, words, known in found]


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def _charts(reports: Sequence[Report], sums: Totals) -> list[Mapping[str, Any]]:
    charts = [
        ("Answers a spec", "How many specs took so many answers of the model.", _answers(reports)),
        ("How far they came", "The stages of all specs after each answer.", _progress(reports)),
        ("Problems by code", "All that was found after an answer, of all specs.", _codes(sums)),
        ("Tokens by spec", "The greatest first.", _tokens(reports)),
        ("Cost by spec", "The greatest first.", _costs(reports)),
    ]
    return [
        {"title": title, "words": words, "bars": bars, "key": _KEYS.get(title, ())}
        for title, words, bars in charts
        if bars
    ]


def _answers(reports: Sequence[Report]) -> list[Bar]:
    """A bar for each number of answers; the proven specs and the others apart."""
    all_of = Counter(len(report.attempts) for report in reports)
    clean = Counter(len(report.attempts) for report in reports if report.clean)
    rows = [
        (str(number), str(count), (("good", clean[number]), ("warn", count - clean[number])), "")
        for number, count in sorted(all_of.items())
    ]
    return _bars(rows)


def _progress(reports: Sequence[Report]) -> list[Bar]:
    """A bar for each number of answers: at which stage the specs are then. One that has ended stays where it is."""
    walks = [walk for report in reports if (walk := _stages(report))]
    rows = []
    for place in range(min(_CODES, max(map(len, walks), default=0))):
        now = Counter(walk[min(place, len(walk) - 1)] for walk in walks)
        parts = tuple((f"at-{stage}", now[stage]) for stage in STAGES)
        rows.append((str(place + 1), f"{now['clean']} clean", parts, ""))
    return _bars(rows)


def _stages(report: Report) -> list[str]:
    """The stage of the current text after each answer."""
    stages: list[str] = []
    for attempt in report.attempts:
        stages.append(attempt.stage if attempt.kept or not stages else stages[-1])
    return stages


def _codes(sums: Totals) -> list[Bar]:
    most = sums.codes[:_CODES]
    return _bars((code, f"{count:,}", (("plain", count),), "") for code, count in most)


def _tokens(reports: Sequence[Report]) -> list[Bar]:
    rows = []
    for place, report in _greatest(reports, lambda r: _all_tokens(r)):
        usage = report.spent.usage
        cached = min(usage.cached_tokens, usage.input_tokens)
        parts = (
            ("faint", cached),
            ("plain", usage.input_tokens - cached),
            ("strong", usage.output_tokens),
        )
        rows.append((report.name, f"{_all_tokens(report):,}", parts, f"#spec-{place}"))
    return _bars(rows)


def _costs(reports: Sequence[Report]) -> list[Bar]:
    rows = []
    for place, report in _greatest(reports, lambda r: r.spent.dollars or 0.0):
        cost = report.spent.dollars
        parts = (("good" if report.clean else "warn", cost or 0.0),)
        rows.append((report.name, story.dollars(cost), parts, f"#spec-{place}"))
    return _bars(rows)


def _all_tokens(report: Report) -> int:
    return report.spent.usage.input_tokens + report.spent.usage.output_tokens


def _greatest(reports: Sequence[Report], size: Any) -> list[tuple[int, Report]]:
    """The specs of the longest bars, each with its place; without those that have none."""
    placed = [(place, report) for place, report in enumerate(reports, 1) if size(report)]
    return sorted(placed, key=lambda item: (-size(item[1]), item[0]))[:_CODES]


def _bars(rows: Iterable[tuple[str, str, Sequence[tuple[str, float]], str]]) -> list[Bar]:
    given = list(rows)
    longest = max((sum(size for _, size in parts) for _, _, parts, _ in given), default=0)
    return [
        Bar(label, value, tuple((kind, size / longest) for kind, size in parts if size), link)
        for label, value, parts, link in given
        if longest
    ]


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(resources.folder("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,
    )
    environment.filters |= {"plain": story.plain, "dollars": story.dollars}
    return environment.get_template("gen/report.html.jinja")
