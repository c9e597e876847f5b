"""Tools and `on` blocks: parameters, body, and the type of the result.

A result type that names a view shows rows with it; one that names an entity shows them with `*`. Without one it is what the
`return`s have in common.
"""

from __future__ import annotations

from dataclasses import replace

from awmc.diagnostics.suggest import TYPES, suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.walk import walk
from awmc.semantics import blocks, statements
from awmc.semantics.entities import view_type
from awmc.semantics.failures import failure
from awmc.semantics.fit import BROKEN, fit, is_broken, join, quote
from awmc.semantics.functions import bind_params, params
from awmc.semantics.literals import check_hidden
from awmc.semantics.objects import entry_name
from awmc.semantics.program import Program
from awmc.semantics.projections import each, jsonable, object_type, show_as, star_items
from awmc.semantics.scope import Body, Ctx, Place
from awmc.semantics.type_exprs import resolve
from awmc.source import Span
from awmc.syntax import ast

EMPTY = t.ObjectType(fields=())
_NO_EFFECTS = ir.Effects()


def result_type(program: Program, name: str, span: Span) -> t.Type:
    """The type of a tool's JSON value."""
    decl = program.tools[name]
    if decl.result is not None:
        node = decl.result
        made = program.lazy(("tool-type", name), lambda: _stated(program, node))
        return made if made is not None else t.ERROR
    tool = program.lazy(("tool", name), lambda: _tool(program, decl))
    if tool is None:
        cycle = program.cycle(("tool", name))
        program.sink.report("recursion", span, what=f"the tool `{name}`", cycle=cycle)
        return t.ERROR
    return tool.result


def define(program: Program, name: str) -> ir.Tool:
    """The finished tool; its effects are found later."""
    made = program.lazy(("tool", name), lambda: _tool(program, program.tools[name]))
    assert made is not None
    return made


def _tool(program: Program, decl: ast.ToolDecl) -> ir.Tool:
    if decl.private and (decl.by_user or decl.ends):
        program.sink.report(
            "conflicting-clauses",
            decl.name.span,
            first="private",
            second="by user" if decl.by_user else "ends",
            what=f"the tool `{decl.name.name}`",
            hint="a private tool is called by other tools alone",
        )
    owner = "tool " + decl.name.name
    found = params(program, owner, decl.params)
    body = Body(frozenset(param.name for param in found), result=decl.result)
    place = Place("a tool", visible=not decl.private, writes=True)
    ctx = bind_params(Ctx(program, place, body), found, checked=True)
    kind = blocks.BlockKind(
        "a tool", blocks.TOOL, "a tool holds statements that read, check and change rows"
    )
    made: list[s.Stmt] = []
    _, ended = statements.run(ctx, decl.body.statements, kind, made)
    result = _result(program, decl, kind, ended)
    return ir.Tool(
        name=decl.name.name,
        doc=decl.doc.plain if decl.doc else None,
        params=tuple(
            _with_failure(program, p, n) for p, n in zip(found, _nodes(decl, found), strict=True)
        ),
        result=result,
        view=_view(decl, kind),
        body=tuple(made),
        private=decl.private,
        by_user=decl.by_user,
        ends=decl.ends,
        effects=_NO_EFFECTS,
        may_reject=any(isinstance(n, s.Reject) for stmt in made for n in walk(stmt)),
        span=decl.span,
    )


def _nodes(decl: ast.ToolDecl, found: tuple[ir.Param, ...]) -> list[ast.ParamDecl]:
    by_name: dict[str, ast.ParamDecl] = {}
    for node in decl.params:
        by_name.setdefault(node.name.name, node)
    return [by_name[param.name] for param in found]


def _with_failure(program: Program, param: ir.Param, node: ast.ParamDecl) -> ir.Param:
    """The parameter with its `else`, which is for a missing row."""
    if node.failure is None:
        return param
    inner = t.unwrap(param.type)
    if isinstance(inner, t.ListType):
        inner = inner.item
    if not isinstance(inner, t.RefType | t.ErrorType):
        program.sink.report(
            "not-a-row",
            node.failure.span,
            what=f"the parameter `{param.name}`, which has an `else`,",
            found=quote(param.type),
            example='order: Order else "No such order"',
        )
        return param
    ctx = Ctx(program, Place("the message of a parameter", me=False), Body())
    return replace(param, failure=failure(ctx, node.failure, "not_found"))


def _view(decl: ast.ToolDecl, kind: blocks.BlockKind) -> str | None:
    if isinstance(decl.result, ast.NamedType):
        return decl.result.name if decl.result.name[:1].isupper() else None
    views = {value.view if isinstance(value, e.ViewOf) else None for value, _ in kind.returns}
    return views.pop() if len(views) == 1 else None


def _stated(program: Program, node: ast.TypeExpr) -> t.Type:
    """A result type: views and entities become the objects that show their rows."""
    match node:
        case ast.OptionalType(item=item):
            return t.optional(_stated(program, item))
        case ast.ListTypeExpr(item=item):
            return t.ListType(item=_stated(program, item))
        case ast.NamedType(name=name) if name in program.views:
            return view_type(program, name, node.span)
        case ast.NamedType(name=name) if name in program.entities:
            return _star_type(program, name)
        case ast.NamedType(name=name) if name[:1].isupper() and name not in (
            *program.enums,
            *program.records,
        ):
            known = [*program.views, *program.entities, *program.records, *program.enums]
            program.sink.report(
                "unknown-type",
                node.span,
                name=name,
                known=known,
                candidates=suggest(name, known, idioms=TYPES),
                once=f"type:{name}",
            )
            return t.ERROR
        case _:
            return resolve(program, node)


