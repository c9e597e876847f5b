"""`call t(a = 1)`: arguments checked against the tool's parameters, rows turned into their keys.

The IR call carries arguments by their JSON names, as a caller from outside would give them.
"""

from __future__ import annotations

from itertools import zip_longest

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.columns import key_columns, param_names
from awmc.semantics.fit import BROKEN, convert, fit, is_broken
from awmc.semantics.functions import params
from awmc.semantics.scope import Ctx
from awmc.syntax import ast


def tool_call(ctx: Ctx, node: ast.ToolCallExpr, name: str | None, text: str) -> s.CallTool | None:
    """The call as a statement that binds its result to `name`; None after a report."""
    from awmc.semantics.tools import result_type

    decl = _tool(ctx, node)
    if decl is None:
        return None
    if ctx.place.name == "a solution" and decl.private:
        known = [tool.name.name for tool in ctx.program.tools.values() if not tool.private]
        ctx.program.sink.report(
            "private-in-solution", node.tool.span, tool=node.tool.name, known=known
        )
    found = params(ctx.program, "tool " + decl.name.name, decl.params)
    args = _arguments(ctx, node, found)
    type_ = result_type(ctx.program, decl.name.name, node.span)
    if args is None:
        return None
    unique = None if name is None else ctx.body.local(name, type_, ctx.variables())
    return s.CallTool(
        span=node.span, text=text, tool=decl.name.name, args=args, name=unique, type=type_
    )


def _tool(ctx: Ctx, node: ast.ToolCallExpr) -> ast.ToolDecl | None:
    name = node.tool.name
    if name in ctx.program.tools:
        return ctx.program.tools[name]
    if name in ctx.program.defs or name in ctx.program.externs:
        kind = "a `def`" if name in ctx.program.defs else "an `extern`"
        ctx.program.sink.report("function-as-tool", node.span, name=name, kind=kind)
        return None
    known = list(ctx.program.tools)
    ctx.program.sink.report(
        "unknown-tool",
        node.tool.span,
        name=name,
        known=known,
        candidates=suggest(name, known, idioms={}),
        once=f"tool:{name}",
    )
    return None


def _arguments(
    ctx: Ctx, node: ast.ToolCallExpr, found: tuple[ir.Param, ...]
) -> tuple[tuple[str, e.Expr], ...] | None:
    read = _given(ctx, node, found)
    if read is None:
        return None
    given, sound = read
    missing = [
        p.name
        for p in found
        if p.name not in given and p.default is None and not isinstance(p.type, t.OptionType)
    ]
    if missing and sound:
        signature = f"{node.tool.name}({', '.join(f'{p.name}: {t.show(p.type)}' for p in found)})"
        ctx.program.sink.report(
            "missing-argument",
            node.span,
            owner=node.tool.name,
            missing=missing,
            signature=signature,
            once=f"arguments of {node.tool.name}: {missing}",
        )
        return None
    args: list[tuple[str, e.Expr]] = []
    for param in found:
        if param.name in given:
            args.extend(_argument(ctx, node.tool.name, param, given[param.name].value))
        elif param.default is None:
            none = e.Const(value=None, type=t.strip(param.type))
            args.extend((name, none) for name in param_names(ctx.program.env, param))
    return tuple(args) if sound else None


def _given(
    ctx: Ctx, node: ast.ToolCallExpr, found: tuple[ir.Param, ...]
) -> tuple[dict[str, ast.Argument], bool] | None:
    """Each argument by the name of its parameter, and whether all are sound; None if one has no name."""
    by_name = {param.name: param for param in found}
    given: dict[str, ast.Argument] = {}
    sound = True
    for argument in node.arguments:
        if argument.name is None:
            ctx.program.sink.report(
                "positional-argument",
                argument.span,
                tool=node.tool.name,
                example=_by_name(ctx, node, found),
            )
            return None
        name = _param_name(ctx, argument.name.name, found)
        if name not in by_name:
            ctx.program.sink.report(
                "unknown-parameter",
                argument.span,
                owner=node.tool.name,
                name=argument.name.name,
                known=list(by_name),
                candidates=suggest(argument.name.name, by_name, idioms={}),
                once=f"parameter {node.tool.name}.{argument.name.name}",
            )
            sound = False
        elif name in given:
            ctx.program.sink.report("duplicate-entry", argument.span, name=name, place="the call")
        else:
            given[name] = argument
    return given, sound


