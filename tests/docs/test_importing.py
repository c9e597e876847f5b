"""The page on importing works: its commands print what it says, and its spec is what comes out."""

from __future__ import annotations

from pathlib import Path

from tests.docs.test_tutorial import add, agrees, run
from tests.fences import DOCS, blocks
from tests.interop.imports.folders import write_folder


def test_the_page_works(tmp_path: Path) -> None:
    write_folder(tmp_path / "outputs", ["corner_shop"])
    steps = list(blocks(DOCS / "importing.md"))
    while steps:
        step = steps.pop(0)
        if step.language == "sh":
            expected = steps.pop(0).text if steps and steps[0].language == "text" else ""
            printed = run(step.text, tmp_path)
            assert agrees(expected, printed), f"line {step.line} printed\n{printed}"
        elif step.language == "awm":
            assert step.title is not None
            assert (tmp_path / step.title).read_text("utf-8") == step.text
        else:
            assert step.title is not None, f"line {step.line}"
            add(tmp_path / step.title, step.text)
