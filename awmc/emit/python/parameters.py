"""The head of a tool: rows that parameters name, defaults that are known only at a call, and values that an early `old` takes.

Parameters come in as attributes of `a`: a plain one is used as `a.limit`, a reference becomes a local with its row.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from awmc.emit.names import Argument, arguments
from awmc.emit.python.context import Context
from awmc.emit.python.failing import may_fail
from awmc.emit.python.keyed import row_check, row_key
from awmc.emit.python.nodes import attr, call, choose, const, function, is_some, name, store
from awmc.emit.python.printer import code
from awmc.emit.python.references import named_row
from awmc.emit.values import constant
from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir import types as t
from awmc.ir.model import Param, Tool
from awmc.ir.walk import substitute, walk


def parameter_lines(
    cx: Context, tool: Tool, keyed: AbstractSet[str] = frozenset(), found: Param | None = None
) -> tuple[list[str], Context]:
    """What is done with the arguments before the body, in the parameters' order.

    Of the rows in `keyed` only the key is needed; that of `found` is looked for by the tool's own statement.
    """
    lines: list[str] = []
    given = arguments(cx.env, tool)
    for param in tool.params:
        own = [argument for argument in given if argument.param is param]
        if param.name in keyed:
            key = row_key(cx, param, [attr(name("a"), argument.attribute) for argument in own])
            cx = cx.bound({param.name: key})
            lines += [] if param is found else row_check(cx, tool, param, key)
            continue
        made = _value(cx, tool, param, own)
        if isinstance(made, ast.Attribute):
            cx = cx.bound({param.name: made})
            continue
        local = cx.declare(param.name)
        lines.append(f"{local} = {code(made)}")
        cx = cx.bound({param.name: name(local)})
    return lines, cx


def with_limits(tool: Tool) -> tuple[st.Stmt, ...]:
    """The tool's body with the limits of its parameters' types, which are checked before, on their names."""
    limited: dict[str, e.Expr] = {p.name: e.Var(name=p.name, type=p.type) for p in tool.params}
    return tuple(substitute(statement, limited) for statement in tool.body)


def early_olds(cx: Context, body: Sequence[st.Stmt]) -> tuple[list[str], Context]:
    """A local for each `old` that can be taken at the start; a failure counts where the value is used."""
    lines: list[str] = []
    for old in _olds(body):
        if old in cx.frame.olds:
            continue
        made = cx.expr(old.value)
        local = cx.declare(f"was_{_subject(old.value)}")
        if may_fail(cx.env, old.value):
            made = cx.runtime("attempt", function(None, cx.forgetful().expr(old.value)))
            cx.frame.olds[old] = call(name(local))
        else:
            cx.frame.olds[old] = name(local)
        lines.append(f"{local} = {code(made)}")
    return lines, cx


def _olds(body: Sequence[st.Stmt]) -> list[e.Old]:
    nodes = (node for statement in body for node in walk(statement))
    return [node for node in nodes if isinstance(node, e.Old) and node.early]


def _subject(value: e.Expr) -> str:
    match value:
        case e.FieldGet() | e.DerivedGet() | e.HasGet() | e.RecordGet():
            return value.field
        case e.Var():
            return value.name
        case e.Comprehension():
            return value.gather
        case e.Narrow() | e.Convert():
            return _subject(value.value)
        case e.DefCall():
            return value.name
        case _:
            return "value"


def _value(cx: Context, tool: Tool, param: Param, given: list[Argument]) -> ast.expr:
    """The value of a parameter: its attribute, its row, or its default."""
    parts = [attr(name("a"), argument.attribute) for argument in given]
    target = param.type.item if isinstance(param.type, t.ListType) else param.type
    if not isinstance(t.unwrap(target), t.RefType):
        return _defaulted(cx, param, parts[0], parts[0])
    if isinstance(param.type, t.ListType):
        local = cx.fresh("key")
        generator = ast.comprehension(target=store(local), iter=parts[0], ifs=[], is_async=0)
        row = named_row(cx, tool, param, [name(local)])
        return ast.ListComp(elt=row, generators=[generator])
    row = named_row(cx, tool, param, list(parts))
    if isinstance(param.type, t.OptionType) or param.default is not None:
        return _defaulted(cx, param, parts[0], row)
    return row


def _defaulted(cx: Context, param: Param, key: ast.expr, made: ast.expr) -> ast.expr:
    """`made`, or where nothing was given the default that models.py cannot hold."""
    is_row = made is not key
    if param.default is None or constant(cx.env, param.default) is not None:
        return choose(is_some(key), made, const(None)) if is_row else made
    return choose(is_some(key), made, cx.expr(param.default))
