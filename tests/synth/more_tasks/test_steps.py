"""New tasks for a spec: they pass what `awmc lint` and `awmc test` ask, whatever a model says of them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from awmc import CompileError
from awmc.checked import Checked
from awmc.driver import Options, check_file
from awmc.endpoint.completions import ModelError
from awmc.prove.tasks import prove_family
from awmc.runtime.loader import load_files
from awmc.synth.asking import Question, Reply
from awmc.synth.budget import Budget, Limits, OutOfBudget
from awmc.synth.more_tasks.candidates import Spec, placeholder
from awmc.synth.more_tasks.declare import declared
from awmc.synth.more_tasks.phrase import brief, phrases_in, task_name, wrong_with
from awmc.synth.more_tasks.steps import MoreTasks, more_tasks
from awmc.synth.prompts import Prompts
from tests.synth.more_tasks.worlds import KIOSK, SMALL, SPECS, Model, added, drawn, honest, world

TEXT = KIOSK.read_text(encoding="utf-8")


@cache
def made() -> tuple[MoreTasks, Model]:
    """New tasks with an honest model."""
    model = Model()
    return added(TEXT, KIOSK, 2, model)[0], model


def checked(path: Path, text: str) -> Checked:
    """What the compiler and the advice say of a text."""
    return check_file(path, Options(emit=True, texts={path.resolve(): text}))


def is_proven(path: Path, more: MoreTasks) -> bool:
    """Whether nothing is found that was not there before, and every new family is proven."""
    text = path.read_text(encoding="utf-8")
    assert more.text.startswith(text)
    now = checked(path, more.text)
    before = {d.message for d in check_file(path).diagnostics}
    # of a spec without tasks nobody asks which of its tools they call
    new = [d for d in now.diagnostics if d.message not in before]
    assert not [d.message for d in new if d.name != "unneeded-write-tool"]
    assert now.package is not None
    with load_files(now.package.files) as environment:
        reports = [prove_family(environment, family, seed=1) for family in more.added]
    findings = [f for report in reports for f in report.findings if f.severity == "error"]
    return not findings and all(one.solvable for r in reports for one in r.instances)


def test_the_tasks_are_proven() -> None:
    more, _ = made()
    assert len(more.added) == 2, more.dropped
    assert is_proven(KIOSK, more)


def test_tasks_of_a_spec_of_real_size_are_proven() -> None:
    path = SPECS["library"]
    more, _ = added(path.read_text(encoding="utf-8"), path, 2, Model())
    assert len(more.added) == 2, more.dropped
    assert is_proven(path, more)


def test_what_is_told_is_what_a_user_knows() -> None:
    """The model hears values and docs; no name of a tool, and no key of a row that has to be found."""
    for walk in drawn("library"):
        told = json.dumps(brief(world("library"), walk))
        assert not any(step.call.tool in told for step in walk.steps if "_" in step.call.tool)
        for step in walk.steps:
            for argument, origin in step.origins.items():
                if origin.kind == "read":
                    assert f'"{step.call.arguments[argument]}"' not in told


def only(**changed: Any) -> Any:
    """An answer that is honest but for some fields."""
    return lambda brief: {**honest(brief), **changed}


HOSTILE = {
    "prose": (lambda brief: "Certainly! Here is what I would say to the agent."),
    "a list in words": (lambda brief: f"1. walk {brief['walk']}: {brief['wanted']}"),
    "no facts": only(instruction="Please do what I told you yesterday."),
    "no instruction": only(instruction=None),
    "a number": only(instruction=7),
    "another walk": only(walk=999_999),
    "a tool": lambda brief: {
        **honest(brief),
        "instruction": honest(brief)["instruction"] + " Use search_books for it.",
    },
    "too long": lambda brief: {
        **honest(brief),
        "instruction": honest(brief)["instruction"] + " please" * 200,
    },
    "cut off": lambda brief: json.dumps(honest(brief))[:-30],
}


def test_what_cannot_stand_is_refused() -> None:
    """Of each, the check says so, or there is nothing to check."""
    walks = {walk.number: walk for walk in drawn("library")}
    for name, answer in HOSTILE.items():
        for number, walk in walks.items():
            said = answer(brief(world("library"), walk))
            text = said if isinstance(said, str) else json.dumps(said)
            phrases = [phrase for phrase in phrases_in(text) if phrase.walk == number]
            assert all(wrong_with(world("library"), walk, p.instruction) for p in phrases), name


def test_a_refused_answer_is_asked_for_again_with_what_is_missing() -> None:
    model = Model(only(instruction="Do it."), honest)
    more, _ = added(TEXT, KIOSK, 1, model)
    assert len(more.added) == 1
    assert len(model.questions) == 2
    assert "it does not say " in model.questions[1].messages[-1]["content"]


def test_a_model_that_never_says_it_adds_nothing() -> None:
    model = Model(lambda brief: "I am sorry, I cannot help with that.")
    more, told = added(TEXT, KIOSK, 1, model)
    assert (more.text, more.added) == (TEXT, ())
    assert more.dropped and "no instruction" in more.dropped[-1].why
    assert more.why and any("dropped" in line for line in told)
    assert len(model.questions) == SMALL.rounds * ceil(len(more.dropped) / SMALL.batch)


def test_a_model_may_skip_a_task() -> None:
    model = Model(lambda brief: {"walk": brief["walk"], "skip": "whoever asks has lost"})
    more, _ = added(TEXT, KIOSK, 1, model)
    assert more.added == ()
    assert more.dropped[-1].why == "the model: whoever asks has lost"


WORDS = 'Say "{me.id}" {{ }} {0}\n\\n é 漢字 \U0001f600 \u202e\ud800\0 — it\'s \\{x\\}. '


def test_whatever_signs_the_words_have() -> None:
    """They come to the agent as they were, but for line ends and what no text may hold."""
    strange = lambda brief: {  # noqa: E731
        **honest(brief),
        "instruction": WORDS + honest(brief)["instruction"],
        "name": "match",
    }
    more, _ = added(TEXT, KIOSK, 1, Model(strange))
    (name,) = more.added
    assert name == "pay"  # `match` is no name
    package = checked(KIOSK, more.text).package
    assert package is not None
    task = next(t for t in load_files(package.files).tasks() if t["family"] == name)
    clean = WORDS.replace("\ud800", "").replace("\0", "")
    assert task["instruction"].startswith(" ".join(clean.split()))


def test_names_are_its_own() -> None:
    walk = drawn("library")[0]
    assert task_name("Pay The Fine!", walk, ()) == "pay_the_fine"
    assert task_name("pay", walk, ("pay", "pay_2")) == "pay_3"
    tool = next(step.call.tool for step in walk.steps if step.writes)
    for nonsense in ("", "match", "9 lives", "漢字", "_"):
        assert tool in task_name(nonsense, walk, ()), nonsense
    assert len(task_name("a" * 500, walk, ())) <= 48


@pytest.mark.parametrize("end", ["", "\n", "\n\n# the end", "\r\n"])
def test_text_is_added_at_the_end(end: str) -> None:
    """Whatever the text ends with; with its own line ends."""
    text = "environment x" + end
    task = declared(
        world("library"), drawn("library")[0], "one", placeholder(drawn("library")[0]), "none"
    )
    full, starts = Spec(text, Path("x.awm")).with_tasks([task])
    assert full.startswith(text)
    assert full.replace("\r\n", "\n")[next(iter(starts)) :] == task
    assert ("\r\n" in full[len(text) :]) == ("\r\n" in text)


class Failing(Model):
    """A model that answers once and fails then."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    async def __call__(self, question: Question, budget: Budget) -> Reply:
        if self.questions:
            raise self.error
        return await super().__call__(question, budget)


@pytest.mark.parametrize(
    "error", [OutOfBudget("the run has spent its 1 requests"), ModelError("no answer: 503")]
)
def test_what_is_paid_for_stays_where_the_model_fails(error: Exception) -> None:
    more, _ = added(TEXT, KIOSK, 3, Failing(error), replace(SMALL, batch=1))
    assert len(more.added) == 1
    assert more.why == str(error)


def test_a_spec_with_errors_is_refused() -> None:
    with pytest.raises(CompileError, match="AWM"):
        asyncio.run(
            more_tasks("environment x {", Path("x.awm"), 1, Model(), Budget(Limits()), Prompts())
        )


def test_more_tasks_ask_the_same_questions() -> None:
    """Who wants more asks first what who wanted fewer has asked: nothing is paid for twice."""
    _, fewer = made()
    more = Model()
    added(TEXT, KIOSK, 3, more)
    assert more.questions[: len(fewer.questions)] == fewer.questions
