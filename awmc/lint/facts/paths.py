"""The conditions on the paths through a body, each with what is known where it is evaluated.

In: a subject with its environment. Out: `conditions(subject)`, of its tools and handlers each `require` and each branch of an `if`, in source order. Guaranteed: what is known
holds on every path that leads there; a write, a call of a tool, or an `advance` forgets whatever was read of rows or of the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.conditions import conjuncts, negation, plain
from awmc.ir.walk import walk
from awmc.lint.facts.once import once
from awmc.lint.subject import Subject
from awmc.source import Span

Known = Mapping[e.Expr, Span]
"""Plain conditions that hold, each with the statement that saw to it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in its plain form, with its statement; `branch` is its number among those of an `if`."""

    statement: s.Stmt
    value: e.Expr
    known: Known
    branch: int = 0


MOST_KNOWN = 100
"""How many facts are kept, the latest ones, so that long bodies take linear time."""

_WRITES = s.Create | s.SetFields | s.Delete | s.CallTool | s.Advance
_READS = (
    e.FieldGet
    | e.DerivedGet
    | e.HasGet
    | e.StateRow
    | e.EntityRows
    | e.Lookup
    | e.DefCall
    | e.ViewOf
    | e.Now
    | e.Old
)
_READING = frozenset(("now", "today", "ancestors", "descendants"))


@once
def conditions(subject: Subject) -> list[Condition]:
    """The conditions of all tools and handlers."""
    found: list[Condition] = []
    for body in subject.bodies:
        _visit(body, {}, found)
    return found


def _visit(body: tuple[s.Stmt, ...], known: Known, found: list[Condition]) -> Known | None:
    """What is known after a block; None where no path leads to its end."""
    for statement in body:
        after = _after(statement, known, found)
        if after is None:
            return None
        known = after
    return known


def _after(statement: s.Stmt, known: Known, found: list[Condition]) -> Known | None:
    match statement:
        case s.Require():
            condition = plain(statement.condition)
            found.append(Condition(statement, condition, known))
            return _with(known, condition, statement.span)
        case s.If():
            return _after_if(statement, known, found)
        case s.For() | s.While():
            inside = _lasting(known) if _writes(statement.body) else known
            _visit(statement.body, inside, found)
            return inside
        case s.Fail() | s.Reject() | s.Return():
            return None
        case _:
            return _lasting(known) if isinstance(statement, _WRITES) else known


def _after_if(statement: s.If, known: Known, found: list[Condition]) -> Known | None:
    ends = []
    for number, branch in enumerate(statement.branches):
        condition = plain(branch.condition)
        found.append(Condition(statement, condition, known, number))
        ends.append(_visit(branch.body, _with(known, condition, statement.span), found))
        known = _with(known, negation(condition), statement.span)
    ends.append(_visit(statement.otherwise, known, found))
    reached = [end for end in ends if end is not None]
    if not reached:
        return None
    first, *others = reached
    return {fact: at for fact, at in first.items() if all(fact in other for other in others)}


def _with(known: Known, condition: e.Expr, at: Span) -> Known:
    facts = {**{fact: at for fact in conjuncts(condition)}, **known}
    return dict(islice(facts.items(), MOST_KNOWN))


def _lasting(known: Known) -> Known:
    return {fact: at for fact, at in known.items() if not any(map(_is_read, walk(fact)))}


def _is_read(node: object) -> bool:
    return isinstance(node, _READS) or (isinstance(node, e.Builtin) and node.name in _READING)


def _writes(body: tuple[s.Stmt, ...]) -> bool:
    return any(isinstance(node, _WRITES) for one in body for node in walk(one))
