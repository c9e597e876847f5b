"""Conditions and loops of an endpoint, as statements of a tool.

In: a scope, and `if` and `for` statements. Out: the scope's lines and names. Guaranteed: as in `scope`.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from awmc.interop.awm.changes import is_nothing, set_field
from awmc.interop.awm.expressions import condition, listed
from awmc.interop.awm.queries import ROW, query_call
from awmc.interop.awm.routes import called
from awmc.interop.awm.scope import Scope, shortened
from awmc.interop.awm.values import Body, Listed, Maybe, NotLifted, Query, RowVar
from awmc.interop.sql.literals import text_literal

_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
}  # fmt: skip


def take_if(scope: Scope, node: ast.If) -> None:
    """Take an `if` in. Raises NotLifted."""
    if node.orelse:
        raise NotLifted(f"`if {shortened(node.test)}: … else: …`")
    if failure := _failure(node.body, scope):
        _require(scope, node.test, failure)
        return
    if all(
        isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Attribute)
        for one in node.body
    ):
        _set_together(scope, node)
        return
    for one in node.body:
        _narrow(scope, node.test, one)


def _set_together(scope: Scope, node: ast.If) -> None:
    """Changes under one condition, which is looked at once."""
    test = condition(scope, node.test)
    before = len(scope.lines)
    for one in node.body:
        assert isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Attribute)
        set_field(scope, one.targets[0], one.value, test)
    start, lines = f"if {test} {{ ", scope.lines[before:]
    if not all(line.startswith(start) for line in lines):
        raise NotLifted(f"`if {shortened(node.test)}: …`, which looks for rows")
    inner = " ".join(line.removeprefix(start).removesuffix(" }") for line in lines)
    scope.lines[before:] = [f"{start}{inner} }}"]


def _failure(body: Sequence[ast.stmt], scope: Scope) -> str:
    """What an error says, if the statements only raise it."""
    *before, last = body
    if (
        not all(is_nothing(scope, one) for one in before)
        or not isinstance(last, ast.Raise)
        or not isinstance(last.exc, ast.Call)
    ):
        return ""
    if called(last.exc) != "HTTPException":
        return ""
    given = {keyword.arg: keyword.value for keyword in last.exc.keywords}
    detail = given.get("detail") or (last.exc.args[1] if len(last.exc.args) > 1 else None)
    if isinstance(detail, ast.Constant) and isinstance(detail.value, str):
        return detail.value
    return "It cannot be done" if detail is None else ""


def _require(scope: Scope, test: ast.expr, message: str) -> None:
    """A condition under which the endpoint fails."""
    absent = _absent(test)
    found = scope.names.get(absent.id) if isinstance(absent, ast.Name) else None
    if isinstance(found, Maybe):
        scope.look_up(found, message)
        return
    if isinstance(found, RowVar):
        return  # it was found already
    present = (
        test.left if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot) else test
    )
    there = (
        scope.names.get(present.id)
        if isinstance(present, ast.Name)
        else scope.evaluate(present)
        if isinstance(present, ast.Call)
        else None
    )
    if isinstance(there, Maybe):
        variable = scope.inner(there.query.entity.name[:1])
        scope.lines.append(
            f"require not any(true for {scope.clauses(there.query, variable)}) else {text_literal(message)}"
        )
        return
    scope.lines.append(f"require {_denied(scope, test)} else {text_literal(message)}")


def _denied(scope: Scope, test: ast.expr) -> str:
    """The opposite of a condition."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in _OPPOSITE:
        return condition(
            scope, ast.Compare(test.left, [_OPPOSITE[type(test.ops[0])]()], test.comparators)
        )
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return condition(scope, test.operand)
    return f"not {condition(scope, test)}"


def _absent(test: ast.expr) -> ast.expr | None:
    """What a test says is missing: `not x`, `x is None`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.Eq):
        right = test.comparators[0]
        return test.left if isinstance(right, ast.Constant) and right.value is None else None
    return None


def _narrow(scope: Scope, test: ast.expr, statement: ast.stmt) -> None:
    """`if status: query = query.filter(…)`."""
    match statement:
        case ast.Assign(targets=[ast.Name() as target], value=ast.Call() as value):
            before = scope.names.get(target.id)
            after = query_call(scope, value)
            if (
                isinstance(before, Query)
                and isinstance(after, Query)
                and after.order == before.order
                and after.limit == before.limit
            ):
                added = after.conditions[len(before.conditions) :]
                if after.key is not before.key and after.key is not None:
                    added = [f"{ROW} == {after.key.mark}", *added]
                missing = _missing(scope, test)
                conditions = [f"({missing} or {one})" for one in added]
                scope.names[target.id] = Query(
                    before.entity,
                    before.key,
                    [*before.conditions, *conditions],
                    before.order,
                    before.limit,
                    before.offset,
                )
                return
    raise NotLifted(f"`if {shortened(test)}: {shortened(statement)}`")


def _missing(scope: Scope, test: ast.expr) -> str:
    """The opposite of a test of one parameter."""
    exact = (
        test.left if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot) else None
    )
    value = scope.plain(exact or test)
    if value.slot is None or value.text != value.slot.mark:
        raise NotLifted(f"`if {shortened(test)}`")
    if exact is not None:
        return f"{value.text} == none" if value.slot.optional else "false"
    return value.slot.is_missing


def take_for(scope: Scope, node: ast.For) -> None:
    """A list that is filled row by row, or the fields of a request that are set one by one."""
    if node.orelse:
        raise NotLifted("`for … else`")
    match node:
        case ast.For(
            target=ast.Name() as target,
            body=[
                ast.Expr(
                    value=ast.Call(
                        func=ast.Attribute(value=ast.Name() as into, attr="append"), args=[item]
                    )
                )
            ],
        ):
            filled = scope.names.get(into.id)
            if isinstance(filled, Listed) and filled.rows is None:
                scope.names[into.id] = listed(scope, target.id, node.iter, item)
                return
        case ast.For(
            target=ast.Tuple(elts=[ast.Name() as key, ast.Name() as value]),
            body=[
                ast.Expr(
                    value=ast.Call(
                        func=ast.Name(id="setattr"), args=[row, ast.Name() as a, ast.Name() as b]
                    )
                )
            ],
        ):
            if (a.id, b.id) == (key.id, value.id):
                _set_all(scope, node.iter, row)
                return
    raise NotLifted(f"`for {shortened(node.target)} in {shortened(node.iter)}`")


def _set_all(scope: Scope, source: ast.expr, row: ast.expr) -> None:
    """`for k, v in body.model_dump(exclude_unset=True).items(): setattr(row, k, v)`."""
    match source:
        case ast.Call(
            func=ast.Attribute(
                attr="items",
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name() as body, attr="dict" | "model_dump"),
                    keywords=[ast.keyword(arg="exclude_unset" | "exclude_none")],
                ),
            ),
            args=[],
        ):
            found = scope.names.get(body.id)
            if isinstance(found, Body):
                for one in scope.code.shapes[found.shape]:
                    slot = scope.slots.by_name[one.name]
                    test = f"{slot.mark} != none" if slot.optional else ""
                    set_field(
                        scope, ast.Attribute(row, one.name), ast.Attribute(body, one.name), test
                    )
                return
    raise NotLifted(f"`for … in {shortened(source)}`")
