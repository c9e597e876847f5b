"""A language server that only greets: what it was started with, and asked for, goes to the file that FAKE_LOG names."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def log(entry: object) -> None:
    with open(os.environ["FAKE_LOG"], "a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def read() -> dict[str, Any] | None:
    """The next message; None at the end."""
    size = 0
    while line := sys.stdin.buffer.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            size = int(value)
    return json.loads(sys.stdin.buffer.read(size)) if size else None


def answer(request: dict[str, Any], result: object) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    sys.stdout.buffer.flush()


def main() -> None:
    log({"arguments": sys.argv[1:], "folder": os.getcwd()})
    while (message := read()) is not None:
        log({"method": message["method"]})
        if message["method"] == "exit":
            return
        if "id" in message:
            greeting = {"capabilities": {"textDocumentSync": 2, "documentFormattingProvider": True}}
            answer(message, greeting if message["method"] == "initialize" else None)


if __name__ == "__main__":
    main()
