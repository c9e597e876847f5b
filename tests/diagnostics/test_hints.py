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
