"""A model that does the right thing earns the reward, in every environment, through the real client and a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awmc.agent.loop import Run, play
from awmc.agent.prompts import DONE, agent_text
from awmc.endpoint.model import Endpoint, Model
from awmc.prove.stage import right_text
from awmc.runtime import Environment, load
from awmc.runtime.rubrics import rubric
from tests.scripted_model import Answer, Body, ScriptedModel, replays, says

GENERATED = sorted(path for path in Path("generated").iterdir() if path.is_dir())


def firsts(env: Environment) -> dict[str, dict[str, Any]]:
    """The first instance of each task, by its id."""
    found = {task["family"]: task for task in reversed(env.tasks())}
    return {task["id"]: task for task in found.values()}


def whose(body: Body, tasks: dict[str, Any]) -> str:
    """Whose conversation a request belongs to: the agent's system text begins with the id, the user's has the script."""
    text = body["messages"][0]["content"]
    if body["model"] == "agent":
        return str(text.split("\n", 1)[0])
    return next(
        name
        for name, task in tasks.items()
        if task["user"] and task["user"].strip() in text and task["instruction"].strip() in text
    )


def solves(tasks: dict[str, Any]) -> Callable[[Body], Answer]:
    """The script of two models that do what each task asks for."""
    known = {
        name: replays(task["solution"], right_text(rubric(task).answers) or "Done.", DONE)
        for name, task in tasks.items()
    }
    return lambda body: known[whose(body, tasks)](body)


async def run_all(env: Environment, url: str, tasks: dict[str, Any]) -> dict[str, Run]:
    """Each instance, all at once."""
    agent, user = (Model(Endpoint(side, url, retries=0)) for side in ("agent", "user"))

    async def one(name: str, task: dict[str, Any]) -> Run:
        text = f"{name}\n\n{agent_text(env, task)}"
        async with env.async_episode(task=name) as episode:
            return await play(episode, task, agent, system=text, user_model=user)

    try:
        runs = await asyncio.gather(*(one(name, task) for name, task in tasks.items()))
    finally:
        await agent.close()
        await user.close()
    return dict(zip(tasks, runs, strict=True))


@pytest.mark.parametrize("folder", GENERATED, ids=lambda path: path.name)
def test_a_solution_earns_the_reward_and_the_agent_sees_no_secret(folder: Path) -> None:
    with load(folder) as env:
        tasks = firsts(env)
        with ScriptedModel(solves(tasks)) as model:
            runs = asyncio.run(run_all(env, model.url, tasks))
        for name, run in runs.items():
            assert run.verdict.reward == 1.0, (name, run.error, run.verdict, run.messages)
            made = [step.as_json() for step in run.steps]
            wanted = tasks[name]["solution"]
            keys = ("tool", "arguments", "side")
            assert [[s[k] for k in keys] for s in made] == [[s[k] for k in keys] for s in wanted]
        user_tools = {tool["name"] for tool in env.tools("user")}
        for body in model.requests:
            script = tasks[whose(body, tasks)]["user"]
            if body["model"] == "agent":
                assert script is None or script not in body["messages"][0]["content"]
                assert {"system", "user", "assistant", "tool"} >= {
                    m["role"] for m in body["messages"]
                }
                assert all(t["function"]["name"] not in user_tools for t in body.get("tools", ()))
            else:
                assert script.strip() in body["messages"][0]["content"]
                assert all(t["function"]["name"] in user_tools for t in body.get("tools", ()))


@pytest.mark.parametrize("folder", GENERATED, ids=lambda path: path.name)
def test_one_that_only_answers_earns_what_it_would_in_process(folder: Path) -> None:
    with load(folder) as env:
        tasks = firsts(env)
        texts = {name: right_text(rubric(task).answers) or "Done." for name, task in tasks.items()}

        def answers(body: Body) -> Answer:
            return says(texts[whose(body, tasks)] if body["model"] == "agent" else DONE)

        with ScriptedModel(answers) as model:
            runs = asyncio.run(run_all(env, model.url, tasks))
        for name, run in runs.items():
            with env.episode(task=name) as alone:
                assert (run.error, run.stop, run.answer) == (None, "answer", texts[name])
                assert run.verdict == alone.verify(texts[name])


def test_requests_are_what_the_official_types_say() -> None:
    import pydantic
    from openai.types.chat import ChatCompletionFunctionToolParam, ChatCompletionMessageParam

    messages = pydantic.TypeAdapter(list[ChatCompletionMessageParam])
    tools = pydantic.TypeAdapter(list[ChatCompletionFunctionToolParam])
    with load("generated/smart_home") as env:
        tasks = {n: t for n, t in firsts(env).items() if t["user"] is not None}
        with ScriptedModel(solves(tasks)) as model:
            asyncio.run(run_all(env, model.url, tasks))
    for body in model.requests:
        messages.validate_python(body["messages"])
        tools.validate_python(body.get("tools", []))
    assert any("tool_calls" in json.dumps(body["messages"]) for body in model.requests)
