"""The statements of an endpoint, one by one, as statements of a tool.

In: a scope, and Python statements. Out: the scope's lines, and what is returned. Guaranteed: as in `scope`; the order of writes is kept, and a result that was put together before
a row changed is not taken.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from awmc.interop.awm.assigning import assigned
from awmc.interop.awm.expressions import condition, listed
from awmc.interop.awm.queries import ROW, query_call
from awmc.interop.awm.routes import called
from awmc.interop.awm.scope import Scope, shortened
from awmc.interop.awm.values import (
    Body,
    Ex,
    Listed,
    Made,
    Maybe,
    NotLifted,
    Query,
    Rows,
    RowVar,
    Session,
    Shape,
    given_item,
)
from awmc.interop.sql.literals import text_literal

_NOTHING = frozenset(("close", "commit", "refresh", "flush", "rollback", "expire_all"))
"""What a session does that a transaction does by itself."""
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
}  # fmt: skip


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
                _is_nothing(scope, one) for one in last
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
            _set(scope, target, value, "")
        case ast.If():
            _if(scope, statement)
        case ast.For():
            _for(scope, statement)
        case _:
            raise NotLifted(f"`{shortened(statement)}`")


def _opens(call: ast.Call) -> bool:
    return called(call).lower().endswith(("sessionlocal", "session", "get_session", "get_db"))


def _is_nothing(scope: Scope, statement: ast.stmt) -> bool:
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
        and called(statement.value) in _NOTHING
    )


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
        case Session(), _ if name in _NOTHING:
            return
        case Session(), "add" if len(call.args) == 1:
            _add(scope, call.args[0])
        case Session(), "delete" if len(call.args) == 1:
            row = scope.row_or(scope.evaluate(call.args[0]))
            if not isinstance(row, RowVar):
                raise NotLifted(f"`{shortened(call)}`")
            scope.lines.append(f"delete {row.text}")
            _wrote(scope)
            for known, value in list(scope.names.items()):
                if value == row:
                    del scope.names[known]
        case _:
            raise NotLifted(f"`{shortened(call)}`")


def _add(scope: Scope, node: ast.expr) -> None:
    made = scope.evaluate(node)
    if not isinstance(made, Made):
        raise NotLifted(f"adding `{shortened(node)}`")
    name = node.id if isinstance(node, ast.Name) else made.entity.name
    variable = scope.variable(name)
    given = ", ".join(
        given_item(name, text) for name, text in made.values.items() if text != "none"
    )
    scope.lines.append(f"let {variable} = create {made.entity.name} {{ {given} }}")
    _wrote(scope)
    for known, value in list(scope.names.items()):
        if value is made:
            scope.names[known] = RowVar(made.entity, variable)


def _set(scope: Scope, target: ast.Attribute, value: ast.expr, test: str) -> None:
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
    _wrote(scope)


def _wrote(scope: Scope) -> None:
    """A row changed: what was put together before is not what it would be now."""
    scope.changed = True
    for name, value in list(scope.names.items()):
        if isinstance(value, Shape | Listed | Rows | Maybe) and not (
            isinstance(value, Listed) and value.rows is None
        ):
            del scope.names[name]


# Conditions


def _if(scope: Scope, node: ast.If) -> None:
    if node.orelse:
        raise NotLifted(f"`if {shortened(node.test)}: … else: …`")
    if failure := _failure(node.body, scope):
        _require(scope, node.test, failure)
        return
    if all(
        isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Attribute)
        for one in node.body
    ):
        test = condition(scope, node.test)
        for one in node.body:
            assert isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Attribute)
            _set(scope, one.targets[0], one.value, test)
        return
    for one in node.body:
        _narrow(scope, node.test, one)


def _failure(body: Sequence[ast.stmt], scope: Scope) -> str:
    """What an error says, if the statements only raise it."""
    *before, last = body
    if (
        not all(_is_nothing(scope, one) for one in before)
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


# Loops


def _for(scope: Scope, node: ast.For) -> None:
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
                    _set(scope, ast.Attribute(row, one.name), ast.Attribute(body, one.name), test)
                return
    raise NotLifted(f"`for … in {shortened(source)}`")
