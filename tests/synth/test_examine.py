"""Whatever is wrong with a text is found, at its stage, in its declaration, with words that help; and no text raises."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awmc.config import ConfigError
from awmc.diagnostics.model import Severity
from awmc.driver import Options as Passes
from awmc.driver import check_file
from awmc.synth.examine import MOST_CHARACTERS, examine
from awmc.synth.feedback import feedback
from awmc.synth.problems import STAGES, Examination, Wanted
from tests.synth.specs import (
    EXAMPLE,
    GOAL,
    NEW,
    NOTHING,
    QUICK,
    UNPROVEN,
    broken,
    gain_two,
    look,
    points,
)

ASSIGNED = ("set repair.status = cancelled", "repair.status = cancelled")
UNKNOWN = ("r in me.repairs if status", "r in me.repair if status")
UNREAD = ("name: text(1..80)", "name: text(1..80)\n  shoe_size: int = 40")
FAILS = ("call cancel(repair = r)", 'call cancel(repair = Repair("R002"))')


def one(text: str, wanted: Wanted = NOTHING) -> Examination:
    """The examination of a text with one problem."""
    found = look(text, wanted=wanted)
    assert len(found.problems) == 1, found.problems
    return found


def test_a_proven_spec_is_clean_and_its_size_is_told() -> None:
    found = look(NEW, QUICK)
    assert (found.stage, found.problems, found.clean) == ("clean", (), True)
    assert found.text == NEW
    assert (found.facts.entities, found.facts.tools, found.facts.tasks) == (2, 3, 3)
    assert (found.facts.instances, found.facts.solution_calls) == (4, 1.0)
    assert found.facts.lines == NEW.count("\n")
    assert found.remarks == (), "that no call breaks a rule is no news"


def test_a_tool_that_solutions_name_and_no_instance_calls_is_told() -> None:
    text = broken(
        ("task cancel_waiting for r in Repair if r.status == waiting", "task cancel_waiting for r in Repair if r.status == in_work"),
        ("{ call cancel(repair = r) }", "{\n    let mine = call list_repairs(status = done)\n    for one in mine { call cancel(repair = one.id) }\n  }"),
        ("goal { require r.status == cancelled }", "answer r.thing"),
        ("I no longer need {r.thing} mended. Please cancel that.", "Cancel what is done. What is in work?"),
    )  # fmt: skip
    found = one(text)
    assert (found.stage, found.problems[0].code) == ("wishes", "unplayed")
    assert found.problems[0].subject == "task cancel_waiting"
    assert "`cancel` stands in the solution" in found.problems[0].message


def test_what_is_easier_than_was_asked_for_is_told() -> None:
    facts = look(EXAMPLE).facts
    rules, rows, calls = facts.rules, facts.rows, facts.solution_calls
    same = Wanted(least_rules=rules, least_rows=rows, least_calls=calls)
    harder = Wanted(least_rules=rules + 1, least_rows=rows + 1, least_calls=calls + 1)
    assert look(EXAMPLE, wanted=same).clean
    found = look(EXAMPLE, wanted=harder)
    assert found.stage == "wishes"
    assert set(found.codes()) == {"few-rules", "few-rows", "short-solutions"}


@pytest.mark.parametrize("name", ["sorting_game", "library", "payroll"])
def test_specs_of_real_size_are_clean(name: str) -> None:
    path = Path("specs", f"{name}.awm")
    found = examine(path.read_text("utf-8"), path, Wanted(alone=False), UNPROVEN)
    assert (found.stage, found.problems) == ("clean", ())


def test_a_syntax_error_is_shown_in_its_declaration() -> None:
    found = one(broken(ASSIGNED))
    (problem,) = found.problems
    assert (found.stage, problem.code, problem.subject) == ("syntax", "AWM124", "tool cancel")
    assert problem.line is not None
    assert found.text.split("\n")[problem.line - 1].strip() == ASSIGNED[1]
    assert "^^^" in problem.text and "write `set repair.status = …`" in problem.text
    assert "awmc explain" not in problem.text, "a model runs no commands"


def test_a_wrong_name_comes_with_those_that_may_be_meant() -> None:
    found = one(broken(UNKNOWN))
    (problem,) = found.problems
    assert (found.stage, problem.subject) == ("meaning", "tool list_repairs")
    assert problem.candidates == ("repairs",)


def test_a_fix_is_told_as_the_line_that_it_makes() -> None:
    found = one(broken(('"C1", "Ana Silva";', '"C1", "Ana Silva"')))
    (problem,) = found.problems
    assert problem.fix == '  "C1", "Ana Silva";'
    assert 'write:\n     "C1", "Ana Silva";' in problem.text


def test_data_and_tasks_are_run() -> None:
    found = one(broken(FAILS))
    assert (found.stage, found.problems[0].code) == ("data", "AWM611")
    assert found.problems[0].subject == "task cancel_waiting"
    assert found.facts.tools == 3


def test_every_warning_of_the_linter_is_advice() -> None:
    found = one(broken(UNREAD))
    assert (found.stage, found.problems[0].subject) == ("advice", "entity Customer")


def test_advice_is_what_awmc_lint_gives(tmp_path: Path) -> None:
    path = tmp_path / "shop.awm"
    found = look(broken(UNREAD, ('"Cancel a repair that is still waiting"', '"Cancel"')))
    path.write_text(found.text, "utf-8")
    linted = check_file(path, Passes()).diagnostics
    codes = sorted(one.code for one in linted if one.severity is not Severity.note)
    assert sorted(found.codes().elements()) == codes


def test_the_settings_of_the_folder_count(tmp_path: Path) -> None:
    (tmp_path / "awmc.toml").write_text('[lint]\nignore = ["AWM711"]\n')
    assert look(broken(UNREAD), folder=tmp_path).clean
    (tmp_path / "awmc.toml").write_text("[lint]\nignor = []\n")
    with pytest.raises(ConfigError, match="ignor"):
        look(NEW, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["awmc.toml"], "nothing is written"


def test_safe_fixes_and_the_format_are_applied() -> None:
    sloppy = broken(("none or r.status", "null  or r.status")).replace("\n  ", "\n\t\t")
    found = look(sloppy.replace("\n", "\r\n"))
    assert (found.clean, found.text) == (True, NEW)
    assert found.fixes > 0


def test_wishes_are_told_with_what_to_write() -> None:
    wanted = Wanted(("cancel_wating", "what_it_costs"), 5, 4, "store")
    found = look(NEW, wanted=wanted)
    assert found.stage == "wishes"
    wishes = {problem.code: problem for problem in found.problems}
    assert set(wishes) == {"missing-task", "few-tools", "few-tasks", "other-name"}
    assert "task cancel_waiting" in wishes["missing-task"].text
    assert "environment store" in wishes["other-name"].text
    assert look(NEW, wanted=Wanted(("bring_a_lamp",), 3, 3, "shop")).clean


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("use", 'use "other.awm"\n' + NEW),
        ("extern", NEW + 'extern f(x: int) -> int from "os:getpid"\n'),
        ("data-file", NEW + 'data Customer from "secrets.csv"\n'),
    ],
)
def test_a_generated_spec_neither_reads_files_nor_runs_code(
    code: str, text: str, tmp_path: Path
) -> None:
    (tmp_path / "other.awm").write_text("entity {", "utf-8")
    (tmp_path / "secrets.csv").write_text("password\n", "utf-8")
    found = look(text, folder=tmp_path)
    assert (found.stage, list(found.codes())) == ("meaning", [code])


def test_what_is_missing_what_lint_says_and_what_the_test_finds_are_told_at_once() -> None:
    text = points(gain_two('goal { require Member("M1").points >= 4 }'))
    found = look(text, QUICK, Wanted(tasks=("sell_a_lamp",)))
    assert found.stage == "wishes"
    stages = [one.stage for one in found.problems]
    assert stages == sorted(stages, key=STAGES.index) and set(stages) == set(STAGES[3:6])
    assert {"missing-task", "AWM735", "sharp"} <= found.codes().keys()
    told = feedback(found, room=9000)
    assert told.index("missing-task") < told.index("Warnings:") < told.index("`awmc test` found:")


def test_data_that_do_not_run_are_told_with_every_warning() -> None:
    found = look(broken(UNREAD, FAILS), QUICK)
    assert found.stage == "data" and "AWM711" in found.codes()
    assert found.rank == look(broken(FAILS), QUICK).rank  # what a later stage finds does not count


def test_mending_what_is_wrong_makes_it_better_at_every_step() -> None:
    strange = ('instruction "What will', 'instruktion "What will')
    steps = [ASSIGNED, strange, UNKNOWN, FAILS, UNREAD]
    ranks = [look(broken(*steps[n:])).rank for n in range(len(steps) + 1)]
    assert ranks == sorted(set(ranks)), ranks
    assert look(NEW).rank == (STAGES.index("clean"), 0)


HOSTILE = {
    "nothing": "",
    "bytes": bytes(range(256)).decode("latin1"),
    "half a character": NEW + "# \ud800",
    "too much": "x" * (MOST_CHARACTERS + 1),
    "braces": "{" * 10_000,
    "parentheses": broken(("count(", "(" * 10_000 + "count("), (", price }", ", price }")),
    "signs": broken(("price: 20", "price: " + "-" * 3_000 + "20")),
    "rows": NEW + 'data Customer for i in range(1, 1000000000000) { id: "X{i}", name: "x" }\n',
    "rows of rows": NEW
    + 'data Customer for a in range(9999) for b in range(9999) { id: "{a} {b}", name: "x" }\n',
    "instances": broken(("in Repair if r.status == w", "in Repair for i in range(100000) if r.status == w")),
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_refused(text: str) -> None:
    found = look(text)
    assert found.problems and found.stage in STAGES[:3]
    assert all(problem.message and problem.code != "crash" for problem in found.problems)
    found.text.encode()  # it can be written


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A spec with slices taken out, written twice, and put elsewhere."""
    text = draw(st.sampled_from([NEW, EXAMPLE]))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        piece = text[start : start + draw(st.integers(1, 60))]
        match draw(st.sampled_from(["delete", "repeat", "move", "insert"])):
            case "delete":
                text = text[:start] + text[start + len(piece) :]
            case "repeat":
                text = text[:start] + piece + text[start:]
            case "move":
                place = draw(st.integers(0, len(text)))
                text = text[:place] + piece + text[place:]
            case _:
                text = text[:start] + draw(st.text(max_size=8)) + text[start:]
    return text


