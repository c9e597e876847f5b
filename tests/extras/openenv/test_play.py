"""Episodes over a real server, by OpenEnv's own clients: they are what they are in process."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from openenv.core import GenericEnvClient, MCPToolClient
from openenv.core.env_server.mcp_types import CallToolAction

from tests.extras.openenv.conftest import Served

END = {"type": "call_tool", "tool_name": "submit_answer", "arguments": {"answer": "x"}}


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    return {"type": "call_tool", "tool_name": tool, "arguments": arguments}


@pytest.fixture
def client(served: Served) -> Iterator[Any]:
    with GenericEnvClient(base_url=served.url).sync() as env:
        yield env


@pytest.fixture
def teller(bank: Served) -> Iterator[Any]:
    with GenericEnvClient(base_url=bank.url).sync() as env:
        yield env


def rewards(env: Any, trajectory: dict[str, Any]) -> list[float]:
    """The reward of each step until the episode is done."""
    result, found = env.reset(task=trajectory["task"]), []
    assert result.reward is None and not result.done
    for action in trajectory["actions"]:
        result = env.step(action)
        found.append(result.reward)
        if result.done:
            return found
    raise AssertionError("the episode is not done")


def test_every_solution_earns_one_at_its_end_and_canaries_nothing(
    served: Served, client: Any
) -> None:
    for file in ("solutions.json", "canaries.json"):
        for trajectory in served.trajectories(file):
            *before, last = rewards(client, trajectory)
            assert set(before) <= {0.0} and last == trajectory["reward"], trajectory["task"]


def test_results_are_those_in_process(served: Served, client: Any) -> None:
    with served.world() as world:
        for trajectory in served.trajectories("solutions.json")[::3]:
            task = world.task(trajectory["task"])
            start = client.reset(task=task["id"]).observation
            assert start["instruction"] == task["instruction"]
            assert start["policy"] == world.definition.policy
            with world.episode(task=task["id"]) as episode:
                for action in trajectory["actions"][:-1]:
                    side = action.get("metadata", {}).get("side", "agent")
                    name, arguments = action["tool_name"], action["arguments"]
                    result = episode.call(name, arguments, side=side)
                    seen = client.step(action).observation
                    assert seen["result"] == json.loads(result.text) and seen["ok"] == result.ok


def test_the_tools_are_the_agents_and_one_for_the_answer(served: Served, client: Any) -> None:
    listed = client.step({"type": "list_tools"})  # before any episode, too
    with served.world() as world:
        agent = world.tools("agent")
    *tools, answer = listed.observation["tools"]
    assert [t["name"] for t in tools] == [t["name"] for t in agent]
    assert [t["input_schema"] for t in tools] == [t["inputSchema"] for t in agent]
    assert answer["name"] == "submit_answer"


def test_a_task_is_chosen_by_id_family_index_or_seed(served: Served, client: Any) -> None:
    with served.world() as world:
        tasks = world.tasks()
    family = tasks[-1]["family"]
    kin = [t["id"] for t in tasks if t["family"] == family]

    def chosen(**arguments: Any) -> str:
        client.reset(**arguments)
        return client.state()["task"]

    assert chosen(task=tasks[3]["id"], seed=9) == tasks[3]["id"]
    assert chosen(index=5) == chosen(seed=5) == chosen(seed=5 + len(tasks)) == tasks[5]["id"]
    assert chosen(family=family, index=len(kin) - 1, split="train") == kin[-1]
    assert chosen(family=family, seed=1) == kin[1 % len(kin)]
    assert chosen() in {t["id"] for t in tasks}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"task": "no_such"}, "there is no task 'no_such'"),
        ({"family": ["x"]}, "there is no family"),
        ({"index": 10_000}, "index 10000 is not between 0 and"),
        ({"index": True}, "index is a whole number"),
        ({"seed": "1"}, "seed is a whole number"),
        ({"split": "test"}, "there is no split 'test'"),
        ({"taks": "x"}, "not taks"),
    ],
)
def test_a_reset_that_cannot_be_is_refused_and_changes_nothing(
    teller: Any, arguments: dict[str, Any], told: str
) -> None:
    teller.reset(index=1)
    before = teller.state()
    with pytest.raises(RuntimeError, match=told):
        teller.reset(**arguments)
    assert teller.state() == before


def test_a_reset_over_http_that_cannot_be_is_refused(bank: Served) -> None:
    response = requests.post(f"{bank.url}/reset", json={"task": "no_such"}, timeout=30)
    assert (response.status_code, response.json()["detail"]) == (400, "there is no task 'no_such'")


def test_one_answer_is_judged_and_then_all_is_over(teller: Any) -> None:
    teller.reset(seed=0)
    assert teller.step(call("submit_answer", answer=7)).observation["result"]["error"]
    assert teller.step(call("submit_answer")).done is False
    assert teller.step(END).done is True
    for action in (END, call("my_profile")):
        after = teller.step(action)
        assert after.done and after.reward == 0.0
        assert after.observation["result"]["error"]["code"] == "episode_over"
    state = teller.state()
    assert (state["ended"], state["reward"], state["step_count"]) == (True, 0.0, 5)
    assert teller.reset(seed=0).done is False and teller.state()["reward"] is None


def test_bad_actions_give_errors_and_the_session_goes_on(teller: Any) -> None:
    assert "reset first" in teller.step(call("my_profile")).observation["error"]["message"]
    teller.reset(seed=0)
    for name, arguments, code in (
        ("no_such_tool", {}, "unknown_tool"),
        ("my_profile", {"x": 1}, "invalid_arguments"),
        ("confirm_transfer", {}, "unknown_tool"),  # the user's
    ):
        seen = teller.step(call(name, **arguments)).observation
        assert seen["result"]["error"]["code"] == code and not seen["ok"]
    for action in ({}, {"type": "sing"}, {"type": "call_tool"}, call("\ud800")):
        with pytest.raises(RuntimeError):
            teller.step(action)
    assert teller.step({**END, "metadata": {"side": "judge"}}).observation["error"]
    assert teller.step(call("my_profile")).observation["ok"]


def test_the_user_calls_its_own_tools_and_the_agent_cannot(bank: Served) -> None:
    with bank.world() as world:
        mine = {tool["name"] for tool in world.tools("user")}

    async def over_mcp() -> list[Any]:
        async with MCPToolClient(base_url=bank.url) as env:
            await env.reset(index=0)
            assert mine.isdisjoint(tool.name for tool in await env.list_tools())
            return [await env.call_tool(name) for name in sorted(mine)]

    codes = {seen["result"]["error"]["code"] for seen in asyncio.run(over_mcp())}
    assert codes == {"unknown_tool"}


def test_openenvs_client_for_tools_plays_to_the_reward(bank: Served) -> None:
    chosen = next(
        t
        for t in bank.trajectories("solutions.json")
        if not any("metadata" in action for action in t["actions"])
    )

    async def play() -> dict[str, Any]:
        async with MCPToolClient(base_url=bank.url) as env:
            await env.reset(task=chosen["task"])
            *calls, last = chosen["actions"]
            for action in calls:
                await env.step(CallToolAction(**action))
            return await env.call_tool(last["tool_name"], **last["arguments"])

    seen = asyncio.run(play())
    assert (seen["done"], seen["reward"]) == (True, 1.0)


def test_the_packages_own_client_plays_to_the_reward(served: Served) -> None:
    prefix = "".join(word.capitalize() for word in served.name.split("_"))
    module = importlib.import_module(f"{served.name}_env")
    trajectory = served.trajectories("solutions.json")[-1]
    with getattr(module, f"{prefix}Env")(base_url=served.url).sync() as env:
        assert env.reset(task=trajectory["task"]).observation.answer_tool == "submit_answer"
        assert env.list_tools()[-1].name == "submit_answer"
        for action in trajectory["actions"]:
            as_user = "metadata" in action
            ask = env.call_tool_as_user if as_user else env.call_tool
            ask(action["tool_name"], **action["arguments"])
        assert env.state().reward == 1.0
        with served.world() as world:
            assert env.user_script(trajectory["task"]) == world.task(trajectory["task"])["user"]


def test_sessions_do_not_see_each_other(served: Served) -> None:
    """Two episodes of one task, step by step in turn: what one does is not there for the other."""
    trajectory = max(served.trajectories("solutions.json")[:20], key=lambda t: len(t["actions"]))
    with (
        GenericEnvClient(base_url=served.url).sync() as one,
        GenericEnvClient(base_url=served.url).sync() as other,
    ):
        for env in (one, other):
            env.reset(task=trajectory["task"])
        for action in trajectory["actions"]:
            assert one.step(action) == other.step(action)
        assert one.state()["reward"] == other.state()["reward"] == 1.0
        assert one.state()["episode_id"] != other.state()["episode_id"]


def test_many_sessions_at_once_earn_what_they_did(bank: Served) -> None:
    trajectories = [*bank.trajectories("solutions.json"), *bank.trajectories("canaries.json")]

    async def play(trajectory: dict[str, Any]) -> float:
        async with GenericEnvClient(base_url=bank.url) as env:
            result = await env.reset(task=trajectory["task"])
            for action in trajectory["actions"]:
                if not result.done:
                    result = await env.step(action)
            return result.reward

    async def play_all() -> list[float]:
        return await asyncio.gather(*(play(t) for t in trajectories[:100]))

    assert asyncio.run(play_all()) == [t["reward"] for t in trajectories[:100]]


def test_what_is_sent_tells_no_secret(served: Served, client: Any) -> None:
    """All that the server sends before the end, of each family's first task, against what the agent may not know."""
    with served.world() as world:
        tasks = {t["family"]: t for t in reversed(world.tasks())}
    paths = ("schema", "metadata", "state", "openapi.json")
    sent = [requests.get(f"{served.url}/{path}", timeout=30).text for path in paths]
    name = f"{served.name}_env"
    listed = requests.post(f"{served.url}/{name}/tasks", json={"split": "train"}, timeout=30)
    assert len(listed.json()["tasks"]) >= len(tasks)
    sent.append(listed.text)
    for task in tasks.values():
        result = client.reset(task=task["id"])
        sent += [json.dumps(result.observation), json.dumps(client.state())]
    told = "\n".join(sent)
    for task in tasks.values():
        secrets = [clause["text"] for clause in task["goal"]]
        secrets += [task["user"]] if task["user"] else []
        assert not any(json.dumps(secret)[1:-1] in told for secret in secrets), task["id"]
    for word in ("footprint", "solution", "may_change", "guard"):
        assert f'"{word}"' not in told
