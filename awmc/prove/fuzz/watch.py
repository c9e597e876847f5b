"""Seeing which tools succeed, and which guards and rules make calls fail, without a change to how episodes run.

In: a loaded environment. Out: a second environment of the same definition whose functions note how they fail. A guard is recognised by
the frame of generated code that a failure came from; a rule by its message being asked for, which happens where it is broken alone.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from types import TracebackType
from typing import Any

from awmc.prove.fuzz.sources import FAILING, Guard, Sources
from awmc.runtime.definition import Tool
from awmc.runtime.environment import Environment
from awmc.runtime.failures import Failed, Rejected
from awmc.runtime.rules import Invariant, Message, Rules


@dataclass
class Coverage:
    """What was reached, and how often."""

    called: dict[str, int] = field(default_factory=dict)
    succeeded: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    """Failed calls by code."""
    guards: dict[Guard, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)

    def count(self, what: dict[Any, int], item: Any) -> None:
        """One more of `item`."""
        what[item] = what.get(item, 0) + 1

    def add(self, other: Coverage) -> None:
        """All that another reached, too."""
        for name in ("called", "succeeded", "errors", "guards", "rules"):
            mine = getattr(self, name)
            for item, number in getattr(other, name).items():
                mine[item] = mine.get(item, 0) + number


class Watched:
    """An environment under watch: `env` plays like the one it was made of, `coverage` fills up as it does."""

    def __init__(self, env: Environment, sources: Sources) -> None:
        self.coverage = Coverage()
        self._sources = sources
        self._package = env.definition.package
        definition = env.definition
        tools = {name: self._tool(tool) for name, tool in definition.tools.items()}
        rules = self._rules(definition.rules)
        self.env = Environment(
            replace(definition, tools=tools, rules=rules), allow_extern=bool(env.externs)
        )

    def _tool(self, tool: Tool[Any]) -> Tool[Any]:
        return replace(tool, function=self._noting(tool.function))

    def _rules(self, rules: Rules) -> Rules:
        invariants = {
            name: Invariant(self._holding(name, invariant.holds), invariant.message)
            for name, invariant in rules.invariants.items()
        }
        return replace(
            rules,
            messages=_Heard(rules.messages, self._broken),
            invariants=invariants,
            on_call=None if rules.on_call is None else self._noting(rules.on_call),
            on_clock=None if rules.on_clock is None else self._noting(rules.on_clock),
        )

    def _broken(self, rule: str) -> None:
        self.coverage.count(self.coverage.rules, rule)

    def _holding(self, name: str, holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
        def asked(session: Any) -> bool:
            found = holds(session)
            if not found:
                self._broken(name)
            return found

        return asked

    def _noting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def noted(*given: Any) -> Any:
            try:
                return function(*given)
            except (Failed, Rejected) as failed:
                guard = self._guard(failed.__traceback__)
                if guard is not None:
                    self.coverage.count(self.coverage.guards, guard)
                raise

        return noted

    def _guard(self, trace: TracebackType | None) -> Guard | None:
        """The guard that failed: the line from which generated code asked the session to fail."""
        found = None
        while trace is not None and trace.tb_next is not None:
            module = str(trace.tb_frame.f_globals.get("__name__"))
            if trace.tb_next.tb_frame.f_code.co_name in FAILING:
                inner = module.removeprefix(f"{self._package}.")
                found = self._sources.guard_at(inner, trace.tb_lineno) or found
            trace = trace.tb_next
        return found


class _Heard(Mapping[str, Message]):
    """The messages of rules, told of each that is asked for."""

    def __init__(self, messages: Mapping[str, Message], heard: Callable[[str], None]) -> None:
        self._messages = messages
        self._heard = heard

    def __getitem__(self, name: str) -> Message:
        self._heard(name)
        return self._messages[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)


class Faults(logging.Handler):
    """Keeps why a tool failed for a reason of its own, which the runtime tells its log alone."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the last line of the exception, and where it was raised."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
            self.last = f"{type(error).__name__}: {error} ({place})"[:500]


@contextmanager
def kept_faults() -> Iterator[Faults]:
    """What the runtime logs within is kept, and not shown."""
    log, faults = logging.getLogger("awmc.runtime"), Faults()
    propagated = log.propagate
    log.addHandler(faults)
    log.propagate = False
    try:
        yield faults
    finally:
        log.propagate = propagated
        log.removeHandler(faults)
