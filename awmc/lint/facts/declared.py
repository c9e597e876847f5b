"""Declarations of several kinds together, and which of them a place is in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from awmc.lint.subject import Subject
from awmc.source import Span
from awmc.syntax import ast

_N = TypeVar("_N", bound=ast.Node)


def values(subject: Subject) -> list[ast.FieldDecl | ast.ParamDecl]:
    """The fields, then the parameters."""
    return [*subject.syntax(ast.FieldDecl), *subject.syntax(ast.ParamDecl)]


def around(outer: Iterable[_N], inner: Span) -> _N | None:
    """The node that a place is in; None where it is in none of them."""
    for node in outer:
        span = node.span
        if span.path == inner.path and span.start <= inner.start and inner.end <= span.end:
            return node
    return None
