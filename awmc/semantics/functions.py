"""`def`s, views' and errors' parameters: what has parameters and a single expression.

A def's type is the one it states, or else that of its value, elaborated when first asked for.
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.ir.columns import value_names
from awmc.semantics.fit import BROKEN, fit, is_broken
from awmc.semantics.program import Program, snake
from awmc.semantics.scope import Binding, Body, Ctx, Place
from awmc.semantics.type_exprs import resolve
from awmc.source import Span
from awmc.syntax import ast

DEF = Place("a `def`")
_NO_EFFECTS = ir.Effects()


def params(program: Program, owner: str, nodes: tuple[ast.ParamDecl, ...]) -> tuple[ir.Param, ...]:
    """Parameters with types and constant or simple defaults; made once for an owner."""
    made = program.lazy(("params", owner), lambda: _params(program, owner, nodes))
    return made if made is not None else ()


def _params(program: Program, owner: str, nodes: tuple[ast.ParamDecl, ...]) -> tuple[ir.Param, ...]:
    found: dict[str, ir.Param] = {}
    for node in nodes:
        if node.name.name in found:
            program.sink.report("duplicate-parameter", node.span, owner=owner, name=node.name.name)
            continue
        if node.name.name in ("me", "self"):
            reason = "the language uses it for itself"
            program.sink.report("taken-name", node.name.span, name=node.name.name, reason=reason)
            continue
        found[node.name.name] = _param(program, owner, node)
    _json_names(program, owner, found, nodes)
    return tuple(found.values())


def _param(program: Program, owner: str, node: ast.ParamDecl) -> ir.Param:
    type_ = resolve(program, node.type)
    default: e.Expr | None = None
    if node.default is not None:
        ctx = Ctx(program, Place("a default", me=False), Body())
        from awmc.semantics.expressions import expr

        value = expr(ctx, node.default, type_)
        what = f"the default of `{node.name.name}`"
        default = fit(ctx, value, type_, node.default.span, what)
        if is_broken(default.type):
            default = None if isinstance(type_, t.OptionType) else BROKEN
    return ir.Param(
        name=node.name.name,
        type=type_,
        alias=node.alias.plain if node.alias else None,
        default=default,
        doc=node.doc.plain if node.doc else None,
        span=node.span,
    )


def _json_names(
    program: Program, owner: str, found: dict[str, ir.Param], nodes: tuple[ast.ParamDecl, ...]
) -> None:
    seen: dict[str, str] = {}
    for param in found.values():
        if is_broken(param.type):
            continue
        for name in value_names(program.env, param.name, param.type, param.alias):
            first = seen.setdefault(name, param.name)
            if first != param.name:
                program.sink.report(
                    "duplicate-json-name",
                    param.span,
                    name=name,
                    owner=f"`{owner}`",
                    first=f"`{first}`",
                    second=f"`{param.name}`",
                )


def bind_params(ctx: Ctx, found: tuple[ir.Param, ...], *, checked: bool = False) -> Ctx:
    """A context in which the parameters are names; `checked` ones are known to be within the limits of their types."""
    names: dict[str, Binding] = {}
    for param in found:
        ctx.body.locals[param.name] = t.strip(param.type)
        value = e.Var(name=param.name, type=param.type if checked else t.strip(param.type))
        names[param.name] = Binding(value, param.span, "parameter")
    return ctx.with_names(names)


def def_signature(program: Program, name: str, span: Span) -> tuple[tuple[ir.Param, ...], t.Type]:
    """The parameters and the type of a def."""
    decl = program.defs[name]
    found = params(program, name, decl.params)
    if decl.result is not None:
        node = decl.result
        result = program.lazy(("def-type", name), lambda: resolve(program, node))
        return found, t.strip(result) if result is not None else t.ERROR
    value = def_value(program, name)
    if value is None:
        program.sink.report(
            "recursion", span, what=f"the function `{name}`", cycle=program.cycle(("def", name))
        )
        return found, t.ERROR
    return found, t.strip(value.type)


def def_value(program: Program, name: str) -> e.Expr | None:
    """The body of a def; None while it is being elaborated."""
    return program.lazy(("def", name), lambda: _def_value(program, name))


def _def_value(program: Program, name: str) -> e.Expr:
    from awmc.semantics.expressions import expr, expr_as

    decl = program.defs[name]
    found = params(program, name, decl.params)
    ctx = bind_params(Ctx(program, DEF, Body(frozenset(p.name for p in found))), found)
    if decl.result is None:
        return expr(ctx, decl.value)
    _, result = def_signature(program, name, decl.span)
    return expr_as(ctx, decl.value, result, f"the value of `{name}`")


def define(program: Program, name: str) -> ir.Def:
    """The finished def; its effects are found later."""
    decl = program.defs[name]
    found, result = def_signature(program, name, decl.span)
    value = def_value(program, name)
    assert value is not None
    return ir.Def(
        name=name,
        params=found,
        type=result,
        value=value,
        doc=decl.doc.plain if decl.doc else None,
        text=program.text(decl.value.span),
        reads=_NO_EFFECTS,
        span=decl.span,
    )


def error_kind(program: Program, name: str) -> ir.ErrorKind:
    """A declared error; its message sees its parameters."""
    made = program.lazy(("error", name), lambda: _error_kind(program, name))
    assert made is not None
    return made


def _error_kind(program: Program, name: str) -> ir.ErrorKind:
    from awmc.semantics.literals import text_parts

    decl = program.errors[name]
    found = params(program, name, decl.params)
    ctx = bind_params(Ctx(program, Place("the message of an error", me=False), Body()), found)
    return ir.ErrorKind(
        name=name,
        code=snake(name),
        params=found,
        message=text_parts(ctx, decl.message),
        span=decl.span,
    )
