"""Clients that are wrong, hostile, slow or gone: each is told so, and nobody else notices."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from time import sleep
from typing import Any

import anyio
import pytest
from hosting import ACCEPTED, GENERATED, Served, hosting, message
from serving import TOKEN

from awmc import runtime
from awmc.runtime.episode import Episode
from awmc.runtime.result import Result
from awmc.serve.hosted import Hosted
from awmc.serve.http import listening
from awmc.serve.http.bodies import read_body
from awmc.serve.limits import Limits
from awmc.serve.refusals import Refusal
from awmc.serve.registry import Registry
from awmc.serve.start import Start

LIMITS = Limits(body_bytes=10_000, body_seconds=0.2)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with hosting("library", limits=LIMITS) as served:
        yield served


@pytest.fixture
def begun(served: Served) -> dict[str, Any]:
    return served.begin("library")


def call(served: Served, begun: dict[str, Any], tool: str, **arguments: Any) -> dict[str, Any]:
    """The result of a call by the agent."""
    body, head = message(tool, **arguments)
    status, value, _ = served.ask("POST", begun["mcp"], headers=head, body=body)
    assert status == 200, value
    return value["result"]


def whole(served: Served, begun: dict[str, Any]) -> None:
    """The episode goes on as if nothing had been."""
    assert not call(served, begun, "my_profile")["isError"]


# Names


@pytest.mark.parametrize(
    "path",
    [
        "/envs/nowhere",
        "/envs/nowhere/episodes",
        "/envs/library/episodes/nobody",
        "/envs/library/episodes/nobody/mcp",
        "/envs/nowhere/mcp",
        "/envs/library/",
        "/envs/../healthz",
        "/envs/%2e%2e/%2e%2e/etc/passwd",
        "/envs/library/episodes/..%2f..%2fmcp",
        "/envs/library%00/tasks",
        "/envs//library",
        "//etc/passwd",
        "/envs/library/episodes/" + "a" * 5000,
        "/%ff%fe",
    ],
)
def test_a_name_that_is_none(served: Served, path: str) -> None:
    status, value, _ = served.ask("GET", path)
    assert status == 404 and set(value) <= {"error", "jsonrpc", "id"}
    assert "passwd" not in json.dumps(value)


def test_an_unknown_task_or_actor(served: Served) -> None:
    for start in ({"task": "../x"}, {"actor": "nobody"}, {"actor": [1, 2, 3]}, {"actor": 2**62}):
        status, value, _ = served.ask("POST", "/envs/library/episodes", start)
        assert (status, value["error"]["code"]) == (400, "no_such_start"), start


def test_an_unknown_tool_is_told_to_the_agent(served: Served, begun: dict[str, Any]) -> None:
    result = call(served, begun, "sarch_books")
    assert result["isError"] and "search_books" in result["content"][0]["text"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "NONSENSE"])
def test_a_method_that_a_path_does_not_take(
    served: Served, begun: dict[str, Any], method: str
) -> None:
    for path in ("/envs", begun["url"], begun["mcp"], "/healthz"):
        status, value, head = served.ask(method, path)
        assert status == 405 and head["allow"] and "error" in value


def test_an_episode_offers_no_stream(served: Served, begun: dict[str, Any]) -> None:
    for method in ("GET", "DELETE"):
        assert served.ask(method, begun["mcp"], headers=ACCEPTED)[0] == 405
    whole(served, begun)


# Bodies

DEEP = b"[" * 5_000
MALFORMED = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe\x00",
    b'{"tool": "my_profile", "arguments": {"a": NaN}}',
    b'{"tool": "my_profile", "arguments": {"a": -Infinity}}',
    b'{"tool": "my_profile", "tool": "my_loans"}',
    b'{"tool": "my_profile", "arguments": {"a": 1, "a": 2}}',
    b'{"tool": "my_profile", "arguments": []}',
    b'{"tool": 1}',
    b'{"tool": "my_profile", "side": "judge"}',
    b'{"tool": "my_profile", "more": 1}',
    b'{"tool": "my_profile", "arguments": {"a": ' + b"9" * 5_000 + b"}}",
    b'{"tool": "my_profile", "arguments": {"a": ' + DEEP,
    b'{"tool": "my_profile", "arguments": {"a": ' + DEEP[:4_000] + b"]" * 4_000 + b"}}",
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:60]))
def test_a_body_that_is_no_call(served: Served, begun: dict[str, Any], body: bytes) -> None:
    status, value, _ = served.ask("POST", f"{begun['url']}/call", body=body)
    assert status == 400 and value["error"]["code"] in ("malformed_json", "invalid_body")
    head = message("my_profile")[1]
    status, value, _ = served.ask("POST", begun["mcp"], headers=head, body=body)
    assert status == 400 and value["error"]["message"]
    whole(served, begun)


@pytest.mark.parametrize(
    "text",
    [
        b'{"query": NaN}',
        b'{"query": 1e999}',
        b'{"query": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"query": "\\u0000"}',
        b'{"limit": 123456789012345678901234567890}',
        b'{"query": ' + b"[" * 900 + b"]" * 900 + b"}",
    ],
)
def test_arguments_that_no_tool_takes(served: Served, begun: dict[str, Any], text: bytes) -> None:
    body, head = message("search_books")
    body = body.replace(b'"arguments": {}', b'"arguments": ' + text)
    status, value, _ = served.ask("POST", begun["mcp"], headers=head, body=body)
    assert status == 200 and value["result"]["isError"], value
    error = json.loads(value["result"]["content"][0]["text"])["error"]
    assert error["code"] == "invalid_arguments"
    steps = served.get(f"{begun['url']}/trajectory")["steps"]
    assert steps[-1]["result"] == {"error": error}
    whole(served, begun)


def test_an_answer_may_be_any_json(served: Served) -> None:
    begun = served.begin("library", task=served.get("/envs/library/tasks")["tasks"][0]["id"])
    for body in (b'{"answer": "\\ud800\\u0000"}', b'{"answer": {"a": [1]}}', b"{}", b""):
        status, verdict, _ = served.ask("POST", f"{begun['url']}/verify", body=body)
        assert status == 200 and verdict["reward"] == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_a_content_type_that_is_not_json(served: Served, begun: dict[str, Any], kind: str) -> None:
    body, _ = message("my_profile")
    for path in ("/envs/library/episodes", f"{begun['url']}/verify", begun["mcp"], "/mcp"):
        wrong = {**ACCEPTED, "Content-Type": kind}
        status, value, _ = served.ask("POST", path, headers=wrong, body=body)
        assert status == 415 and "application/json" in value["error"]["message"], path


@contextmanager
def connected(served: Served, head: str, token: bool = True) -> Iterator[socket.socket]:
    """A connection on which the head of a request was sent."""
    with closing(socket.create_connection(served.place, timeout=30)) as connection:
        lines = [head, "Host: localhost", *([f"Authorization: Bearer {TOKEN}"] if token else [])]
        connection.sendall("\r\n".join([*lines, "Content-Type: application/json", ""]).encode())
        yield connection


def response(connection: socket.socket) -> tuple[int, Any]:
    """The status and the JSON of what the server answers."""
    answer = HTTPResponse(connection)
    answer.begin()
    return answer.status, json.loads(answer.read())


def targets(begun: dict[str, Any]) -> list[str]:
    return ["/envs/library/episodes", f"{begun['url']}/verify", begun["mcp"], "/mcp"]


def test_a_big_body_is_refused_before_it_comes(served: Served, begun: dict[str, Any]) -> None:
    for path in targets(begun):
        with connected(served, f"POST {path} HTTP/1.1") as connection:
            connection.sendall(b"Content-Length: 50000000\r\n\r\n")
            status, value = response(connection)
            assert status == 413 and "10000 bytes" in value["error"]["message"]
    whole(served, begun)


def test_a_big_body_of_no_known_size_is_refused(served: Served, begun: dict[str, Any]) -> None:
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    for path in targets(begun):
        with connected(served, f"POST {path} HTTP/1.1") as connection:
            connection.sendall(b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 4)
            assert response(connection)[0] == 413
    whole(served, begun)


def test_no_more_of_a_body_is_read_than_may_be() -> None:
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 5_000
        return {"type": "http.request", "body": b" " * 5_000, "more_body": True}

    async def body() -> None:
        await read_body({"headers": [(b"content-type", b"application/json")]}, receive, LIMITS)

    with pytest.raises(Refusal, match="10000 bytes"):
        anyio.run(body)
    assert read == 15_000


def test_a_body_that_does_not_come(served: Served, begun: dict[str, Any]) -> None:
    for path in targets(begun):
        with connected(served, f"POST {path} HTTP/1.1") as connection:
            connection.sendall(b'Content-Length: 100\r\n\r\n{"answer": ')
            assert response(connection)[0] == 408
    whole(served, begun)


def test_a_body_that_breaks_off(served: Served, begun: dict[str, Any]) -> None:
    for path in targets(begun):
        with connected(served, f"POST {path} HTTP/1.1") as connection:
            connection.sendall(b'Content-Length: 100\r\n\r\n{"answer": ')
    whole(served, begun)


@pytest.mark.parametrize("head", [b"", b"GET /healthz HTTP/1.1\r\nHost: "])
def test_a_head_that_does_not_come(
    served: Served, head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_HEAD_SECONDS", 0.1)
    with closing(socket.create_connection(served.place, timeout=30)) as connection:
        connection.sendall(head)
        assert connection.recv(100) == b""


@pytest.mark.parametrize(
    "head",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET /healthz HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST /mcp HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /mcp HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=lambda head: repr(head[:70]),
)
def test_what_is_no_http(served: Served, head: bytes) -> None:
    with closing(socket.create_connection(served.place, timeout=30)) as connection:
        connection.sendall(head)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while got := connection.recv(10_000):
            answer += got
    assert answer.startswith(b"HTTP/1.1 4")
    assert served.get("/healthz") == {"status": "ok"}


# Calls that take long


@dataclass
class Gate:
    """An episode whose calls of `my_loans` wait."""

    episode: Episode
    entered: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def call(self, name: str, arguments: object = None, **side: Any) -> Result:
        if name == "my_loans":
            self.entered.set()
            assert self.opened.wait(30)
        return self.episode.call(name, arguments, **side)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.episode, name)


def gated(served: Served, begun: dict[str, Any]) -> tuple[Hosted, Gate]:
    hosted = served.registry.find("library", begun["id"])
    hosted.episode = gate = Gate(hosted.episode)  # type: ignore[assignment]
    return hosted, gate


def sent(served: Served, begun: dict[str, Any], tool: str) -> HTTPConnection:
    """A connection on which a call was sent."""
    connection = HTTPConnection(*served.place)
    body, head = message(tool)
    connection.request("POST", begun["mcp"], body, head)
    return connection


def wait_for(held: Any) -> None:
    while not held():
        sleep(0.005)


def test_calls_at_once_are_served_in_order_and_hold_up_nobody_else(
    served: Served, begun: dict[str, Any]
) -> None:
    hosted, gate = gated(served, begun)
    tools = ["my_loans", "my_fines", "my_profile", "my_holds"]
    connections = []
    for number, tool in enumerate(tools, 1):
        connections.append(sent(served, begun, tool))
        wait_for(lambda wanted=number: hosted.busy == wanted)
    whole(served, served.begin("library"))
    gate.opened.set()
    for connection in connections:
        with closing(connection):
            assert connection.getresponse().status == 200
    steps = served.get(f"{begun['url']}/trajectory")["steps"]
    assert [step["tool"] for step in steps] == tools


def test_a_client_that_goes_in_the_middle_of_a_call(served: Served, begun: dict[str, Any]) -> None:
    _, gate = gated(served, begun)
    connection = sent(served, begun, "my_loans")
    assert gate.entered.wait(30)
    connection.close()
    gate.opened.set()
    whole(served, begun)
    steps = served.get(f"{begun['url']}/trajectory")["steps"]
    assert [step["tool"] for step in steps] == ["my_loans", "my_profile"]


def test_a_call_that_is_cancelled_is_finished_and_counted() -> None:
    async def play() -> None:
        registry = Registry([environment], Limits())
        hosted = await registry.open("library", Start())
        hosted.episode = gate = Gate(hosted.episode)  # type: ignore[assignment]
        async with anyio.create_task_group() as group:
            group.start_soon(hosted.call, "my_loans", {}, "agent", 2)
            await anyio.wait_all_tasks_blocked()
            group.cancel_scope.cancel()
            gate.opened.set()
        assert registry.stats()["calls"] == len(hosted.episode.trajectory) == 1
        await registry.close_all()

    with runtime.load(GENERATED / "library") as environment:
        anyio.run(play)


def test_an_episode_that_is_closed_in_the_middle_of_a_call(
    served: Served, begun: dict[str, Any]
) -> None:
    _, gate = gated(served, begun)
    first = sent(served, begun, "my_loans")
    assert gate.entered.wait(30)
    with closing(HTTPConnection(*served.place)) as closer, closing(first):
        closer.request("DELETE", begun["url"], headers={"Authorization": f"Bearer {TOKEN}"})
        wait_for(lambda: served.ask("GET", begun["url"])[0] == 404)
        gate.opened.set()
        assert closer.getresponse().status == 204
        assert first.getresponse().status == 200
    assert served.ask("POST", begun["mcp"], headers=ACCEPTED)[0] == 404
