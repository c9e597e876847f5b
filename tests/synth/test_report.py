"""Reports read back as they were written, tell what happened, and one that is broken stands in nobody's way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.endpoint.completions import Usage
from awmc.synth.budget import Spent
from awmc.synth.report import (
    ReportError,
    read_report,
    read_reports,
    report_json,
    report_of,
    steps,
)
from awmc.synth.story import as_it_goes, codes, dollars, plain, story, table
from awmc.synth.totals import totals
from tests.synth.outcomes import LAW, OUTCOMES, WORDS, attempt, outcome


@LAW
@given(st.lists(OUTCOMES, max_size=4))
def test_reports_read_back_as_they_were(outcomes: list[object]) -> None:
    reports = [report_of(one) for one in outcomes]  # type: ignore[arg-type]
    again = [read_report(report_json(report)) for report in reports]
    assert again == reports
    assert totals(again).as_json() == totals(reports).as_json()
    assert table(again) == table(reports)
    json.dumps(totals(again).as_json(), allow_nan=False)


@LAW
@given(OUTCOMES)
def test_steps_add_up(one: object) -> None:
    """What was before, less what went away, with what came, is what there is now."""
    report = report_of(one)  # type: ignore[arg-type]
    for step in steps(report):
        before, gone, came = dict(step.before), dict(step.gone), dict(step.came)
        after = {c: before.get(c, 0) - gone.get(c, 0) + came.get(c, 0) for c in {*before, *came}}
        assert {code: count for code, count in after.items() if count} == dict(step.attempt.codes)


def test_a_repair_is_beside_the_state_that_was_kept() -> None:
    told = steps(
        report_of(
            outcome(
                attempt("meaning", {"AWM203": 4, "AWM301": 1}, "draft"),
                attempt("syntax", {"AWM101": 1}, kept=False),
                attempt("proof", {"solvable": 1}, changed=("tool borrow",)),
                attempt("clean", {}, changed=("task renew",)),
            )
        )
    )
    assert told[2].before == (("AWM203", 4), ("AWM301", 1))
    assert told[2].gone == told[2].before and told[2].came == (("solvable", 1),)
    assert told[3].gone == (("solvable", 1),)


def test_the_story_tells_the_repairs() -> None:
    paid = Spent(Usage(1, 9000, 1500, 6000), 0.09, 4.0)
    text = story(
        report_of(
            outcome(
                attempt("meaning", {"AWM203": 4, "AWM301": 1}, "draft", lines=212, spent=paid),
                attempt(
                    "proof", {"solvable": 1}, changed=("tool borrow", "task renew"), spent=paid
                ),
                attempt("clean", {}, changed=("task renew",), spent=paid),
            )
        )
    )
    assert text == (
        "library: clean, 100 lines, 7 tools, 3 tasks\n"
        "   1 draft: 212 lines → 5 errors (AWM203 ×4, AWM301)\n"
        "   2 repair: tool borrow, task renew → 1 finding of test (solvable); gone: AWM203 ×4, AWM301\n"
        "   3 repair: task renew → clean; gone: solvable\n"
        "     3 requests, 27,000 tokens read (18,000 cached), 4,500 written, $0.270\n"
    )


def test_a_line_is_told_as_it_goes() -> None:
    told = attempt("data", {"AWM301": 2}, changed=("tool borrow",), removed=("task x",), kept=False)
    line = as_it_goes("library", told)
    assert line == "library: repair: tool borrow, without task x → 2 problems (AWM301 ×2); not kept"


def test_the_table_has_every_spec_and_the_numbers_of_all() -> None:
    paid = Spent(Usage(1, 9000, 1500, 6000), 0.09, 4.0)
    clean = report_of(outcome(attempt("clean", {}, "draft", spent=paid)))
    worse = report_of(outcome(attempt("data", {}, "draft", spent=paid), name="b", ending="gave up"))
    assert table([clean, worse]) == (
        "spec     ending   answers  first try   read  written    cost  lines  tools  tasks\n"
        "library  clean          1        yes  9,000    1,500  $0.090    100      7      3\n"
        "b        gave up        1         no  9,000    1,500  $0.090    100      7      3\n"
        "\n"
        "1 of 2 specs clean (50.0%)\n"
        "1 (50.0%) compiled at the first try\n"
        "1.00 answers until a spec compiled, 1.00 in all\n"
        "500 lines for 35 tools\n"
        "$0.180 a clean spec\n"
        "2 requests, 18,000 tokens read (12,000 cached), 3,000 written, $0.180\n"
    )


def test_the_rest_of_a_draft_is_no_answer_of_its_own() -> None:
    """A draft that was cut off is judged when it is whole."""
    cut, rest = attempt("syntax", {"AWM101": 1}, "draft"), attempt("clean", {}, "rest of draft")
    assert report_of(outcome(cut, rest)).first_compiled == 1
    assert (
        report_of(outcome(attempt("data", {}, "draft"), attempt("wishes", {}))).first_compiled == 2
    )
    assert report_of(outcome(attempt("data", {}, "draft"), ending="gave up")).first_compiled is None


def test_numbers_that_nothing_tells_are_none() -> None:
    none = totals([])
    assert (none.iterations, none.lines_per_35_tools, none.dollars_per_clean) == (None, None, None)
    free = report_of(outcome(attempt("clean", {}, "draft", spent=Spent(Usage(1, 5, 5)))))
    paid = report_of(outcome(attempt("clean", {}, "draft", spent=Spent(Usage(1, 5, 5), 0.5))))
    assert totals([free, paid]).dollars_per_clean is None, "one of two prices is no sum"
    assert totals([paid, paid]).dollars_per_clean == 0.5
    assert totals([paid]).lines_per_35_tools == 500


@LAW
@given(WORDS)
def test_texts_of_models_stay_on_their_line(text: str) -> None:
    assert plain(text).isprintable()
    one = report_of(outcome(attempt("clean", {text: 1}, "draft", changed=(text,)), name=text))
    assert len(story(one).splitlines()) == 3


def test_words_for_money_and_codes() -> None:
    assert [dollars(n) for n in (None, 0.0, 0.0001, 0.0931, 12.5)] == [
        "–",
        "$0.00",
        "<$0.001",
        "$0.093",
        "$12.50",
    ]
    many = (("a", 1), ("b", 5), ("c", 2), ("d", 1), ("e", 1), ("f", 1))
    assert codes(many) == "b ×5, c ×2, a, d, 2 more"


GOOD = report_json(report_of(outcome(attempt("clean", {"AWM203": 1}, "draft"))))
BROKEN = {
    "half of it": GOOD[: len(GOOD) // 2],
    "nothing": "",
    "a list": "[]",
    "of another version": GOOD.replace('"version": 1', '"version": 2'),
    "no stage": GOOD.replace('"stage": "clean"', '"stage": "fine"'),
    "text for a number": GOOD.replace('"lines": 100', '"lines": "many"'),
    "no number": GOOD.replace('"lines": 100', '"lines": NaN'),
    "too great": GOOD.replace('"lines": 100', '"lines": 1e999'),
    "negative": GOOD.replace('"tools": 7', '"tools": -7'),
    "half a character": GOOD.replace('"why": ""', '"why": "\\ud800"'),
    "too deep": "[" * 100_000,
    "something missing": GOOD.replace('"ending"', '"ended"'),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_is_no_report_is_refused(text: str) -> None:
    assert text != GOOD
    with pytest.raises(ReportError) as error:
        read_report(text)
    assert len(str(error.value)) < 300


@LAW
@given(st.data())
def test_whatever_is_changed_by_hand_is_read_or_refused(data: st.DataObject) -> None:
    value = json.loads(GOOD)
    place = data.draw(st.sampled_from(sorted(value)))
    value[place] = data.draw(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=6,
        )
    )
    try:
        report = read_report(json.dumps(value))
    except ReportError:
        return
    assert table([report]) and story(report) and report_json(report)


def test_a_broken_report_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "library.json").write_text(GOOD, encoding="utf-8")
    (tmp_path / "hotel.json").write_text(GOOD, encoding="utf-8")
    (tmp_path / "clinic.json").write_bytes(b"\xff\xfe")
    (tmp_path / "depot.json").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    reports, broken = read_reports(tmp_path)
    assert [report.name for report in reports] == ["library"]
    assert [Path(line.split(": ")[0]).name for line in broken] == [
        "clinic.json",
        "depot.json",
        "hotel.json",
    ]
    assert "the report of 'library'" in broken[2]
    assert read_reports(tmp_path / "nowhere") == ([], [])
