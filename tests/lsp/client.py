"""An editor, as far as a language server can tell: its messages over the standard streams of a process."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE = 60.0
"""Seconds to wait for a message, on a busy machine."""


class Client:
    """A server process and what it says. To be used as a context, which ends the process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "awmc", "server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._later: list[dict[str, Any]] = []
        self._number = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.communicate()

    # ------------------------------------------------------------ messages

    def write(self, data: bytes) -> None:
        """Put bytes into the server's input."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method: str, params: object) -> None:
        """Send what needs no answer."""
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: object) -> int:
        """Send a request; its number."""
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        return self._number

    def answer(self, number: int) -> dict[str, Any]:
        """The answer to a request, with its `result` or `error`."""
        return self._next(lambda message: message.get("id") == number and "method" not in message)

    def request(self, method: str, params: object) -> Any:
        """The result of a request, which must not fail."""
        answer = self.answer(self.ask(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def notice(self, method: str) -> Any:
        """The parameters of the next notice of that kind."""
        return self._next(lambda message: message.get("method") == method)["params"]

    def _next(self, wanted: Any) -> dict[str, Any]:
        for place, message in enumerate(self._later):
            if wanted(message):
                return self._later.pop(place)
        while True:
            message = self._messages.get(timeout=PATIENCE)
            assert message is not None, "the server has gone"
            if wanted(message):
                return message
            self._later.append(message)

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            length = int(header.partition(b":")[2])
            while stream.readline().strip():
                pass
            self._messages.put(json.loads(stream.read(length)))
        self._messages.put(None)

    # ------------------------------------------------------------ a session

    def initialize(self, folder: Path) -> dict[str, Any]:
        """Introduce an editor that takes snippets; what the server can do."""
        item = {"completion": {"completionItem": {"snippetSupport": True}}}
        params = {
            "processId": None,
            "rootUri": folder.as_uri(),
            "capabilities": {"textDocument": item},
        }
        result: dict[str, Any] = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str) -> None:
        """Open a text as its first version."""
        item = {"uri": uri, "languageId": "awm", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, text: str) -> None:
        """Give a text a new version."""
        params = {
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"text": text}],
        }
        self.notify("textDocument/didChange", params)

    def diagnostics(self, uri: str, version: int) -> list[dict[str, Any]]:
        """The diagnostics of a version of a text, once they are there."""
        while True:
            params = self.notice("textDocument/publishDiagnostics")
            if params["uri"] == uri and params.get("version") == version:
                found: list[dict[str, Any]] = params["diagnostics"]
                return found

    def stop(self) -> int:
        """End the session as editors do; the exit code of the process."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(timeout=PATIENCE)
