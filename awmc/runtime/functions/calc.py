"""`calc(text)`: arithmetic in a text, by a parser of its own. Nothing but numbers, `+ - * / // % **`, and brackets.

Out comes a float, or `Failed("invalid_operation", …)`: for what is no arithmetic, too long or too deep, division by
zero and overflow. The time is linear in the text's length.
"""

from __future__ import annotations

import re

from awmc.runtime.failures import invalid
from awmc.runtime.functions.numbers import divide, finite, floor_divide, modulo, power_float
from awmc.runtime.limits import CALC_LENGTH

_CALC_TOKEN = re.compile(
    r"\s*(?:(\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)|(\*\*|//|[-+*/%()^])|(\S))", re.ASCII
)
_DEPTH = 50


def calc(text: str) -> float:
    """The value of the arithmetic in `text`: `"2 * (3 + 4)"` is 14.0. `^` is `**`."""
    if len(text) > CALC_LENGTH:
        invalid(f"calc takes at most {CALC_LENGTH} characters")
    parser = _Parser(_tokens(text))
    value = parser.sum()
    if parser.token is not None:
        invalid(f"calc does not understand {parser.token!r}")
    return value


def _tokens(text: str) -> list[str]:
    tokens = []
    for number, sign, other in _CALC_TOKEN.findall(text):
        if other:
            invalid(f"calc does not understand {other!r}")
        tokens.append(number or sign)
    return tokens


class _Parser:
    """Recursive descent, `sum > product > sign > power > atom`, no deeper than `_DEPTH`."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    @property
    def token(self) -> str | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self, *wanted: str) -> str | None:
        token = self.token
        if token is not None and token in wanted:
            self._place += 1
            return token
        return None

    def sum(self) -> float:
        value = self._product()
        while sign := self._take("+", "-"):
            right = self._product()
            value = finite(value + right if sign == "+" else value - right)
        return value

    def _product(self) -> float:
        value = self._sign()
        while sign := self._take("*", "/", "//", "%"):
            right = self._sign()
            match sign:
                case "*":
                    value = finite(value * right)
                case "/":
                    value = divide(value, right)
                case "//":
                    value = floor_divide(value, right)
                case _:
                    value = modulo(value, right)
        return value

    def _sign(self) -> float:
        negative = False
        while sign := self._take("+", "-"):
            negative ^= sign == "-"
        value = self._power()
        return -value if negative else value

    def _power(self) -> float:
        base = self._atom()
        if self._take("**", "^"):
            self._deeper()
            exponent = self._sign()
            self._depth -= 1
            return power_float(base, exponent)
        return base

    def _atom(self) -> float:
        if self._take("("):
            self._deeper()
            value = self.sum()
            self._depth -= 1
            if not self._take(")"):
                invalid("calc misses a `)`")
            return value
        token = self.token
        if token is None or not (token[0].isdigit() or token[0] == "."):
            invalid(
                "calc misses a number" if token is None else f"calc does not understand {token!r}"
            )
        self._place += 1
        return finite(float(token))

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            invalid("calc takes no deeper brackets")
