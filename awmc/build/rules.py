"""Which rule a row breaks, in words; and the rules that hold over all initial rows together.

In: a `Failed` of the world, or the whole world. Out: phrases for diagnostics, and the rows that break a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from awmc.build.state import BuildWorld
from awmc.emit.names import attribute
from awmc.ir import types as t
from awmc.ir.columns import entity_columns
from awmc.ir.model import Entity, Environment
from awmc.runtime.endings import broken_rule
from awmc.runtime.failures import Failed
from awmc.runtime.rules import Overlap
from awmc.runtime.tables import Row


@dataclass(frozen=True)
class Broken:
    """A broken rule as it is written, with the column it concerns, if it is one, and what is said of the row, if that is more."""

    name: str
    column: str | None = None
    message: str | None = None

    @property
    def rule(self) -> str:
        """The rule and the message as a phrase."""
        return self.name if self.message is None else f"{self.name}: {self.message}"

    def place(self, where: str) -> str:
        """`where`, and the column."""
        return where if self.column is None else f"{where}, column `{self.column}`"


def explain(entity: Entity, env: Environment, failed: Failed, values: Mapping[str, Any]) -> Broken:
    """The rule of `entity` that a row of these values, by attribute, breaks."""
    if failed.rule == f"{entity.table}_limits":
        return _limit(env, entity, values) or Broken(failed.message)
    for check in entity.checks:
        if check.name == failed.rule:
            return Broken(f"`@check ({check.text})`", message=failed.message)
    for flow in entity.flows:
        if flow.name == failed.rule:
            return Broken(f"`{flow.text}`", flow.field, failed.message)
    for overlap in entity.no_overlaps:
        if overlap.name == failed.rule:
            names = ", ".join(overlap.fields)
            rule = f"`@no_overlap ({names}) {overlap.start}..{overlap.end}`"
            return Broken(rule, message=failed.message)
    for unique in entity.uniques:
        if unique.name == failed.rule:
            names = ", ".join(unique.fields)
            column = unique.fields[0] if len(unique.fields) == 1 else None
            return Broken(f"`@unique ({names})`", column, failed.message)
    return (
        Broken("its key", message=failed.message)
        if failed.rule == "key"
        else Broken(failed.message)
    )


def _limit(env: Environment, entity: Entity, values: Mapping[str, Any]) -> Broken | None:
    for column in entity_columns(env, entity):
        value = values.get(attribute(column.name))
        if value is not None and not _within(column.type, value):
            return Broken(f"the limits of `{t.show(column.type)}`", column.name)
    return None


def _within(type_: t.Type, value: Any) -> bool:
    match type_:
        case t.TextType(low=low, high=high):
            size: float = len(value)
        case t.IntType(low=low, high=high) | t.DecimalType(low=low, high=high):
            size = value
        case t.FloatType(low=low, high=high):
            size = value
        case _:
            return True
    return (low is None or low <= size) and (high is None or size <= high)


def breaks_check(world: BuildWorld, name: str, row: Row) -> Failed | None:
    """The failure of a check that a row does not keep."""
    try:
        holds = world.rules.checks[name].holds(world, row)
    except Failed as failed:
        return Failed(failed.code, failed.message, rule=name)
    return None if holds else broken_rule(world, name, row)


def breaks_overlap(world: BuildWorld, name: str, row: Row) -> Failed | None:
    """The failure of a `@no_overlap` that a row does not keep with any other."""
    rule = world.rules.overlaps[name]
    own = _interval(world, rule, row)
    if own is None:
        return None
    group, start, end = own
    if None in group:
        return None
    for other in world.related(rule.entity, rule.columns, *group):
        world.step()
        found = None if other is row else _interval(world, rule, other)
        if found is not None and _meet((start, end), found[1:]):
            return broken_rule(world, name, row, default=f"it overlaps another ({name})")
    return None


def overlapping(world: BuildWorld, name: str) -> Iterator[tuple[Row, Failed]]:
    """The rows that begin before an earlier one of their group has ended."""
    rule = world.rules.overlaps[name]
    groups: dict[tuple[Any, ...], list[tuple[Any, Any, Row]]] = {}
    for row in world.rows(rule.entity):
        world.step()
        found = _interval(world, rule, row)
        if found is not None and None not in found[0]:
            groups.setdefault(found[0], []).append((found[1], found[2], row))
    for members in groups.values():
        members.sort(key=lambda m: (m[0] is not None, 0 if m[0] is None else m[0]))
        latest = members[0]
        for member in members[1:]:
            if _meet(latest[:2], member[:2]):
                told = f"it overlaps another ({name})"
                yield member[2], broken_rule(world, name, member[2], default=told)
            if latest[1] is not None and (member[1] is None or member[1] > latest[1]):
                latest = member


def _interval(
    world: BuildWorld, rule: Overlap, row: Row
) -> tuple[tuple[Any, ...], Any, Any] | None:
    """The group, start and end of a row that the rule is about; an empty interval meets nothing."""
    if rule.condition is not None and not rule.condition(world, row):
        return None
    names = row.TABLE.attributes
    group = tuple(getattr(row, names.get(c, c)) for c in rule.columns)
    start, end = (getattr(row, names.get(c, c)) for c in (rule.start, rule.end))
    if start is not None and end is not None and start >= end:
        return None
    return group, start, end


def _meet(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    """Whether two half-open intervals have a point in common; a missing end is open."""
    before = a[1] is not None and b[0] is not None and a[1] <= b[0]
    after = b[1] is not None and a[0] is not None and b[1] <= a[0]
    return not before and not after
