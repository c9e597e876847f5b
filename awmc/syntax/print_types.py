"""Types as documents.

In: nodes. Out: documents, which never break. Guaranteed: parsing the text gives an equal node, spans aside.
"""

from __future__ import annotations

from typing import assert_never

from awmc.syntax import ast
from awmc.syntax.layout.document import Doc


def lay_type(type: ast.TypeExpr) -> Doc:
    """A type, which never breaks."""
    match type:
        case ast.NamedType():
            arguments = [str(type.places)] if type.places is not None else []
            if type.bounds is not None:
                arguments.append(f"{type.bounds.low or ''}..{type.bounds.high or ''}")
            return type.name + (f"({', '.join(arguments)})" if arguments else "")
        case ast.ListTypeExpr():
            return "[", lay_type(type.item), "]"
        case ast.MapTypeExpr():
            return "{", lay_type(type.key), ": ", lay_type(type.value), "}"
        case ast.OptionalType():
            return lay_type(type.item), "?"
        case _:
            assert_never(type)
