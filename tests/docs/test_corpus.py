"""The page about the corpus is of the corpus as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from awmc.cli import run


def test_the_page_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    """Where this fails: awmc stats specs/ --output-format markdown > docs/corpus.md"""
    assert run(["stats", "specs/", "--output-format", "markdown"]) == 0
    assert capsys.readouterr().out == Path("docs/corpus.md").read_text()
