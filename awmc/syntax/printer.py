"""A tree as text, in the canonical spelling and layout.

In: nodes. Out: text. Guaranteed: `parse(print_module(m))` equals `m`, spans and comments aside, for every tree without
nodes that stand for errors; the same tree gives the same text. `format.py` prints files, with what a tree lacks.
"""

from __future__ import annotations

from awmc.syntax import ast
from awmc.syntax.layout.comments import Remarks
from awmc.syntax.layout.document import flat
from awmc.syntax.layout.render import WIDTH, render
from awmc.syntax.layout.stream import stream
from awmc.syntax.print_declarations import lay_declaration
from awmc.syntax.print_expressions import CHOICE, lay_expr

__all__ = ["print_declaration", "print_expr", "print_module"]


def print_expr(expr: ast.Expr, level: int = CHOICE) -> str:
    """The expression on one line, in parentheses where it binds more loosely than `level`."""
    return flat(lay_expr(expr, level))


def print_declaration(declaration: ast.Decl, width: int = WIDTH) -> str:
    """The declaration, on as many lines as it takes."""
    return render(stream(lay_declaration(declaration)), Remarks(), None, width)


def print_module(module: ast.Module) -> str:
    """The whole file, a blank line between declarations."""
    return "\n\n".join(print_declaration(d) for d in module.declarations) + "\n"
