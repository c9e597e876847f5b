"""What `awmc test` finds comes through, with the calls that show it and what to write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from awmc.driver import compile_text
from awmc.prove.run import Options as Depth
from awmc.prove.run import Proof, prove
from awmc.source import SourceFile
from awmc.synth.problems import Examination, Problem
from awmc.synth.proofs import problems_of
from awmc.synth.shown import Text
from tests.prove.breaking import KIOSK, kiosk_files
from tests.prove.test_sound import BREAKS_AN_INVARIANT
from tests.synth.specs import NEW, QUICK, gain_two, look, points

NEVER = """
  tool spend(member: Member "Whose") "Take all points of a member" {
    require member.points > 1000 else "Too few points"
    set member.points = 0
    return member.{ id, points }
  }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where no advice is given, so that only the proof objects."""
    (tmp_path / "awmc.toml").write_text('[lint]\nignore = ["all"]\n')
    return tmp_path


def found_in(text: str, folder: Path) -> Examination:
    found = look(text, QUICK, folder=folder)
    assert found.stage == "proof", found.problems
    return found


def test_a_surviving_mutant_is_told_with_its_plan(folder: Path) -> None:
    text = points(gain_two('goal { require Member("M1").points >= 4 }'))
    found = found_in(text, folder)
    problems = found.problems
    assert {(p.code, p.subject) for p in problems} == {("sharp", "task gain_two")}
    argument = next(p for p in problems if "(argument)" in p.message)
    assert "3 other sequences of calls" in argument.message, "those of one kind are one problem"
    assert argument.text.count("earns the reward") == 2, "of which two are shown"
    assert "call gain(n = 3)  → {}" in argument.text
    assert "what to do: the goal does not look at this argument" in argument.text
    assert argument.line == found.text.split("\n").index("task gain_two {") + 1
    assert any("(repeated)" in p.message for p in problems)
    assert ["goal { require Member" in p.text for p in problems] == [
        True,
        *[False] * (len(problems) - 1),
    ], "the task is shown, once"


def test_mending_one_kind_of_survivor_makes_it_better(folder: Path) -> None:
    ranks = [
        found_in(points(gain_two(goal)), folder).rank
        for goal in (
            'goal { require Member("M1").points >= 4 }',
            'goal { require Member("M1").points in [5, 6] }',
        )
    ]
    assert ranks[0] < ranks[1]
    clean = look(
        points(gain_two('goal { require Member("M1").points == 5 }')), QUICK, folder=folder
    )
    assert ranks[1] < clean.rank and clean.clean


def test_a_reward_for_nothing_is_told(folder: Path) -> None:
    task = gain_two('goal { require Member("M1").points >= 0 }\n  answer Member("M1").name')
    problems = found_in(points(task), folder).problems
    vacuous = [p for p in problems if p.code == "vacuous"]
    assert [p.subject for p in vacuous] == ["task gain_two"]
    assert "no call at all" in vacuous[0].text and 'final answer: "Ana"' in vacuous[0].text
    assert "require in `goal` something that the solution changes" in vacuous[0].text


def test_a_tool_that_never_succeeds_is_a_problem_and_a_guard_is_a_remark(folder: Path) -> None:
    found = found_in(points(gain_two(""), NEVER), folder)
    assert [(p.code, p.subject) for p in found.problems] == [("live", "tool spend")]
    assert "require member.points > 1000" in found.problems[0].text
    guarded = NEVER.replace("> 1000", ">= 0")
    found = look(points(gain_two(""), guarded), QUICK, folder=folder)
    assert found.clean and any("never reached" in remark for remark in found.remarks)


def proven(files: dict[str, str], depth: Depth, spec: str) -> tuple[Proof, list[Problem]]:
    """A proof of files, and its problems."""
    proof = prove(files, depth)
    return proof, problems_of(proof, Text(SourceFile("shop.awm", spec)), files)


def test_an_unsound_tool_is_told_with_the_fewest_calls() -> None:
    """Such an environment only comes of a fault of the compiler, so its code is changed here."""
    files = dict(kiosk_files())
    for name, old, new in BREAKS_AN_INVARIANT:
        assert old in files[name]
        files[name] = files[name].replace(old, new)
    _, problems = proven(files, Depth(examples=40, search=0, seed=2), KIOSK.read_text("utf-8"))
    sound = next(p for p in problems if p.code == "sound")
    assert sound.subject == "tool order"
    assert sound.text.count("call order(") == 3
    assert "every rule holds after every call" in sound.message


def test_a_solution_that_fails_is_told_with_the_failing_call_and_its_error() -> None:
    compiled = compile_text(NEW)
    assert compiled.package is not None
    files = dict(compiled.package.files)
    tasks = json.loads(files["tasks.json"])
    listed = tasks if isinstance(tasks, list) else tasks["tasks"]
    for task in listed:
        if task["family"] == "cancel_waiting":
            task["solution"][0]["arguments"] = {"repair_id": "R002"}
    files["tasks.json"] = json.dumps(tasks)
    _, problems = proven(files, Depth(examples=0, search=0), NEW)
    unsolvable = [p for p in problems if p.code == "solvable"]
    assert [p.subject for p in unsolvable] == ["task cancel_waiting"], "one for all instances"
    assert 'call cancel(repair_id = "R002")  → FAILS:' in unsolvable[0].text
    assert "also in cancel_waiting[R003]" in unsolvable[0].text


def test_there_is_a_problem_exactly_where_awmc_test_fails(folder: Path) -> None:
    for text in (NEW, points(gain_two("")), points(gain_two("goal { require me.points > 3 }"))):
        compiled = compile_text(text)
        assert compiled.package is not None
        proof, problems = proven(dict(compiled.package.files), QUICK.depth, text)
        assert proof.passed == (not problems)
