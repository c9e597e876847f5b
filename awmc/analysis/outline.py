"""The shape of a file: its declarations with their parts, and what can be folded.

In: a syntax tree. Out: nested entries, in source order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.walk import walk


@dataclass(frozen=True, slots=True)
class Entry:
    """A declaration or a part of one. `span` is the name's, within `whole`."""

    name: str
    kind: str
    detail: str
    span: Span
    whole: Span
    parts: tuple[Entry, ...] = ()


_KINDS: dict[type[ast.Node], str] = {
    ast.EnvironmentDecl: "environment",
    ast.EnumDecl: "enum",
    ast.RecordDecl: "record",
    ast.EntityDecl: "entity",
    ast.ErrorDecl: "error",
    ast.InvariantDecl: "invariant",
    ast.DefDecl: "def",
    ast.ExternDecl: "extern",
    ast.ViewDecl: "view",
    ast.ToolDecl: "tool",
    ast.TaskDecl: "task",
    ast.FieldDecl: "field",
    ast.HasDecl: "has",
    ast.DeriveDecl: "derive",
    ast.EnumMember: "member",
}


def outline(module: ast.Module) -> tuple[Entry, ...]:
    """The entries of a file."""
    return tuple(entry for decl in module.declarations for entry in _entries(decl))


def _entries(node: ast.Node) -> Iterator[Entry]:
    kind = _KINDS.get(type(node))
    match node:
        case ast.DataTable() | ast.DataFile() | ast.DataFor():
            yield Entry(f"data {node.entity.name}", "data", "", node.entity.span, node.span)
        case ast.OnDecl(event=event):
            yield Entry(f"on {event}", "on", "", node.span, node.span)
        case ast.UseDecl(path=path):
            yield Entry(f"use {path.plain}", "use", "", path.span, node.span)
        case _ if kind is not None:
            ident: ast.Ident = node.name  # type: ignore[attr-defined]  # of all in the table
            doc = getattr(node, "doc", None)
            detail = (doc.plain or "") if isinstance(doc, ast.TextLiteral) else ""
            inner = getattr(node, "members", None) or getattr(node, "fields", None) or ()
            parts = tuple(entry for part in inner for entry in _entries(part))
            yield Entry(ident.name, kind, detail, ident.span, node.span, parts)
        case _:
            pass


def folds(module: ast.Module) -> tuple[Span, ...]:
    """The spans that can be folded: declarations, blocks and long texts, where they take more than a line."""
    return tuple(
        node.span
        for decl in module.declarations
        for node in walk(decl)
        if node is decl
        or isinstance(node, ast.Block | ast.TextLiteral | ast.ObjectExpr | ast.Projection)
    )
