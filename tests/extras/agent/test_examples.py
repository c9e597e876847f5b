"""The examples do what they say."""

from __future__ import annotations

import subprocess
import sys

from awmc.prove.stage import right_text
from awmc.runtime import load
from awmc.runtime.rubrics import rubric
from tests.scripted_model import ScriptedModel, calls, says


def example(name: str, *arguments: str) -> str:
    command = [sys.executable, f"examples/{name}.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_agent_loop_earns_what_its_model_earns() -> None:
    with load("generated/library") as env:
        task = next(task for task in env.tasks() if task["family"] == "return_overdue")
    made = [(call["tool"], call["arguments"]) for call in task["solution"]]
    right = right_text(rubric(task).answers)
    for script, reward in (
        ([calls(("my_loans", "{")), calls(*made), says(right)], "reward 1, score 1.00"),
        ([says(right)], "reward 0, "),
    ):
        with ScriptedModel(script) as model:
            arguments = (
                "generated/library",
                "return_overdue",
                "--model",
                "m",
                "--base-url",
                model.url,
            )
            assert reward in example("agent_loop", *arguments)


def test_rollouts_give_a_reward_for_each_episode() -> None:
    told = example("rollouts", "generated/library", "--processes", "2")
    lines = [line.split()[1:] for line in told.splitlines()]
    assert all(len(rewards) == 4 and set(rewards) <= {"0", "1"} for rewards in lines)
    assert "1" in told and "0" in told
    here = example("rollouts", "generated/library", "--forgets", "0")
    assert all(line.split()[1:] == ["1"] * 4 for line in here.splitlines())
