"""Everything that a spec declares: names with the place, the kind and the words of their declaration.

In: syntax trees. Out: `Symbol`s by key. A key says what a name means wherever it is used: `("Loan",)`, `("Loan", "due")`,
`("tool ", "borrow")`; a variable's key is the place that declares it. Of two declarations of one key the first counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.walk import walk

Key: TypeAlias = tuple[str | int, ...]

TOOL, TASK, INVARIANT = "tool ", "task ", "invariant "
"""The spaces of names that do not clash with others; a blank keeps them apart from types."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """What is declared. `span` is the name's, `whole` the declaration's."""

    key: Key
    kind: str
    """A word of the language or of its reference: "entity", "field", "variable"."""
    name: str
    span: Span
    whole: Span
    node: ast.Node
    doc: str | None = None
    owner: str = ""
    """What it is a part of: an entity of a field, an enum of a member, a tool of a parameter."""

    @property
    def is_local(self) -> bool:
        """Whether only the declaration around it sees it."""
        return self.kind in ("variable", "loop name")

    @property
    def is_type(self) -> bool:
        """Whether its name is written `LikeThis`."""
        return self.kind in ("entity", "state", "record", "enum", "error", "view")


def local(place: Span) -> Key:
    """The key of a variable or parameter, by the start of its declaration."""
    return ("", place.path, place.start)


def declared(modules: Sequence[ast.Module]) -> dict[Key, Symbol]:
    """All symbols of the modules, in source order."""
    found: dict[Key, Symbol] = {}
    for module in modules:
        for decl in module.declarations:
            for symbol in _symbols(decl):
                found.setdefault(symbol.key, symbol)
    return found


def _doc(node: ast.Node) -> str | None:
    doc = getattr(node, "doc", None)
    return doc.plain if isinstance(doc, ast.TextLiteral) else None


def _top(decl: ast.Node, kind: str, space: str = "") -> Symbol:
    ident: ast.Ident = decl.name  # type: ignore[attr-defined]  # of declarations that have one
    key = (space, ident.name) if space else (ident.name,)
    return Symbol(key, kind, ident.name, ident.span, decl.span, decl, _doc(decl))


def _part(node: ast.Node, kind: str, owner: str) -> Symbol:
    ident: ast.Ident = node.name  # type: ignore[attr-defined]  # of parts that have one
    key = (owner, ident.name)
    return Symbol(key, kind, ident.name, ident.span, node.span, node, _doc(node), owner)


def _symbols(decl: ast.Decl) -> Iterator[Symbol]:
    match decl:
        case ast.EnvironmentDecl():
            yield _top(decl, "environment", "environment ")
        case ast.EnumDecl():
            yield _top(decl, "enum")
            yield from (_part(member, "member", decl.name.name) for member in decl.members)
        case ast.RecordDecl():
            yield _top(decl, "record")
            yield from (_part(field, "field", decl.name.name) for field in decl.fields)
        case ast.EntityDecl():
            yield _top(decl, "state" if decl.state else "entity")
            yield from _members(decl)
        case ast.ErrorDecl():
            yield _top(decl, "error")
        case ast.InvariantDecl():
            yield _top(decl, "invariant", INVARIANT)
        case ast.DefDecl():
            yield _top(decl, "def")
        case ast.ExternDecl():
            yield _top(decl, "extern")
        case ast.ViewDecl():
            yield _top(decl, "view")
        case ast.ToolDecl():
            yield _top(decl, "tool", TOOL)
        case ast.TaskDecl():
            yield _top(decl, "task", TASK)
        case _:
            pass
    yield from _variables(decl)


def _members(decl: ast.EntityDecl) -> Iterator[Symbol]:
    kinds = {ast.FieldDecl: "field", ast.HasDecl: "has", ast.DeriveDecl: "derive"}
    for member in decl.members:
        kind = kinds.get(type(member))  # rules have none
        if kind is not None:
            yield _part(member, kind, decl.name.name)


def _variables(decl: ast.Decl) -> Iterator[Symbol]:
    """Parameters, `let`s and loop names, wherever they stand in a declaration."""
    name = getattr(decl, "name", None)
    owner = name.name if isinstance(name, ast.Ident) else ""
    for node in walk(decl):
        match node:
            case ast.ParamDecl():
                yield _variable(node.name, "parameter", node, owner)
            case ast.Let():
                yield _variable(node.name, "variable", node, owner)
            case ast.ForClause():
                for ident in node.names:
                    yield _variable(ident, "loop name", node, owner)
            case _:
                pass


def _variable(ident: ast.Ident, kind: str, node: ast.Node, owner: str) -> Symbol:
    key = local(ident.span)
    return Symbol(key, kind, ident.name, ident.span, node.span, node, _doc(node), owner)
