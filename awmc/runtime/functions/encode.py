"""JSON at the border: how results are written, how columns hold lists, maps and records."""

from __future__ import annotations

import json
from typing import Any

from awmc.runtime.failures import invalid
from awmc.runtime.limits import RESULT_LENGTH

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def dump(value: object) -> str:
    """The JSON text of a JSON value: compact, keys in order, floats as Python's repr."""
    text = _ENCODER.encode(value)
    if len(text) > RESULT_LENGTH:
        invalid(f"The result is longer than {RESULT_LENGTH} characters")
    return text


def load(text: str) -> Any:
    """The value of a JSON text."""
    return json.loads(text)


def decimal_json(value: int | None, places: int) -> float | None:
    """A decimal as the number that JSON shows: 12.5 for 1250 cents; none as null."""
    return None if value is None else value / 10**places


def without_none(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """An object without those of `names` whose value is none (`name?` in a projection)."""
    return {k: v for k, v in value.items() if v is not None or k not in names}
