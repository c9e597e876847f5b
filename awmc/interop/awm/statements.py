"""The statements of an endpoint, one by one, as statements of a tool.

In: a scope, and Python statements. Out: the scope's lines, and what is returned. Guaranteed: as in `scope`; the order of writes is kept, and a result that was put together before
a row changed is not taken.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from awmc.interop.awm.branches import take_for, take_if
from awmc.interop.awm.changes import NOTHING, add_row, is_nothing, set_field, wrote
from awmc.interop.awm.routes import called
from awmc.interop.awm.scope import Scope, shortened
from awmc.interop.awm.values import Ex, Maybe, NotLifted, RowVar, Session


def run(scope: Scope, body: Sequence[ast.stmt]) -> Any:
    """Take the statements in; what they return, or None. Raises NotLifted."""
    for place, statement in enumerate(body):
        if isinstance(statement, ast.Return):
            return (
                scope.evaluate(statement.value)
                if statement.value is not None
                else Ex("none", constant=None)
            )
        match statement:
            case ast.With(
                items=[
                    ast.withitem(
                        context_expr=ast.Call() as opened, optional_vars=ast.Name() as name
                    )
                ],
                body=inner,
            ) if _opens(opened):
                scope.names[name.id] = Session()
                return run(scope, [*inner, *body[place + 1 :]])
            case ast.Try(body=inner, handlers=[], orelse=[], finalbody=last) if all(
                is_nothing(scope, one) for one in last
            ):
                return run(scope, [*inner, *body[place + 1 :]])
        _one(scope, statement)
    return None


def _one(scope: Scope, statement: ast.stmt) -> None:
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Import() | ast.ImportFrom():
            return
        case ast.Expr(value=ast.Call() as call):
            _call(scope, call)
        case ast.Assign(targets=[ast.Name() as target], value=value):
            _assign(scope, target.id, value)
        case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
            _assign(scope, target.id, value)
        case ast.Assign(targets=[ast.Attribute() as target], value=value):
            set_field(scope, target, value, "")
        case ast.If():
            take_if(scope, statement)
        case ast.For():
            take_for(scope, statement)
        case _:
            raise NotLifted(f"`{shortened(statement)}`")


def _opens(call: ast.Call) -> bool:
    return called(call).lower().endswith(("sessionlocal", "session", "get_session", "get_db"))


def _assign(scope: Scope, name: str, value: ast.expr) -> None:
    if isinstance(value, ast.Call) and _opens(value):
        scope.names[name] = Session()
        return
    found = scope.evaluate(value)
    if isinstance(found, Maybe):
        found.name = name
    if (
        isinstance(found, Ex)
        and found.slot is None
        and found.constant is ...
        and not found.moment
        and found.text[0] != "\x04"
    ):
        variable = scope.variable(name)  # it may change before it is shown
        scope.lines.append(f"let {variable} = {found.text}")
        found = replace(found, text=variable, row=None, counted=None)
    scope.names[name] = found


def _call(scope: Scope, call: ast.Call) -> None:
    name = called(call)
    if not isinstance(call.func, ast.Attribute):
        raise NotLifted(f"`{shortened(call)}`")
    owner = scope.names.get(call.func.value.id) if isinstance(call.func.value, ast.Name) else None
    match owner, name:
        case Session(), _ if name in NOTHING:
            return
        case Session(), "add" if len(call.args) == 1:
            add_row(scope, call.args[0])
        case Session(), "delete" if len(call.args) == 1:
            row = scope.row_or(scope.evaluate(call.args[0]))
            if not isinstance(row, RowVar):
                raise NotLifted(f"`{shortened(call)}`")
            scope.lines.append(f"delete {row.text}")
            wrote(scope)
            for known, value in list(scope.names.items()):
                if value == row:
                    del scope.names[known]
        case _:
            raise NotLifted(f"`{shortened(call)}`")