@given(mutated())
@settings(max_examples=30)
def test_no_text_raises_and_every_stage_but_clean_has_a_problem(text: str) -> None:
    found = look(text)
    assert found.clean == (not found.problems)
    assert all(problem.code != "crash" and problem.text for problem in found.problems)
    if not found.clean:
        assert min((one.stage for one in found.problems), key=STAGES.index) == found.stage


def test_a_fault_of_awmc_is_a_problem_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object) -> None:
        raise KeyError("R99")

    monkeypatch.setattr("awmc.synth.examine.missing", fault)
    found = one(broken((GOAL, GOAL)))
    assert (found.stage, found.problems[0].code) == ("wishes", "crash")
    assert "KeyError: 'R99'" in found.problems[0].text


PAST_NONE = """environment clinic "A clinic" { clock 2026-03-02T09:00:00 }
entity Vaccine { key code: text  price: money  lasts: int?  note: text? }
entity Visit "A visit" {
  auto key id: int
  vaccine: Vaccine?
  derive price: money = 20.00 + (vaccine.price ?? 0)
  derive days: int = vaccine.lasts ?? 30
}
data Vaccine (code, price, lasts) { "A", 3.50, 200; "B", 4.00, none }
data Visit (vaccine) { "A"; "B"; none }
tool visits() "All visits, with what they cost" {
  return [v.{ id, price, days, note: v.vaccine.note ?? "-" } for v in Visit]
}
"""


