"""Exported scenarios, served by fastapi-mcp to a client of the Model Context Protocol, are the environments that they were made of."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from awmc.prove.stage import right_text
from awmc.runtime.rubrics import rubric
from tests.extras.awm.serving import call, client, run, serving
from tests.interop.awm_format import (
    ENVIRONMENTS,
    Scenario,
    environment,
    exported,
    function,
    instances,
)

SAMPLES = {
    "string": "nonsense",
    "integer": 1,
    "number": 1,
    "boolean": True,
    "array": [],
    "object": {},
}


def made_up(tool: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Arguments that mean nothing, and some that awmc refuses."""
    schema = tool["inputSchema"]
    required = {name: _sample(schema["properties"][name]) for name in schema["required"]}
    yield {**required, "no_such_parameter": 1}
    yield {name: _sample(given) for name, given in schema["properties"].items()}


def _sample(schema: Mapping[str, Any]) -> Any:
    kind = schema["anyOf"][0] if "anyOf" in schema else schema
    if "enum" in kind:
        return kind["enum"][0]
    if "minimum" in kind:
        return kind["minimum"]
    return SAMPLES[kind["type"]]


async def _replay(address: str, name: str, scenario: Scenario, folder: Path) -> None:
    start, end = folder / "initial.db", folder / "final.db"
    env, made = environment(name), 0
    async with client(address) as session:
        listed = (await session.list_tools()).tools
        assert [tool.name for tool in listed] == [tool["name"] for tool in env.tools()]
        for index, task in enumerate(instances(name)[scenario.name]):
            shutil.copy(start, end)
            with env.episode(task=task["id"]) as episode:
                for step in task["solution"]:
                    arguments = {k: v for k, v in step["arguments"].items()}
                    wanted = json.loads(episode.call(step["tool"], arguments).text)
                    assert await call(session, step["tool"], arguments) == wanted
                answer = right_text(rubric(task).answers)
                verdict = episode.verify(answer)
            judge = function(scenario.verifier(index, "code"), "verify_task_completion")
            found = judge(str(start), str(end), answer)
            assert verdict.reward == 1.0
            assert found == {"result": "complete", **verdict.as_json()}
        shutil.copy(start, end)
        with env.episode(task=instances(name)[scenario.name][0]["id"]) as episode:
            for tool, seen in zip(env.tools(), listed, strict=True):
                for arguments in made_up(tool):
                    # the protocol's own library answers for the server where its schema is broken
                    if jsonschema.Draft202012Validator(seen.inputSchema).is_valid(arguments):
                        wanted = json.loads(episode.call(tool["name"], arguments).text)
                        assert await call(session, tool["name"], arguments) == wanted
                        made += 1
            assert made > len(listed) // 2


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_agents_see_what_they_see_in_process(name: str, tmp_path: Path) -> None:
    scenario = max(exported(name).values(), key=lambda s: len(s.tasks))
    scenario.make_database(tmp_path / "initial.db")
    with serving(scenario.code, tmp_path / "final.db", tmp_path) as address:
        run(_replay(address, name, scenario, tmp_path))


def test_two_servers_go_on_from_one_file(tmp_path: Path) -> None:
    name, calls = "library", 0
    scenario = next(iter(exported(name).values()))
    task = instances(name)[scenario.name][0]
    database = tmp_path / "final.db"
    scenario.make_database(database)

    async def one(address: str, tool: str, arguments: dict[str, Any]) -> Any:
        async with client(address) as session:
            return await call(session, tool, arguments)

    with (
        serving(scenario.code, database, tmp_path) as first,
        serving(scenario.code, database, tmp_path) as second,
    ):
        with environment(name).episode(task=task["id"]) as episode:
            for tool, arguments in (
                ("my_loans", {}),
                ("borrow", {"copy_barcode": "?"}),
                *((c["tool"], c["arguments"]) for c in task["solution"]),
                ("my_loans", {}),
            ):
                calls += 1
                wanted = json.loads(episode.call(tool, arguments).text)
                assert run(one(first if calls % 2 else second, tool, arguments)) == wanted
        with environment(name).episode(file=database) as left:
            assert left.calls == calls


def test_code_that_is_executed_in_a_program_of_others(tmp_path: Path) -> None:
    """Some cut off the end, run the rest in a namespace of their own, and keep the database with a write-ahead log."""
    from fastapi.testclient import TestClient

    scenario = next(iter(exported("library").values()))
    task = instances("library")[scenario.name][0]
    start, end = tmp_path / "initial.db", tmp_path / "final.db"
    scenario.make_database(end, "PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = ON")
    shutil.copy(end, start)
    code = re.sub(r'if\s+__name__\s*==\s*["\']__main__["\'].*', "", scenario.code, flags=re.DOTALL)
    space: dict[str, Any] = {}
    exec(code.replace("sqlite:///./library.db", f"sqlite:///{end}"), space)
    with TestClient(space["app"]) as http:
        for step in task["solution"]:
            response = http.post(f"/api/{step['tool']}", json=step["arguments"])
            assert response.status_code == 200
            assert "error" not in response.json()
        assert http.post("/api/my_loans").json() == http.post("/api/my_loans", json={}).json()
        for body, status in ((b"{", 400), (b"[" * 100_000, 400), (b" " * 2_000_000, 413)):
            response = http.post("/api/my_loans", content=body)
            assert response.status_code == status
            assert response.json()["error"]["code"] == "invalid_arguments"
        assert http.post("/api/my_loans", json=[1]).json()["error"]["code"] == "invalid_arguments"
        judge = function(scenario.verifier(0, "code"), "verify_task_completion")
        assert judge(str(start), str(end), right_text(rubric(task).answers))["result"] == "complete"
        end.unlink()
        missing = http.post("/api/my_loans")
        assert missing.status_code == 500
        assert "there is no database" in missing.json()["error"]["message"]
