"""The story of a spec, and the table of a batch, as text for a terminal.

In: reports. Out: lines of plain text. Guaranteed: the same reports give the same lines; what a model wrote brings no line breaks and no control characters in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from awmc.diagnostics.words import counted
from awmc.synth.attempts import Attempt
from awmc.synth.budget import Spent
from awmc.synth.problems import Stage
from awmc.synth.report import Codes, Report, Step, steps
from awmc.synth.totals import Totals, totals

FOUND: dict[Stage, str] = {
    "syntax": "error",
    "meaning": "error",
    "data": "problem",
    "wishes": "problem",
    "advice": "problem",
    "proof": "finding of test",
    "clean": "problem",
}
"""What the problems of a stage, and those of later ones that are told with them, are called."""
_SHOWN = 4
_HEAD = tuple("spec,ending,answers,first try,read,written,cost,lines,tools,tasks".split(","))


def story(report: Report) -> str:
    """What happened, an attempt a line."""
    lines = [f"{plain(report.name)}: {ended(report)}"]
    for place, step in enumerate(steps(report), 1):
        lines.append(f"  {place:>2} {step.attempt.kind}: {said(step)}")
        lines += [f"     {plain(note)}" for note in step.attempt.notes]
    lines += [f"     {line}" for line in _left(report)]
    lines.append(f"     {spent_in_words(report.spent)}")
    return "\n".join(lines) + "\n"


def at_the_end(report: Report) -> str:
    """A line about a spec when it has ended, and what is left to repair, for whoever has seen the attempts go by."""
    first = f"{plain(report.name)}: {ended(report)}; {spent_in_words(report.spent)}"
    return "\n".join([first, *(f"  {line}" for line in _left(report))]) + "\n"


def as_it_goes(name: str, attempt: Attempt) -> str:
    """A line about an attempt when it has been judged, for whoever waits."""
    return f"{plain(name)}: {attempt.kind}: {said(Step(attempt, (), (), ()))}"


def ended(report: Report) -> str:
    """How it ended, with the reason where it is not clean."""
    if report.clean:
        return f"clean, {size(report)}"
    words = report.ending + (f", best at {report.stage}" if report.stage else ", no spec")
    return words + (f" ({plain(report.why)})" if report.why else "")


def size(report: Report) -> str:
    """`212 lines, 14 tools, 6 tasks`."""
    facts = report.facts
    numbers = ((facts.lines, "line"), (facts.tools, "tool"), (facts.tasks, "task"))
    return ", ".join(counted(number, noun) for number, noun in numbers)


def said(step: Step) -> str:
    """What an attempt changed, and what was found then."""
    attempt = step.attempt
    repairs = attempt.kind in ("repair", "rewrite")
    changed = (
        names(attempt.changed)
        if repairs
        else counted(attempt.lines, "line")
        if attempt.lines
        else ""
    )
    removed = f"without {names(attempt.removed)}" if attempt.removed else ""
    given = ", ".join(part for part in (changed, removed) if part)
    parts = [f"{given} → {found(step)}" if given else found(step)]
    if attempt.fixes:
        parts.append(f"{attempt.fixes} mended by the compiler")
    if step.gone:
        parts.append(f"gone: {codes(step.gone)}")
    if not attempt.kept:
        parts.append("not kept")
    return "; ".join(parts)


def found(step: Step) -> str:
    """`9 errors (AWM203 ×4, AWM301)`, or `clean`."""
    attempt = step.attempt
    number = sum(count for _, count in attempt.codes)
    if attempt.stage == "clean":
        return "clean"
    if not number:
        return "the rest is to come" if attempt.kept else "no spec"
    return f"{_many(number, FOUND[attempt.stage])} ({codes(attempt.codes)})"


def codes(found: Codes) -> str:
    """`AWM203 ×4, AWM301, 3 more`."""
    most = sorted(found, key=lambda item: (-item[1], item[0]))
    words = [f"{plain(code)} ×{count}" if count > 1 else plain(code) for code, count in most]
    more = [f"{len(words) - _SHOWN} more"] if len(words) > _SHOWN else []
    return ", ".join([*words[:_SHOWN], *more])


def names(declarations: Sequence[str]) -> str:
    """`tool borrow, task renew, 2 more`."""
    shown = [plain(name) for name in declarations[:_SHOWN]]
    more = len(declarations) - len(shown)
    return ", ".join([*shown, *([f"{more} more"] if more else [])])


def spent_in_words(spent: Spent) -> str:
    """`4 requests, 31,204 tokens read (18,000 cached), 6,120 written, $0.09`."""
    usage = spent.usage
    cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
    words = f"{counted(usage.requests, 'request')}, {usage.input_tokens:,} tokens read{cached}, {usage.output_tokens:,} written"
    return words + ("" if spent.dollars is None else f", {dollars(spent.dollars)}")


def dollars(amount: float | None) -> str:
    """`$1.20`, `$0.093`; a dash where no price is known."""
    if amount is None:
        return "–"
    if 0 < amount < 0.0005:
        return "<$0.001"
    return f"${amount:,.2f}" if amount >= 1 or not amount else f"${amount:.3f}"


def table(reports: Sequence[Report]) -> str:
    """A line a spec, and the numbers of all."""
    rows = [_HEAD, *(_row(report) for report in reports)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([*lines, "", *numbers(totals(reports))]) + "\n"


def _row(report: Report) -> tuple[str, ...]:
    usage, facts = report.spent.usage, report.facts
    return (
        plain(report.name),
        report.ending,
        str(len(report.attempts)),
        "yes" if report.first_compiled == 1 else "no",
        f"{usage.input_tokens:,}",
        f"{usage.output_tokens:,}",
        dollars(report.spent.dollars),
        str(facts.lines),
        str(facts.tools),
        str(facts.tasks),
    )


def numbers(sums: Totals) -> Iterator[str]:
    """The numbers of a batch, a line each; those that are not known are left out."""
    if sums.specs:
        proven, first = sums.clean / sums.specs, sums.first_try / sums.specs
        yield f"{sums.clean} of {counted(sums.specs, 'spec')} clean ({proven:.1%})"
        yield f"{sums.first_try} ({first:.1%}) compiled at the first try"
    if sums.iterations is not None:
        yield f"{sums.iterations:.2f} answers until a spec compiled, {sums.answers / sums.specs:.2f} in all"
    if sums.lines_per_35_tools is not None:
        yield f"{sums.lines_per_35_tools:.0f} lines for 35 tools"
    if sums.dollars_per_clean is not None:
        yield f"{dollars(sums.dollars_per_clean)} a clean spec"
    yield spent_in_words(sums.spent)


def _left(report: Report) -> list[str]:
    """What is still wrong with the best state."""
    shown = [
        f"left: {plain(problem.code)} {plain(problem.subject)}: {plain(problem.message)}"
        for problem in report.problems[:_SHOWN]
    ]
    more = len(report.problems) - len(shown)
    return [*shown, *([f"left: {more} more"] if more else [])]


def _many(number: int, noun: str) -> str:
    """`2 findings of test`."""
    first, _, rest = noun.partition(" of ")
    return counted(number, first) + (f" of {rest}" if rest else "")


def plain(text: str) -> str:
    """A text of a model on one line, without what a terminal would obey."""
    return "".join(sign if sign.isprintable() else "�" for sign in " ".join(text.split()))
