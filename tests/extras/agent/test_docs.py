"""The commands of the page on agents play what they say."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from awmc.agent.prompts import DONE
from tests.cli.conftest import Awmc, awmc  # noqa: F401  (a fixture)
from tests.fences import DOCS, blocks
from tests.scripted_model import ScriptedModel, says

URL = "http://localhost:8000/v1"


def test_the_commands_play(awmc: Awmc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    (tmp_path / "generated").symlink_to(DOCS.parent / "generated")
    lines = [
        line
        for b in blocks(DOCS / "agents.md")
        if b.language == "sh"
        for line in b.text.splitlines()
    ]
    commands = [shlex.split(line)[1:] for line in lines if "awmc agent" in line]
    assert len(commands) == 5
    with ScriptedModel([says(DONE)]) as model:
        for command in commands:
            ran = awmc(*(model.url if word == URL else word for word in command))
            many = "-o" in command
            assert (ran.code, ran.err) == (0 if many else 1, "")
            assert ("judged" if many else "reward 0") in ran.out
    runs = [json.loads(line) for line in Path("runs.jsonl").read_text().splitlines()]
    page = (DOCS / "agents.md").read_text()
    table = page[page.index("| field |") : page.index("## Function calling")]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert all(set(run) == named for run in [*runs, json.loads(Path("run.json").read_text())])
    assert len({run["task"] for run in runs}) == len(runs)
