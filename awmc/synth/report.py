"""The report of one spec: `reports/NAME.json`.

In: an `Outcome`; or the text of a report, of an earlier run and perhaps edited by hand. Out: a `Report`, and its text. Guaranteed: `read_report` of what
`report_json` writes is the same report; the same outcome gives the same text; a text that is no report is refused with a `ReportError` that says what is wrong
with it, and one broken report never keeps the others from being read.

A report leaves out the text of the spec, which lies beside it. What can be told from the rest (`steps`, `totals`) is written for whoever reads the JSON, and
is made anew when it is read.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from awmc.synth.attempts import Attempt, Ending, Outcome
from awmc.synth.budget import Spent
from awmc.synth.problems import STAGES, Facts, Problem, Stage

VERSION: Literal[1] = 1
_MOST = 10**15
"""No number of a report is greater."""

Codes = tuple[tuple[str, int], ...]


class ReportError(Exception):
    """A text that is no report; the message says why."""


@dataclass(frozen=True)
class Report:
    """What became of a spec. `stage`, `problems`, `facts` and `fixes` are of the best state; `stage` is None where the model gave no spec at all."""

    name: str
    ending: Ending
    why: str
    stage: Stage | None
    facts: Facts
    problems: tuple[Problem, ...]
    fixes: int
    attempts: tuple[Attempt, ...]
    spent: Spent
    version: Literal[1] = field(default=VERSION, kw_only=True)

    @property
    def clean(self) -> bool:
        """Whether the spec is proven."""
        return self.ending == "clean"

    @property
    def first_compiled(self) -> int | None:
        """After how many answers it compiled and its tasks ran for the first time; the rest of a draft that was cut off is no answer of its own. None: never."""
        answers = 0
        for place, attempt in enumerate(self.attempts):
            answers += attempt.kind != "rest of draft"
            following = self.attempts[place + 1 :][:1]
            whole = not following or following[0].kind != "rest of draft"
            if whole and compiles(attempt.stage):
                return answers
        return None


@dataclass(frozen=True)
class Step:
    """An attempt beside the state that it was to repair: the codes that went away or became fewer, and those that came."""

    attempt: Attempt
    before: Codes
    gone: Codes
    came: Codes


def compiles(stage: Stage) -> bool:
    """Whether a text that came so far is a spec that compiles, with data and tasks that run."""
    return STAGES.index(stage) > STAGES.index("data")


def report_of(outcome: Outcome) -> Report:
    """The report of an outcome."""
    best = outcome.best
    return Report(
        name=outcome.name,
        ending=outcome.ending,
        why=outcome.why,
        stage=None if best is None else best.stage,
        facts=Facts() if best is None else best.facts,
        problems=() if best is None else best.problems,
        fixes=0 if best is None else best.fixes,
        attempts=outcome.attempts,
        spent=outcome.spent,
    )


def steps(report: Report) -> tuple[Step, ...]:
    """The attempts, each beside the state before it: that of the last attempt which was kept."""
    found: list[Step] = []
    before: Counter[str] = Counter()
    for attempt in report.attempts:
        after = _counter(attempt.codes)
        found.append(Step(attempt, _codes(before), _codes(before - after), _codes(after - before)))
        if attempt.kept:
            before = after
    return tuple(found)


def _counter(codes: Codes) -> Counter[str]:
    counter: Counter[str] = Counter()
    for code, count in codes:
        counter[code] += count
    return counter


def _codes(counter: Counter[str]) -> Codes:
    """The most frequent first."""
    return tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def report_json(report: Report) -> str:
    """The text of a report."""
    value = asdict(report)
    value["steps"] = [
        {
            "changed": step.attempt.changed,
            "before": dict(step.before),
            "after": dict(step.attempt.codes),
            "gone": dict(step.gone),
            "came": dict(step.came),
            "kept": step.attempt.kept,
        }
        for step in steps(report)
    ]
    value = {"version": value.pop("version"), **value}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


_ADAPTER = TypeAdapter(Report)


def read_report(text: str) -> Report:
    """The report that a text holds. Raises ReportError."""
    try:
        value = json.loads(text)
        _check(value, ())
    except RecursionError:
        raise ReportError("it is nested too deeply") from None
    except ValueError as error:
        raise ReportError(f"it is no JSON: {error}") from None
    if not isinstance(value, dict):
        raise ReportError("it is no JSON object")
    if value.get("version") != VERSION:
        told = json.dumps(value.get("version"))[:40]
        raise ReportError(f"its version is {told}, and this awmc reads version {VERSION}")
    try:
        return _ADAPTER.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ReportError(f"{_place(first['loc'])}: {first['msg']}") from None


def _check(value: Any, place: tuple[str | int, ...]) -> None:
    """Raises ReportError for what would spoil sums and pages: numbers below nothing or without end, and halves of characters."""
    if isinstance(value, dict):
        for name, part in value.items():
            _check(part, (*place, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            _check(part, (*place, index))
    elif isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ReportError(f"{_place(place)}: it has half a character") from None
    elif isinstance(value, (int, float)) and not 0 <= value <= _MOST:
        raise ReportError(f"{_place(place)}: a number is at least 0 and at most 10^15")


def _place(place: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in place) or "it"


def read_reports(folder: Path) -> tuple[list[Report], list[str]]:
    """The reports of a folder, by name; and of each file that is none, what is wrong with it. A report bears the name of its file."""
    reports: list[Report] = []
    broken: list[str] = []
    for path in sorted(folder.glob("*.json")):
        try:
            report = read_report(path.read_text(encoding="utf-8"))
            if report.name != path.stem:
                raise ReportError(f"it is the report of {report.name[:80]!r}")
            reports.append(report)
        except (OSError, UnicodeDecodeError, ReportError) as error:
            broken.append(f"{path}: {error}")
    return reports, broken
