"""What counts as harder: not what a model can add without making anything harder."""

from __future__ import annotations

from pathlib import Path

import pytest

from awmc.driver import Options, check_file
from awmc.synth.examine import facts_of
from awmc.synth.hardness import rows_that_count
from awmc.synth.problems import Facts

SPEC = """
environment shed "Bikes are lent" { clock 2026-03-02T09:00:00  actor Member }
entity Member { key id: text  name: text }
entity Bike { key id: text  made: int  lent_to: Member? BIKE }
tool bikes() "All bikes" { return [b.{ id, made, lent_to } for b in Bike] }
tool bike(bike: Bike "Its id") "One bike" { return bike }
tool borrow(bike: Bike "Its id") "Borrow a bike" { require bike.lent_to == none else "It is lent"  set bike.lent_to = me }
data Member (id, name) { "m1", "Ana"; "m2", "Bo" }
data Bike (id, made) { "b1", 2019; "b2", 2021; "b3", 2024 }
task borrow_one for b in Bike limit 3 {
  actor "m1"
  instruction "Lend me the bike made in {b.made}."
  solution { SOLUTION }
}
MORE
"""
PLAIN = "let found = call bikes()  call borrow(bike = the(x.id for x in found if x.made == b.made))"
LONG = (
    "let found = call bikes()  for x in found if x.lent_to_id == none { call borrow(bike = x.id) }"
)


def facts(folder: Path, bike: str = "", solution: str = PLAIN, more: str = "") -> Facts:
    path = folder / "shed.awm"
    text = SPEC.replace("BIKE", bike).replace("SOLUTION", solution).replace("MORE", more)
    path.write_text(text)
    checked = check_file(path, Options(lint=False))
    assert checked.build is not None, [d.message for d in checked.diagnostics]
    return facts_of(checked, text)


@pytest.mark.parametrize(
    ("rule", "counts"),
    [
        ("@check (made > 1900)", 0),  # no tool writes it
        ("@unique (made)", 0),
        ('@check (lent_to == none or lent_to.name != "") else "Nobody"', 1),
        ("@unique (lent_to)", 1),
        ("@unique (lent_to) @check (made > 1900)", 1),
    ],
)
def test_a_rule_that_no_tool_can_break_is_none(tmp_path: Path, rule: str, counts: int) -> None:
    one = 'task borrow_last { actor "m2" instruction "The newest." solution { call borrow(bike = "b3") } }'
    assert facts(tmp_path, rule, more=one).rules - facts(tmp_path, more=one).rules == counts


def test_calls_that_come_to_nothing_are_none(tmp_path: Path) -> None:
    assert facts(tmp_path).solution_calls == 2
    for idle in ('call bike(bike = "b1")', 'let all = call bike(bike = "b1")'):
        assert facts(tmp_path, solution=f"{idle}  {PLAIN}").solution_calls == 2
    again = f"let first_look = call bikes()  if len(first_look) > 0 {{ {PLAIN} }}"
    assert facts(tmp_path, solution=again).solution_calls == 2


def test_fewer_instances_of_short_tasks_make_nothing_longer(tmp_path: Path) -> None:
    long = f'task borrow_all {{ actor "m2" instruction "All of them." solution {{ {LONG} }} }}'
    many = facts(tmp_path, more=long)
    assert (many.instances, many.solution_calls) == (4, 3.0)
    text = (tmp_path / "shed.awm").read_text().replace("limit 3", "limit 1")
    (tmp_path / "shed.awm").write_text(text)
    few = facts_of(check_file(tmp_path / "shed.awm", Options(lint=False)), text)
    assert (few.instances, few.solution_calls) == (2, 3.0)


def test_rows_are_not_all_of_one_entity() -> None:
    before = {"Film": 10, "Note": 5}
    assert rows_that_count({"Film": 12, "Note": 400, "New": 100}, {"Film": 30, "Note": 20}) == 52
    assert rows_that_count(before, {}) == 15
