"""The tutorial and the home page work word by word, each in an empty folder.

- A block with a title is added at the end of that file, which it makes if need be; a `diff` with a title changes the file.
- A `sh` block is run. It exits with 0, or with another code if it says `fails`. The `text` block after it is what it prints, on both
  outputs; without one it prints nothing.
- Any other block is an error of the page.

In what is compared, `…` alone in a line stands for any lines, within a line for any text of it; `0.73 s` stands for any time, and the
folder's own path for `.`. The specs that a page leaves are formatted.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from awmc.formatting import format_file
from tests.fences import DOCS, blocks
from tests.walking import add, agrees, change, run

PAGES = [DOCS / "index.md", DOCS / "tutorial.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_works_word_by_word(page: Path, tmp_path: Path) -> None:
    steps = list(blocks(page))
    while steps:
        step = steps.pop(0)
        where = f"{page.name}:{step.line}"
        if step.language == "sh":
            expected = steps.pop(0).text if steps and steps[0].language == "text" else ""
            printed = run(step.text, tmp_path, fails="fails" in step.words)
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
