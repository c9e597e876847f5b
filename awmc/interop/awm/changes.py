"""What an endpoint writes, as statements of a tool.

In: a scope, and the rows and fields that are written. Out: the scope's lines. Guaranteed: what was put together before a row changed is not taken afterwards.
"""

from __future__ import annotations

import ast

from awmc.interop.awm.assigning import assigned
from awmc.interop.awm.routes import called
from awmc.interop.awm.scope import Scope, shortened
from awmc.interop.awm.values import (
    Listed,
    Made,
    Maybe,
    NotLifted,
    Rows,
    RowVar,
    Session,
    Shape,
    given_item,
)

NOTHING = frozenset(("close", "commit", "refresh", "flush", "rollback", "expire_all"))
"""What a session does that a transaction does by itself."""


def is_nothing(scope: Scope, statement: ast.stmt) -> bool:
    """Whether a statement only closes a session."""
    if not (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Attribute)
    ):
        return False
    owner = statement.value.func.value
    return (
        isinstance(owner, ast.Name)
        and isinstance(scope.names.get(owner.id), Session)
        and called(statement.value) in NOTHING
    )


def add_row(scope: Scope, node: ast.expr) -> None:
    """Add a new row. Raises NotLifted."""
    made = scope.evaluate(node)
    if not isinstance(made, Made):
        raise NotLifted(f"adding `{shortened(node)}`")
    name = node.id if isinstance(node, ast.Name) else made.entity.name
    variable = scope.variable(name)
    given = ", ".join(
        given_item(name, text) for name, text in made.values.items() if text != "none"
    )
    scope.lines.append(f"let {variable} = create {made.entity.name} {{ {given} }}")
    wrote(scope)
    for known, value in list(scope.names.items()):
        if value is made:
            scope.names[known] = RowVar(made.entity, variable)


def set_field(scope: Scope, target: ast.Attribute, value: ast.expr, test: str) -> None:
    """Change a field of a row, under a condition if there is a `test`. Raises NotLifted."""
    owner = scope.row_or(scope.evaluate(target.value))
    if isinstance(owner, Made) and not test:
        field = scope.field_of(owner.entity, target.attr)
        owner.values[field.name] = assigned(scope, field, value)
        return
    if not isinstance(owner, RowVar):
        raise NotLifted(f"`{shortened(target)} = …`")
    field = scope.field_of(owner.entity, target.attr)
    if field.key:
        raise NotLifted(f"a change of the key {target.attr}")
    line = f"set {owner.text}.{field.name} = {assigned(scope, field, value)}"
    scope.lines.append(f"if {test} {{ {line} }}" if test else line)
    wrote(scope)


def wrote(scope: Scope) -> None:
    """A row changed: what was put together before is not what it would be now."""
    scope.changed = True
    for name, value in list(scope.names.items()):
        if isinstance(value, Shape | Listed | Rows | Maybe) and not (
            isinstance(value, Listed) and value.rows is None
        ):
            del scope.names[name]
