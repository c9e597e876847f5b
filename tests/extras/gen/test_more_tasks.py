"""`awmc gen more-tasks`: proven tasks at the end of a spec, gone on with where it was stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Awmc, awmc  # noqa: F401  (a fixture)
from tests.scripted_model import Answer, Body, ScriptedModel, fails, says
from tests.synth.more_tasks.worlds import KIOSK, honest


def words(body: Body, said: Callable[[dict[str, Any]], dict[str, Any]] = honest) -> Answer:
    """A model that words each walk as a clerk would, or otherwise."""
    lines = body["messages"][-1]["content"].splitlines()
    briefs = [json.loads(line) for line in lines if line.startswith('{"walk"')]
    return says("\n".join(json.dumps(said(brief)) for brief in briefs))


def vague(brief: dict[str, Any]) -> dict[str, Any]:
    """Words that say nothing."""
    return {"walk": brief["walk"], "name": "errand", "instruction": "Do it, please."}


def test_tasks_are_added_to_a_copy_or_in_place_and_what_was_answered_is_not_asked_again(
    awmc: Awmc,  # noqa: F811
) -> None:
    spec = Path(shutil.copy(KIOSK, "kiosk.awm"))
    text = spec.read_text("utf-8")
    command = ("gen", "more-tasks", "kiosk.awm", "--count", "3", "--model", "m", "-o", "worlds")

    def once(body: Body) -> Answer:
        return words(body, vague) if len(model.requests) == 1 else fails(401)

    with ScriptedModel(once) as model:
        stopped = awmc(*command, "--base-url", model.url)
        first = model.requests[0]["messages"]
    assert stopped.code == 1 and "the same command goes on" in stopped.err
    assert not list(Path("worlds").glob("specs/*.awm"))
    with ScriptedModel(words) as model:
        ran = awmc(*command, "--base-url", model.url)
        assert ran.code == 0, ran.err
        assert first not in [body["messages"] for body in model.requests]
        made = Path("worlds/specs/kiosk.awm").read_text("utf-8")
        assert made.startswith(text) and made.count("\ntask ") == text.count("\ntask ") + 3
        assert Path("worlds/graphs/kiosk.json").exists()
        asked = len(model.requests)
        again = awmc(*command, "--base-url", model.url)
        assert again.code == 1 and "is there already" in again.err
        own = awmc(*command, "--in-place", "--base-url", model.url)
        assert own.code == 0, own.err
        assert len(model.requests) == asked
    assert spec.read_text("utf-8") == made


def test_a_spec_that_cannot_be_taken_is_told_before_anything_is_asked(awmc: Awmc) -> None:  # noqa: F811
    Path("broken.awm").write_text("environment broken {\n")
    Path("colors.awm").write_text("enum Color { red, green }\n")
    Path("uses.awm").write_text('use "colors.awm"\n' + KIOSK.read_text("utf-8"))
    with ScriptedModel([says("")]) as model:
        common = ("--model", "m", "--base-url", model.url, "-o", "worlds")
        broken = awmc("gen", "more-tasks", "broken.awm", *common)
        uses = awmc("gen", "more-tasks", "uses.awm", *common)
        assert not model.requests
    assert broken.code == 1 and "does not compile: mend it first" in broken.err
    assert uses.code == 1 and "uses.awm:1: " in uses.err and "--in-place" in uses.err
