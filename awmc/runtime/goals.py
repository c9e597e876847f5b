"""The goal of a task family as generated code hands it over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from awmc.runtime.tables import Row


@dataclass(frozen=True)
class Goal:
    """`names` are the row classes of the family's loop names, None of a plain value; `clauses` give the truth of each `require`
    for a `Session` on the final state and the values of the names."""

    names: tuple[type[Row] | None, ...]
    clauses: tuple[Callable[..., bool], ...]
