"""The numbers of a batch, beside those that were published for environments whose code a model writes.

In: reports. Out: `Totals`. Guaranteed: no number is made up: what no spec tells is None, and so is a mean of nothing. A cost is known where every spec that
asked a model has one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awmc.synth.budget import Spent
from awmc.synth.report import Codes, Report


@dataclass(frozen=True)
class Totals:
    """Sums and means. `lines`, `tools`, `tasks` and `instances` are of the clean specs; `answers` are all answers of models."""

    specs: int
    clean: int
    first_try: int
    """Specs that compiled, with data and tasks that run, at the first answer."""
    compiled: int
    """Specs that compiled at some time."""
    iterations: float | None
    """Mean number of answers until a spec compiled, of those that did."""
    answers: int
    lines: int
    tools: int
    tasks: int
    instances: int
    spent: Spent
    dollars_per_clean: float | None
    """What all specs cost, failures too, for each clean one."""
    lines_per_35_tools: float | None
    codes: Codes
    """How many problems of each code were found, after all answers together."""

    def as_json(self) -> dict[str, Any]:
        """The numbers as a JSON value."""
        usage = self.spent.usage.as_json()
        return {
            **{name: value for name, value in vars(self).items() if name not in ("spent", "codes")},
            "spent": {**usage, "dollars": self.spent.dollars, "seconds": self.spent.seconds},
            "codes": dict(self.codes),
        }


PUBLISHED = {
    "first_try": 0.868,
    "iterations": 1.13,
    "dollars": 0.57,
    "with_a_bug": 0.74,
    "lines": 2000,
}
"""Of AgentWorldModel: the share of environments that run at the first try, mean iterations, dollars an environment, the share that has a bug, lines of Python for
35 tools."""


def totals(reports: Sequence[Report]) -> Totals:
    """The numbers of a batch."""
    clean = [report for report in reports if report.clean]
    until = [report.first_compiled for report in reports if report.first_compiled is not None]
    spent = sum((report.spent for report in reports), Spent())
    priced = all(r.spent.dollars is not None for r in reports if r.spent.usage.requests)
    lines, tools = sum(r.facts.lines for r in clean), sum(r.facts.tools for r in clean)
    found: Counter[str] = Counter()
    for report in reports:
        for attempt in report.attempts:
            for code, count in attempt.codes:
                found[code] += count
    return Totals(
        specs=len(reports),
        clean=len(clean),
        first_try=until.count(1),
        compiled=len(until),
        iterations=sum(until) / len(until) if until else None,
        answers=sum(len(report.attempts) for report in reports),
        lines=lines,
        tools=tools,
        tasks=sum(r.facts.tasks for r in clean),
        instances=sum(r.facts.instances for r in clean),
        spent=spent if priced else Spent(spent.usage, None, spent.seconds),
        dollars_per_clean=(
            spent.dollars / len(clean) if clean and priced and spent.dollars is not None else None
        ),
        lines_per_35_tools=35 * lines / tools if tools else None,
        codes=tuple(sorted(found.items(), key=lambda item: (-item[1], item[0]))),
    )
