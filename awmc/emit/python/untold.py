"""Which values mypy may take for Any: what a query gives, a key, an item of a record."""

from __future__ import annotations

import ast

_ANY = ("value", "objects", "extern")
"""Methods of the session whose result mypy cannot tell."""


def is_untold(made: ast.expr) -> bool:
    """Whether mypy may take the value for Any, which a function of a known type must not return."""
    return any(_gives_any(node) for node in ast.walk(made))


def _gives_any(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=method)):
            return method in _ANY
        case ast.Call(func=ast.Name(id="key_of")):
            return True
        case ast.Subscript(slice=ast.Constant(value=str())):
            return True
        case _:
            return False
