"""Walking through a page word by word: its files are written, its commands run, what they print is compared.

In: blocks of a page. Out: what happened in a folder. Guaranteed: commands find the awmc and the Python of these tests.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path


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


def run(text: str, folder: Path, *, fails: bool = False) -> str:
    """Run the lines in the folder, with the awmc and the Python of these tests; what they print."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", "-ec", text],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )
    failed = done.returncode != 0
    assert failed == fails, f"exit code {done.returncode} of\n{text}\n{done.stdout}"
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