def _by_name(ctx: Ctx, node: ast.ToolCallExpr, found: tuple[ir.Param, ...]) -> str:
    """A call whose arguments lack names, with the names of the parameters in order; a row for its key."""
    shown: list[str] = []
    for argument, param in zip_longest(node.arguments[: len(found)], found):
        name = param.name if argument is None or argument.name is None else argument.name.name
        text = "…" if argument is None else ctx.program.text(argument.value.span)
        target = t.unwrap(param.type)
        if isinstance(target, t.RefType) and isinstance(argument and argument.value, ast.Attribute):
            keys = key_columns(ctx.program.env, ctx.program.env.entity(target.entity))
            text = text.removesuffix(f".{keys[0].name}") if len(keys) == 1 else text
        shown.append(f"{name} = {text}")
    return f"call {node.tool.name}({', '.join(shown)})"


def _param_name(ctx: Ctx, name: str, found: tuple[ir.Param, ...]) -> str:
    """A parameter by its own name, or by the JSON name of its only part."""
    for param in found:
        if not is_broken(param.type) and param_names(ctx.program.env, param) == (name,):
            return param.name
    return name


def _argument(ctx: Ctx, tool: str, param: ir.Param, node: ast.Expr) -> list[tuple[str, e.Expr]]:
    from awmc.semantics.expressions import expr

    if is_broken(param.type):
        expr(ctx, node)
        return []
    what = f"the parameter `{param.name}` of `{tool}`"
    wanted = t.optional(param.type) if param.default is not None else param.type
    names = param_names(ctx.program.env, param)
    target = t.unwrap(param.type)
    if isinstance(target, t.RefType):
        return list(zip(names, _keys(ctx, node, target, wanted, what), strict=True))
    if isinstance(target, t.ListType) and isinstance(target.item, t.RefType):
        return [(names[0], _key_list(ctx, node, target.item, what))]
    value = expr(ctx, node, wanted)
    return [(names[0], fit(ctx, value, wanted, node.span, what))]


def _keys(ctx: Ctx, node: ast.Expr, target: t.RefType, wanted: t.Type, what: str) -> list[e.Expr]:
    """The key parts of a row, or of what is a key already."""
    from awmc.semantics.expressions import expr
    from awmc.semantics.projections import key_exprs

    columns = key_columns(ctx.program.env, ctx.program.env.entity(target.entity))
    hint = t.strip(columns[0].type) if len(columns) == 1 else None
    value = expr(ctx, node, hint)
    if is_broken(value.type):
        return [BROKEN] * len(columns)
    if isinstance(value, e.Const) and value.value is None and isinstance(wanted, t.OptionType):
        return [e.Const(value=None, type=t.optional(t.strip(c.type))) for c in columns]
    if isinstance(t.unwrap(value.type), t.RefType):
        fitted = fit(ctx, value, wanted, node.span, what)
        return [BROKEN] * len(columns) if is_broken(fitted.type) else key_exprs(ctx, fitted)
    optional = isinstance(wanted, t.OptionType)
    key = t.optional(t.strip(columns[0].type)) if optional else t.strip(columns[0].type)
    fits = convert(value, key)
    if len(columns) == 1 and fits is not None:
        return [fits]
    inner = e.Narrow(value=value, type=t.unwrap(value.type))
    maybe = isinstance(value.type, t.OptionType) and convert(inner, key) is not None
    fit(ctx, value, key if maybe and len(columns) == 1 else wanted, node.span, what)
    return [BROKEN] * len(columns)


def _key_list(ctx: Ctx, node: ast.Expr, item: t.RefType, what: str) -> e.Expr:
    from awmc.semantics.expressions import expr
    from awmc.semantics.projections import each, key_exprs

    columns = key_columns(ctx.program.env, ctx.program.env.entity(item.entity))
    key = t.ListType(item=t.strip(columns[0].type))
    if isinstance(node, ast.ListExpr):
        items = tuple(_keys(ctx, part, item, item, what)[0] for part in node.items)
        return BROKEN if any(is_broken(i.type) for i in items) else e.ListOf(items=items, type=key)
    value = expr(ctx, node, key)
    if isinstance(value.type, t.ListType) and isinstance(value.type.item, t.RefType):
        return each(ctx, value, lambda row: key_exprs(ctx, row)[0])
    return fit(ctx, value, key, node.span, what)
