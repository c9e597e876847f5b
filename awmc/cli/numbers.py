"""Numbers as options take them."""

from __future__ import annotations

import math
from typing import Any

import click


class Finite(click.FloatRange):
    """A number that is finite, of 0 or more: `nan` and `inf` pass every range, and can be sent to nobody."""

    def __init__(self, *, above: bool = False) -> None:
        super().__init__(0, min_open=above)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no number that can be counted with", param, ctx)
        return number


class Positive(Finite):
    """A number above 0 that is finite: `nan` and `inf` would switch a limit off without saying so."""

    def __init__(self) -> None:
        super().__init__(above=True)
