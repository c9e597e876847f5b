"""Why a comparison of a goal does not hold, in words: both of its values."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

_SIGN_WORDS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "==": (operator.eq, "is not"),
    "!=": (operator.ne, "is"),
    "<": (operator.lt, "is not less than"),
    "<=": (operator.le, "is more than"),
    ">": (operator.gt, "is not more than"),
    ">=": (operator.ge, "is less than"),
}
_LONGEST_VALUE = 100


def failed_comparison(left: Any, sign: str, right: Any, places: int = 0) -> str | None:
    """None where the comparison holds, else both values; `places` are the decimals of money and decimals."""
    holds, words = _SIGN_WORDS[sign]
    if holds(left, right):
        return None
    return f"{_value_words(left, places)} {words} {_value_words(right, places)}"


def _value_words(value: Any, places: int) -> str:
    if value is None:
        return "none"
    if places and isinstance(value, int):
        return f"{Decimal(value).scaleb(-places):f}"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
