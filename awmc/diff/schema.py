"""What rules about the schema share: fields in pairs, uniqueness, constraints, steps of a flow, documentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

from awmc.diff.both import Both
from awmc.diff.canon import Meaning, Names, body
from awmc.diff.model import Placed
from awmc.ir import types as t
from awmc.ir.model import (
    Check,
    Def,
    Entity,
    Extern,
    Field,
    Flow,
    NoOverlap,
    Record,
    Task,
    Tool,
    Unique,
    View,
)

Direction = Literal["added", "removed"]
Step = tuple[str, str]


class Documented(Protocol):
    """What has a description."""

    @property
    def doc(self) -> str | None:
        """The description."""


Described = Record | Def | Extern | View | Tool | Task


def field_pairs(both: Both) -> Iterator[tuple[str, Field, Field]]:
    """Every stored field that both sides have, and what it is called."""
    for _, entity in both.entities.pairs:
        for old, new in both.fields[entity.name].pairs:
            yield f"entity {entity.name}, field {new.name}", old, new


def changed_fields(both: Both, way: Direction) -> Iterator[tuple[str, Field]]:
    """The fields that entities gained or lost."""
    for _, entity in both.entities.pairs:
        found = both.fields[entity.name]
        for field in found.added if way == "added" else found.removed:
            yield f"entity {entity.name}, field {field.name}", field


def must_be_given(field: Field) -> bool:
    """Whether a row without the field is refused."""
    optional = isinstance(field.type, t.OptionType)
    return field.default is None and not field.auto and not optional


def uniques(both: Both, way: Direction) -> Iterator[tuple[Entity, Unique]]:
    """What must be unique on one side alone."""
    for old, new in both.entities.pairs:
        was = {
            frozenset(both.types.field_now(old.name, f) for f in u.fields): u for u in old.uniques
        }
        now = {frozenset(u.fields): u for u in new.uniques}
        mine, other = (now, was) if way == "added" else (was, now)
        for fields, one in mine.items():
            if fields not in other:
                yield new, one


Rule = Check | NoOverlap


def rules_of(both: Both, kind: type[Rule]) -> Iterator[tuple[Entity, Rule | None, Rule | None]]:
    """The rules of that kind of each entity, in pairs where they demand the same."""
    for old, new in both.entities.pairs:
        was = {_meaning(old, one, both.types): one for one in _rules(old, kind)}
        now = {_meaning(new, one, Names()): one for one in _rules(new, kind)}
        for meaning in {**was, **now}:
            yield new, was.get(meaning), now.get(meaning)


def _rules(entity: Entity, kind: type[Rule]) -> tuple[Rule, ...]:
    return entity.checks if kind is Check else entity.no_overlaps


def _meaning(entity: Entity, rule: Rule, names: Names) -> Meaning:
    if isinstance(rule, Check):
        return body(rule.condition, names)
    fields = [names.field_now(entity.name, one) for one in (*rule.fields, rule.start, rule.end)]
    return (*fields, None if rule.condition is None else body(rule.condition, names))


def arrows(both: Both, way: Direction) -> Iterator[tuple[Entity, str, Step, Placed]]:
    """The steps of flows that are allowed on one side alone, among members that both sides have."""
    for old, new in both.entities.pairs:
        was = {both.types.field_now(old.name, flow.field): flow for flow in old.flows}
        now = {flow.field: flow for flow in new.flows}
        for field in {**was, **now}:
            for step in _steps(was.get(field), now.get(field), way):
                yield new, field, step, now.get(field, new)


def _steps(old: Flow | None, new: Flow | None, way: Direction) -> list[Step]:
    if old is None or new is None:
        if (new is None) == (way == "added"):
            return [("any member", "any other: its flow is gone" if new is None else "any other")]
        return []
    common = {source for source, _ in old.arrows} & {source for source, _ in new.arrows}
    was, now = _allowed(old, common), _allowed(new, common)
    mine, other = (now, was) if way == "added" else (was, now)
    return [step for step in mine if step not in other]


def _allowed(flow: Flow, common: set[str]) -> list[Step]:
    return [(a, b) for a, targets in flow.arrows for b in targets if a in common and b in common]


def refusal_pairs(both: Both) -> Iterator[tuple[Entity, object, object, Placed, Placed]]:
    """The failures of constraints that both sides have."""
    for entity, was, now in (*rules_of(both, Check), *rules_of(both, NoOverlap)):
        if was is not None and now is not None:
            yield entity, was.failure, now.failure, was, now
    for old, new in both.entities.pairs:
        known = {both.types.field_now(old.name, flow.field): flow for flow in old.flows}
        for flow in new.flows:
            if flow.field in known:
                yield new, known[flow.field].failure, flow.failure, known[flow.field], flow
        uniques = {
            frozenset(both.types.field_now(old.name, f) for f in u.fields): u for u in old.uniques
        }
        for one in new.uniques:
            if (before := uniques.get(frozenset(one.fields))) is not None:
                yield new, before.failure, one.failure, before, one


def _others(both: Both) -> Iterator[tuple[str, tuple[tuple[Described, Described], ...]]]:
    yield "record", both.records.pairs
    yield "def", both.defs.pairs
    yield "extern", both.externs.pairs
    yield "view", both.views.pairs
    yield "private tool", both.private_tools.pairs
    yield "task", both.tasks.pairs


def documented(both: Both) -> Iterator[tuple[str, Documented, Documented, Placed, Placed]]:
    """Pairs of declarations with their descriptions, public tools aside, and where those stand."""
    for old, new in both.entities.pairs:
        yield f"entity {new.name}", old, new, old, new
        for was_derived, derived in both.derived[new.name].pairs:
            what = f"entity {new.name}, derived field {derived.name}"
            yield what, was_derived, derived, was_derived, derived
    for what, was, now in field_pairs(both):
        yield what, was, now, was, now
    for kind, pairs in _others(both):
        for one, other in pairs:
            yield f"{kind} {other.name}", one, other, one, other
    for before, after in both.enums.pairs:
        yield f"enum {after.name}", before, after, before, after
        members = {member.name: member for member in before.members}
        for member in after.members:
            if member.name in members:
                what = f"enum {after.name}, member {member.name}"
                yield what, members[member.name], member, before, after
