"""A server in this process, so that a test may hold its registry, and its clock."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import uvicorn
from serving import TOKEN

from awmc import runtime
from awmc.serve.http.app import make_app
from awmc.serve.http.listening import listen, settings
from awmc.serve.limits import Limits
from awmc.serve.registry import Registry
from awmc.serve.start import Start

GENERATED = Path(__file__).parents[3] / "generated"
FOLDERS = sorted(folder for folder in GENERATED.iterdir() if (folder / "__init__.py").is_file())


@dataclass(frozen=True)
class Served:
    """A server that is running, and ways to ask it."""

    registry: Registry
    address: str

    @property
    def place(self) -> tuple[str, int]:
        """Its host and port."""
        host, _, port = self.address.removeprefix("http://").rpartition(":")
        return host, int(port)

    def ask(
        self,
        method: str,
        path: str,
        value: Any = None,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[int, Any, dict[str, str]]:
        """A request with the token: the status, the JSON and the head of its response."""
        head = {
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/json",
            **(headers or {}),
        }
        if body is None and method == "POST":
            body = json.dumps({} if value is None else value).encode()
        request = urllib.request.Request(self.address + path, body, head, method=method)
        try:
            with urllib.request.urlopen(request) as response:
                text = response.read()
                return response.status, json.loads(text or b"null"), dict(response.headers)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read()), dict(error.headers)

    def get(self, path: str) -> Any:
        """What a GET with the token gives."""
        status, value, _ = self.ask("GET", path)
        assert status == 200, value
        return value

    def begin(self, environment: str, **start: Any) -> dict[str, Any]:
        """A new episode as the server describes it."""
        status, value, _ = self.ask("POST", f"/envs/{environment}/episodes", start)
        assert status == 201, value
        return value


META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
ACCEPTED = {
    "Content-Type": "application/json",
    "Accept": "application/json, text/event-stream",
}
_FIRST = Start()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # they are the tests' own


@contextmanager
def hosting(
    *names: str,
    limits: Limits | None = None,
    clock: Callable[[], float] = monotonic,
    sessions: Start | None = _FIRST,
) -> Iterator[Served]:
    """A server of generated environments."""
    environments = [runtime.load(GENERATED / name) for name in names]
    registry = Registry(environments, limits or Limits(), clock)
    with listen("127.0.0.1", 0) as listening:
        server = _Server(settings(make_app(registry, TOKEN, sessions=sessions)))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                sleep(0.01)
            yield Served(registry, f"http://127.0.0.1:{listening.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join()
    for environment in environments:
        environment.close()


def message(tool: str, **arguments: Any) -> tuple[bytes, dict[str, str]]:
    """A call of the newest protocol, and its head."""
    params = {"name": tool, "arguments": arguments, "_meta": META}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    routing = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": tool}
    return json.dumps(body).encode(), {**ACCEPTED, **routing}
