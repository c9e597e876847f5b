"""The proof of tasks: the spec of the library passes it, and copies of it that are broken in one place are caught by name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import awmc
from awmc.driver import compile_text
from awmc.prove.findings import Finding
from awmc.prove.tasks import families_of, prove_family, prove_tasks
from awmc.prove.tasks_report import FamilyReport
from awmc.runtime.environment import Environment

SPECS = Path(__file__).parents[2] / "specs"
LIBRARY = (SPECS / "library.awm").read_text(encoding="utf-8")

# Each is one mistake of an author, in a family of its own, so that one compilation shows them all.
BREAKS = {
    "renew_loan": ("require l.due == old(l.due) + days(14)", "require l.renewals >= 0"),
    "moved_house": (
        'and m.phone == "555 7007"\n',
        'and m.phone == "555 7007"\n    require m.born < today()\n',
    ),
    "bigger_room": (" and k.people == 8\n", "\n"),
    "too_young": (
        'Member("M0011") and q.topic == refused) == 1 }\n  may change HelpRequest.message',
        'Member("M0011") and q.topic == refused) >= 1 }\n  may change HelpRequest',
    ),
}


def broken(text: str, old: str, new: str) -> str:
    """The text with one change."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def diagnostics_of(text: str) -> set[str]:
    """The names of what is wrong with a spec that does not compile."""
    compiled = compile_text(text, "library.awm", SPECS)
    assert compiled.package is None
    return {diagnostic.name for diagnostic in compiled.diagnostics}


@cache
def broken_library() -> Environment:
    text = LIBRARY
    for old, new in BREAKS.values():
        text = broken(text, old, new)
    compiled = compile_text(text, "library.awm", SPECS)
    assert compiled.package is not None, compiled.diagnostics
    return Environment.from_files(compiled.package.files)


@cache
def proof_of(family: str) -> FamilyReport:
    return prove_family(broken_library(), family)


def errors(report: FamilyReport) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity == "error"]


def checks(family: str) -> set[str]:
    """Which checks found an error in a family of the broken library."""
    return {finding.check for finding in errors(proof_of(family))}


def test_every_task_of_a_whole_spec_is_proven() -> None:
    with awmc.load(SPECS.parent / "generated" / "library") as environment:
        report = prove_tasks(environment, budget=24)
    assert [f.message for f in report.findings if f.severity == "error"] == []
    assert report.solvable == report.instances
    assert report.falsified == report.clauses
    assert report.count.share >= 0.95
    assert report.count.mutants > 10 * report.instances


def test_a_solution_that_misses_its_goal_does_not_compile() -> None:
    text = broken(LIBRARY, "method = transfer)", "method = card)")
    assert diagnostics_of(text) == {"solution-fails"}


@pytest.mark.parametrize(
    ("method", "told"), [("card", "goal 2"), ("cheque", "call 2 of the solution, pay_fine")]
)
def test_a_solution_that_does_not_do_the_task_is_not_solvable(method: str, told: str) -> None:
    """As of a tasks.json that was changed by hand, or of tools that were."""
    with awmc.load(SPECS.parent / "generated" / "library") as environment:
        steps = environment.task("lost_book")["solution"]
        task = {**environment.task("lost_book"), "solution": [steps[0], _paid_by(steps[1], method)]}
        environment.definition = replace(environment.definition, tasks=(task,))
        found = errors(prove_family(Environment(environment.definition), "lost_book"))
    assert {f.check for f in found} == {"solvable"}
    assert {f.subject for f in found} == {"lost_book"}
    assert any(told in f.message for f in found)
    assert all("--script" in (f.replay or "") for f in found)


def _paid_by(step: dict[str, Any], method: str) -> dict[str, Any]:
    return {**step, "arguments": {**step["arguments"], "method": method}}


def test_a_goal_that_is_always_true_is_vacuous() -> None:
    assert "vacuous" in checks("renew_loan")


def test_a_clause_that_nothing_can_break_is_named() -> None:
    never = [f.message for f in errors(proof_of("moved_house")) if "is never false" in f.message]
    assert never == ["goal 3 of moved_house is never false: m.born < today()"]


ORDERS = """
environment shop "A shop" { clock 2026-03-02T09:00:00 }
entity Order { auto key id: int  paid: bool = false  price: int }
data Order (price) { 2; 5; 3; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_dearest {
  instruction "Pay the order with the highest price."
  solution { call pay(order = 2) }
  goal {
    let dearest = old(first(o for o in Order order by o.price desc))
    require dearest != none
    require dearest.paid
  }
}
"""


def test_what_must_be_there_for_the_next_clause_need_not_be_missing() -> None:
    """The compiler refuses `dearest.paid` without `require dearest != none`."""
    assert diagnostics_of(broken(ORDERS, "    require dearest != none\n", "")) == {"possibly-none"}
    assert [f.message for f in errors(_pay_dearest(ORDERS))] == []
    weak = broken(
        ORDERS, "require dearest.paid", "require dearest.paid\n require dearest.price > 0"
    )
    told = [f.message for f in errors(_pay_dearest(weak))]
    assert told == ["goal 3 of pay_dearest is never false: dearest.price > 0"]


def _pay_dearest(text: str) -> FamilyReport:
    compiled = compile_text(text, "shop.awm", SPECS)
    assert compiled.package is not None, compiled.diagnostics
    return prove_family(Environment.from_files(compiled.package.files), "pay_dearest")


def test_a_weaker_clause_lets_mutants_through_with_their_calls() -> None:
    survivors = proof_of("bigger_room").survivors
    assert {s.change.split(" for ")[0] for s in survivors} >= {
        "call 2: people 9",
        "call 2: people 7",
    }
    assert all(s.kind == "argument" and len(s.calls) == 2 for s in survivors)
    assert "sharp" in checks("bigger_room")


def test_a_frame_that_is_too_wide_lets_other_rows_through() -> None:
    survivors = proof_of("too_young").survivors
    assert any(s.kind in ("extra write", "repeated") for s in survivors)
    assert "sharp" in checks("too_young")


def test_an_always_true_goal_without_an_answer_is_no_task() -> None:
    old = 'require count(q for q in HelpRequest if q.member == Member("M0011") and q.topic == refused) == 1'
    assert "start-passes" in diagnostics_of(broken(LIBRARY, old, "require true"))


def test_a_proof_depends_on_its_seed_alone() -> None:
    one, two = (_proof_in_a_load_of_its_own() for _ in range(2))
    assert one.as_json() == two.as_json()


def _proof_in_a_load_of_its_own() -> FamilyReport:
    with awmc.load(SPECS.parent / "generated" / "library") as environment:
        assert "join_event" in families_of(environment)
        return prove_family(environment, "join_event", budget=12)
