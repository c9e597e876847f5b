"""Looking on while a spec is elaborated: what each name meant, and the type of each expression.

In: calls from the few places where a name or an expression gets its meaning. Out: nothing; an `Observer` does nothing, costs next to
nothing and changes nothing. `Notes` keeps what it is told, by span, for editors: the IR has no spans of expressions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from awmc.ir.expr import Expr
from awmc.ir.types import Type
from awmc.source import Span
from awmc.syntax import ast

if TYPE_CHECKING:
    from awmc.semantics.program import Program
    from awmc.semantics.scope import Ctx


class Observer:
    """Looks on and does nothing: what linting and compiling need."""

    def declared(self, program: Program) -> None:
        """Every name is declared, and nothing is elaborated yet."""

    def value(self, ctx: Ctx, node: ast.Expr, expected: Type | None, value: Expr) -> None:
        """`node` means `value`, where `expected` was expected."""

    def name(self, span: Span, binding: Span) -> None:
        """The name at `span` is the variable or parameter that is declared at `binding`."""

    def bound(self, span: Span, type_: Type) -> None:
        """The variable that is declared at `span` has this type."""


UNOBSERVED = Observer()


@dataclass(slots=True)
class Notes(Observer):
    """Keeps everything. Where a node is elaborated more than once, the last time counts."""

    program: Program | None = None
    values: list[tuple[Span, Expr]] = field(default_factory=list)
    names: dict[Span, Span] = field(default_factory=dict)
    types: dict[Span, Type] = field(default_factory=dict)
    """Of variables and loop names, by the place of the name that declares them."""

    def declared(self, program: Program) -> None:
        self.program = program

    def value(self, ctx: Ctx, node: ast.Expr, expected: Type | None, value: Expr) -> None:
        self.values.append((node.span, value))

    def name(self, span: Span, binding: Span) -> None:
        self.names[span] = binding

    def bound(self, span: Span, type_: Type) -> None:
        self.types[span] = type_
