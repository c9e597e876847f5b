"""Who may do what: an agent has its own episode and nothing else, a page in a browser has nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from hosting import Served, hosting
from mcp.client import Client
from mcp.shared.exceptions import MCPError
from serving import TOKEN

from awmc.serve.limits import Limits

NOBODY = {"Authorization": ""}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with hosting("library", "bank") as served:
        yield served


@pytest.fixture
def begun(served: Served) -> dict[str, Any]:
    task = served.get("/envs/library/tasks")["tasks"][0]["id"]
    return served.begin("library", task=task)


def managed(served: Served, begun: dict[str, Any]) -> list[tuple[str, str]]:
    """Every path and method that the server has beside the agents'."""
    url = begun["url"]
    return [
        ("GET", "/stats"),
        ("GET", "/envs"),
        ("GET", "/envs/library"),
        ("GET", "/envs/library/tasks"),
        ("GET", "/envs/library/episodes"),
        ("POST", "/envs/library/episodes"),
        ("GET", url),
        ("DELETE", url),
        ("POST", f"{url}/call"),
        ("POST", f"{url}/verify"),
        ("GET", f"{url}/trajectory"),
        ("GET", f"{url}/diff"),
    ]


WRONG = [
    "",
    TOKEN,
    f"Basic {TOKEN}",
    "Bearer",
    "Bearer ",
    f"Bearer {TOKEN[:-1]}",
    f"Bearer {TOKEN}x",
    f"Bearer {TOKEN.upper()}",
    "Bearer é",
]


@pytest.mark.parametrize("given", WRONG)
def test_all_but_the_agents_needs_the_token(
    served: Served, begun: dict[str, Any], given: str
) -> None:
    for method, path in managed(served, begun):
        status, value, head = served.ask(method, path, headers={"Authorization": given})
        assert status == 401 and value["error"]["code"] == "unauthorized", path
        assert head["www-authenticate"].startswith("Bearer")
    assert served.get(begun["url"])["calls"] == 0


def test_a_path_that_is_none_tells_strangers_nothing(served: Served) -> None:
    for path in ("/envs/nowhere", "/nothing", "/envs/library/episodes/nobody", "/"):
        assert served.ask("GET", path, headers=NOBODY)[0] == 401


def test_health_and_an_agents_url_need_no_token(served: Served, begun: dict[str, Any]) -> None:
    assert served.ask("GET", "/healthz", headers=NOBODY)[:2] == (200, {"status": "ok"})

    async def call() -> bool:
        async with Client(served.address + begun["mcp"]) as client:
            return (await client.call_tool("my_profile", {})).is_error

    assert anyio.run(call) is False


def test_an_agent_cannot_judge_or_begin(served: Served, begun: dict[str, Any]) -> None:
    for path in ("/verify", "/call", "/trajectory", "/diff", "/../verify", "/%2e%2e/verify", ""):
        for base in (begun["mcp"], begun["url"]):
            if base + path != begun["mcp"]:
                status, _, _ = served.ask("POST", base + path, headers=NOBODY)
                assert status == 401, path
    for path in ("/envs/library/episodes/mcp", "/envs/mcp", "/envs/mcp/tasks"):
        assert served.ask("GET", path, headers=NOBODY)[0] == 401
    assert served.get("/stats")["verdicts"] == 0


def test_the_methods_of_mcp_are_the_agents_alone(served: Served, begun: dict[str, Any]) -> None:
    users = {spec["name"] for spec in served.get("/envs/bank")["tools"]["user"]}

    async def ask() -> None:
        async with Client(served.address + begun["mcp"]) as client:
            for name in ("verify", "reset", "goal", "_awmc_state", *users):
                result = await client.call_tool(name, {})
                assert result.is_error and '"unknown_tool"' in repr(result.content)
            for uri in ("awmc://library/tasks", "file:///etc/passwd", "awmc://bank/policy"):
                with pytest.raises(MCPError):
                    await client.read_resource(uri)
            for task in served.get("/envs/library/tasks")["tasks"][1:4]:
                with pytest.raises(MCPError):
                    await client.get_prompt(task["id"])

    anyio.run(ask)


