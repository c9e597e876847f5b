"""The SDK's own client plays what the corpus says, and sees and earns what it does in process: in both eras of the protocol, over HTTP and stdio."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from hosting import FOLDERS, Served, hosting
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent
from serving import AWMC

from awmc import runtime
from awmc.interop import calling
from awmc.prove.stage import right_text
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode
from awmc.runtime.result import Result
from awmc.runtime.rubrics import rubric

ERAS = {"auto": "2026-07-28", "legacy": "2025-11-25"}
SECRET = ("solution", "answers", "goal", "footprint", "expected", "given", "may_change")
every_era = pytest.mark.parametrize("era", ERAS)


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A server of one environment."""
    with hosting(request.param.name) as served:
        yield served


@pytest.fixture
def environment(served: Served) -> Environment:
    return next(iter(served.registry.environments.values()))


def chosen(environment: Environment) -> list[dict[str, Any]]:
    """A task for the agent alone, and one with a user, if there is one."""
    kinds = {task["user"] is None: task for task in reversed(environment.tasks())}
    return list(kinds.values())


def wrong(solution: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Calls that fail, before those that do the work."""
    first = solution[0]
    return [
        {"tool": "no_such_tool", "arguments": {}, "side": "agent"},
        {"tool": first["tool"], "arguments": {"nothing": "\u2028é"}, "side": first["side"]},
    ]


def agree(tools: dict[str, dict[str, Any]], tool: str, got: CallToolResult, own: Result) -> None:
    """What a client got is what the episode gave: as text, and as content that fits the tool's schema."""
    (block,) = got.content
    assert isinstance(block, TextContent)
    assert got.is_error is not own.ok
    if not own.ok:
        assert json.loads(block.text) == {"error": own.error} and got.structured_content is None
        return
    assert got.structured_content == calling.structured(tools[tool], own.value)
    assert json.loads(block.text) == got.structured_content
    jsonschema.validate(got.structured_content, calling.mcp(tools[tool])["outputSchema"])


async def play(served: Served, era: str, episode: Episode, task: dict[str, Any]) -> dict[str, Any]:
    """Plays a task's solution over HTTP and beside it in process; gives the episode as the server describes it."""
    name = episode.environment.name
    tools = {spec["name"]: spec for spec in episode.tools()}
    begun = await anyio.to_thread.run_sync(lambda: served.begin(name, task=task["id"]))
    async with Client(served.address + begun["mcp"], mode=era) as client:
        assert client.protocol_version == ERAS[era]
        for call in wrong(task["solution"]) + task["solution"]:
            own = episode.call(call["tool"], call["arguments"], side=call["side"])
            if call["side"] == "agent":
                got = await client.call_tool(call["tool"], call["arguments"])
                agree(tools, call["tool"], got, own)
            else:
                asked = served.ask("POST", f"{begun['url']}/call", call)
                assert asked[:2] == (200, {"ok": own.ok, "value": own.value, "error": own.error})
    return begun


@every_era
def test_solutions_over_http(served: Served, environment: Environment, era: str) -> None:
    for task in chosen(environment):
        with environment.episode(task=task["id"]) as episode:
            begun = anyio.run(play, served, era, episode, task)
            for answer, rewards in ((right_text(rubric(task).answers), {1}), ("?", {0, 1})):
                _, verdict, _ = served.ask("POST", f"{begun['url']}/verify", {"answer": answer})
                assert verdict == json.loads(json.dumps(episode.verify(answer).as_json()))
                assert verdict["reward"] in rewards
            hosted = served.registry.find(environment.name, begun["id"]).episode
            assert hosted.changes() == episode.changes()
            assert served.ask("DELETE", begun["url"])[0] == 204


async def told(client: Client) -> str:
    """All that a client can read, as text."""
    answers: list[Any] = [client.instructions, await client.list_tools()]
    answers.append(await client.list_resource_templates())
    answers.append(listed := await client.list_resources())
    answers += [await client.read_resource(resource.uri) for resource in listed.resources]
    answers.append(asked := await client.list_prompts())
    answers += [await client.get_prompt(prompt.name) for prompt in asked.prompts]
    return "\n".join(repr(answer) for answer in answers)


def test_an_agent_is_told_its_instruction_and_no_secret(
    served: Served, environment: Environment
) -> None:
    async def look(task: dict[str, Any]) -> None:
        begun = served.begin(environment.name, task=task["id"])
        async with Client(served.address + begun["mcp"]) as client:
            (prompt,) = (await client.list_prompts()).prompts
            assert prompt.name == "task_1"
            (message,) = (await client.get_prompt(prompt.name)).messages
            assert isinstance(message.content, TextContent)
            assert message.content.text == task["instruction"] == begun["instruction"]
            tools = {tool.name for tool in (await client.list_tools()).tools}
            assert tools == {spec["name"] for spec in environment.tools("agent")}
            everything = await told(client)
        secrets = [task["user"]] if task["user"] else []
        secrets += [task["id"]] if "[" in task["id"] else []  # it names a row; others are words
        secrets += [json.dumps(task[key]) for key in SECRET if task.get(key)]
        secrets += [clause["text"] for clause in task["goal"]]
        secrets += [spec["description"] for spec in environment.tools("user")]
        assert [secret for secret in secrets if secret in everything] == []

    for task in chosen(environment):
        anyio.run(look, task)


def test_the_policy_is_a_resource(served: Served, environment: Environment) -> None:
    policy = environment.definition.policy

    async def read() -> list[str]:
        async with Client(served.address + served.begin(environment.name)["mcp"]) as client:
            found = (await client.list_resources()).resources
            return [(await client.read_resource(f.uri)).contents[0].text for f in found]

    assert anyio.run(read) == ([] if policy is None else [policy])


def for_the_agent_alone(environment: Environment) -> dict[str, Any]:
    """A task that no user need help with."""
    tasks = environment.tasks()
    return next(t for t in tasks if all(c["side"] == "agent" for c in t["solution"]))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_solution_over_stdio(folder: Path, tmp_path: Path) -> None:
    with runtime.load(folder) as environment:
        task = for_the_agent_alone(environment)
        final = tmp_path / "final.db"
        options = ("--transport", "stdio", "--task", task["id"], "--final", str(final))
        era = list(ERAS)[FOLDERS.index(folder) % len(ERAS)]
        with environment.episode(task=task["id"]) as episode:
            anyio.run(play_over_stdio, episode, task, (str(folder), *options), era)
            with environment.episode(file=final) as saved:
                answer = right_text(rubric(task).answers)
                assert saved.verify(answer) == episode.verify(answer)
                assert saved.calls == episode.calls and saved.changes() == episode.changes()


async def play_over_stdio(
    episode: Episode, task: dict[str, Any], arguments: tuple[str, ...], era: str
) -> None:
    """Plays a task's solution over stdio, and beside it in process."""
    command, *rest = (*AWMC, "serve", *arguments)
    tools = {spec["name"]: spec for spec in episode.tools()}
    with open(os.devnull, "w", encoding="utf-8") as errors:
        started = StdioServerParameters(command=command, args=rest)
        async with Client(stdio_client(started, errlog=errors), mode=era) as client:
            assert client.protocol_version == ERAS[era]
            assert [p.name for p in (await client.list_prompts()).prompts] == ["task_1"]
            for call in wrong(task["solution"]) + task["solution"]:
                got = await client.call_tool(call["tool"], call["arguments"])
                own = episode.call(call["tool"], call["arguments"])
                agree(tools, call["tool"], got, own)
