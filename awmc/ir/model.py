"""The environment: what a spec means, resolved, typed and desugared; the contract between the compiler and its emitters.

An `Environment` is made by `awmc.semantics.elaborate` from syntax trees without errors. It is frozen, and
survives JSON: see `awmc.ir.codec`. Declarations keep source order (those of a
used file first). `awmc.ir.columns` says how fields become columns and JSON names; `awmc.build` adds the
initial rows. What there is (`awmc.ir.entities`) can be imported from here, too.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from awmc.ir.entities import (
    AutoPattern,
    Check,
    Derived,
    Effects,
    Entity,
    Enum,
    EnumMember,
    Field,
    Flow,
    Has,
    IndexOn,
    NoOverlap,
    Record,
    RecordField,
    Unique,
)
from awmc.ir.expr import Clause, Expr, Item, OrderKey, Text
from awmc.ir.node import ByKind, Node, node
from awmc.ir.stmt import Failure, Stmt, Value
from awmc.ir.types import ObjectType, Type
from awmc.source import Span

__all__ = [
    "AutoPattern",
    "Check",
    "Data",
    "DataFile",
    "DataFor",
    "DataTable",
    "Def",
    "Derived",
    "Effects",
    "Entity",
    "Enum",
    "EnumMember",
    "Environment",
    "ErrorKind",
    "Extern",
    "Field",
    "Flow",
    "Handler",
    "Has",
    "IndexOn",
    "Invariant",
    "MayChange",
    "NoOverlap",
    "Param",
    "Record",
    "RecordField",
    "Task",
    "Tool",
    "Unique",
    "View",
]


@node
class Invariant(Node):
    """`text` is its condition as written."""

    name: str
    doc: str | None
    condition: Expr
    text: str
    reads: Effects
    span: Span


@node
class Param(Node):
    """A parameter of a tool. References come in as keys, under the JSON names that `awmc.ir.columns.param_names` gives.

    `failure` is the error for a missing (or invisible) row; a plain not_found message otherwise.
    """

    name: str
    type: Type
    alias: str | None = None
    default: Expr | None = None
    doc: str | None = None
    failure: Failure | None = None
    span: Span


@node
class ErrorKind(Node):
    """A declared error: `code` is its name in snake case; `message` sees its parameters as `Var`s."""

    name: str
    code: str
    params: tuple[Param, ...]
    message: Text
    span: Span


@node
class Def(Node):
    """A `def`: never recursive."""

    name: str
    params: tuple[Param, ...]
    type: Type
    value: Expr
    doc: str | None = None
    text: str = ""
    reads: Effects
    span: Span


@node
class Extern(Node):
    """Python beside the spec: `module` (a file `<module>.py` in the spec's folder) and `function`."""

    name: str
    params: tuple[Param, ...]
    type: Type
    module: str
    function: str
    doc: str | None = None
    span: Span


@node
class View(Node):
    """`items` see the row as `Var("self")`."""

    name: str
    entity: str
    items: tuple[Item, ...]
    type: ObjectType
    doc: str | None = None
    span: Span


@node
class Tool(Node):
    """A tool. `result` is the type of its JSON value. `effects` are of its own body and the tools it calls, not of `on call`.

    `invariants` and `checks` name what its outermost call (with `on call`) may break; only those are looked at at its end.
    """

    name: str
    doc: str | None
    params: tuple[Param, ...]
    result: Type
    view: str | None = None
    """The view that was named as the result type, or that every `return` shows."""
    body: tuple[Stmt, ...]
    private: bool = False
    by_user: bool = False
    ends: bool = False
    effects: Effects
    calls: tuple[str, ...] = ()
    invariants: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    may_reject: bool = False
    span: Span

    @property
    def read_only(self) -> bool:
        """Known to write nothing."""
        return not self.effects.writes and not self.effects.advances


@node
class Handler(Node):
    """`on call` or `on clock`; several of one event run in order."""

    event: Literal["call", "clock"]
    body: tuple[Stmt, ...]
    effects: Effects
    span: Span


@node
class DataTable(Node):
    """Literal rows: a value for every stored field, defaults included (an `auto` key may be absent). A cell that
    names a row by its key is a `Lookup`. `spans` is that of each row."""

    kind: Literal["table"] = "table"
    entity: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    spans: tuple[Span, ...]
    span: Span


@node
class DataFile(Node):
    """Rows of a file, CSV, JSON or JSONL by its ending, read by `awmc.build`; `columns` empty: the file's own header."""

    kind: Literal["file"] = "file"
    entity: str
    columns: tuple[str, ...]
    path: str
    defaults: tuple[Value, ...] = ()
    """The values of fields that the file does not give."""
    span: Span


@node
class DataFor(Node):
    """Generated rows."""

    kind: Literal["for"] = "for"
    entity: str
    clauses: tuple[Clause, ...]
    order: tuple[OrderKey, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None
    values: tuple[Value, ...]
    stream: int
    """The number of its random stream: its place among the data blocks of the entity."""
    span: Span


Data = Annotated[DataTable | DataFile | DataFor, ByKind()]


@node
class MayChange(Node):
    """`field` None: any field, and new and deleted rows."""

    entity: str
    field: str | None


@node
class Task(Node):
    """A family of task instances, one for each row that `clauses` give. Loop names are `Var`s in everything.

    Each `require` of `goal` is judged on its own, after the `let`, `for` and `if` that lead to it. Its `old` is the
    state at the start (after `given`).
    """

    name: str
    doc: str | None
    clauses: tuple[Clause, ...]
    order: tuple[OrderKey, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None
    actor: Expr | None
    instruction: Text
    user: Text | None
    given: tuple[Stmt, ...]
    solution: tuple[Stmt, ...]
    goal: tuple[Stmt, ...]
    answers: tuple[tuple[Expr, str], ...]
    """Each with its source text."""
    call_limit: Expr | None
    may_change: tuple[MayChange, ...]
    solution_effects: Effects
    span: Span


_T = TypeVar("_T", Enum, Record, Entity, View, Tool, Def)


@node
class Environment(Node):
    name: str
    doc: str | None
    clock: str
    seed: int
    actor: str | None
    """The actor's entity."""
    policy: str | None
    enums: tuple[Enum, ...] = ()
    records: tuple[Record, ...] = ()
    entities: tuple[Entity, ...] = ()
    errors: tuple[ErrorKind, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    defs: tuple[Def, ...] = ()
    externs: tuple[Extern, ...] = ()
    views: tuple[View, ...] = ()
    tools: tuple[Tool, ...] = ()
    handlers: tuple[Handler, ...] = ()
    data: tuple[Data, ...] = ()
    tasks: tuple[Task, ...] = ()
    source: str
    """The display path of the spec's main file."""
    sources: tuple[str, ...] = ()
    """Of every file, `use`d ones included."""

    def entity(self, name: str) -> Entity:
        """The entity of that name. Raises KeyError."""
        return _named(self.entities, name)

    def enum(self, name: str) -> Enum:
        """The enum of that name. Raises KeyError."""
        return _named(self.enums, name)

    def record(self, name: str) -> Record:
        """The record of that name. Raises KeyError."""
        return _named(self.records, name)

    def view(self, name: str) -> View:
        """The view of that name. Raises KeyError."""
        return _named(self.views, name)

    def tool(self, name: str) -> Tool:
        """The tool of that name. Raises KeyError."""
        return _named(self.tools, name)

    def def_(self, name: str) -> Def:
        """The `def` of that name. Raises KeyError."""
        return _named(self.defs, name)


def _named(items: tuple[_T, ...], name: str) -> _T:
    for item in items:
        if item.name == name:
            return item
    raise KeyError(name)
