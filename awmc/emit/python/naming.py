"""Names of functions and locals in generated modules: collision-free, numbered only on a collision.

In: an environment. Out: `FunctionNames`, one for `tools.py`, `rules.py` and `contracts.py` alike, so that a function has the same
name wherever it is imported; and the words that no local may take. Earlier kinds win: tools keep their names, then defs, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from awmc.emit.names import KEYWORDS, reserve
from awmc.ir.goals import goal_clauses
from awmc.ir.model import Entity, Environment
from awmc.ir.once import once

BUILTINS = frozenset(
    "abs all any bool dict enumerate float int len list max min range reversed round set sorted str sum tuple zip".split()
)
"""What generated code uses of Python's builtins."""

FUNCTIONS = frozenset(
    "absolute add_days add_seconds attempt avg_decimal avg_float avg_int calc ceil_decimal ceil_float character concat date_minus "
    "date_of date_plus datetime_of day days days_between decimal_from_text decimal_json decimal_of decimal_over decimal_text "
    "decimal_times decimal_to_float decimal_to_int distance_km distinct divide dump enumerate_ exact finite first float_of "
    "floor_decimal floor_divide floor_float format_date format_decimal format_value group hour hours int_of item join "
    "key_of lines logarithm map_of minute minutes modulo money_over money_times month negate ordered or_else pad plus "
    "power power_float range_ replace rescale reversed_ round_decimal round_float round_to_int seconds seconds_between some "
    "sorted_ split square_root sum_decimal sum_float sum_int text_of the time_of time_plus weekday when_some whole window "
    "with_entry with_item without_none words year zip_".split()
)
"""What generated code uses of `awmc.runtime.functions`; never a local, whether the module at hand imports it or not."""

MODULE_NAMES = frozenset(
    "Any RULES TOOLS a contract judging me on_call on_clock random resource s sys tool w annotations".split()
)
"""Handles, and what generated modules import or define for themselves."""

RESERVED = KEYWORDS | BUILTINS | FUNCTIONS | MODULE_NAMES


@dataclass(frozen=True)
class FunctionNames:
    """The Python name of each function that is made of a declaration."""

    tools: dict[str, str] = field(default_factory=dict)
    contracts: dict[str, str] = field(default_factory=dict)
    defs: dict[str, str] = field(default_factory=dict)
    invariants: dict[str, str] = field(default_factory=dict)
    each: dict[str, str] = field(default_factory=dict)
    """By invariant: what it says of one row."""
    derived: dict[tuple[str, str], str] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)
    visible: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    """Conditions of checks and overlaps, by their constraint."""
    messages: dict[str, str] = field(default_factory=dict)
    """By constraint."""
    limits: dict[str, str] = field(default_factory=dict)
    """By entity: its columns are within the limits of their types."""
    goals: dict[tuple[str, int], str] = field(default_factory=dict)
    """By task and number of the clause, from 1."""
    taken: set[str] = field(default_factory=set)

    def take(self, wanted: str) -> str:
        """`wanted`, or with a number where another function has it."""
        base = reserve(wanted, RESERVED)
        name, number = base, 2
        while name in self.taken:
            name, number = f"{base}_{number}", number + 1
        self.taken.add(name)
        return name


@once
def function_names(env: Environment) -> FunctionNames:
    """The names for an environment."""
    names = FunctionNames()
    for tool in env.tools:
        names.tools[tool.name] = names.take(tool.name)
    for tool in env.tools:
        names.contracts[tool.name] = names.take("verify_" + tool.name)
    for definition in env.defs:
        names.defs[definition.name] = names.take(definition.name)
    for invariant in env.invariants:
        names.invariants[invariant.name] = names.take(invariant.name)
        names.each[invariant.name] = names.take(f"{invariant.name}_of")
    for view in env.views:
        names.views[view.name] = names.take(snake(view.name))
    for entity in env.entities:
        for derived in entity.derived:
            key = (entity.name, derived.name)
            names.derived[key] = names.take(f"{entity.table}_{derived.name}")
        names.visible[entity.name] = names.take(f"{entity.table}_visible")
        names.limits[entity.name] = names.take(f"{entity.table}_limits")
        for rule in told_rules(entity)[: len(entity.checks) + len(entity.no_overlaps)]:
            names.rules[rule] = names.take(rule)
        for broken in told_rules(entity):
            names.messages[broken] = names.take(f"{broken}_message")
    for task in env.tasks:
        for number, _ in enumerate(goal_clauses(env)[task.name], 1):
            names.goals[task.name, number] = names.take(f"{task.name}_goal_{number}")
    return names


def told_rules(entity: Entity) -> tuple[str, ...]:
    """The constraints of an entity for which the spec may have a message."""
    return (
        *(check.name for check in entity.checks),
        *(overlap.name for overlap in entity.no_overlaps),
        *(flow.name for flow in entity.flows),
        *(unique.name for unique in entity.uniques),
    )


def snake(name: str) -> str:
    """`LoanCard` as `loan_card`, `HTTPLog` as `http_log`."""
    out: list[str] = []
    for place, letter in enumerate(name):
        before, after = name[place - 1 : place], name[place + 1 : place + 2]
        starts = letter.isupper() and (not before.isupper() or after.islower())
        if place and starts and before != "_":
            out.append("_")
        out.append(letter.lower())
    return "".join(out)


def local(wanted: str, taken: Iterable[str]) -> str:
    """A name for a local: `wanted`, with as many `_` after it as it takes."""
    name = reserve(wanted, RESERVED)
    while name in taken:
        name += "_"
    return name
