"""Tasks: row clauses, actor, instruction, `given`, solution, goal and answers, each in the scope that language rules give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.semantics import blocks, gather, statements
from awmc.semantics.creation import data_cell
from awmc.semantics.expressions import expr, expr_as
from awmc.semantics.fit import BROKEN, is_broken, quote
from awmc.semantics.literals import text_parts
from awmc.semantics.names import no_actor
from awmc.semantics.program import Program
from awmc.semantics.projections import each, jsonable, key_exprs
from awmc.semantics.scope import Body, Ctx, Place
from awmc.source import Span
from awmc.syntax import ast

_NO_EFFECTS = ir.Effects()


def task(program: Program, decl: ast.TaskDecl) -> ir.Task:
    """The finished task family."""
    name = decl.name.name
    _complete(program, decl)
    base = Ctx(program, Place("the `for` of a task", me=False), Body())
    ctx, clauses = gather.clauses(base, decl.clauses)
    order = gather.order_keys(ctx, decl.order)
    limit = expr_as(base, decl.limit, t.INT, "a `limit`") if decl.limit else None
    offset = expr_as(base, decl.offset, t.INT, "an `offset`") if decl.offset else None
    ctx = replace(ctx, lazy=False)
    actor = _actor(program, ctx, decl)
    told = replace(ctx, place=Place("an instruction"))
    given = _given(ctx, decl)
    solution, lets = _solution(ctx, decl)
    goal = _goal(ctx, decl, lets)
    call_limit = expr_as(ctx, decl.call_limit, t.INT, "`limit calls`") if decl.call_limit else None
    return ir.Task(
        name=name,
        doc=decl.doc.plain if decl.doc else None,
        clauses=clauses,
        order=order,
        limit=limit,
        offset=offset,
        actor=actor,
        instruction=text_parts(told, decl.instruction)
        if decl.instruction
        else e.Text(parts=(), type=t.TEXT),
        user=text_parts(told, decl.user) if decl.user else None,
        given=given,
        solution=solution,
        goal=goal,
        answers=tuple(_answer(ctx, node, lets) for node in decl.answers),
        call_limit=call_limit,
        may_change=_may_change(program, decl),
        solution_effects=_NO_EFFECTS,
        span=decl.span,
    )


def _complete(program: Program, decl: ast.TaskDecl) -> None:
    name = decl.name.name
    if decl.instruction is None:
        program.sink.report("task-without-instruction", decl.name.span, task=name)
    if decl.solution is None:
        program.sink.report("task-without-solution", decl.name.span, task=name)
    actor = program.actor()
    if decl.actor is None and actor is not None:
        program.sink.report("task-without-actor", decl.name.span, task=name, actor=actor.name)


def _actor(program: Program, ctx: Ctx, decl: ast.TaskDecl) -> e.Expr | None:
    info = program.actor()
    if decl.actor is None:
        return None
    if info is None:
        value = expr(ctx, decl.actor)
        if isinstance(value.type, t.RefType):
            no_actor(program, decl.actor.span, "actor", "a task", value.type.entity)
        elif not is_broken(value.type):
            no_actor(program, decl.actor.span, "actor", "a task")
        return BROKEN
    wanted = t.RefType(entity=info.name)
    return data_cell(ctx, decl.actor, wanted, "the actor of a task")


def _given(ctx: Ctx, decl: ast.TaskDecl) -> tuple[s.Stmt, ...]:
    if decl.given is None:
        return ()
    inner = replace(ctx, place=Place("`given`", writes=True), body=_body(ctx))
    reason = "it changes rows before the start: `let`, `create`, `set`, `delete`, `for`, `if`"
    kind = blocks.BlockKind("`given`", blocks.GIVEN, reason)
    return statements.block(inner, decl.given, kind)


def _body(ctx: Ctx, place: str = "", lets: Sequence[str] = ()) -> Body:
    """A body that sees the task's rows; names let in the solution get a word of their own."""
    elsewhere = {name: ("solution-name", {"name": name, "place": place}) for name in lets}
    return Body(frozenset(ctx.variables()), elsewhere=elsewhere)


def _solution(ctx: Ctx, decl: ast.TaskDecl) -> tuple[tuple[s.Stmt, ...], list[str]]:
    """The solution, and the names that it lets."""
    if decl.solution is None:
        return (), []
    inner = replace(ctx, place=Place("a solution"), body=_body(ctx))
    reason = "a solution calls tools, with `let`, `for`, `if` and `while`"
    kind = blocks.BlockKind("a solution", blocks.SOLUTION, reason)
    lets = [node for node in blocks.inside(decl.solution) if isinstance(node, ast.Let)]
    return statements.block(inner, decl.solution, kind), [node.name.name for node in lets]


def _goal(ctx: Ctx, decl: ast.TaskDecl, lets: list[str]) -> tuple[s.Stmt, ...]:
    if decl.goal is None:
        return ()
    inner = replace(ctx, place=Place("a goal", old=True), body=_body(ctx, "the goal", lets))
    reason = "a goal looks at the final data: `let`, `for`, `if` and `require`"
    kind = blocks.BlockKind("a goal", blocks.GOAL, reason)
    made = statements.block(inner, decl.goal, kind)
    if not blocks.goal_requires(made):
        ctx.program.sink.report(
            "empty-declaration", decl.goal.span, what="a goal", part="`require`"
        )
    return made


def _answer(ctx: Ctx, node: ast.Expr, lets: list[str]) -> tuple[e.Expr, str]:
    inner = replace(ctx, place=Place("an answer", old=True), body=_body(ctx, "the answer", lets))
    value = expr(inner, node)
    if isinstance(t.unwrap(value.type), t.RefType):
        keys = key_exprs(inner, value)
        value = keys[0] if len(keys) == 1 else value
    if isinstance(value.type, t.ListType) and isinstance(value.type.item, t.RefType):
        value = each(inner, value, lambda row: key_exprs(inner, row)[0])
    text = ctx.program.text(node.span)
    if not _answerable(value.type):
        ctx.program.sink.report("answer-type", node.span, found=quote(value.type))
        return BROKEN, text
    return jsonable(inner, value), text


def _answerable(type_: t.Type) -> bool:
    match t.unwrap(type_):
        case t.ListType(item=item):
            return not isinstance(item, t.ListType) and _answerable(item)
        case (
            t.BoolType()
            | t.ObjectType()
            | t.RecordType()
            | t.MapType()
            | t.PairType()
            | t.RefType()
            | t.NoneType()
        ):
            return False
        case _:
            return True


def _may_change(program: Program, decl: ast.TaskDecl) -> tuple[ir.MayChange, ...]:
    made: list[ir.MayChange] = []
    for node in decl.may_change:
        info = program.entities.get(node.entity.name)
        if info is None:
            _unknown_entity(program, node.entity.name, node.entity.span)
        elif node.field is not None and node.field.name not in info.fields:
            program.sink.report(
                "unknown-field",
                node.field.span,
                owner=info.name,
                name=node.field.name,
                known=list(info.fields),
                candidates=suggest(node.field.name, info.fields, idioms={}),
            )
        else:
            field = node.field.name if node.field else None
            made.append(ir.MayChange(entity=info.name, field=field))
    return tuple(made)


def _unknown_entity(program: Program, name: str, span: Span) -> None:
    known = list(program.entities)
    program.sink.report(
        "unknown-entity",
        span,
        name=name,
        known=known,
        candidates=suggest(name, known, idioms={}),
        once=f"type:{name}",
    )
