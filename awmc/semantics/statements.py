"""Statements: from a block of the syntax tree to IR statements in order.

In: a block and its context. Out: statements, with every `create` inside an expression made a statement of its own
before the one it stood in, and declarations (`let`, narrowing `require`s) carried from each statement to the next: each
handler gives the context after its statement, and whether the block always ends there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.semantics import assignments, control, narrow
from awmc.semantics.blocks import BlockKind, Kind, text_of
from awmc.semantics.creation import create
from awmc.semantics.expressions import condition, expr, expr_as
from awmc.semantics.failures import failure, plain
from awmc.semantics.fit import BROKEN, is_broken
from awmc.semantics.scope import Binding, Ctx
from awmc.semantics.type_exprs import resolve
from awmc.syntax import ast


def block(ctx: Ctx, node: ast.Block, kind: BlockKind) -> tuple[s.Stmt, ...]:
    """The statements of a block."""
    made: list[s.Stmt] = []
    run(ctx, node.statements, kind, made)
    return tuple(made)


def run(
    ctx: Ctx, nodes: tuple[ast.Stmt, ...], kind: BlockKind, made: list[s.Stmt]
) -> tuple[Ctx, bool]:
    """Append the statements to `made`; the context after them, and whether the block always ends before its end."""
    ended = False
    outside = len(ctx.frames)
    for node in nodes:
        if isinstance(node, ast.Let) and any(
            node.name.name in frame.names for frame in ctx.frames[outside:]
        ):
            ctx.program.sink.report("duplicate-name", node.name.span, name=node.name.name)
        if ended:
            text = ctx.program.text(node.span)
            ctx.program.sink.report("unreachable-code", node.span, statement=text[:60])
            break
        if isinstance(node, ast.BadStmt):
            continue
        if type(node) not in kind.allowed:
            word = ctx.program.text(node.span).split(" ")[0]
            ctx.program.sink.report(
                "statement-place", node.span, statement=word, place=kind.name, reason=kind.reason
            )
            continue
        outer, ctx.body.hoisted = ctx.body.hoisted, []
        here: list[s.Stmt] = []
        ctx, ended = _HANDLERS[type(node)](ctx, node, kind, here)
        if ctx.body.hoisted:
            made.extend(ctx.body.hoisted)
            ctx = replace(ctx, facts=narrow.without_derived(ctx.facts))
        made.extend(here)
        ctx.body.hoisted = outer
    return ctx, ended


def _require(ctx: Ctx, node: ast.Require, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    test = condition(ctx, node.condition, "what `require` takes")
    text = ctx.program.text(node.condition.span)
    if node.failure is not None:
        unmet = ctx.lazily().knowing(narrow.when_false(test))
        found = failure(unmet, node.failure, "precondition_failed")
    else:
        found = plain("precondition_failed", f"this needs: {text}")
    made.append(s.Require(span=node.span, text=text_of(ctx, node), condition=test, failure=found))
    return ctx.knowing(narrow.when_true(test)), False


def _let(ctx: Ctx, node: ast.Let, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    if isinstance(node.value, ast.ToolCallExpr):
        return _let_call(ctx, node, node.value, made), False
    wanted = resolve(ctx.program, node.type) if node.type is not None else None
    what = f"`{node.name.name}`"
    if isinstance(node.value, ast.CreateExpr) and wanted is None:
        value = create(ctx, node.value, node.name.name)
        if is_broken(value.type):
            return _bind(ctx, node.name, BROKEN), False
        return _bind(ctx, node.name, value), False
    value = expr_as(ctx, node.value, wanted, what)
    type_ = t.strip(wanted if wanted is not None else value.type)
    if isinstance(type_, t.NoneType) or (is_broken(type_) and isinstance(type_, t.ListType)):
        ctx.program.sink.report(
            "unknown-element-type", node.span, expression=ctx.program.text(node.value.span)
        )
        type_ = t.ERROR
    unique, binding = ctx.variable(node.name.name, type_, node.name.span, "`let`", local=True)
    made.append(
        s.Let(span=node.span, text=text_of(ctx, node), name=unique, value=value, type=type_)
    )
    ctx = ctx.with_names({node.name.name: binding})
    if isinstance(type_, t.OptionType) and not isinstance(value.type, t.OptionType | t.NoneType):
        ctx = ctx.knowing({unique: None})
    return ctx, False


def _bind(ctx: Ctx, ident: ast.Ident, value: e.Expr) -> Ctx:
    ctx.program.observer.bound(ident.span, value.type)
    return ctx.with_names({ident.name: Binding(value, ident.span, "`let`")})


def _let_call(ctx: Ctx, node: ast.Let, call: ast.ToolCallExpr, made: list[s.Stmt]) -> Ctx:
    from awmc.semantics.tool_calls import tool_call

    found = tool_call(ctx, call, node.name.name, text_of(ctx, node))
    if found is None:
        return _bind(ctx, node.name, BROKEN)
    made.append(found)
    value = e.Var(name=found.name or node.name.name, type=found.type)
    return replace(_bind(ctx, node.name, value), facts=narrow.without_fields(ctx.facts))


def _set_field(
    ctx: Ctx, node: ast.SetField, kind: BlockKind, made: list[s.Stmt]
) -> tuple[Ctx, bool]:
    found = assignments.set_field(ctx, node, text_of(ctx, node))
    return _assigned(ctx, found, made), False


def _set_fields(
    ctx: Ctx, node: ast.SetFields, kind: BlockKind, made: list[s.Stmt]
) -> tuple[Ctx, bool]:
    found = assignments.set_fields(ctx, node, text_of(ctx, node))
    return _assigned(ctx, found, made), False


def _assigned(ctx: Ctx, found: s.SetFields | None, made: list[s.Stmt]) -> Ctx:
    if found is None:
        return ctx
    made.append(found)
    facts = dict(ctx.facts)
    for value in found.values:
        facts = narrow.without_field(facts, value.path[0])
    path = narrow.path_of(found.row)
    for value in found.values:
        known = isinstance(value.value, e.Const) and value.value.value is not None
        if path is not None and len(value.path) == 1 and known:
            assert isinstance(value.value, e.Const)
            facts[f"{path}.{value.path[0]}"] = frozenset([value.value.value])
        elif (
            path is not None
            and not value.if_some
            and not isinstance(value.value.type, t.OptionType | t.NoneType)
        ):
            facts[".".join((path, *value.path))] = None
    return replace(ctx, facts=facts)


def _delete(ctx: Ctx, node: ast.Delete, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    row = expr(ctx, node.target)
    if not isinstance(row.type, t.RefType):
        assignments.not_a_row(ctx, node.target, row, "what `delete` takes", "delete order")
        return ctx, False
    entity = row.type.entity
    if ctx.program.entities[entity].state:
        ctx.program.sink.report(
            "state-row", node.span, name=entity, use=f"delete {entity}", field="field"
        )
        return ctx, False
    made.append(s.Delete(span=node.span, text=text_of(ctx, node), entity=entity, row=row))
    return replace(ctx, facts=narrow.without_derived(ctx.facts)), False


def _advance(ctx: Ctx, node: ast.Advance, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    by = expr_as(ctx, node.by, t.DURATION, "what `advance` takes")
    made.append(s.Advance(span=node.span, text=text_of(ctx, node), by=by))
    return replace(ctx, facts=narrow.without_fields(ctx.facts)), False


def _fail(ctx: Ctx, node: ast.Fail, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    found = failure(ctx, node.failure, "precondition_failed")
    made.append(s.Fail(span=node.span, text=text_of(ctx, node), failure=found))
    return ctx, True


def _reject(ctx: Ctx, node: ast.Reject, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    found = failure(ctx, node.failure, "precondition_failed")
    made.append(s.Reject(span=node.span, text=text_of(ctx, node), failure=found))
    return ctx, True


def _ensure(ctx: Ctx, node: ast.Ensure, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    old = replace(ctx, place=replace(ctx.place, old=True, writes=False))
    test = condition(old, node.condition, "what `ensure` takes")
    text = ctx.program.text(node.condition.span)
    if node.failure is not None:
        told = failure(old, node.failure, "postcondition_failed")
        found = replace(told, code="postcondition_failed")
    else:
        found = plain("postcondition_failed", f"this must hold afterwards: {text}")
    made.append(s.Ensure(span=node.span, text=text_of(ctx, node), condition=test, failure=found))
    return ctx, False


def _return(ctx: Ctx, node: ast.Return, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    from awmc.semantics.tool_calls import tool_call

    value: e.Expr | None = None
    if isinstance(node.value, ast.ToolCallExpr):
        found = tool_call(ctx, node.value, "result", text_of(ctx, node.value))
        if found is not None:
            made.append(found)
            value = e.Var(name=found.name or "result", type=found.type)
    elif node.value is not None:
        from awmc.semantics.tools import returned

        value = returned(ctx, node.value)
    kind.returns.append((value, node))
    made.append(s.Return(span=node.span, text=text_of(ctx, node), value=value))
    return ctx, True


def _expression(
    ctx: Ctx, node: ast.ExprStmt, kind: BlockKind, made: list[s.Stmt]
) -> tuple[Ctx, bool]:
    from awmc.semantics.tool_calls import tool_call

    match node.value:
        case ast.CreateExpr():
            create(ctx, node.value)
            _drop_name(ctx)
        case ast.ToolCallExpr():
            found = tool_call(ctx, node.value, None, text_of(ctx, node))
            if found is not None:
                made.append(found)
                return replace(ctx, facts=narrow.without_fields(ctx.facts)), False
        case _:
            expr(ctx, node.value)
            ctx.program.sink.report(
                "expression-statement",
                node.span,
                known=["require", "let", "create", "set", "delete", "call", "return"],
                hint="`return e` returns a value; `require e` demands that it holds",
            )
    return ctx, False


def _drop_name(ctx: Ctx) -> None:
    """The row of a `create` that stands alone needs no name."""
    if ctx.body.hoisted and isinstance(ctx.body.hoisted[-1], s.Create):
        ctx.body.hoisted[-1] = replace(ctx.body.hoisted[-1], name=None)


_HANDLERS: dict[Kind, Callable[[Ctx, Any, BlockKind, list[s.Stmt]], tuple[Ctx, bool]]] = {
    ast.Require: _require,
    ast.Let: _let,
    ast.SetField: _set_field,
    ast.SetFields: _set_fields,
    ast.Delete: _delete,
    ast.ForStmt: control.for_,
    ast.IfStmt: control.if_,
    ast.WhileStmt: control.while_,
    ast.Advance: _advance,
    ast.Fail: _fail,
    ast.Reject: _reject,
    ast.Ensure: _ensure,
    ast.Return: _return,
    ast.ExprStmt: _expression,
}
