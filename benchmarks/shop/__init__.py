"""The shop that is played side by side: compiled by awmc from shop.awm, by hand on SQLite, and over Python dictionaries.

Guaranteed by tests/benchmarks/test_floors.py: all three give the same values, end in the same rows and earn the same reward for the same calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from awmc.driver import compile_text
from benchmarks.corpus import Task

SPEC = Path(__file__).with_name("shop.awm")
INSTANCES = 12
"""Of each family of tasks."""

Line = tuple[int, str, str, int]
"""Of a cart: its number, the customer, the product, how many."""


@cache
def files(instances: int = INSTANCES) -> Mapping[str, str]:
    """The generated package, by file; with so many instances of each family of tasks."""
    text = SPEC.read_text(encoding="utf-8")
    text = text.replace(f" limit {INSTANCES} {{", f" limit {instances} {{")
    made = compile_text(text, SPEC.name, SPEC.parent)
    if made.package is None:
        raise RuntimeError("\n".join(found.message for found in made.diagnostics))
    return made.package.files


def cart_of(task: Task) -> list[Line]:
    """What a task is given: in this shop, lines in carts."""
    return [tuple(line) for sql, line in task["given"] if sql.startswith('INSERT INTO "cart_line"')]
