"""What a condition says of the paths in it: which are not none, and which have one of a few values.

A path is a variable, `me` or a state row, or a stored or derived field of a path, as text: `loan.copy.lost`.
In: a condition of the IR. Out: facts that hold where it is true, and where it is false.
"""

from __future__ import annotations

from collections.abc import Mapping

from awmc.ir import expr as e
from awmc.ir.types import OptionType
from awmc.semantics.scope import Fact

_DERIVED = "()"
"""Marks a derived field in a path: any write may change it."""


def path_of(value: e.Expr) -> str | None:
    """The path of an expression, or None if it is none."""
    match value:
        case e.Var():
            return value.name
        case e.Me():
            return "me"
        case e.StateRow():
            return getattr(value.type, "entity", None)
        case e.FieldGet() if not value.safe:
            return _inside(value.row, value.field)
        case e.DerivedGet() if not value.safe:
            return _inside(value.row, value.field + _DERIVED)
        case e.RecordGet() if not value.safe:
            return _inside(value.value, value.field)
        case e.Narrow():
            return path_of(value.value)
        case _:
            return None


def _inside(outer: e.Expr, field: str) -> str | None:
    path = path_of(outer)
    return None if path is None else f"{path}.{field}"


def when_true(condition: e.Expr) -> dict[str, Fact]:
    """What holds where `condition` is true."""
    match condition:
        case e.And():
            facts: dict[str, Fact] = {}
            for item in condition.items:
                facts.update(when_true(item))
            return facts
        case e.Or():
            return _either([when_true(item) for item in condition.items])
        case e.Not():
            return when_false(condition.value)
        case e.Compare(op="=="):
            return _equal(condition.left, condition.right)
        case e.Compare(op="!="):
            return _unequal(condition.left, condition.right)
        case e.In(negated=False):
            return _member(condition)
        case _:
            return {}


def when_false(condition: e.Expr) -> dict[str, Fact]:
    """What holds where `condition` is false."""
    match condition:
        case e.Or():
            facts: dict[str, Fact] = {}
            for item in condition.items:
                facts.update(when_false(item))
            return facts
        case e.And():
            return _either([when_false(item) for item in condition.items])
        case e.Not():
            return when_true(condition.value)
        case e.Compare(op="!="):
            return _equal(condition.left, condition.right)
        case e.Compare(op="=="):
            return _unequal(condition.left, condition.right)
        case _:
            return {}


def _either(cases: list[dict[str, Fact]]) -> dict[str, Fact]:
    """What holds in every one of several cases."""
    common = set(cases[0]).intersection(*cases[1:])
    facts: dict[str, Fact] = {}
    for path in cases[0]:
        if path in common:
            values = [case[path] for case in cases]
            known = [value for value in values if value is not None]
            facts[path] = frozenset().union(*known) if len(known) == len(values) else None
    return facts


def _equal(left: e.Expr, right: e.Expr) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for side, other in ((left, right), (right, left)):
        path = path_of(side)
        if path is None:
            continue
        if isinstance(other, e.Const) and other.value is not None:
            facts[path] = frozenset([other.value])
        elif not isinstance(other, e.Const) and not isinstance(other.type, OptionType):
            facts[path] = None
    return facts


def _unequal(left: e.Expr, right: e.Expr) -> dict[str, Fact]:
    for side, other in ((left, right), (right, left)):
        if isinstance(other, e.Const) and other.value is None:
            path = path_of(side)
            return {} if path is None else {path: None}
    return {}


def _member(condition: e.In) -> dict[str, Fact]:
    path = path_of(condition.item)
    if path is None or not isinstance(condition.container, e.ListOf):
        return {}
    values = [item.value for item in condition.container.items if isinstance(item, e.Const)]
    if not values or len(values) != len(condition.container.items) or None in values:
        return {}
    return {path: frozenset(values)}


def without_field(facts: Mapping[str, Fact], field: str) -> dict[str, Fact]:
    """The facts that still hold after a write to a field of that name, of whatever row."""
    return {
        path: fact
        for path, fact in facts.items()
        if field not in path.split(".")[1:] and _DERIVED not in path
    }


def without_derived(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts that still hold after rows were made or deleted: what is derived may count them."""
    return {path: fact for path, fact in facts.items() if _DERIVED not in path}


def without_fields(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts that still hold after anything may have been written."""
    return {path: fact for path, fact in facts.items() if "." not in path}
