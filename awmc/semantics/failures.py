"""What a caller sees when something fails: a text, or a declared error with its arguments.

The message of a declared error is specialised: its parameters are replaced by the arguments.
"""

from __future__ import annotations

from dataclasses import replace

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.stmt import Failure
from awmc.ir.walk import substitute
from awmc.semantics.arguments import arguments
from awmc.semantics.functions import error_kind
from awmc.semantics.literals import text_parts
from awmc.semantics.scope import Ctx
from awmc.syntax import ast


def failure(ctx: Ctx, node: ast.Expr, code: str) -> Failure:
    """The failure that `else F` or `fail F` names; a plain text has `code`."""
    match node:
        case ast.TextLiteral():
            return Failure(code=code, message=text_parts(ctx, node))
        case ast.Call() if node.function.name in ctx.program.errors:
            return _declared(ctx, node)
        case ast.Name() if node.name in ctx.program.errors:
            ident = ast.Ident(node.span, node.name)
            return _declared(ctx, ast.Call(node.span, ident, ()))
        case ast.Call(function=ident) if ident.name[:1].isupper():
            _unknown(ctx, ident)
        case ast.Name() if node.name[:1].isupper():
            _unknown(ctx, ast.Ident(node.span, node.name))
        case _:
            return _text(ctx, node, code)
    return plain(code, "")


def _unknown(ctx: Ctx, ident: ast.Ident) -> None:
    known = list(ctx.program.errors)
    ctx.program.sink.report(
        "unknown-error",
        ident.span,
        name=ident.name,
        known=known,
        candidates=suggest(ident.name, known, idioms={}),
        once=f"error:{ident.name}",
    )


def _text(ctx: Ctx, node: ast.Expr, code: str) -> Failure:
    """A message that is computed: any text."""
    from awmc.semantics.expressions import expr_as

    value = expr_as(ctx, node, t.TEXT, "the message of a failure")
    return Failure(code=code, message=e.Text(parts=(e.Part(value=value),), type=t.TEXT))


def _declared(ctx: Ctx, node: ast.Call) -> Failure:
    kind = error_kind(ctx.program, node.function.name)
    args = arguments(ctx, node.span, kind.name, node.arguments, kind.params)
    if args is None:
        return plain(kind.code, "")
    values = {param.name: arg for param, arg in zip(kind.params, args, strict=True)}
    message = _rejoined(substitute(kind.message, values))
    return Failure(code=kind.code, message=message, error=kind.name)


def _rejoined(message: e.Text) -> e.Text:
    """A message after substitution, where a part that became a constant text joins its neighbours."""
    parts: list[str | e.Part] = []
    for part in message.parts:
        literal = part if isinstance(part, str) else _constant(part)
        if literal is not None and parts and isinstance(parts[-1], str):
            parts[-1] += literal
        else:
            parts.append(part if literal is None else literal)
    return replace(message, parts=tuple(parts))


def _constant(part: e.Part) -> str | None:
    if (
        part.format is None
        and isinstance(part.value, e.Const)
        and isinstance(part.value.value, str)
    ):
        return part.value.value
    return None


def plain(code: str, message: str) -> Failure:
    """A failure with a fixed message."""
    return Failure(code=code, message=e.Text(parts=(message,), type=t.TEXT))
