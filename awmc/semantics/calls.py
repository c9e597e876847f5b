"""Calls: built-ins, aggregates, `old(…)`, `def`s, `extern`s, and `Order(k)`.

A call is resolved by its name alone: a `def` or `extern` of the spec, then what gathers a comprehension, then a built-in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.diagnostics.suggest import FUNCTIONS, suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.ir.columns import key_columns
from awmc.ir.walk import walk
from awmc.semantics import gather as gathering
from awmc.semantics import objects
from awmc.semantics.builtins import BUILTINS, GATHERS, Parameter, Signature
from awmc.semantics.fit import BROKEN, is_broken, quote
from awmc.semantics.generic import GENERIC, Wrong, extreme
from awmc.semantics.scope import Ctx
from awmc.source import Span
from awmc.syntax import ast


def call(ctx: Ctx, node: ast.Call, expected: t.Type | None) -> e.Expr:
    """`f(…)`."""
    name = node.function.name
    program = ctx.program
    if name in program.entities:
        return _lookup(ctx, node)
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
        return _builtin(ctx, node)
    return _unknown(ctx, node)


def _unknown(ctx: Ctx, node: ast.Call) -> e.Expr:
    name, program = node.function.name, ctx.program
    if name in program.tools:
        program.sink.report("tool-as-function", node.span, name=name)
        return BROKEN
    if name in program.records:
        return _record(ctx, node)
    known = [*program.defs, *program.externs, *GATHERS, *BUILTINS, *program.entities, "now", "old"]
    program.sink.report(
        "unknown-function",
        node.function.span,
        name=name,
        hint="",
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
        return _finish(ctx, node, BUILTINS[name], [values], [node.comprehension.items[0]])
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
        _count(ctx, node, "one value", "old(e)")
        return BROKEN
    value = expr(ctx.lazily(), node.arguments[0].value, expected)
    if is_broken(value.type):
        return BROKEN
    inside = {
        name for inner in walk(value) if isinstance(inner, e.ForClause) for name in inner.names
    } | {inner.var for inner in walk(value) if isinstance(inner, e.Project)}
    free = {inner.name for inner in walk(value) if isinstance(inner, e.Var)} - inside
    return e.Old(value=value, early=free <= ctx.body.params, type=t.strip(value.type))


def _count(ctx: Ctx, node: ast.Call, expected: str, signature: str) -> None:
    found = len(node.arguments)
    ctx.program.sink.report(
        "argument-count",
        node.span,
        function=node.function.name,
        expected=expected,
        found=f"{found} {'is' if found == 1 else 'are'}",
        signature=signature,
    )


# ---------------------------------------------------------------- built-ins


def _builtin(ctx: Ctx, node: ast.Call) -> e.Expr:
    from awmc.semantics.expressions import expr

    name = node.function.name
    signature = BUILTINS.get(name)
    if signature is None:
        nodes = [argument.value for argument in node.arguments]
        from awmc.semantics.sides import together

        values = together([ctx] * len(nodes), nodes, None)
        return _made(ctx, node, extreme(name, values), values, nodes)
    if signature.random and not ctx.place.random:
        ctx.program.sink.report("random-outside-data", node.span, name=name)
        return BROKEN
    if name in ("ancestors", "descendants"):
        return _tree(ctx, node)
    placed = _place(ctx, node, signature)
    if placed is None:
        return BROKEN
    values = [
        expr(ctx, value, parameter.type)
        for parameter, value in zip(signature.parameters, placed, strict=False)
    ]
    return _finish(ctx, node, signature, values, placed)


def _place(ctx: Ctx, node: ast.Call, signature: Signature) -> list[ast.Expr] | None:
    """The arguments in the order of the parameters."""
    names = [parameter.name for parameter in signature.parameters]
    found: dict[str, ast.Expr] = {}
    for place, argument in enumerate(node.arguments):
        name = argument.name.name if argument.name else names[place] if place < len(names) else ""
        if name not in names or name in found:
            found[f"?{place}"] = argument.value
        else:
            found[name] = argument.value
    needed = [parameter.name for parameter in signature.parameters if not parameter.optional]
    if any(key.startswith("?") for key in found) or any(name not in found for name in needed):
        least, most = len(needed), len(names)
        expected = "nothing" if not most else str(most) if least == most else f"{least} to {most}"
        plural = "argument" if most == 1 else "arguments"
        _count(ctx, node, f"{expected} {plural}" if most else "no arguments", signature.text)
        return None
    return [found[name] for name in names if name in found]


def _finish(
    ctx: Ctx,
    node: ast.Call,
    signature: Signature,
    values: list[e.Expr],
    nodes: list[ast.Expr],
) -> e.Expr:
    if any(is_broken(value.type) and not isinstance(value.type, t.ListType) for value in values):
        return BROKEN
    fitted: list[e.Expr] = []
    for parameter, value, argument in zip(signature.parameters, values, nodes, strict=False):
        made = _argument(ctx, node, parameter, value, argument)
        if made is None:
            return BROKEN
        fitted.append(made)
    if signature.name == "matches" and not _pattern_fits(ctx, nodes[1], fitted[1]):
        return BROKEN
    if signature.name == "format_date" and not _date_format_fits(ctx, nodes[1], fitted[1]):
        return BROKEN
    if signature.name in GENERIC:
        return _made(ctx, node, GENERIC[signature.name](fitted), fitted, nodes)
    assert signature.result is not None
    return e.Builtin(name=signature.name, args=tuple(fitted), type=signature.result)


def _argument(
    ctx: Ctx, node: ast.Call, parameter: Parameter, value: e.Expr, argument: ast.Expr
) -> e.Expr | None:
    from awmc.semantics.fit import fit

    if parameter.type is not None:
        what = f"`{parameter.name}` of `{node.function.name}`"
        made = fit(ctx, value, parameter.type, argument.span, what)
        return None if is_broken(made.type) else made
    if isinstance(value.type, t.OptionType) and node.function.name not in ("text",):
        ctx.program.sink.report(
            "possibly-none",
            argument.span,
            expression=ctx.program.text(argument.span),
            type=quote(value.type),
        )
        return None
    return value


def _made(
    ctx: Ctx, node: ast.Call, made: e.Expr | Wrong, values: list[e.Expr], nodes: list[ast.Expr]
) -> e.Expr:
    if not isinstance(made, Wrong):
        return made
    if is_broken(values[made.place].type):
        return BROKEN
    ctx.program.sink.report(
        "type-mismatch",
        nodes[made.place].span,
        what=f"argument {made.place + 1} of `{node.function.name}`",
        expected=made.expected,
        found=quote(values[made.place].type),
        hint=made.hint,
    )
    return BROKEN


def _pattern_fits(ctx: Ctx, node: ast.Expr, value: e.Expr) -> bool:
    """Patterns are literals, so that a spec's regular expressions are known to be sound."""
    from awmc.semantics.patterns import pattern_error

    if not (isinstance(value, e.Const) and isinstance(value.value, str)):
        ctx.program.sink.report("literal-needed", node.span, what="the pattern of `matches`")
        return False
    reason = pattern_error(value.value)
    if reason is not None:
        ctx.program.sink.report("bad-pattern", node.span, pattern=value.value, reason=reason)
    return reason is None


