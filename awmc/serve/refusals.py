"""What a server says when it does not do what it is asked: a status of HTTP, a code for programs and a message for people."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """`headers` stand in the head of the response beside its type."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        """The body for those who ask in plain HTTP."""
        return {"error": {"code": self.code, "message": self.message}}

    def as_json_rpc(self) -> dict[str, Any]:
        """The body for those who speak MCP: an error of JSON-RPC without a request's id."""
        error = {"code": REFUSED, "message": self.message, "data": {"code": self.code}}
        return {"jsonrpc": "2.0", "id": None, "error": error}


REFUSED = -32000
"""The code of a refusal in JSON-RPC, of those that are free to servers."""


def no_such(kind: str) -> Refusal:
    """For a name that is none. The name itself is not repeated, nor what would have been near it."""
    return Refusal(404, f"no_such_{kind}", f"There is no such {kind}")


def retry_after(seconds: float) -> dict[str, str]:
    """The header that says when asking again may help."""
    return {"Retry-After": str(max(1, math.ceil(seconds)))}
