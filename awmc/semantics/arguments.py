"""Arguments of what a spec declares: `def`s, `extern`s and errors."""

from __future__ import annotations

from collections.abc import Sequence

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.semantics.scope import Ctx
from awmc.source import Span
from awmc.syntax import ast


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