def _date_format_fits(ctx: Ctx, node: ast.Expr, value: e.Expr) -> bool:
    from awmc.semantics.literals import format_fits

    if not (isinstance(value, e.Const) and isinstance(value.value, str)):
        ctx.program.sink.report("literal-needed", node.span, what="the format of `format_date`")
        return False
    if not format_fits(value.value, t.DATE):
        ctx.program.sink.report("bad-format", node.span, format=value.value, type="a date")
        return False
    return True


def _tree(ctx: Ctx, node: ast.Call) -> e.Expr:
    """`ancestors(row, field)`: the field is a self-reference, given by its name."""
    from awmc.semantics.expressions import expr

    name = node.function.name
    if len(node.arguments) != 2:
        _count(ctx, node, "2 arguments", f"{name}(row, field)")
        return BROKEN
    row, field = expr(ctx, node.arguments[0].value), node.arguments[1].value
    if is_broken(row.type):
        return BROKEN
    entity = row.type.entity if isinstance(row.type, t.RefType) else None
    fields = ctx.program.entities[entity].fields if entity is not None else {}
    wanted = field.name if isinstance(field, ast.Name) else ""
    known = [f.name for f in fields.values() if t.unwrap(f.type) == row.type]
    if entity is None:
        ctx.program.sink.report(
            "not-a-row",
            node.arguments[0].value.span,
            what=f"the first argument of `{name}`",
            found=quote(row.type),
            example=f"{name}(folder, parent)",
        )
        return BROKEN
    if wanted not in known:
        ctx.program.sink.report(
            "unknown-field",
            field.span,
            owner=f"{entity}",
            name=wanted or ctx.program.text(field.span),
            known=known,
            candidates=suggest(wanted, known),
        )
        return BROKEN
    step = e.Const(value=wanted, type=t.TEXT)
    return e.Builtin(name=name, args=(row, step), type=t.ListType(item=row.type))


