"""The page on generating environments: its lines of JSON are records, its Python works and gives what it says, its story is one that could be told."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from pathlib import Path

import click
import pytest

from awmc.cli import group
from awmc.diagnostics.registry import ENTRIES
from awmc.synth.problems import STAGES
from awmc.synth.records import Scenario, WantedTasks
from awmc.synth.report import report_json, report_of
from awmc.synth.story import story
from awmc.synth.totals import totals
from tests.fences import DOCS, Block, blocks
from tests.readme import README
from tests.synth.outcomes import attempt, outcome

PAGE = DOCS / "generating.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = list(blocks(PAGE))
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for block in (*BLOCKS, *blocks(README))
    if block.language == "sh"
    for line in block.text.replace("\\\n", " ").splitlines()
    if line.startswith("awmc gen ")
]


def test_the_records_are_read() -> None:
    found = {block.title: json.loads(block.text) for block in BLOCKS if block.language == "json"}
    scenario = Scenario.model_validate(found["scenarios.jsonl"])
    wanted = WantedTasks.model_validate(found["tasks.jsonl"])
    assert wanted.scenario == scenario.name and wanted.tasks


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b.language == "python"], ids=lambda b: f"line {b.line}"
)
def test_the_python_works(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "worlds" / "reports"
    folder.mkdir(parents=True)
    report = report_of(outcome(attempt("clean", {}, "draft"), name="tool_library"))
    (folder / "tool_library.json").write_text(report_json(report), encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block.text, PAGE.name, "exec", dont_inherit=True), {})
    after = BLOCKS[BLOCKS.index(block) + 1 :][:1]
    if after and after[0].language == "text" and len(after[0].text.splitlines()) == 1:
        assert printed.getvalue() == after[0].text
    assert printed.getvalue()


def test_the_story_has_the_form_of_stories() -> None:
    """Each line of the example, its words and numbers aside, is like one that `story` makes."""
    (shown,) = [
        b.text for b in BLOCKS if b.language == "text" and b.text.startswith("tool_library")
    ]
    first = dict(re.findall(r"(\w+) ×(\d+)", shown.splitlines()[1]))
    assert set(first) <= {entry.code for entry in ENTRIES.values()}
    codes = {code: int(count) for code, count in first.items()}
    told = story(
        report_of(
            outcome(
                attempt("meaning", codes, "draft", lines=236),
                attempt(
                    "proof",
                    {"sharp": 1, "vacuous": 1},
                    changed=("entity Loan", "tool borrow", "task extend_loan"),
                ),
                attempt("clean", {}, changed=("task extend_loan", "task settle_fees")),
                name="tool_library",
            )
        )
    )
    assert shown.splitlines()[1:-1] == told.splitlines()[1:-1]


def test_the_stages_are_those_there_are() -> None:
    table = TEXT[TEXT.index("| stage |") : TEXT.index("3. **Repair.**")]
    assert tuple(re.findall(r"^ *\| `(\w+)` \|", table, re.MULTILINE)) == STAGES


def test_the_numbers_named_are_in_the_totals() -> None:
    table = TEXT[TEXT.index("| | published |") : TEXT.index("They are not the same thing")]
    assert set(re.findall(r"`([a-z_0-9]+)`", table)) <= set(totals([]).as_json())


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_commands_are_understood(command: list[str]) -> None:
    """Each has a verb, options that the verb knows, and all that it needs."""
    found, rest, context = group, command, click.Context(group)
    while isinstance(found, click.Group):
        _, inner, rest = found.resolve_command(context, rest)
        assert inner is not None
        found = inner
    parser_context = found.make_context("awmc", [*rest], resilient_parsing=True)
    assert not parser_context.args
    known = {name for param in found.params for name in param.opts}
    assert {word for word in rest if word.startswith("-")} <= known
    needed = [p for p in found.params if p.required and isinstance(p, click.Option)]
    assert [p.name for p in needed if not set(p.opts) & set(rest)] == []
