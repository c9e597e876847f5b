"""What the README shows of models works as it stands there."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Awmc, awmc  # noqa: F401  (a fixture)
from tests.readme import README, commands, shown
from tests.scripted_model import ScriptedModel, says

URL = "http://localhost:8000/v1"


def test_the_lines_play(awmc: Awmc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    (tmp_path / "generated").symlink_to(README.parent / "generated")
    with ScriptedModel([says("I cannot do that.")]) as model:
        lines = [shlex.split(line)[1:] for line in shown("agent").splitlines()]
        tools, one, all_ = (
            awmc(*[model.url if word == URL else word for word in words]) for words in lines
        )
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        short = next(words for words in commands() if words[0] == "agent")
        assert awmc(*short).out == one.out
    assert json.loads(tools.out)[0]["type"] == "function"
    assert (one.code, one.err) == (1, "") and "reward 0" in one.out
    assert (all_.code, all_.err) == (0, "") and "judged" in all_.out
