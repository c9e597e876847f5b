"""What the lowering of an expression knows: where it is, which names stand for what, what mypy has narrowed.

A `Context` is frozen: `bound` and `assuming` give the context of an inner part. What a whole function shares
(`Frame`) and the module in the making are the only things that change.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from awmc.emit.names import attribute, type_name
from awmc.emit.python.module import Module
from awmc.emit.python.naming import FunctionNames, function_names, local
from awmc.emit.python.nodes import attr, call, name
from awmc.emit.python.printer import code
from awmc.ir import expr as e
from awmc.ir.model import Entity, Environment
from awmc.ir.types import RefType, Type, unwrap

Store = Literal["session", "world"]


class Query(Protocol):
    """A query that stands for an expression. `params` are what it is asked with."""

    @property
    def sql(self) -> str: ...
    @property
    def params(self) -> tuple[tuple[str, e.Expr], ...]: ...
    @property
    def shape(self) -> Literal["value", "flag", "values", "rows", "first", "json"]: ...


Queries = Callable[[Environment, e.Expr], Query | None]
"""Expression -> query, or None where SQL cannot say it."""


@dataclass
class Frame:
    """What the lines of one generated function share."""

    purpose: str = ""
    """The beginning of the names of its constants: `BORROW`."""
    taken: set[str] = field(default_factory=set)
    """Every local of the function itself."""
    uses_me: bool = False
    calls: set[str] = field(default_factory=set)
    """Tools to import where they are called, since the module cannot at its top."""
    olds: dict[e.Old, ast.expr] = field(default_factory=dict)
    """What stands for an `old` that was taken at the start of the call."""


@dataclass(frozen=True)
class Context:
    """See the module. `handle` is the local of the session or world, `rules` the module of the rules' functions, if another."""

    env: Environment
    store: Store
    module: Module
    frame: Frame
    lower: Callable[[Context, e.Expr], ast.expr]
    queries: Queries | None = None
    rules: str | None = None
    narrows: bool = False
    """Whether a loop that stays in Python goes through the rows that SQL finds by its filters."""
    names: Mapping[str, ast.expr] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()
    """Sources of expressions that mypy knows not to be None here."""
    part: str | None = None
    """What the expression at hand is for, as a constant says it: the name of a `let`, "" for the result; None for nothing named."""

    @property
    def handle(self) -> str:
        return "s" if self.store == "session" else "w"

    @property
    def functions(self) -> FunctionNames:
        return function_names(self.env)

    def expr(self, value: e.Expr) -> ast.expr:
        """The Python of an expression."""
        return self.lower(self, value)

    def on(self, method: str, *args: ast.expr) -> ast.Call:
        """A call of the session or world: `s.get(…)`."""
        return call(attr(name(self.handle), method), *args)

    def runtime(self, function: str, *args: ast.expr) -> ast.Call:
        """A call of a function of the runtime."""
        return call(self.module.function(function), *args)

    def rule(self, function: str, *args: ast.expr) -> ast.Call:
        """A call of a function of the rules, which takes the session first."""
        return call(self.rule_name(function), name(self.handle), *args)

    def rule_name(self, function: str) -> str:
        """The name of a function of the rules, imported where need be."""
        return function if self.rules is None else self.module.use(self.rules, function)

    def row_class(self, entity: str) -> ast.Name:
        """The class of an entity's rows."""
        return name(self.module.use(".rows", type_name(entity)))

    def entity_of(self, type_: Type) -> Entity:
        """The entity that a reference's type names."""
        target = unwrap(type_)
        if not isinstance(target, RefType):
            raise TypeError(f"{target!r} is no reference")
        return self.env.entity(target.entity)

    def column(self, row: ast.expr, column: str) -> ast.expr:
        """A column of a row."""
        return attr(row, attribute(column))

    def fresh(self, wanted: str) -> str:
        """A name for a local of an inner part: of no visible name and no function of the module."""
        visible = {code(value) for value in self.names.values()}
        return local(_identifier(wanted), visible | self.frame.taken | self.functions.taken)

    def declare(self, wanted: str) -> str:
        """A name for a local of the function itself."""
        found = self.fresh(wanted)
        self.frame.taken.add(found)
        return found

    def bound(self, names: Mapping[str, ast.expr]) -> Context:
        """Where some names of the spec stand for the given expressions."""
        return replace(self, names={**self.names, **names})

    def assuming(self, facts: Iterable[str]) -> Context:
        """Where mypy knows more expressions not to be None."""
        return replace(self, facts=self.facts | frozenset(facts))

    def forgetful(self) -> Context:
        """Inside a lambda, where mypy has narrowed nothing."""
        return replace(self, facts=frozenset())


def _identifier(wanted: str) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in wanted)
    return plain if plain[:1].isalpha() or plain[:1] == "_" else "x" + plain
