"""What lowering works in: a statement's parameters and aliases, the SELECTs under construction, and names bound to values.

`Unsupported` is raised by lowering for what SQL cannot do exactly as the language means it; `awmc.emit.sql.lower`
catches it, and the Python lowering takes over. It never leaves the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlglot import exp

from awmc.emit.names import KEYWORDS
from awmc.emit.sql import nodes as n
from awmc.emit.sql.nodes import Node
from awmc.ir import expr as e
from awmc.ir.model import Environment
from awmc.ir.node import Node as IrNode
from awmc.ir.walk import walk

_T = TypeVar("_T")

MAX_DEPTH = 40
"""How deep derived fields, defs and views may go into each other, and comprehensions."""
MAX_INLINED = 400
"""How many of them a statement may inline: a chain that uses each definition twice doubles it in each step."""


class Unsupported(Exception):
    """Not in SQL; the reason is for people who look at why."""


@dataclass(frozen=True)
class Sql:
    """A lowered value. `nullable`: NULL stands for none. `fallible`: evaluating it may fail the call, so it may stand only
    where SQLite evaluates it exactly when the language does."""

    node: Node
    nullable: bool = False
    fallible: bool = False


Source = Node | Callable[[], Node]
"""A table, or what makes a subquery once it is known which columns it has to give."""


@dataclass
class Frame:
    """One SELECT's FROM and WHERE. With `keeps_order` the rows come from an ordered subquery and joins must not reorder them."""

    sources: list[Source] = field(default_factory=list)
    conditions: list[list[Node]] = field(default_factory=list)
    """Of each source: what it is joined by."""
    where: list[Node] = field(default_factory=list)
    guarded: list[Node] = field(default_factory=list)
    """Conditions from the first that can fail: each is evaluated exactly for the rows that have passed everything before it."""
    order: list[Node] = field(default_factory=list)
    """What gives the order of the sources' own rows."""
    sorted: list[Node] = field(default_factory=list)
    """What the first source is ordered by, before its own order: it is a list that was put in order."""
    joins: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    """The alias under which a reference of an alias has been joined."""
    join_nodes: list[tuple[Node, Node, bool]] = field(default_factory=list)
    """Table, condition, and whether it is an outer join."""
    kept: list[exp.CTE] = field(default_factory=list)
    """Sources that are computed once, for `WITH`."""
    keeps_order: bool = False

    def select(self) -> exp.Select:
        """A SELECT of nothing yet, with FROM, JOIN and WHERE."""
        query = exp.Select(with_=exp.With(expressions=self.kept)) if self.kept else exp.Select()
        made = [source if isinstance(source, Node) else source() for source in self.sources]
        if made:
            query = query.from_(made[0], copy=False)
        for source, on in zip(made[1:], self.conditions[1:], strict=True):
            query = query.join(source, on=n.and_(on) if on else None, copy=False)
        for source, condition, outer in self.join_nodes:
            kind = "left" if outer else None
            query = query.join(source, on=condition, join_type=kind, copy=False)
        where = self.condition()
        return query if where is None else query.where(where, copy=False)

    def condition(self) -> Node | None:
        """What WHERE holds."""
        terms = list(dict.fromkeys([*(self.conditions[0] if self.conditions else ()), *self.where]))
        if self.guarded:
            joined = [on for _, on, outer in self.join_nodes if not outer]
            before = n.and_(term.copy() for term in [*joined, *terms])
            guard = n.chain([before, *self.guarded])
            if not self._is_of_rows(guard):
                raise Unsupported("a condition that can fail and is the same for every row")
            terms.append(guard)
        return n.and_(terms) if terms else None

    def _is_of_rows(self, node: Node) -> bool:
        """Whether it reads the sources' rows: SQLite evaluates any other condition once, even where there is no row."""
        own = {*self.joins.values(), *(term.text("table") for term in self.order)}
        return any(column.table in own for column in node.find_all(exp.Column))


Scope = Mapping[str, "Binding"]


@dataclass(frozen=True)
class Closure:
    """A name that stands for an expression of another scope: an argument of a `def`."""

    expr: e.Expr
    scope: Scope


@dataclass(frozen=True)
class Column:
    """A loop name over values: items of a JSON list, keys or values of a map."""

    value: Sql


@dataclass
class Context:
    """One statement being lowered."""

    env: Environment
    params: dict[str, e.Expr] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    """Registered functions that the statement needs."""
    me: Row | None = None
    """The actor's row, where it is one of the statement; else it is one of the Python around."""
    reads_tables: bool = False
    depth: int = 0
    inlined: int = 0

    def param(self, name: str, value: e.Expr) -> Node:
        """The parameter that stands for `value`; one expression, one parameter."""
        base = name + "_" if name in KEYWORDS or name == "self" else name
        unique = base
        count = 2
        while unique in self.params and self.params[unique] != value:
            unique, count = f"{base}_{count}", count + 1
        self.params[unique] = value
        return n.param(unique)

    def alias(self, *wanted: str) -> str:
        """The first of the names that no other source has; with a number, if need be."""
        for name in wanted:
            if name.lower() not in self.aliases:
                self.aliases.add(name.lower())
                return name
        count = 2
        while f"{wanted[-1]}_{count}".lower() in self.aliases:
            count += 1
        return self.alias(f"{wanted[-1]}_{count}")

    def function(self, name: str, *args: Node) -> Node:
        """A call of a function that the runtime registers. All of them give NULL where an argument is NULL."""
        self.functions.add(name)
        return n.call(name, *args)

    def nodes(self, root: IrNode) -> Iterator[IrNode]:
        """Every IR node below `root`."""
        return walk(root)

    def deep(self, lower: Callable[[], _T]) -> _T:
        """Lowers something inlined, within the limits of depth and size."""
        self.deeper()
        self.depth += 1
        try:
            return lower()
        finally:
            self.depth -= 1

    def deeper(self) -> None:
        """Counts one inlined definition. Raises Unsupported beyond the limits."""
        self.inlined += 1
        if self.depth > MAX_DEPTH or self.inlined > MAX_INLINED:
            raise Unsupported("too deep")


from awmc.emit.sql.rows import Row  # noqa: E402 (rows and scopes hold each other)

Binding = Row | Closure | Column
