"""What verdicts read of a state: each question is put to the database once.

In: what asks a database that does not change meanwhile. Guaranteed: the rows that the database would give. Several threads may use one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from awmc.runtime.tables import Key, Row

Parameters = Mapping[str, Any] | tuple[Any, ...]
Ask = Callable[[str, Parameters], list[Any]]
Rows = dict[Key, tuple[Any, ...] | None]
"""The values of rows as stored, in the order of their columns; None of one that is not there."""


class Reading:
    """A state as far as it was read."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self._answers: dict[Any, list[Any]] = {}
        self.rows: defaultdict[type[Row], Rows] = defaultdict(dict)
        """The rows of each entity that are known by their key, for whoever reads more to add to them."""
        self.size = 0
        """How many rows its answers have."""

    def all(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """The rows of a query; not to be changed. Raises what the database raises."""
        if isinstance(parameters, tuple):
            given, values = parameters, parameters
        else:
            given, values = tuple(parameters.items()), tuple(parameters.values())
        question = (sql, given, tuple(map(type, values)))  # 1 is 1.0 in Python, not in SQL
        found = self._answers.get(question)
        if found is None:
            found = self._answers[question] = self.ask(sql, parameters)
            self.size += 1 + len(found)
        return found
