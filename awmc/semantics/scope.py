"""Where an expression stands: the names in scope, what is known of them, and what is allowed there.

`Ctx` is passed down through elaboration and never changed: `with_names`, `knowing`, `lazily` give changed copies.
What a body collects while it is elaborated (names used, `create`s to be done before the statement at hand)
is in its `Body`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from awmc.ir.expr import Expr, Var
from awmc.ir.stmt import Stmt
from awmc.ir.types import Type
from awmc.semantics.program import Program
from awmc.source import Span
from awmc.syntax import ast


@dataclass(frozen=True, slots=True)
class Place:
    """What is allowed where an expression stands. `name` is a phrase for messages: "a goal"."""

    name: str
    me: bool = True
    """Whether `me` has a meaning (if the environment has an actor)."""
    old: bool = False
    random: bool = False
    visible: bool = False
    """Whether `@visible` filters: in the bodies of public tools."""
    writes: bool = False
    """Whether rows may be created here."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What a name stands for."""

    value: Expr
    span: Span
    kind: str = "name"


@dataclass(frozen=True, slots=True)
class Frame:
    """One level of names: plain bindings, or the fields of a row or record (`row`)."""

    names: Mapping[str, Binding] = field(default_factory=dict)
    row: Expr | None = None
    is_self: bool = False
    """Whether `self` means `row`."""


@dataclass(slots=True)
class Body:
    """What a body collects: the variable names it has used, and `create`s hoisted before the current statement."""

    params: frozenset[str] = frozenset()
    locals: dict[str, Type] = field(default_factory=dict)
    """The variables of statements and parameters, which share one namespace in generated code, with their types."""
    hoisted: list[Stmt] = field(default_factory=list)
    elsewhere: Mapping[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    """Names that mean something near by but not here: the diagnostic that says so, and its facts."""
    result: ast.TypeExpr | None = None
    """The result type that a tool states."""

    def fresh(self, name: str, taken: Iterable[str] = ()) -> str:
        """`name`, numbered if a name in scope has it."""
        taken = set(taken)
        chosen, number = name, 2
        while chosen in taken:
            chosen, number = f"{name}_{number}", number + 1
        return chosen

    def local(self, name: str, type_: Type, taken: Iterable[str] = ()) -> str:
        """The same for a statement's variable; one of another type must not have had the name either."""
        others = {known for known, had in self.locals.items() if had != type_}
        chosen = self.fresh(name, others.union(taken))
        self.locals[chosen] = type_
        return chosen


Fact = frozenset[object] | None
"""What is known of a path: None for just "is not none", else the values that it may have."""


@dataclass(frozen=True, slots=True)
class Ctx:
    """The context of an expression."""

    program: Program
    place: Place
    body: Body
    frames: tuple[Frame, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    lazy: bool = False
    """Whether the expression may be evaluated never or several times, so that nothing can be hoisted out of it."""

    def find(self, name: str) -> Binding | None:
        """The innermost plain binding of `name` (fields of rows aside)."""
        for frame in reversed(self.frames):
            if name in frame.names:
                return frame.names[name]
        return None

    def variables(self) -> set[str]:
        """The variables behind the names in scope, so that a new one is told apart."""
        values = [b.value for frame in self.frames for b in frame.names.values()]
        values += [frame.row for frame in self.frames if frame.row is not None]
        return {value.name for value in values if value.kind == "var"}

    def with_names(self, names: Mapping[str, Binding]) -> Ctx:
        """With an inner frame of names."""
        return replace(self, frames=(*self.frames, Frame(names)))

    def with_row(self, row: Expr, *, is_self: bool) -> Ctx:
        """With the fields of `row` as the innermost names."""
        return replace(self, frames=(*self.frames, Frame({}, row, is_self)))

    def knowing(self, facts: Mapping[str, Fact]) -> Ctx:
        """Knowing more of some paths."""
        return replace(self, facts={**self.facts, **facts}) if facts else self

    def lazily(self) -> Ctx:
        """For an operand that may not be evaluated."""
        return replace(self, lazy=True)

    def variable(
        self, name: str, type_: Type, span: Span, kind: str, *, local: bool = False
    ) -> tuple[str, Binding]:
        """A new variable for a name that is being bound: its unique name and binding.

        `local` marks a statement's variable, as opposed to that of an expression."""
        outer = self.find(name)
        if outer is not None:
            self.program.sink.report(
                "shadowing",
                span,
                name=name,
                inner=f"a {kind}",
                outer=f"the {outer.kind} of that name",
                labels=[(outer.span, "declared here")],
            )
        self.program.observer.bound(span, type_)
        taken = self.variables()
        unique = self.body.local(name, type_, taken) if local else self.body.fresh(name, taken)
        return unique, Binding(Var(name=unique, type=type_), span, kind)
