"""Calls in the language's terms: new rows, responses, times, the code's own functions.

In: a scope, and a call. Out: a value. Guaranteed: as in `expressions`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from awmc.interop.awm.assigning import assigned
from awmc.interop.awm.choices import converted
from awmc.interop.awm.queries import query_call
from awmc.interop.awm.routes import AnyFunction, called
from awmc.interop.awm.scope import Scope, shortened
from awmc.interop.awm.values import Body, Ex, Made, NotLifted, RowVar, Shape
from awmc.interop.sql.entities import Field
from awmc.interop.sql.kinds import BOOL, DATETIME, INT

_NOW = frozenset(("utcnow", "now"))
_DATES = frozenset(("fromisoformat", "strptime"))


def call(scope: Scope, node: ast.Call) -> Any:
    found = query_call(scope, node)
    if found is not None:
        return found
    name = called(node)
    if isinstance(node.func, ast.Attribute):
        return _method(scope, node, node.func, name)
    if name in scope.code.shapes:
        return shape(scope, node)
    if name in scope.code.stored:
        return made(scope, node)
    if name in scope.code.helpers:
        return _helper(scope, scope.code.helpers[name], node)
    if name in ("bool", "int", "float", "str", "len") and len(node.args) == 1 and not node.keywords:
        return converted(scope, name, node.args[0])
    raise NotLifted(f"`{shortened(node)}`")


def _method(scope: Scope, node: ast.Call, function: ast.Attribute, name: str) -> Any:
    if name in _NOW and _is_name(function.value, ("datetime", "func", "dt")):
        return Ex("now()", kind=DATETIME, moment=True)
    if name in _DATES and node.args:
        value = scope.plain(node.args[0])
        if value.slot is not None:
            return value
    if (
        name in ("from_orm", "model_validate")
        and isinstance(function.value, ast.Name)
        and len(node.args) == 1
    ):
        return shown_as(scope, scope.evaluate(node.args[0]), function.value.id)
    if name in ("isoformat", "date", "replace"):
        return _moment(scope, node, scope.plain(function.value), name)
    raise NotLifted(f"`{shortened(node)}`")


def _moment(scope: Scope, node: ast.Call, value: Ex, name: str) -> Ex:
    """`x.isoformat()` of a time is how the language shows it; a time has no fractions of a second and no zone."""
    if (
        name == "replace"
        and {keyword.arg for keyword in node.keywords} <= {"microsecond", "tzinfo"}
        and not node.args
    ):
        return value
    if (
        name == "isoformat"
        and not node.args
        and value.kind is not None
        and value.kind.name in ("date", "datetime")
    ):
        return value
    if name == "date" and value.slot is not None:
        return value
    raise NotLifted(f"`{shortened(node)}`")


def shape(scope: Scope, node: ast.Call) -> Shape:
    """`Response(a=x, …)`, with its fields as they are declared."""
    if node.args or any(keyword.arg is None for keyword in node.keywords):
        raise NotLifted(f"`{shortened(node)}`")
    shape = {one.name: one for one in scope.code.shapes[called(node)]}
    items = [(str(keyword.arg), scope.evaluate(keyword.value)) for keyword in node.keywords]
    left = [one for name, one in shape.items() if name not in {name for name, _ in items}]
    items += [(one.name, scope.evaluate(one.default)) for one in left if one.default is not None]
    return Shape(
        tuple(
            (name, _as_declared(value, shape[name].annotation) if name in shape else value)
            for name, value in items
        )
    )


def shown_as(scope: Scope, value: Any, shape: str) -> Any:
    """A row by the fields of a response, a list of rows by each of them."""
    value = scope.row_or(value)
    if isinstance(value, RowVar) and shape in scope.code.shapes:
        fields = scope.code.shapes[shape]
        return Shape(
            tuple(
                (one.name, _as_declared(scope.read(value, one.name), one.annotation))
                for one in fields
            )
        )
    raise NotLifted(f"a result of the form {shape}")


def made(scope: Scope, node: ast.Call) -> Made:
    entity = scope.entity_of(node.func)
    made = Made(entity, {})
    for keyword in node.keywords:
        if keyword.arg is None:
            _spread(scope, made, keyword.value)
        else:
            field = scope.field_of(entity, keyword.arg)
            made.values[field.name] = assigned(scope, field, keyword.value)
    stored = next(one for one in scope.code.stored.values() if one.table == entity.table)
    for attribute, default in stored.defaults.items():
        field = scope.field_of(entity, attribute)
        if field.name not in made.values and not field.auto:
            made.values[field.name] = _default(scope, field, default)
    return made


def _default(scope: Scope, field: Field, default: ast.expr) -> str:
    if isinstance(default, ast.Attribute) and default.attr in _NOW:  # the function itself
        default = ast.Call(func=default, args=[], keywords=[])
    return assigned(scope, field, default)


def _spread(scope: Scope, made: Made, node: ast.expr) -> None:
    """`Model(**body.model_dump())`."""
    if not (
        isinstance(node, ast.Call)
        and called(node) in ("dict", "model_dump")
        and not node.args
        and not node.keywords
    ):
        raise NotLifted(f"`**{shortened(node)}`")
    body = scope.evaluate(node.func.value) if isinstance(node.func, ast.Attribute) else None
    if not isinstance(body, Body):
        raise NotLifted(f"`**{shortened(node)}`")
    for one in scope.code.shapes[body.shape]:
        field = scope.field_of(made.entity, one.name)
        made.values[field.name] = assigned(
            scope,
            field,
            ast.Attribute(node.func.value, one.name)
            if isinstance(node.func, ast.Attribute)
            else node,
        )


def _helper(scope: Scope, function: AnyFunction, node: ast.Call) -> Any:
    """A function that only computes one expression, at its arguments."""
    names = [argument.arg for argument in function.args.args]
    body = [
        one
        for one in function.body
        if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]
    given: Mapping[str, ast.expr] = {
        **dict(zip(names, node.args, strict=False)),
        **{k.arg: k.value for k in node.keywords if k.arg},
    }
    if set(given) != set(names):
        raise NotLifted(f"`{shortened(node)}`")
    match body:
        case [ast.Return(value=ast.expr() as result)]:
            pass
        case [
            ast.If(test=test, body=[ast.Return(value=ast.expr() as early)], orelse=[]),
            ast.Return(value=ast.expr() as late),
        ]:
            result = ast.IfExp(test=test, body=early, orelse=late)
        case _:
            raise NotLifted(f"`{shortened(node)}`, a function of its own")
    inner = Scope(
        scope.code,
        scope.route,
        scope.design,
        scope.slots,
        {name: scope.evaluate(value) for name, value in given.items()},
    )
    inner.lines, inner.taken = scope.lines, scope.taken
    return inner.evaluate(result)


def _as_declared(value: Any, annotation: str) -> Any:
    """A value as a response's field of that type shows it."""
    if not isinstance(value, Ex) or value.kind is None:
        return value
    bare = annotation.removeprefix("Optional[").removesuffix("]")
    if bare == "bool" and value.kind == INT and not value.optional:
        return Ex(f"({value.text} != 0)", kind=BOOL, row=value.row)
    if bare == "int" and value.kind == BOOL and not value.optional:
        return Ex(f"(if {value.text} then 1 else 0)", kind=INT, row=value.row)
    return value


def _is_name(node: ast.expr, names: tuple[str, ...]) -> bool:
    """Whether it is one of these names, or one in a module: `datetime.datetime`."""
    return (isinstance(node, ast.Name) and node.id in names) or (
        isinstance(node, ast.Attribute) and node.attr in names
    )
