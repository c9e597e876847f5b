"""The benchmarks run: a small run of the sections that start processes, with all that it writes. Nothing is said of its times."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import saved

TOP = Path(__file__).parents[2]
STARTING = ("compile", "commands", "mcp")


def benchmarks(*words: str | Path) -> str:
    command = [sys.executable, "-m", "benchmarks", *map(str, words)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_quick_run_gives_what_a_whole_one_does(tmp_path: Path) -> None:
    run, page = tmp_path / "run.json", tmp_path / "page.md"
    printed = benchmarks(*STARTING, "--quick", "--json", run, "--page", page)
    found = saved.load(run)
    assert tuple(found.sections) == STARTING
    for name, section in found.sections.items():
        assert section.trouble == "" and section.lines and f"== {name}\n" in printed
        assert all(line.section == name and line.ours >= 0 for line in section.lines)
        assert len({line.work for line in section.lines}) == len(section.lines)
    floors = [line for line in found.lines if line.target and line.target.kind == "ratio"]
    assert floors and all(line.ratio for line in floors)

    text = page.read_text("utf-8")
    assert all(f"| {line.work} |" in text for line in found.lines if not line.note)
    again = benchmarks("--from", run, "--against", run, "--page", page)
    assert page.read_text("utf-8") == text and "WORSE" not in again
