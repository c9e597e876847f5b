"""Rows of which a tool needs only the key: not fetched, but asked for by a statement where they must be there.

In: a parameter that names a row, or `me`. Out: what stands for the row (a `RowKey`), and the lines that fail where there is none, with the
code and the words of `s.named`, and where it may not be seen.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from awmc.emit.names import attribute
from awmc.emit.python.context import Context
from awmc.emit.python.nodes import RowKey, attr, both, is_some, name, negated
from awmc.emit.python.printer import code
from awmc.emit.python.queries import call_query
from awmc.emit.python.references import named_row
from awmc.emit.sql import Root, SqlQuery, lower_exists
from awmc.emit.values import constant
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import key_columns
from awmc.ir.model import Environment, Param, Tool


def keyed_rows(env: Environment, tool: Tool) -> frozenset[str]:
    """The parameters whose row a statement can look for, and `me` where its key will do."""
    found = {param.name for param in tool.params if _may_be_keyed(env, tool, param)}
    return frozenset(found | ({"me"} if actor_stays(env) else set()))


def actor_stays(env: Environment) -> bool:
    """Whether the actor's row has one key column and nothing can delete it; a key never changes."""
    if env.actor is None or len(key_columns(env, env.entity(env.actor))) != 1:
        return False
    effects = [*(tool.effects for tool in env.tools), *(h.effects for h in env.handlers)]
    return all(env.actor not in found.deletes for found in effects)


def row_key(cx: Context, param: Param, parts: Sequence[ast.expr]) -> RowKey:
    """What stands for the row that a parameter names; `parts` are the arguments."""
    keys = key_columns(cx.env, cx.entity_of(param.type))
    names = [attribute(key.name) for key in keys]
    return RowKey(param.name, dict(zip(names, parts, strict=True)))


def actor_key(env: Environment) -> RowKey:
    """What stands for the actor's row: a local with its key."""
    assert env.actor is not None
    (key,) = key_columns(env, env.entity(env.actor))
    return RowKey("me", {attribute(key.name): name(f"me_{attribute(key.name)}")})


def root_of(env: Environment, tool: Tool, param: Param, named: str | None = None) -> Root:
    """The row that a parameter names as a row of a statement, and the condition under which it may be seen."""
    target = t.unwrap(param.type)
    assert isinstance(target, t.RefType)
    visible = None if tool.private else env.entity(target.entity).visible
    return Root(e.Var(name=named or param.name, type=target), visible)


def looking(cx: Context) -> Context:
    """Where the actor's key is asked for without a failure if nobody is signed in: the statement finds no row then."""
    if not isinstance(cx.frame.me, RowKey):
        return cx
    key = attr(name(cx.handle), "me_key")
    return replace(
        cx, frame=replace(cx.frame, me=RowKey("me", dict.fromkeys(cx.frame.me.parts, key)))
    )


def row_check(cx: Context, tool: Tool, param: Param, key: RowKey) -> list[str]:
    """Fails where there is no such row."""
    root, query = _existence(cx.env, tool, param)
    assert query is not None
    assert isinstance(root.row, e.Var)
    what = "EXISTS" if root.visible is None else "IS_VISIBLE"
    sql = cx.module.text(f"{root.row.name.upper()}_{what}", query.sql)
    asked = call_query(looking(cx).bound({root.row.name: key}), sql, query, "flag")
    test = negated(asked)
    if isinstance(param.type, t.OptionType) or param.default is not None:
        test = both([is_some(key), test])
    return [f"if {code(test)}:", "    " + code(missing_row(cx, tool, param))]


def missing_row(cx: Context, tool: Tool, param: Param) -> ast.expr:
    """What fails as `s.named` does of a row that is not there."""
    key = cx.names[param.name]
    assert isinstance(key, RowKey)
    named = named_row(cx, tool, param, list(key.parts.values()))
    return ast.Call(func=cx.on("missing").func, args=named.args, keywords=named.keywords)


def _may_be_keyed(env: Environment, tool: Tool, param: Param) -> bool:
    plain = param.default is None or constant(env, param.default) is not None
    is_row = isinstance(t.unwrap(param.type), t.RefType)
    return is_row and plain and _existence(env, tool, param)[1] is not None


def _existence(env: Environment, tool: Tool, param: Param) -> tuple[Root, SqlQuery | None]:
    target = t.unwrap(param.type)
    assert isinstance(target, t.RefType)
    root = root_of(env, tool, param, env.entity(target.entity).table)
    return root, lower_exists(env, root)
