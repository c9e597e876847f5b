"""What of an environment calls may reach: its tools, the guards in them, its rules; and which tools lead to each.

In: an environment with what its sources tell. Out: `Target`s in the order of the spec.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any, Literal

from awmc.prove.fuzz.sources import Guard, Sources
from awmc.prove.fuzz.watch import Coverage
from awmc.runtime.contract import Model
from awmc.runtime.definition import Tool
from awmc.runtime.environment import Environment
from awmc.runtime.rules import Rules


@dataclass(frozen=True)
class Target:
    """A tool that should succeed, a guard that should refuse, or a rule that should be broken by an attempt."""

    kind: Literal["tool", "guard", "rule"]
    name: str
    text: str
    ways: tuple[str, ...]
    """The tools whose calls may reach it."""
    guard: Guard | None = None

    def hits(self, coverage: Coverage) -> int:
        """How often it was reached."""
        if self.kind == "tool":
            return coverage.succeeded.get(self.name, 0)
        if self.guard is not None:
            return coverage.guards.get(self.guard, 0)
        return coverage.rules.get(self.name, 0)

    def as_json(self, coverage: Coverage) -> dict[str, Any]:
        """The target and how often it was reached."""
        return {
            "kind": self.kind,
            "name": self.name,
            "text": self.text,
            "hits": self.hits(coverage),
        }


def find_targets(env: Environment, sources: Sources) -> tuple[Target, ...]:
    """All that calls should reach."""
    public = {name: tool for name, tool in env.definition.tools.items() if not tool.private}
    tools = [Target("tool", name, tool.doc, (name,)) for name, tool in public.items()]
    guards = [
        Target("guard", tool_of(env, g.function), g.text, _ways(public, sources, g.function), g)
        for g in sources.guards
    ]
    return (*tools, *guards, *_rule_targets(env, public))


def tool_of(env: Environment, function: str) -> str:
    """The tool whose function this is; the function itself where it is none of a tool."""
    tools = env.definition.tools.items()
    return next((name for name, tool in tools if tool.function.__name__ == function), function)


def _ways(public: dict[str, Tool[Any]], sources: Sources, function: str) -> tuple[str, ...]:
    """The public tools from which calls lead to a function."""
    reaching = {function}
    for _ in range(len(sources.calls)):
        more = {caller for caller, called in sources.calls.items() if called & reaching}
        if more <= reaching:
            break
        reaching |= more
    return tuple(
        name
        for name, tool in public.items()
        if tool.function.__name__ in reaching
        or ("on_call" in reaching and tool.writes)
        or ("on_clock" in reaching and tool.advances)
    )


# Rules


def _rule_targets(env: Environment, public: dict[str, Tool[Any]]) -> list[Target]:
    rules = env.definition.rules
    found: dict[str, Target] = {}
    for name, table in _tables_of_rules(env).items():
        ways = tuple(n for n, tool in public.items() if table in tool.writes)
        found[name] = Target("rule", name, _kind_of(env, name), ways)
    for name in (*rules.checks, *rules.overlaps):
        ways = tuple(n for n, t in public.items() if t.checks is None or name in t.checks)
        found[name] = Target("rule", name, _kind_of(env, name), ways)
    for name, invariant in rules.invariants.items():
        ways = tuple(n for n, t in public.items() if t.invariants is None or name in t.invariants)
        found[name] = Target("rule", name, invariant.message, ways)
    return list(found.values())


def _tables_of_rules(env: Environment) -> dict[str, str]:
    """The rules of single tables, with their table: local checks, arrows, uniqueness. Limits of types are no rules of the spec."""
    model = _model(env)
    limits = {f"{row.TABLE.name}_limits" for row in env.definition.tables}
    found = {n: c.entity.TABLE.name for n, c in model.local.items() if n not in limits}
    found |= {name: flow.entity.TABLE.name for name, flow in model.flows.items()}
    for row in env.definition.tables:
        found |= {unique.name: row.TABLE.name for unique in row.TABLE.uniques}
    return found


def _model(env: Environment) -> Rules:
    """The rules as the contract verifiers know them, where nothing is kept by a schema."""
    try:
        module = importlib.import_module(f"{env.definition.package}.contracts")
    except ModuleNotFoundError:
        return env.definition.rules
    models = [value for value in vars(module).values() if isinstance(value, Model)]
    return models[0].rules if models else env.definition.rules


def _kind_of(env: Environment, name: str) -> str:
    rules = env.definition.rules
    if name in rules.overlaps:
        return "@no_overlap"
    if name in {unique.name for row in env.definition.tables for unique in row.TABLE.uniques}:
        return "@unique"
    return "@flow" if name in _model(env).flows else "@check"
