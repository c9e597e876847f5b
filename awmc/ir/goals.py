"""The goal of a task, split: each `require` on its own, so that each can be judged on its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir.hoist import hoisted
from awmc.ir.model import Environment
from awmc.ir.once import once
from awmc.ir.types import BOOL
from awmc.ir.walk import walk


@once
def goal_clauses(
    env: Environment,
) -> Mapping[str, Sequence[tuple[st.Require, tuple[st.Stmt, ...]]]]:
    """The clauses of every task's goal, as `requires` gives them, by the task's name."""
    return {task.name: tuple(requires(task.goal)) for task in env.tasks}


def requires(goal: tuple[st.Stmt, ...]) -> Iterator[tuple[st.Require, tuple[st.Stmt, ...]]]:
    """Each `require` of a goal, with the `let`s that it needs and the `for`s and `if`s that lead to it, and nothing else."""
    for statement in goal:
        for inner in walk(statement):
            if isinstance(inner, st.Require):
                alone = _leading(goal, inner)
                if alone is not None:
                    yield inner, hoisted(_needed(alone))


def tells_some(condition: e.Expr) -> bool:
    """Whether it is `x != none`, after which `x` may be read."""
    match condition:
        case e.Compare(op="!=", left=left, right=e.Const(value=None)):
            return not isinstance(left, e.Const)
        case e.And(items=items):
            return all(map(tells_some, items))
        case _:
            return False


def _needed(clause: tuple[st.Stmt, ...]) -> tuple[st.Stmt, ...]:
    """Without `let`s of names that nothing after them reads."""
    kept: list[st.Stmt] = []
    read: set[str] = set()
    for statement in reversed(clause):
        if not isinstance(statement, st.Let) or statement.name in read:
            kept.insert(0, statement)
            read |= {inner.name for inner in walk(statement) if isinstance(inner, e.Var)}
    return tuple(kept)


def _leading(block: tuple[st.Stmt, ...], wanted: st.Require) -> tuple[st.Stmt, ...] | None:
    before: list[st.Stmt] = []
    for statement in block:
        if statement is wanted:
            return (*before, statement)
        inner = _around(statement, wanted)
        if inner is not None:
            return (*before, inner)
        if isinstance(statement, st.Let):
            before.append(statement)
    return None


def _around(statement: st.Stmt, wanted: st.Require) -> st.Stmt | None:
    match statement:
        case st.For():
            body = _leading(statement.body, wanted)
            return None if body is None else replace(statement, body=body)
        case st.If():
            bodies = [_leading(branch.body, wanted) for branch in statement.branches]
            otherwise = _leading(statement.otherwise, wanted)
            if otherwise is None and all(body is None for body in bodies):
                return None
            branches = tuple(
                replace(branch, body=body or ())
                for branch, body in zip(statement.branches, bodies, strict=True)
            )
            return replace(statement, branches=branches, otherwise=otherwise or ())
        case _:
            return None


def whether(clause: tuple[st.Stmt, ...]) -> tuple[st.Stmt, ...]:
    """The clause, as `requires` gives it, as a body that returns whether its `require` holds."""
    *before, last = clause
    if isinstance(last, st.Require):
        return (*before, st.Return(span=last.span, text=last.text, value=last.condition))
    end = st.Return(span=last.span, text=last.text, value=_truth(True))
    return (*before, _refusing(last), end)


def _refusing(statement: st.Stmt) -> st.Stmt:
    """With `if not … { return false }` in the place of the `require`."""
    match statement:
        case st.Require(condition=condition, text=text, span=span):
            false = st.Return(span=span, text=text, value=_truth(False))
            branch = st.Branch(condition=e.Not(value=condition), body=(false,), text=text)
            return st.If(span=span, text=text, branches=(branch,), otherwise=())
        case st.For():
            return replace(statement, body=_last_refusing(statement.body))
        case st.If():
            branches = tuple(
                replace(branch, body=_last_refusing(branch.body)) for branch in statement.branches
            )
            otherwise = _last_refusing(statement.otherwise)
            return replace(statement, branches=branches, otherwise=otherwise)
        case _:
            return statement


def _last_refusing(block: tuple[st.Stmt, ...]) -> tuple[st.Stmt, ...]:
    return (*block[:-1], _refusing(block[-1])) if block else ()


def _truth(value: bool) -> e.Expr:
    return e.Const(value=value, type=BOOL)
