"""Hints that show code: what they show is right where it is put."""

from pathlib import Path

from awmc.batch import diagnostics, run_all
from awmc.driver import Options

SPEC = """
environment rooms "Rooms" {{ }}
entity Seat {{ key hall: text  key row: text  sold: bool = false }}
data Seat (hall, row) {{ "A", "1" }}
private tool mark(seat: Seat) "Sell it" {{ set seat.sold = true }}
tool sell() "Sell the first" {{ call mark(seat = {seat}) }}
"""


def hints(path: Path, seat: str) -> list[str]:
    path.write_text(SPEC.format(seat=seat))
    found, _ = diagnostics(run_all([path], Options()))
    return [one.help for one in found]


def test_compound_key_as_a_list(tmp_path: Path) -> None:
    path = tmp_path / "rooms.awm"
    assert hints(path, '["A", "1"]') == ['`Seat("A", "1")` is the row with that key']
    assert hints(path, 'Seat("A", "1")') == []


SHIFTS = """
environment shifts "Shifts" { clock 2026-03-02T09:00:00 }
entity Shift { key id: text  starts: datetime  hours: int  derive ends: datetime = starts + hours(hours)  RULE }
data Shift (id, starts, hours) { "S1", 2026-03-02T09:00:00, 2 }
tool shifts() "All shifts" { return [s.{ id, starts, ends } for s in Shift] }
tool cancel(shift: Shift "The shift") "Cancel a shift" { delete shift }
task cancel_first {
  instruction "Cancel the first shift."
  solution { let found = call shifts()  let one = PICK(s for s in found)  call cancel(shift = one.id) }
}
"""


def helps(path: Path, rule: str, pick: str) -> list[tuple[str, str]]:
    path.write_text(SHIFTS.replace("RULE", rule).replace("PICK", pick))
    found, _ = diagnostics(run_all([path], Options(lint=False)))
    return [(one.code, one.help) for one in found]


def test_what_a_solution_may_take_that_is_never_none(tmp_path: Path) -> None:
    path = tmp_path / "shifts.awm"
    ((code, told),) = helps(path, "", "first")
    assert code == "AWM304" and "`the(…)` in the place of `first(…)`" in told
    assert helps(path, "", "the") == []


def test_a_rule_over_what_is_derived_may_be_a_check(tmp_path: Path) -> None:
    path = tmp_path / "shifts.awm"
    ((code, told),) = helps(path, "@no_overlap (id) starts..ends", "the")
    assert code == "AWM420" and "store it" in told and "`@check`" in told
    check = "@check (all(s == self or s.ends <= starts or ends <= s.starts for s in Shift))"
    assert helps(path, check, "the") == []
