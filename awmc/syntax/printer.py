"""A tree as text, in the canonical spelling and layout.

In: nodes. Out: text. Guaranteed: `parse(print_module(m))` equals `m`, spans and comments aside, for every tree without
nodes that stand for errors; the same tree gives the same text.
"""

from __future__ import annotations

from awmc.syntax import ast
from awmc.syntax.print_declarations import print_declaration
from awmc.syntax.print_expressions import print_expr, print_type
from awmc.syntax.print_statements import print_statement

__all__ = ["print_declaration", "print_expr", "print_module", "print_statement", "print_type"]


def print_module(module: ast.Module) -> str:
    """The whole file, a blank line between declarations."""
    return "\n\n".join("\n".join(print_declaration(d)) for d in module.declarations) + "\n"
