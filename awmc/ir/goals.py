"""The goal of a task, split: each `require` on its own, so that each can be judged on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from awmc.ir import stmt as st
from awmc.ir.walk import walk


def requires(goal: tuple[st.Stmt, ...]) -> Iterator[tuple[st.Require, tuple[st.Stmt, ...]]]:
    """Each `require` of a goal, with the `let`s, `for`s and `if`s that lead to it and nothing else."""
    for statement in goal:
        for inner in walk(statement):
            if isinstance(inner, st.Require):
                alone = _leading(goal, inner)
                if alone is not None:
                    yield inner, alone


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
