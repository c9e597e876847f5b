"""Calls: built-ins, aggregates, `old(…)`, `def`s, `extern`s, and `Order(k)`.

A call is resolved by its name alone: a `def` or `extern` of the spec, then what gathers a comprehension, then a built-in.
"""

from __future__ import annotations

from typing import cast

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.diagnostics.suggest import FUNCTIONS, suggest
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.walk import walk
from awmc.semantics import gather as gathering
from awmc.semantics import objects
from awmc.semantics.arguments import arguments
from awmc.semantics.builtin_calls import builtin, finish, wrong_count
from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.semantics.fit import BROKEN, is_broken
from awmc.semantics.lookups import lookup
from awmc.semantics.scope import Ctx
from awmc.syntax import ast


def call(ctx: Ctx, node: ast.Call, expected: t.Type | None) -> e.Expr:
    """`f(…)`."""
    name = node.function.name
    program = ctx.program
    if name in program.entities:
        return lookup(ctx, node)
    if name in program.defs or name in program.externs:
        return _declared(ctx, node)
    if name == "old":
        return _old(ctx, node, expected)
    if name == "now" and not node.arguments:
        return e.Now()
    if node.comprehension is not None:
        return _gather(ctx, node, expected)
    if name in GATHERS and not (name in ("min", "max") and len(node.arguments) > 1):
        return _over_list(ctx, node)
    if name in BUILTINS or name in ("min", "max"):
        return builtin(ctx, node)
    return _unknown(ctx, node)


def _unknown(ctx: Ctx, node: ast.Call) -> e.Expr:
    name, program = node.function.name, ctx.program
    if name in program.tools:
        program.sink.report("tool-as-function", node.span, name=name)
        return BROKEN
    if name in program.records:
        return _record(ctx, node)
    known = [*program.defs, *program.externs, *GATHERS, *BUILTINS, *program.entities, "now", "old"]
    hint = ""
    if name in program.views:
        shown = program.text(node.arguments[0].span) if len(node.arguments) == 1 else "row"
        hint = f"a view shows a row: `{shown}.{name}`"
    program.sink.report(
        "unknown-function",
        node.function.span,
        name=name,
        hint=hint,
        candidates=suggest(name, known, idioms=FUNCTIONS),
        once=f"function:{name}",
    )
    return BROKEN


def _record(ctx: Ctx, node: ast.Call) -> e.Expr:
    """`Address(a = 1)`, which is written `{ a: 1 }`."""
    record = ctx.program.records[node.function.name]
    text = ", ".join(
        f"{a.name.name}: {ctx.program.text(a.value.span)}" for a in node.arguments if a.name
    )
    fix = Fix(
        title="write a record as an object",
        applicability=Applicability.safe,
        edits=(Edit(span=node.span, text=f"{{ {text} }}"),),
    )
    named = all(argument.name is not None for argument in node.arguments)
    ctx.program.sink.report(
        "record-constructor", node.span, name=record.name, fix=fix if named else None
    )
    if not named:
        return BROKEN
    entries = tuple(ast.Entry(a.span, cast(ast.Ident, a.name), a.value) for a in node.arguments)
    return objects.record_value(ctx, node.span, record, entries)


def _gather(ctx: Ctx, node: ast.Call, expected: t.Type | None) -> e.Expr:
    name = node.function.name
    assert node.comprehension is not None
    if name == "group":
        ctx.program.sink.report("group-place", node.span)
        return BROKEN
    if name in GATHERS:
        kind = cast(e.Gather, name)
        wanted = expected if kind in ("sum", "min", "max", "avg", "first", "the") else None
        hint = t.unwrap(wanted) if wanted is not None else None
        return gathering.gather(ctx, node.comprehension, kind, hint)
    values = gathering.gather(ctx, node.comprehension, "list")
    if name in BUILTINS:
        return finish(ctx, node, BUILTINS[name], [values], [node.comprehension.items[0]])
    return _unknown(ctx, node)


def _over_list(ctx: Ctx, node: ast.Call) -> e.Expr:
    """`sum(xs)`."""
    from awmc.semantics.expressions import expr

    name = node.function.name
    if name in ("map", "group") or len(node.arguments) != 1:
        example = "k, v for x in S" if name in ("map", "group") else "x for x in S"
        ctx.program.sink.report("comprehension-needed", node.span, function=name, example=example)
        return BROKEN
    argument = node.arguments[0].value
    return gathering.over_list(ctx, expr(ctx, argument), cast(e.Gather, name), argument)


def _old(ctx: Ctx, node: ast.Call, expected: t.Type | None) -> e.Expr:
    from awmc.semantics.expressions import expr

    if not ctx.place.old:
        ctx.program.sink.report("old-unavailable", node.span, place=ctx.place.name)
    if len(node.arguments) != 1:
        wrong_count(ctx, node, "one value", "old(e)")
        return BROKEN
    value = expr(ctx.lazily(), node.arguments[0].value, expected)
    if is_broken(value.type):
        return BROKEN
    inside = {
        name for inner in walk(value) if isinstance(inner, e.ForClause) for name in inner.names
    } | {inner.var for inner in walk(value) if isinstance(inner, e.Project)}
    free = {inner.name for inner in walk(value) if isinstance(inner, e.Var)} - inside
    early = free <= ctx.body.params
    if isinstance(value, e.Narrow):
        # That it is not none is known of the value as it is now; the earlier one is only taken for such where it is used as one.
        was = e.Old(value=value.value, early=early, type=t.strip(value.value.type))
        return e.Narrow(value=was, type=t.strip(value.type))
    return e.Old(value=value, early=early, type=t.strip(value.type))


def _declared(ctx: Ctx, node: ast.Call) -> e.Expr:
    """A call of a `def` or `extern`."""
    from awmc.semantics.functions import def_signature

    name = node.function.name
    if name in ctx.program.externs:
        extern = ctx.program.externs[name]
        args = arguments(ctx, node.span, name, node.arguments, extern.params)
        return BROKEN if args is None else e.ExternCall(name=name, args=args, type=extern.type)
    params, result = def_signature(ctx.program, name, node.span)
    args = arguments(ctx, node.span, name, node.arguments, params)
    if args is None or is_broken(result):
        return BROKEN
    return e.DefCall(name=name, args=args, type=result)
