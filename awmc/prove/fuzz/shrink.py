"""Making a script that fails small: calls are dropped, then arguments made plain, while it still fails.

In: a script, and what says whether a script still fails in the same way. Out: the smallest that was found within the budget. Deterministic.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from awmc.prove.fuzz.script import Script, ScriptCall

BUDGET = 400
"""How many scripts are tried at most."""

Fails = Callable[[Script], bool]
Others = Callable[[ScriptCall], Iterable[ScriptCall]]
"""Calls to try in a call's place; none of them has others, so that the search ends."""


def no_others(_: ScriptCall) -> Iterable[ScriptCall]:
    """None."""
    return ()


def shrink(
    script: Script, fails: Fails, others: Others = no_others, budget: int = BUDGET
) -> Script:
    """A smaller script that still fails."""
    tried = 0
    best = script
    improved = True
    while improved:
        improved = False
        for smaller in _smaller(best, others):
            tried += 1
            if tried > budget:
                return best
            if fails(smaller):
                best, improved = smaller, True
                break
    return best


def _smaller(script: Script, others: Others) -> Iterator[Script]:
    """Simpler scripts, the boldest first: chunks of calls left out, then single calls made plain."""
    calls = script.calls
    size = len(calls) // 2
    while size >= 1:
        for start in range(len(calls) - size, -1, -size):
            yield script.with_calls(calls[:start] + calls[start + size :])
        size //= 2
    for place, call in enumerate(calls):
        plainer = (replace(call, arguments=a) for a in _plainer_arguments(call.arguments))
        for other in (*others(call), *plainer):
            yield script.with_calls((*calls[:place], other, *calls[place + 1 :]))


def _plainer_arguments(arguments: Any) -> Iterator[Any]:
    if not isinstance(arguments, dict):
        yield from plainer_values(arguments)
        return
    for name in arguments:
        yield {n: v for n, v in arguments.items() if n != name}
    for name, value in arguments.items():
        for other in plainer_values(value):
            yield {**arguments, name: other}


def plainer_values(value: Any) -> Iterator[Any]:
    """Values that are simpler than this one."""
    match value:
        case bool():
            if value:
                yield False
        case int() | float():
            found: list[Any] = [0, 1]
            found += (
                [value // 2] if abs(value) > 3 and value == value and abs(value) < 10**6 else []
            )
            yield from (v for v in found if _size(v) < _size(value))
        case str():
            if len(value) > 12:
                yield value[: len(value) // 2]
        case list():
            if value:
                yield []
                yield value[: len(value) // 2]
        case dict():
            for name in value:
                yield {n: v for n, v in value.items() if n != name}


def _size(value: Any) -> tuple[int, str]:
    text = json.dumps(value)
    return len(text), text
