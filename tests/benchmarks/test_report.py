"""What a run says, keeps and compares, of figures that are made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import saved, table
from benchmarks.measure import Figure, Growth, Line, Missing, Settings, Target
from benchmarks.page import NOTES, write
from benchmarks.published import PUBLISHED
from benchmarks.run import SECTIONS, Run, Section, Watcher, measure_all, this_machine

CALL = Line(
    "calls",
    "list | all",
    "µs",
    Figure(30.0, 0.01),
    Figure(20.0, 0.01),
    {"dictionaries": 64.0},
    Target("ratio", 1.5),
)
RATE = Line("episodes", "whole", "/s", 4000.0, 5000.0, target=Target("at least", 3000))
GROWN = Growth("growth", "list", "µs", "rows", {"floor": ((1e2, 5.0), (1e5, 6.0)), "awmc": ()})


def made() -> Run:
    sections = {
        "calls": Section([CALL], date="2026-01-01 00:00 UTC", commit="abc"),
        "episodes": Section([RATE]),
        "growth": Section([], [GROWN]),
        "mcp": Section(trouble="needs the MCP SDK"),
    }
    return Run(this_machine(), Settings(), sections)


def test_a_run_comes_back_from_its_file(tmp_path: Path) -> None:
    saved.save(made(), tmp_path / "run.json")
    assert saved.load(tmp_path / "run.json") == made()
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


@pytest.mark.parametrize("text", ["", "[]", '{"format": 0}', '{"format": 1}'])
def test_a_file_that_holds_no_run_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(text)
    with pytest.raises(saved.NoRun, match=r"run\.json"):
        saved.load(file)
    with pytest.raises(saved.NoRun, match="cannot read"):
        saved.load(tmp_path / "none.json")


def test_a_ratio_moves_by_more_than_the_noise_or_not_at_all() -> None:
    def against(ours: float, error: float) -> str:
        return table.row(replace(CALL, ours=Figure(ours, error)), saved.by_name([CALL])).partition(
            "\n"
        )[2]

    assert against(32.0, 0.01) == ""
    assert "WORSE: 1.5 before, +33%; noise ±10%" in against(40.0, 0.01)
    assert "better: 1.5 before, -33%" in against(20.0, 0.01)
    assert against(40.0, 0.2) == ""
    slower = replace(RATE, ours=3000.0)
    moved = saved.compare(slower, RATE)
    assert moved is not None and moved.worse and moved.counts
    assert "not in the earlier run" in table.row(RATE, saved.by_name([CALL]))


def test_a_median_knows_how_far_rounds_scatter() -> None:
    steady, wild = Figure.median([1.0] * 15), Figure.median([float(n) for n in range(1, 16)])
    assert (steady, steady.error) == (1.0, 0.0) and wild == 8.0 and wild.error > 0.1
    for scaled in (2 * wild, wild * 2, wild / 2, 1 / wild):
        assert isinstance(scaled, Figure) and scaled.error == wild.error


def test_the_page_says_all_and_keeps_what_is_written_by_hand(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    (tmp_path / "performance").mkdir()
    (tmp_path / "performance" / NOTES).write_text("## By hand\n\nThis did not pay.\n")
    (tmp_path / "performance" / "old.svg").write_text("of a growth that is no more")
    write(made(), page)
    text = page.read_text("utf-8")
    assert r"| calls: list \| all | µs | 20 | 30 | 1.50 | 1.5× | yes |" in text
    assert "Not measured: resets" in text and "**Needs the MCP SDK.**" in text
    assert text.endswith("\nThis did not pay.\n")
    assert all(row.work in text for row in PUBLISHED)
    assert {row.section for row in PUBLISHED} <= set(SECTIONS)
    write(made(), page)
    assert page.read_text("utf-8") == text


def test_charts_are_the_same_each_time_and_said_in_words(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="of the group bench")
    page = tmp_path / "performance.md"
    (tmp_path / "performance").mkdir()
    (tmp_path / "performance" / "old.svg").write_text("of a growth that is no more")
    _, chart = write(made(), page)
    first = chart.read_bytes()
    write(made(), page)
    assert chart.read_bytes() == first and b"<text" in first
    assert [file.name for file in (tmp_path / "performance").iterdir()] == [chart.name]
    told = "![Chart: list, along rows: floor from 5 µs at 100 to 6 µs at 100,000.](performance/"
    assert told in page.read_text("utf-8")


def test_a_section_that_fails_or_is_left_leaves_what_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found(trouble: BaseException) -> object:
        def measure(name: str, settings: Settings) -> object:
            yield CALL
            raise trouble

        return measure

    for trouble, told in (
        (Missing("needs more"), "needs more"),
        (ModuleNotFoundError(name="pygls"), "pygls is not installed"),
        (ValueError("of\ntwo lines"), "failed: ValueError: of"),
        (KeyboardInterrupt(), "interrupted"),
    ):
        monkeypatch.setattr("benchmarks.run._findings", found(trouble))
        run = Run(this_machine(), Settings())
        measure_all(("calls", "mcp"), run, Watcher())
        assert run.sections["calls"].lines == [CALL]
        assert told in run.sections["calls"].trouble
        assert list(run.sections) == (["calls"] if run.interrupted else ["calls", "mcp"])
