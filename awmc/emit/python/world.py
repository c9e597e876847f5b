"""What the compiler runs itself: expressions and statements of a spec as functions over a `World`, for building data and tasks.

In: an environment and functions made of IR. Out: the text of one module that stands alone: rows, rules, `TABLES`, `RULES`, and
the functions, each `name(w, random, …)`. `random` is what the random built-ins are methods of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awmc.emit.python.functions import Maker
from awmc.emit.python.module import Module
from awmc.emit.python.rows import row_blocks
from awmc.emit.python.verifiers import world_rules, world_rules_value
from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir import types as t
from awmc.ir.model import Environment

_HANDLES = (("random", "Any"),)


@dataclass(frozen=True)
class WorldFunction:
    """A function to be made: its parameters are the `Var`s that its body sees. An expression is returned as a run-time value."""

    name: str
    params: tuple[tuple[str, t.Type], ...]
    body: e.Expr | tuple[st.Stmt, ...]


def world_module(env: Environment, functions: Sequence[WorldFunction]) -> str:
    """The text of the module."""
    module = Module(env, f"Data and tasks of `{env.name}`.", own=frozenset({".rows"}))
    module.use("typing", "Any")
    rules = Maker(env, "world", module)
    blocks = [*row_blocks(env, module), *world_rules(rules)]
    last = [f"RULES = {world_rules_value(rules)}"]
    make = Maker(env, "world", module, extra=_HANDLES)
    blocks += [_source(make, function) for function in functions]
    return module.render(blocks, last)


def world_function(
    env: Environment,
    name: str,
    params: Sequence[tuple[str, t.Type]],
    body: e.Expr | tuple[st.Stmt, ...],
) -> str:
    """The text of one function, for a reader; `world_module` makes what runs."""
    make = Maker(env, "world", Module(env, ""), extra=_HANDLES)
    return _source(make, WorldFunction(name, tuple(params), body))


def _source(make: Maker, function: WorldFunction) -> str:
    doc = f"Made of the spec: {function.name}."
    if isinstance(function.body, tuple):
        return make.statements(function.name, function.params, function.body, doc)
    return make.expression(function.name, function.params, function.body, doc, result="Any")
