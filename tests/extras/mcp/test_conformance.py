"""The official conformance suite of MCP against a served environment, in both eras of the protocol.

docs/serving-conformance.md says of each scenario whether it passes, and why not where it does not; here that page is compared with what the suite
reports. So a scenario that fails, one that begins to pass and one that is new are all found.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import suite

from tests.npm import ROOT, Node

PAGE = (ROOT / "docs" / "serving-conformance.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def conformance(installed: Path) -> Path:
    return (
        installed / "node_modules" / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
    )


@pytest.mark.parametrize("era", suite.ERAS)
def test_the_page_says_what_the_suite_reports(
    era: str, endpoint: Callable[[str], str], node: Node, conformance: Path, tmp_path: Path
) -> None:
    words = ("server", "--url", endpoint(era), "--suite", "all", "--spec-version", era)
    done = node.done(conformance, *words, "--output-dir", tmp_path)
    measured, told = suite.measured(tmp_path), suite.told(PAGE, era)
    assert measured, done.stdout + done.stderr
    names = {*measured, *told}
    wrong = [n for n in names if measured.get(n) != told.get(n)]
    assert {n: (measured.get(n), told.get(n)) for n in wrong} == {}, "by the suite, by the page"


def test_the_page_names_every_scenario(node: Node, conformance: Path) -> None:
    listed = suite.listed(node(conformance, "list", "--server"))
    assert {row.name.partition(":")[0] for row in suite.rows(PAGE)} == listed


def test_the_page_gives_a_reason_for_each_exception() -> None:
    rows = suite.rows(PAGE)
    assert [row.name for row in rows if row.is_excused != bool(row.reason)] == []
    assert suite.reasons(PAGE) == sorted({row.reason for row in rows} - {""}, key=str.lower)