def _star_type(program: Program, entity: str) -> t.ObjectType:
    ctx = Ctx(program, Place("a result type"), Body())
    row = e.Var(name="self", type=t.RefType(entity=entity))
    return object_type(star_items(ctx, row))


def returned(ctx: Ctx, node: ast.Expr) -> e.Expr:
    """A returned value as JSON, shown as the tool's result type says."""
    from awmc.semantics.expressions import expr

    result = ctx.body.result
    hint = None
    if result is not None and not _names_rows(ctx.program, result):
        hint = _stated(ctx.program, result)
    value = expr(ctx, node, None if isinstance(hint, t.ObjectType) else hint)
    check_hidden(ctx, value, node, "returned")
    if is_broken(value.type) and not isinstance(value.type, t.ListType):
        return BROKEN
    if result is None:
        return jsonable(ctx, value)
    return _shown(ctx, value, result, node)


def _names_rows(program: Program, node: ast.TypeExpr) -> bool:
    match node:
        case ast.OptionalType(item=item) | ast.ListTypeExpr(item=item):
            return _names_rows(program, item)
        case ast.NamedType(name=name):
            return name in program.views or name in program.entities
        case _:
            return False


def _shown(ctx: Ctx, value: e.Expr, result: ast.TypeExpr, node: ast.Expr) -> e.Expr:
    wanted = _stated(ctx.program, result)
    inner = value.type
    match result:
        case ast.OptionalType(item=item) if isinstance(inner, t.OptionType):
            return _show_option(ctx, value, item, node)
        case ast.OptionalType(item=item) if not isinstance(inner, t.NoneType):
            return _shown(ctx, value, item, node)
        case ast.ListTypeExpr(item=item) if isinstance(inner, t.ListType) and _names_rows(
            ctx.program, item
        ):
            if isinstance(t.unwrap(inner.item), t.RefType):
                return each(ctx, value, lambda row: _shown(ctx, row, item, node))
        case ast.NamedType(name=name, span=span) if isinstance(inner, t.RefType):
            if name in ctx.program.views:
                return show_as(ctx, value, ast.Ident(span, name), node.span)
            if name == inner.entity:
                return jsonable(ctx, value)
        case _:
            pass
    return _as_object(ctx, jsonable(ctx, value), wanted, node)


def _show_option(ctx: Ctx, value: e.Expr, item: ast.TypeExpr, node: ast.Expr) -> e.Expr:
    rows = isinstance(t.unwrap(value.type), t.RefType)
    if rows and isinstance(item, ast.NamedType) and item.name in ctx.program.views:
        return show_as(ctx, value, ast.Ident(item.span, item.name), node.span)
    wanted = t.optional(_stated(ctx.program, item))
    return _as_object(ctx, jsonable(ctx, value), wanted, node)


def _as_object(ctx: Ctx, value: e.Expr, wanted: t.Type, node: ast.Expr) -> e.Expr:
    """A value as the stated type; an object fits if its fields do."""
    if join(value.type, wanted) is not None and isinstance(
        t.unwrap(_innermost(wanted)), t.ObjectType
    ):
        both = join(value.type, wanted)
        if both is not None and t.same_type(both, wanted):
            return value
    stated = ctx.program.text(ctx.body.result.span) if ctx.body.result is not None else ""
    if isinstance(node, ast.ObjectExpr) and any(entry_name(one) == "error" for one in node.entries):
        ctx.program.sink.report(
            "type-mismatch",
            node.span,
            what="the result of the tool",
            expected=f"`{stated}`",
            found=quote(value.type),
            hint='a call that fails has no result: `fail "…"`, or `require c else "…"`',
        )
        return BROKEN
    # An object is told by its fields, which do not say which view it is.
    shown = (
        f"the result of the tool, `{stated}`,"
        if isinstance(_innermost(wanted), t.ObjectType)
        else "the result of the tool"
    )
    return fit(ctx, value, wanted, node.span, shown)


def _innermost(type_: t.Type) -> t.Type:
    while isinstance(type_, t.ListType | t.OptionType):
        type_ = type_.item
    return type_


def _result(program: Program, decl: ast.ToolDecl, kind: blocks.BlockKind, ended: bool) -> t.Type:
    if decl.result is not None:
        return result_type(program, decl.name.name, decl.span)
    types: list[t.Type] = [value.type if value is not None else EMPTY for value, _ in kind.returns]
    if not ended:
        types.append(EMPTY)
    result = types[0] if types else EMPTY
    for place, type_ in enumerate(types[1:], start=1):
        both = join(result, type_)
        if both is None:
            node = kind.returns[place][1] if place < len(kind.returns) else decl
            program.sink.report(
                "branch-mismatch",
                node.span,
                what=f"the tool `{decl.name.name}`",
                first=quote(result),
                second=quote(type_),
                hint="every `return` gives one type; without a `return` a tool gives `{}`",
            )
            return t.ERROR
        result = both
    return t.strip(result)


def handler(program: Program, decl: ast.OnDecl) -> ir.Handler:
    """`on call` or `on clock`."""
    place = Place(f"`on {decl.event}`", me=decl.event == "call", visible=False, writes=True)
    ctx = Ctx(program, place, Body())
    reason = "an `on` block neither ends the call nor moves the clock"
    kind = blocks.BlockKind(f"`on {decl.event}`", blocks.ON_CALL, reason)
    body = statements.block(ctx, decl.body, kind)
    return ir.Handler(event=decl.event, body=body, effects=_NO_EFFECTS, span=decl.span)