# ---------------------------------------------------------------- declared


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


def arguments(
    ctx: Ctx,
    span: Span,
    owner: str,
    given: tuple[ast.Argument, ...],
    params: Sequence[ir.Param],
) -> tuple[e.Expr, ...] | None:
    """The arguments of a def, extern or error, by place or name, in the order of its parameters."""
    from awmc.semantics.expressions import expr_as

    signature = f"{owner}({', '.join(f'{p.name}: {t.show(p.type)}' for p in params)})"
    found = _by_name(ctx, span, owner, given, params, signature)
    if found is None:
        return None
    by_name, sound = found
    made: list[e.Expr] = []
    for param in params:
        if param.name in by_name:
            what = f"the parameter `{param.name}` of `{owner}`"
            made.append(expr_as(ctx, by_name[param.name], param.type, what))
        elif param.default is not None:
            made.append(param.default)
        elif isinstance(param.type, t.OptionType):
            made.append(e.Const(value=None, type=t.strip(param.type)))
        else:
            missing = [p.name for p in params if p.name not in by_name]
            ctx.program.sink.report(
                "missing-argument", span, owner=owner, missing=missing, signature=signature
            )
            return None
    return tuple(made) if sound else None


def _by_name(
    ctx: Ctx,
    span: Span,
    owner: str,
    given: tuple[ast.Argument, ...],
    params: Sequence[ir.Param],
    signature: str,
) -> tuple[dict[str, ast.Expr], bool] | None:
    """Each argument by the name of its parameter, and whether all have one; None if there are too many."""
    by_name: dict[str, ast.Expr] = {}
    sound = True
    known = [param.name for param in params]
    for place, argument in enumerate(given):
        if argument.name is None and place >= len(params):
            plural = "argument" if len(params) == 1 else "arguments"
            ctx.program.sink.report(
                "argument-count",
                span,
                function=owner,
                expected=f"{len(params)} {plural}",
                found=f"{len(given)} are",
                signature=signature,
            )
            return None
        name = argument.name.name if argument.name is not None else params[place].name
        if name not in known:
            ctx.program.sink.report(
                "unknown-parameter",
                argument.span,
                owner=owner,
                name=name,
                known=known,
                candidates=suggest(name, known),
            )
            sound = False
        by_name[name] = argument.value
    return by_name, sound


def _lookup(ctx: Ctx, node: ast.Call) -> e.Expr:
    """`Order(k)`: the parts of the key, by place or name."""
    entity = node.function.name
    if ctx.program.entities[entity].state:
        ctx.program.sink.report(
            "state-row", node.span, name=entity, use=f"{entity}(…)", field="field"
        )
        return BROKEN
    columns = key_columns(ctx.program.env, ctx.program.env.entity(entity))
    wanted = ", ".join(column.name for column in columns)
    if len(node.arguments) != len(columns):
        if len(node.arguments) == 1 and (same := _same_row(ctx, node)) is not None:
            return same
        ctx.program.sink.report("key-parts", node.span, entity=entity, key=wanted)
        return BROKEN
    key = lookup_key(ctx, entity, [argument.value for argument in node.arguments])
    if any(is_broken(part.type) for part in key):
        return BROKEN
    if len(key) == 1 and isinstance(key[0].type, t.RefType):
        return key[0]
    return e.Lookup(
        entity=entity,
        key=key,
        maybe=False,
        visible=ctx.place.visible,
        type=t.RefType(entity=entity),
    )


def _same_row(ctx: Ctx, node: ast.Call) -> e.Expr | None:
    from awmc.semantics.expressions import expr

    value = expr(ctx, node.arguments[0].value)
    return value if value.type == t.RefType(entity=node.function.name) else None


def lookup_key(ctx: Ctx, entity: str, nodes: list[ast.Expr]) -> tuple[e.Expr, ...]:
    """The key parts of a row from expressions; a row of the entity itself stands for its key."""
    from awmc.semantics.expressions import expr
    from awmc.semantics.fit import fit
    from awmc.semantics.projections import key_exprs

    columns = key_columns(ctx.program.env, ctx.program.env.entity(entity))
    made: list[e.Expr] = []
    for node, column in zip(nodes, columns, strict=True):
        value = expr(ctx, node, t.strip(column.type))
        if value.type == t.RefType(entity=entity):
            return (value,)
        if isinstance(value.type, t.RefType):
            parts = key_exprs(ctx, value)
            value = parts[0] if len(parts) == 1 else value
        what = f"the key `{column.name}` of `{entity}`"
        made.append(fit(ctx, value, t.strip(column.type), node.span, what))
    return tuple(made)
