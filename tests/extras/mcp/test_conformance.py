"""The official conformance suite of MCP against a served environment, in both eras of the protocol.

docs/serving-conformance.md says of each scenario whether it passes, and why not where it does not; here that page is compared with what the suite
reports. So a scenario that fails, one that begins to pass and one that is new are all found.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import suite
from serving import running

from tests.npm import ROOT, Node

HERE = Path(__file__).parent
PAGE = (ROOT / "docs" / "serving-conformance.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def conformance(installed: Path) -> Path:
    return (
        installed / "node_modules" / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
    )


@pytest.fixture
def report(node: Node, conformance: Path, tmp_path: Path) -> Callable[..., suite.Verdicts]:
    """What the suite reports of the server at a URL, in a version of the protocol."""

    def found(url: str, era: str, *selected: str) -> suite.Verdicts:
        words = ("server", "--url", url, "--spec-version", era, "--output-dir", tmp_path)
        done = node.done(conformance, *words, *selected)
        verdicts = suite.measured(tmp_path)
        assert verdicts, done.stdout + done.stderr
        return verdicts

    return found


@pytest.mark.parametrize("era", suite.ERAS)
def test_the_page_says_what_the_suite_reports(
    era: str, endpoint: Callable[[str], str], report: Callable[..., suite.Verdicts]
) -> None:
    reported, told = report(endpoint(era), era, "--suite", "all"), suite.told(PAGE, era)
    wrong = [n for n in {*reported, *told} if reported.get(n) != told.get(n)]
    assert {n: (reported.get(n), told.get(n)) for n in wrong} == {}, "by the suite, by the page"


def test_what_the_page_says_of_the_sdk_is_true_of_the_sdk_alone(
    report: Callable[..., suite.Verdicts],
) -> None:
    [row] = [row for row in suite.rows(PAGE) if row.reason == "the SDK"]
    scenario = row.name.partition(":")[0]
    with running(sys.executable, HERE / "bare.py") as url:
        assert report(url, suite.ERAS[-1], "--scenario", scenario)[row.name] == suite.EXCEPTION


def test_the_page_names_every_scenario(node: Node, conformance: Path) -> None:
    listed = suite.listed(node(conformance, "list", "--server"))
    assert {row.name.partition(":")[0] for row in suite.rows(PAGE)} == listed


def test_the_page_gives_a_reason_for_each_exception() -> None:
    rows = suite.rows(PAGE)
    assert [row.name for row in rows if row.is_excused != bool(row.reason)] == []
    assert suite.reasons(PAGE) == sorted({row.reason for row in rows} - {""}, key=str.lower)
