"""What the page on agents shows in Python works, and its commands exist. tests/extras/agent plays them."""

from __future__ import annotations

import shlex

import pytest

from tests.cli.conftest import Awmc, awmc  # noqa: F401  (a fixture)
from tests.fences import DOCS, Block, blocks

BLOCKS = list(blocks(DOCS / "agents.md"))


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b.language == "python"], ids=lambda b: f"line {b.line}"
)
def test_the_python_works(block: Block) -> None:
    exec(compile(block.text, "agents.md", "exec", dont_inherit=True), {})


def test_the_tools_are_listed(monkeypatch: pytest.MonkeyPatch, awmc: Awmc) -> None:  # noqa: F811
    monkeypatch.chdir(DOCS.parent)
    lines = [line for block in BLOCKS if block.language == "sh" for line in block.text.splitlines()]
    listed = [shlex.split(line, comments=True)[1:] for line in lines if "awmc tools" in line]
    assert len(listed) == 4 and all(awmc(*command).code == 0 for command in listed)
