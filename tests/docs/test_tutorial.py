"""The tutorial and the home page work word by word, each in an empty folder.

- A block with a title is added at the end of that file, which it makes if need be; a `diff` with a title changes the file.
- A `sh` block is run. It exits with 0, or with another code if it says `fails`. The `text` block after it is what it prints, on both
  outputs; without one it prints nothing.
- Any other block is an error of the page.

In what is compared, `…` alone in a line stands for any lines, within a line for any text of it; `0.73 s` stands for any time, and the
folder's own path for `.`. The specs that a page leaves are formatted.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from awmc.formatting import format_file
from tests.fences import DOCS, Block, blocks

PAGES = [DOCS / "index.md", DOCS / "tutorial.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_works_word_by_word(page: Path, tmp_path: Path) -> None:
    steps = list(blocks(page))
    while steps:
        step = steps.pop(0)
        where = f"{page.name}:{step.line}"
        if step.language == "sh":
            expected = steps.pop(0).text if steps and steps[0].language == "text" else ""
            printed = run(step, tmp_path)
            assert agrees(expected, printed), f"{where} printed\n{printed}\nand not\n{expected}"
        elif step.title is None:
            raise AssertionError(f"{where}: a block that is neither run nor compared")
        elif step.language == "diff":
            change(tmp_path / step.title, step.text)
        else:
            add(tmp_path / step.title, step.text)
    for spec in tmp_path.glob("specs/*.awm"):
        outcome = format_file(spec)
        assert outcome.is_complete and not outcome.changed, outcome.diff()


def add(file: Path, text: str) -> None:
    """Write the file, or its next part after an empty line."""
    before = file.read_text(encoding="utf-8") + "\n" if file.exists() else ""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(before + text, encoding="utf-8")


def change(file: Path, diff: str) -> None:
    """Replace the lines with `-` by those with `+`; lines with a blank stay."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in "- ")
    new = "".join(line[1:] for line in lines if line[0] in "+ ")
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file.name} has not exactly one place with\n{old}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def run(step: Block, folder: Path) -> str:
    """Run the lines in the folder, with the awmc and the Python of these tests; what they print."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", "-ec", step.text],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )
    failed = done.returncode != 0
    assert failed == ("fails" in step.words), (
        f"exit code {done.returncode} of\n{step.text}\n{done.stdout}"
    )
    return done.stdout.replace(str(folder), ".")


def agrees(expected: str, printed: str) -> bool:
    """Whether the page shows what was printed, cuts and times aside."""
    pattern = "".join(map(_pattern, _timeless(expected).splitlines()))
    return re.fullmatch(pattern, _timeless(printed)) is not None


def _pattern(line: str) -> str:
    if line.strip() == "…":
        return r"(?:.*\n)*"
    return ".*".join(map(re.escape, line.split("…"))) + r"\n"


def _timeless(text: str) -> str:
    return re.sub(r"\b\d+\.\d+ s\b", "0.0 s", text)


def test_what_is_not_printed_does_not_agree() -> None:
    assert agrees("a\n…\nz in 0.5 s\n", "a\nb\nc\nz in 12.25 s\n")
    assert agrees("a …, b\n", "a 1, 2, b\n")
    assert not agrees("a\n", "a\nb\n")
    assert not agrees("a\n…\nz\n", "a\nb\nzz\n")
    assert not agrees("", "a\n")