def test_an_episode_is_found_by_its_whole_name_alone(served: Served, begun: dict[str, Any]) -> None:
    id = begun["id"]
    assert len(id) >= 22 and begun["url"].endswith(id)
    for other in (
        f"/envs/bank/episodes/{id}/mcp",
        f"/envs/library/episodes/{id[:-1]}/mcp",
        f"/envs/library/episodes/{id}a/mcp",
        f"/envs/library/episodes/{secrets.token_urlsafe(16)}/mcp",
        "/envs/library/episodes/*/mcp",
    ):
        assert served.ask("POST", other, headers=NOBODY)[0] == 404


def test_ids_do_not_repeat(served: Served) -> None:
    ids = {served.begin("bank")["id"] for _ in range(30)}
    assert len(ids) == 30


HOSTILE = [
    {"Host": "evil.example"},
    {"Host": "127.0.0.1.evil.example:8001"},
    {"Host": "localhost.evil.example"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1.evil.example"},
]


@pytest.mark.parametrize("head", HOSTILE, ids=str)
def test_a_page_in_a_browser_reaches_nothing(
    served: Served, begun: dict[str, Any], head: dict[str, str]
) -> None:
    for method, path in (*managed(served, begun), ("GET", "/healthz"), ("POST", begun["mcp"])):
        status, value, _ = served.ask(method, path, headers=head)
        assert status in (403, 421), path
        assert "--allow-host" in json.dumps(value)


def test_a_local_page_may(served: Served) -> None:
    for origin in ("http://localhost:3000", "http://127.0.0.1"):
        assert served.ask("GET", "/healthz", headers={"Origin": origin})[0] == 200


# Sessions of older clients


def test_each_session_is_an_episode_of_its_own(served: Served) -> None:
    path = "/envs/library/episodes"
    before = {found["id"] for found in served.get(path)["episodes"]}

    async def play() -> None:
        url = f"{served.address}/envs/library/mcp"
        async with Client(url, mode="legacy") as one, Client(url) as two:
            await one.call_tool("my_loans", {})
            await two.call_tool("my_fines", {})
            await two.call_tool("my_holds", {})
            found = [e for e in served.get(path)["episodes"] if e["id"] not in before]
            assert [e["calls"] for e in found] == [1, 2]
            steps = served.get(f"{found[1]['url']}/trajectory")["steps"]
            assert [step["tool"] for step in steps] == ["my_fines", "my_holds"]
            status, verdict, _ = served.ask("POST", f"{found[0]['url']}/verify")
            assert status == 200 and verdict["reward"] == 0

    anyio.run(play)
    after = {found["id"] for found in served.get(path)["episodes"]}
    assert after == before  # a session's end is its episode's


ACCEPT = {**NOBODY, "Accept": "application/json, text/event-stream"}
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def opened(served: Served) -> dict[str, str]:
    """The head of requests in a new session of the environment bank."""
    status, value, head = served.ask("POST", "/envs/bank/mcp", HELLO, ACCEPT)
    assert status == 200 and value["result"]["protocolVersion"] == "2025-06-18"
    return {**ACCEPT, "Mcp-Session-Id": head["mcp-session-id"]}


def test_a_session_belongs_to_its_environment(served: Served) -> None:
    session = opened(served)
    listing = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
    assert served.ask("POST", "/envs/bank/mcp", listing, session)[0] == 200
    assert served.ask("POST", "/envs/library/mcp", listing, session)[0] == 404
    other = {**session, "Mcp-Session-Id": session["Mcp-Session-Id"][:-1] + "g"}
    assert served.ask("POST", "/envs/bank/mcp", listing, other)[0] == 404
    assert served.ask("DELETE", "/envs/bank/mcp", headers=session)[0] == 200
    assert served.ask("POST", "/envs/bank/mcp", listing, session)[0] == 404


def test_an_agent_cannot_end_its_episode_as_if_it_were_a_session(
    served: Served, begun: dict[str, Any]
) -> None:
    head = {**ACCEPT, "Mcp-Session-Id": begun["id"]}
    for method in ("DELETE", "POST"):
        status, value, _ = served.ask(method, "/envs/library/mcp", headers=head)
        assert (status, value["error"]["data"]["code"]) == (404, "no_such_session")
    assert served.ask("POST", f"{begun['url']}/verify")[0] == 200


def test_requests_of_a_session_that_share_an_id_are_all_answered(served: Served) -> None:
    session = opened(served)
    call = {"name": "my_profile", "arguments": {}}
    value = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": call}
    with ThreadPoolExecutor(16) as pool:
        tried = [
            pool.submit(served.ask, "POST", "/envs/bank/mcp", value, session) for _ in "x" * 32
        ]
        found = [future.result() for future in tried]
    assert {status for status, _, _ in found} <= {200, 409}
    done = [value for status, value, _ in found if status == 200]
    assert done and all(value["id"] == 7 and "result" in value for value in done)
    assert served.ask("POST", "/envs/bank/mcp", value, session)[0] == 200


def test_what_opens_no_session_leaves_no_episode(served: Served) -> None:
    before = served.get("/stats")["episodes_created"]
    for value in ({}, {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}):
        assert served.ask("POST", "/envs/bank/mcp", value, ACCEPT)[0] == 400
    assert served.get("/stats")["episodes_created"] == before


def test_sessions_that_begin_at_once_take_the_places_that_there_are() -> None:
    with hosting("bank", limits=Limits(episodes=3)) as served, ThreadPoolExecutor(16) as pool:
        tried = [pool.submit(served.ask, "POST", "/mcp", HELLO, ACCEPT) for _ in range(16)]
        found = [future.result() for future in tried]
        assert sorted(status for status, _, _ in found) == [200] * 3 + [503] * 13
        assert all("mcp-session-id" not in head for status, _, head in found if status == 503)
        assert served.get("/stats")["episodes_live"] == 3


def test_sessions_leave_room_for_those_with_the_token() -> None:
    with hosting("bank", limits=Limits(episodes=3, sessions=1)) as served:
        hello = [served.ask("POST", "/mcp", HELLO, ACCEPT) for _ in range(2)]
        assert [status for status, _, _ in hello] == [200, 503]
        assert hello[1][1]["error"]["data"]["code"] == "too_many_sessions"
        session = {**ACCEPT, "Mcp-Session-Id": hello[0][2]["mcp-session-id"]}
        assert served.begin("bank")["id"] and served.get("/stats")["sessions_live"] == 1
        assert served.ask("DELETE", "/mcp", headers=session)[0] == 200
        assert served.ask("POST", "/mcp", HELLO, ACCEPT)[0] == 200


def test_a_session_begins_with_a_post(served: Served) -> None:
    for method in ("GET", "DELETE", "PUT"):
        status, _, head = served.ask(method, "/envs/bank/mcp", headers=NOBODY)
        assert status == 405 and head["allow"] == "POST"


def test_a_session_has_no_stream_to_take_up_again(served: Served) -> None:
    head = {**opened(served), "Accept": "text/event-stream", "Last-Event-ID": "1"}
    status, value, told = served.ask("GET", "/envs/bank/mcp", headers=head)
    assert (status, value["error"]["data"]["code"]) == (405, "method_not_allowed")
    assert told["allow"] == "POST, DELETE"


def test_several_environments_have_no_common_endpoint(served: Served) -> None:
    status, value, _ = served.ask("POST", "/mcp")
    assert status == 404 and "/envs/{env}/mcp" in value["error"]["message"]


def test_sessions_can_be_forbidden() -> None:
    with hosting("sorting_game", sessions=None) as served:
        assert served.ask("POST", "/mcp")[0] == 404
        assert served.ask("POST", "/envs/sorting_game/mcp")[0] == 404
