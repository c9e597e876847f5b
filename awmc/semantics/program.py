"""The tables that elaboration works on: declarations by name, and what is known of each so far.

`Program` is filled by `awmc.semantics.declare` (names, fields and types) and asked by everything else. What needs
another declaration's body for its type (a `derive` or `def` without a type, a view, the result of a tool) is
elaborated on demand through `Program.lazy`, once; asking for what is being elaborated is a recursion, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from awmc.diagnostics.sink import Sink
from awmc.ir import model as ir
from awmc.ir.expr import Expr
from awmc.ir.types import Type
from awmc.semantics.observer import UNOBSERVED, Observer
from awmc.source import Sources, Span
from awmc.syntax import ast

_T = TypeVar("_T")


@dataclass(slots=True)
class EntityInfo:
    """An entity while it is being understood; `fields`, `has` and `derived` keep source order."""

    decl: ast.EntityDecl
    table: str
    fields: dict[str, ir.Field] = field(default_factory=dict)
    field_decls: dict[str, ast.FieldDecl] = field(default_factory=dict)
    has: dict[str, ir.Has] = field(default_factory=dict)
    derived: dict[str, ast.DeriveDecl] = field(default_factory=dict)
    flows: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """By field: the arrows between spellings."""

    @property
    def name(self) -> str:
        return self.decl.name.name

    @property
    def state(self) -> bool:
        return self.decl.state

    @property
    def names(self) -> list[str]:
        """Every name that a row of the entity has."""
        return [*self.fields, *self.has, *self.derived]


@dataclass(slots=True)
class Program:
    """Everything declared, by name."""

    sink: Sink
    sources: Sources
    observer: Observer = UNOBSERVED
    environment: ast.EnvironmentDecl | None = None
    enums: dict[str, ir.Enum] = field(default_factory=dict)
    records: dict[str, ir.Record] = field(default_factory=dict)
    entities: dict[str, EntityInfo] = field(default_factory=dict)
    errors: dict[str, ast.ErrorDecl] = field(default_factory=dict)
    defs: dict[str, ast.DefDecl] = field(default_factory=dict)
    externs: dict[str, ir.Extern] = field(default_factory=dict)
    views: dict[str, ast.ViewDecl] = field(default_factory=dict)
    tools: dict[str, ast.ToolDecl] = field(default_factory=dict)
    invariants: dict[str, ast.InvariantDecl] = field(default_factory=dict)
    tasks: dict[str, ast.TaskDecl] = field(default_factory=dict)
    handlers: list[ast.OnDecl] = field(default_factory=list)
    data: list[ast.DataTable | ast.DataFile | ast.DataFor] = field(default_factory=list)
    record_decls: list[ast.RecordDecl] = field(default_factory=list)
    declared: dict[str, Span] = field(default_factory=dict)
    shell: ir.Environment | None = None
    """The environment with its enums, records and stored fields alone, for the naming rules of `awmc.ir.columns`."""
    too_wide: bool = False
    """Whether some table has more columns than are made; then nothing further is looked at."""
    defaults: dict[tuple[str, str], Expr | None] = field(default_factory=dict)
    _done: dict[tuple[str, ...], object] = field(default_factory=dict)
    _open: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def env(self) -> ir.Environment:
        """The shell; there once fields are declared."""
        assert self.shell is not None
        return self.shell

    def lazy(self, key: tuple[str, ...], make: Callable[[], _T]) -> _T | None:
        """What `make` gives, made once for `key` (a kind and names). None while it is being made: a recursion."""
        if key in self._done:
            return self._done[key]  # type: ignore[return-value]  # a key's kind fixes its type
        if key in self._open:
            return None
        self._open.append(key)
        try:
            made = make()
        finally:
            self._open.pop()
        self._done[key] = made
        return made

    def params_of(self, owner: str) -> tuple[ir.Param, ...]:
        """The parameters of a def or error, or of a tool ("tool borrow"), if they have been looked at."""
        found = self._done.get(("params", owner), ())
        return found  # type: ignore[return-value]  # a key's kind fixes its type

    def cycle(self, key: tuple[str, ...]) -> str:
        """The chain of names from `key` back to itself, for a message: "`a` → `b` → `a`"."""
        start = self._open.index(key)
        names = [".".join(k[1:]) for k in (*self._open[start:], key)]
        return " → ".join(f"`{name}`" for name in names)

    def text(self, span: Span) -> str:
        """The source text of a span, on one line and without comments."""
        source = self.sources.get(span.path)
        return one_line(source.text[span.start : span.end]) if source else ""

    def actor(self) -> EntityInfo | None:
        """The actor's entity."""
        if self.environment is None or self.environment.actor is None:
            return None
        return self.entities.get(self.environment.actor.name)


_COMMENT_OR_TEXT = re.compile(
    r"""\"\"\"[\s\S]*?\"\"\"|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\#[^\n]*"""
)


def one_line(text: str) -> str:
    """`text` without comments, white space folded to single blanks."""
    bare = _COMMENT_OR_TEXT.sub(lambda m: " " if m[0].startswith("#") else m[0], text)
    return " ".join(bare.split())


def snake(name: str) -> str:
    """`LoanLimit` -> `loan_limit`; `HTTPError` -> `http_error`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@dataclass(frozen=True, slots=True)
class Signature:
    """What a caller of a tool or def needs: its parameters' types by name, in order."""

    params: tuple[ir.Param, ...]
    result: Type
