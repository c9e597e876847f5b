"""JSON objects in whatever a model wrote around them.

In: an answer. Out: the objects in it, in order, wherever they stand: a line each, in a list, in a list under one name, between fences or words. Guaranteed: it
never raises; what is cut off is left out.
"""

from __future__ import annotations

import json
from typing import Any

_DECODER = json.JSONDecoder()


def json_lines_in(text: str) -> list[dict[str, Any]]:
    """The objects of an answer. An object that does nothing but hold a list of objects stands for these."""
    found: list[dict[str, Any]] = []
    place = text.find("{")
    while place >= 0:
        try:
            value, end = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            end = place + 1
        else:
            found += _within(value)
        place = text.find("{", end)
    return found


def _within(value: dict[str, Any]) -> list[dict[str, Any]]:
    held = next(iter(value.values())) if len(value) == 1 else None
    if isinstance(held, list) and held and all(isinstance(one, dict) for one in held):
        return held
    return [value]
