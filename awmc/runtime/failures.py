"""How a call fails: two exceptions that never leave an episode, and the codes that awmc itself gives.

`Failed` undoes the call; `Rejected` ends it and keeps what was done. Both carry what the caller sees.
"""

from __future__ import annotations

from typing import NoReturn

INVALID_ARGUMENTS = "invalid_arguments"
NOT_FOUND = "not_found"
PRECONDITION_FAILED = "precondition_failed"
POSTCONDITION_FAILED = "postcondition_failed"
INVALID_OPERATION = "invalid_operation"
CONSTRAINT_VIOLATED = "constraint_violated"
INVARIANT_VIOLATED = "invariant_violated"
UNKNOWN_TOOL = "unknown_tool"
CALL_LIMIT = "call_limit"
EPISODE_OVER = "episode_over"
INTERNAL_ERROR = "internal_error"
"""A fault of generated code or of the runtime: the call was undone, and the log has the traceback."""


class Failed(Exception):
    """The call fails with `code` and `message`; nothing that it did stays."""

    def __init__(self, code: str, message: str, rule: str | None = None) -> None:
        self.args = (code, message)  # not by super(), which harnesses of verifiers may lack
        self.code = code
        self.message = message
        self.rule = rule
        """The name of the constraint, check, flow or invariant that was broken, if that is the reason."""

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Rejected(Exception):
    """The call returns an error and keeps what it has done."""

    def __init__(self, code: str, message: str) -> None:
        self.args = (code, message)
        self.code = code
        self.message = message


def invalid(message: str) -> NoReturn:
    """Fail with `invalid_operation`."""
    raise Failed(INVALID_OPERATION, message)
