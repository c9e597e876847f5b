"""What a call gives to its caller."""

from __future__ import annotations

import json
from typing import Any

from awmc.runtime.failures import Failed, Rejected
from awmc.runtime.functions.encode import dump


class Result:
    """`ok` with a JSON `value`, or an `error` with `code` and `message`. The value is read from its text when asked for."""

    __slots__ = ("_text", "_value", "error")

    def __init__(self, text: str | None, error: dict[str, str] | None = None) -> None:
        self._text = text
        self._value: Any = None
        self.error = error

    @staticmethod
    def failure(failed: Failed | Rejected) -> Result:
        """The error that a caller sees."""
        return Result(None, {"code": failed.code, "message": failed.message})

    @property
    def ok(self) -> bool:
        """Whether the call succeeded."""
        return self.error is None

    @property
    def value(self) -> Any:
        """The JSON value of the result; None of an error."""
        if self._text is not None and self._value is None:
            self._value = json.loads(self._text)
        return self._value

    @property
    def text(self) -> str:
        """What an agent sees: the JSON text of the value, or of `{"error": …}`."""
        return self._text if self._text is not None else dump({"error": self.error})

    def __repr__(self) -> str:
        return f"Result({self.text})"