def test_a_default_past_what_may_be_none_is_understood() -> None:
    """`a.b ?? c` is what other languages write as `a?.b ?? c`."""
    found = look(PAST_NONE)
    assert STAGES.index(found.stage) > STAGES.index("data")
    assert "(if vaccine != none then vaccine.price else 0)" in found.text
    assert "if vaccine != none then vaccine.lasts ?? 30 else 30" in found.text
    assert 'if v.vaccine != none then v.vaccine.note ?? "-" else "-"' in found.text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("call cancel(repair = r)", "call cancel(repair = r.spare)", "`r.spare` may be none"),
        ("for r in Repair if r", "for r in Repair if any(x for x in Repair) and r", "count(x for"),
    ],
)
def test_what_a_mistake_of_types_tells_can_be_followed(old: str, new: str, told: str) -> None:
    found = one(broken((old, new), ("thing: text", "spare: text?\n  thing: text")))
    assert told in found.problems[0].text


def test_what_a_rule_over_a_computed_field_wants_is_told() -> None:
    text = PAST_NONE.replace("auto key", "@unique (days)\n  auto key")
    assert "store it, and give it where rows are created" in look(text).problems[0].text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("require repair.status == waiting", 'require repair.status == "waiting"'),
        ("set repair.status = cancelled", "set repair.status = 'cancelled'"),
        ("RepairStatus = waiting", 'RepairStatus = "waiting"'),
    ],
)
def test_a_member_in_quotes_is_understood(old: str, new: str) -> None:
    assert look(broken((old, new))).text == NEW


def test_the_fields_of_a_result_are_compared_as_they_are() -> None:
    """What a tool gives keeps its types, though it is JSON for an agent."""
    call = ("{ call cancel(repair = r) }", "{\n    let mine = call list_repairs()\n    call cancel(repair = the(x.id for x in mine if x.price == r.price))\n  }")  # fmt: skip
    right, wrong = broken(call), broken((call[0], call[1].replace("r.price)", "text(r.price))")))
    assert look(wrong).text == look(right).text
    other = one(broken((call[0], call[1].replace("r.price)", "text(r.thing))"))))
    assert other.problems[0].code == "AWM305" and "leave `text` out" not in other.problems[0].text


def test_a_text_that_is_no_member_is_left_alone() -> None:
    text = broken(("require repair.status == waiting", 'require repair.status == "gone"'))
    found = one(text)
    assert found.text == text and found.problems[0].code == "AWM305"
