"""Calls of built-in functions.

In: a call whose name is in the table of built-ins. Out: a `Builtin` whose arguments stand in the order of its
parameters and have their types, or BROKEN after a report. Patterns and formats are literals and known to be sound.
"""

from __future__ import annotations

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics.builtins import BUILTINS, Parameter, Signature
from awmc.semantics.fit import BROKEN, fit, is_broken, quote
from awmc.semantics.generic import GENERIC, Wrong, extreme
from awmc.semantics.literals import format_fits
from awmc.semantics.patterns import pattern_error
from awmc.semantics.scope import Ctx
from awmc.semantics.sides import together
from awmc.syntax import ast


def wrong_count(ctx: Ctx, node: ast.Call, expected: str, signature: str) -> None:
    """Report a call with too few or too many arguments."""
    found = len(node.arguments)
    ctx.program.sink.report(
        "argument-count",
        node.span,
        function=node.function.name,
        expected=expected,
        found=f"{found} {'is' if found == 1 else 'are'}",
        signature=signature,
    )


def builtin(ctx: Ctx, node: ast.Call) -> e.Expr:
    """`len(x)`, `round(x, 2)`, `max(a, b)`."""
    from awmc.semantics.expressions import expr

    name = node.function.name
    signature = BUILTINS.get(name)
    if signature is None:
        nodes = [argument.value for argument in node.arguments]
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
    return finish(ctx, node, signature, values, placed)


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
        wrong_count(ctx, node, f"{expected} {plural}" if most else "no arguments", signature.text)
        return None
    return [found[name] for name in names if name in found]


def finish(
    ctx: Ctx,
    node: ast.Call,
    signature: Signature,
    values: list[e.Expr],
    nodes: list[ast.Expr],
) -> e.Expr:
    """The call with its arguments, in the order of the parameters, as their types."""
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
    if not (isinstance(value, e.Const) and isinstance(value.value, str)):
        ctx.program.sink.report("literal-needed", node.span, what="the pattern of `matches`")
        return False
    reason = pattern_error(value.value)
    if reason is not None:
        ctx.program.sink.report("bad-pattern", node.span, pattern=value.value, reason=reason)
    return reason is None


def _date_format_fits(ctx: Ctx, node: ast.Expr, value: e.Expr) -> bool:
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
        wrong_count(ctx, node, "2 arguments", f"{name}(row, field)")
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
