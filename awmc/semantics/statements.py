"""Statements: from a block of the syntax tree to IR statements in order.

In: a block and its context. Out: statements, with every `create` inside an expression made a statement of its own
before the one it stood in, and declarations (`let`, narrowing `require`s) carried from each statement to the next. A `Flow` carries
what changes from statement to statement: the names in scope and what is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.walk import walk
from awmc.semantics import assignments, gather, narrow
from awmc.semantics.creation import create
from awmc.semantics.expressions import condition, expr, expr_as
from awmc.semantics.failures import failure, plain
from awmc.semantics.fit import BROKEN, is_broken
from awmc.semantics.scope import Binding, Ctx
from awmc.semantics.type_exprs import resolve
from awmc.syntax import ast

MOST_ROUNDS = 100_000
"""The greatest limit of a `while`."""
Kind = type[ast.Node]


@dataclass(slots=True)
class BlockKind:
    """What a block may hold: a phrase for it, and the statements allowed."""

    name: str
    allowed: frozenset[Kind]
    reason: str
    returns: list[tuple[e.Expr | None, ast.Return]] = field(default_factory=list)


TOOL = frozenset(
    {
        ast.Require, ast.Let, ast.SetField, ast.SetFields, ast.Delete, ast.ForStmt, ast.IfStmt, ast.WhileStmt,
        ast.Advance, ast.Fail, ast.Reject, ast.Ensure, ast.Return, ast.ExprStmt,
    }
)  # fmt: skip
ON_CALL = TOOL - {ast.Reject, ast.Advance, ast.Return, ast.Ensure}
GIVEN = frozenset(
    {ast.Let, ast.SetField, ast.SetFields, ast.Delete, ast.ForStmt, ast.IfStmt, ast.WhileStmt, ast.ExprStmt}
)  # fmt: skip
SOLUTION = frozenset({ast.Let, ast.ForStmt, ast.IfStmt, ast.WhileStmt, ast.ExprStmt})
GOAL = frozenset({ast.Require, ast.Let, ast.ForStmt, ast.IfStmt})


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
        made.extend(ctx.body.hoisted)
        made.extend(here)
        ctx.body.hoisted = outer
    return ctx, ended


def _text(ctx: Ctx, node: ast.Node, stop: ast.Node | None = None) -> str:
    """The source of a statement, or of its head up to `stop`."""
    span = node.span if stop is None else replace(node.span, end=stop.span.start)
    return ctx.program.text(span).rstrip(";{ ")


def _require(ctx: Ctx, node: ast.Require, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    test = condition(ctx, node.condition, "what `require` takes")
    text = ctx.program.text(node.condition.span)
    if node.failure is not None:
        unmet = ctx.lazily().knowing(narrow.when_false(test))
        found = failure(unmet, node.failure, "precondition_failed")
    else:
        found = plain("precondition_failed", f"this needs: {text}")
    made.append(s.Require(span=node.span, text=_text(ctx, node), condition=test, failure=found))
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
    made.append(s.Let(span=node.span, text=_text(ctx, node), name=unique, value=value, type=type_))
    ctx = ctx.with_names({node.name.name: binding})
    if isinstance(type_, t.OptionType) and not isinstance(value.type, t.OptionType | t.NoneType):
        ctx = ctx.knowing({unique: None})
    return ctx, False


def _bind(ctx: Ctx, ident: ast.Ident, value: e.Expr) -> Ctx:
    return ctx.with_names({ident.name: Binding(value, ident.span, "`let`")})


def _let_call(ctx: Ctx, node: ast.Let, call: ast.ToolCallExpr, made: list[s.Stmt]) -> Ctx:
    from awmc.semantics.tool_calls import tool_call

    found = tool_call(ctx, call, node.name.name, _text(ctx, node))
    if found is None:
        return _bind(ctx, node.name, BROKEN)
    made.append(found)
    value = e.Var(name=found.name or node.name.name, type=found.type)
    return replace(_bind(ctx, node.name, value), facts=narrow.without_fields(ctx.facts))


def _set_field(
    ctx: Ctx, node: ast.SetField, kind: BlockKind, made: list[s.Stmt]
) -> tuple[Ctx, bool]:
    found = assignments.set_field(ctx, node, _text(ctx, node))
    return _assigned(ctx, found, made), False


def _set_fields(
    ctx: Ctx, node: ast.SetFields, kind: BlockKind, made: list[s.Stmt]
) -> tuple[Ctx, bool]:
    found = assignments.set_fields(ctx, node, _text(ctx, node))
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
    made.append(s.Delete(span=node.span, text=_text(ctx, node), entity=entity, row=row))
    return ctx, False


def _for(ctx: Ctx, node: ast.ForStmt, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    outer = ctx
    inner, clauses = gather.clauses(ctx, node.clauses, local=True)
    order = gather.order_keys(inner, node.order)
    limit = expr_as(ctx, node.limit, t.INT, "a `limit`") if node.limit else None
    offset = expr_as(ctx, node.offset, t.INT, "an `offset`") if node.offset else None
    facts = _facts_inside(inner, node.body)
    body = _inside(replace(inner, lazy=ctx.lazy, facts=facts), node.body, kind)
    made.append(
        s.For(
            span=node.span,
            text=_text(ctx, node, node.body),
            clauses=clauses,
            order=order,
            limit=limit,
            offset=offset,
            body=body,
        )
    )
    return _after(outer, node.body), False


def _inside(ctx: Ctx, node: ast.Block, kind: BlockKind) -> tuple[s.Stmt, ...]:
    """A block whose names and knowledge stay inside it."""
    made: list[s.Stmt] = []
    run(ctx, node.statements, kind, made)
    return tuple(made)


def _writes(node: ast.Block) -> tuple[set[str], bool]:
    """The fields that a block may write, and whether it may write anything at all (a call, a delete)."""
    fields: set[str] = set()
    anything = False
    for inner in inside(node):
        match inner:
            case ast.SetField(target=target):
                fields.update(_target_fields(target))
            case ast.SetFields(entries=entries):
                fields.update(entry.key.name for entry in entries)
            case ast.ExprStmt(value=ast.ToolCallExpr()) | ast.Let(value=ast.ToolCallExpr()):
                anything = True
            case ast.Advance():
                anything = True
            case _:
                pass
    return fields, anything


def _target_fields(target: ast.Expr) -> set[str]:
    fields: set[str] = set()
    while isinstance(target, ast.Attribute | ast.Index):
        if isinstance(target, ast.Attribute):
            fields.add(target.name.name)
        target = target.value
    return fields


def inside(node: ast.Block) -> list[ast.Stmt]:
    """Every statement of a block, those of inner blocks included."""
    found: list[ast.Stmt] = []
    for inner in node.statements:
        found.append(inner)
        match inner:
            case ast.ForStmt(body=body) | ast.WhileStmt(body=body):
                found.extend(inside(body))
            case ast.IfStmt(branches=branches, otherwise=otherwise):
                for _, body in branches:
                    found.extend(inside(body))
                if otherwise is not None:
                    found.extend(inside(otherwise))
            case _:
                pass
    return found


def _facts_inside(ctx: Ctx, body: ast.Block) -> Any:
    """What is known at the start of each round of a loop: what no round before may have changed."""
    fields, anything = _writes(body)
    if anything:
        return narrow.without_fields(ctx.facts)
    facts = dict(ctx.facts)
    for name in fields:
        facts = narrow.without_field(facts, name)
    return facts


def _after(ctx: Ctx, body: ast.Block) -> Ctx:
    return replace(ctx, facts=_facts_inside(ctx, body))


def _if(ctx: Ctx, node: ast.IfStmt, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    branches: list[s.Branch] = []
    test_ctx = ctx
    ended: list[bool] = []
    for number, (test_node, body) in enumerate(node.branches):
        test = condition(test_ctx, test_node)
        inner: list[s.Stmt] = []
        known = replace(test_ctx.knowing(narrow.when_true(test)), lazy=ctx.lazy)
        _, done = run(known, body.statements, kind, inner)
        ended.append(done)
        word = "if" if number == 0 else "elif"
        text = f"{word} {ctx.program.text(test_node.span)}"
        branches.append(s.Branch(condition=test, body=tuple(inner), text=text))
        test_ctx = test_ctx.knowing(narrow.when_false(test)).lazily()
    otherwise: list[s.Stmt] = []
    done = False
    if node.otherwise is not None:
        _, done = run(replace(test_ctx, lazy=ctx.lazy), node.otherwise.statements, kind, otherwise)
    made.append(
        s.If(
            span=node.span,
            text=branches[0].text,
            branches=tuple(branches),
            otherwise=tuple(otherwise),
        )
    )
    blocks = [body for _, body in node.branches] + ([node.otherwise] if node.otherwise else [])
    after = ctx
    for body, body_done in zip(blocks, [*ended, done], strict=False):
        if not body_done:
            after = _after(after, body)
    if all(ended) and node.otherwise is None:
        after = after.knowing(
            {path: fact for path, fact in test_ctx.facts.items() if path not in ctx.facts}
        )
    return after, all(ended) and done and node.otherwise is not None


def _while(ctx: Ctx, node: ast.WhileStmt, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    inner = replace(ctx, facts=_facts_inside(ctx, node.body))
    test = condition(inner.lazily(), node.condition)
    if node.limit is None:
        ctx.program.sink.report("while-without-limit", node.span)
        limit: e.Expr = e.Const(value=1, type=t.INT)
    else:
        limit = expr_as(ctx, node.limit, t.INT, "the limit of a `while`")
        _check_limit(ctx, node.limit, limit)
    body = _inside(inner.knowing(narrow.when_true(test)), node.body, kind)
    made.append(
        s.While(
            span=node.span,
            text=_text(ctx, node, node.body),
            condition=test,
            limit=limit,
            body=body,
        )
    )
    return inner, False


def _check_limit(ctx: Ctx, node: ast.Expr, limit: e.Expr) -> None:
    """Report a constant limit that no loop can have."""
    if isinstance(limit, e.Const) and not 1 <= int(limit.value or 0) <= MOST_ROUNDS:
        ctx.program.sink.report(
            "bad-limit", node.span, what="a `while`", found=limit.value, low=1, high=MOST_ROUNDS
        )


def _advance(ctx: Ctx, node: ast.Advance, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    by = expr_as(ctx, node.by, t.DURATION, "what `advance` takes")
    made.append(s.Advance(span=node.span, text=_text(ctx, node), by=by))
    return replace(ctx, facts=narrow.without_fields(ctx.facts)), False


def _fail(ctx: Ctx, node: ast.Fail, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    found = failure(ctx, node.failure, "precondition_failed")
    made.append(s.Fail(span=node.span, text=_text(ctx, node), failure=found))
    return ctx, True


def _reject(ctx: Ctx, node: ast.Reject, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    found = failure(ctx, node.failure, "precondition_failed")
    made.append(s.Reject(span=node.span, text=_text(ctx, node), failure=found))
    return ctx, True


def _ensure(ctx: Ctx, node: ast.Ensure, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    old = replace(ctx, place=replace(ctx.place, old=True, writes=False))
    test = condition(old, node.condition, "what `ensure` takes")
    text = ctx.program.text(node.condition.span)
    if node.failure is not None:
        found = failure(old, node.failure, "postcondition_failed")
    else:
        found = plain("postcondition_failed", f"this must hold afterwards: {text}")
    made.append(s.Ensure(span=node.span, text=_text(ctx, node), condition=test, failure=found))
    return ctx, False


def _return(ctx: Ctx, node: ast.Return, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    from awmc.semantics.tool_calls import tool_call

    value: e.Expr | None = None
    if isinstance(node.value, ast.ToolCallExpr):
        found = tool_call(ctx, node.value, "result", _text(ctx, node.value))
        if found is not None:
            made.append(found)
            value = e.Var(name=found.name or "result", type=found.type)
    elif node.value is not None:
        from awmc.semantics.tools import returned

        value = returned(ctx, node.value)
    kind.returns.append((value, node))
    made.append(s.Return(span=node.span, text=_text(ctx, node), value=value))
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
            found = tool_call(ctx, node.value, None, _text(ctx, node))
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
    ast.ForStmt: _for,
    ast.IfStmt: _if,
    ast.WhileStmt: _while,
    ast.Advance: _advance,
    ast.Fail: _fail,
    ast.Reject: _reject,
    ast.Ensure: _ensure,
    ast.Return: _return,
    ast.ExprStmt: _expression,
}


def goal_requires(statements: tuple[s.Stmt, ...]) -> list[s.Require]:
    """Every `require` in a goal, in order."""
    return [n for stmt in statements for n in walk(stmt) if isinstance(n, s.Require)]
