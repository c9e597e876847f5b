"""A language model that follows a script, behind a real HTTP server: an OpenAI-compatible endpoint for tests.

    with ScriptedModel([calls(("my_loans", {})), says("You owe 0.50 now.")]) as model:
        ...  # a client at model.url; model.requests has what it asked

A script is a list of answers, the last of which is given for ever, or a function from the body of a request to an answer. `fails`, `raw`, `slow` and
`hangs_up` are how an endpoint goes wrong. It lists one model, of `owner`, and embeds texts as counts of their letters.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Body = dict[str, Any]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Answer:
    """What the server sends. `seconds` pass before it does; `status` None: it closes the connection instead."""

    status: int | None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


Script = Sequence[Answer] | Callable[[Body], Answer]


def message(content: Body, finish: str = "stop", tokens: tuple[int, int] = (100, 10)) -> Answer:
    """A chat completion with this message."""
    choice = {"index": 0, "message": {"role": "assistant", **content}, "finish_reason": finish}
    usage = {
        "prompt_tokens": tokens[0],
        "completion_tokens": tokens[1],
        "total_tokens": sum(tokens),
    }
    completion = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
        "usage": usage,
    }
    return raw(json.dumps(completion), "application/json")


def says(text: str | None, finish: str = "stop") -> Answer:
    """A message of words."""
    return message({"content": text}, finish)


def calls(*wanted: tuple[str, Any], text: str | None = None, finish: str = "tool_calls") -> Answer:
    """A message that asks for calls at once: (tool, arguments), where arguments that are a text are sent as they stand."""
    made = [
        {
            "id": f"call_{place}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": given if isinstance(given, str) else json.dumps(given),
            },
        }
        for place, (name, given) in enumerate(wanted)
    ]
    return message({"content": text, "tool_calls": made}, finish)


def raw(text: str, kind: str = "text/html", status: int = 200) -> Answer:
    """Any text at all."""
    return Answer(status, text.encode("utf-8", "surrogatepass"), {"content-type": kind})


def fails(status: int, told: str = "no") -> Answer:
    """An error as OpenAI's endpoint has it; a client that asks again need not wait."""
    answer = raw(json.dumps({"error": {"message": told}}), "application/json", status)
    return replace(answer, headers={**answer.headers, "retry-after-ms": "1"})


def slow(seconds: float, answer: Answer) -> Answer:
    """The same answer, later."""
    return replace(answer, seconds=seconds)


def hangs_up() -> Answer:
    """The connection closes without a word."""
    return Answer(None)


def replays(
    solution: Sequence[Mapping[str, Any]], text: str, done: str
) -> Callable[[Body], Answer]:
    """A script that plays a task's solution and says `text` at its end, for both sides of a conversation: a model whose name starts with "user" makes the calls
    of the user, when the agent has asked it to, and says `done` when there are none left."""
    agent, user = _parts(solution)

    def agent_says(body: Body) -> Answer:
        spoken, made = _since(body["messages"], lambda m: m["role"] == "assistant" and m["content"])
        left = agent[spoken][made:] if spoken < len(agent) else []
        last = spoken + 1 >= len(agent)
        return (
            calls(*left)
            if left and body.get("tool_choice") != "none"
            else says(text if last else "Please do.")
        )

    def user_says(body: Body) -> Answer:
        heard, made = _since(body["messages"], lambda m: m["role"] == "user")
        left = user[heard - 1][made:] if heard <= len(user) else []
        return calls(*left) if left else says("I have." if heard < len(agent) else done)

    return lambda body: (user_says if body["model"].startswith("user") else agent_says)(body)


def _parts(solution: Sequence[Mapping[str, Any]]) -> tuple[list[Any], list[Any]]:
    """The agent's calls before, between and after those of the user; and these."""
    agent: list[list[Any]] = [[]]
    user: list[list[Any]] = []
    before = "agent"
    for call in solution:
        if call["side"] == "user" and before == "agent":
            user.append([])
            agent.append([])
        (user if call["side"] == "user" else agent)[-1].append((call["tool"], call["arguments"]))
        before = call["side"]
    return agent, user


def _since(messages: list[Body], marks: Callable[[Body], Any]) -> tuple[int, int]:
    """How many messages are marked, and how many results came after the last of them."""
    places = [place for place, found in enumerate(messages) if marks(found)]
    after = messages[places[-1] :] if places else messages
    return len(places), sum(found["role"] == "tool" for found in after)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # clients that come all at once are not turned away


class ScriptedModel:
    """The server, within a `with`."""

    def __init__(self, script: Script, owner: str = "scripted") -> None:
        self._script = script
        self._owner = owner
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self.requests: list[Body] = []
        """The bodies, in order."""
        self.embedded: list[str] = []
        """The texts that were embedded, in order."""
        self.headers: list[Mapping[str, str]] = []
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def answer(self, body: Body, headers: Mapping[str, str]) -> Answer:
        """What the script has for a request."""
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
            if callable(self._script):
                return self._script(body)
            return self._script[min(len(self.requests), len(self._script)) - 1]

    def lists(self) -> Answer:
        """The list of models."""
        listed = [{"id": "scripted", "object": "model", "created": 0, "owned_by": self._owner}]
        return raw(json.dumps({"object": "list", "data": listed}), "application/json")

    def embeds(self, body: Body) -> Answer:
        """The counts of letters of texts."""
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        with self._lock:
            self.embedded += texts
        made = [
            {"object": "embedding", "index": place, "embedding": [text.count(c) for c in LETTERS]}
            for place, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": 5 * len(texts), "total_tokens": 5 * len(texts)}
        return raw(json.dumps({"object": "list", "data": made, "usage": usage}), "application/json")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet an answer

            def do_GET(self) -> None:
                known = self.path == "/v1/models"
                self._send(model.lists() if known else fails(404, "no such path"))

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["content-length"]))
                if self.path == "/v1/embeddings":
                    self._send(model.embeds(json.loads(text)))
                    return
                if self.path != "/v1/chat/completions":
                    self._send(fails(404, "no such path"))
                    return
                answer = model.answer(json.loads(text), dict(self.headers))
                model._closing.wait(answer.seconds)
                self._send(answer)

            def _send(self, answer: Answer) -> None:
                if answer.status is None:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        return Handler

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
