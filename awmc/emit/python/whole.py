"""A result that one statement gives: its `let`s, the row that a parameter names and the actor's row are put into the query.

In: a tool's body. Out: what is left of it, and the call that gives the result. Guaranteed: nothing is left out that may fail, and
errors come in the order of the language: a statement that finds no row stands for the check of a parameter only where that check
comes last, just before it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from awmc.emit.python.context import Context
from awmc.emit.python.keyed import looking, root_of
from awmc.emit.python.nodes import either
from awmc.emit.python.queries import call_query, constant_of
from awmc.emit.sql import Root, RootedQuery, SqlQuery, lower_query, lower_rooted
from awmc.emit.values import constant
from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir import types as t
from awmc.ir.model import Environment, Param, Tool
from awmc.ir.walk import substitute, walk


@dataclass(frozen=True)
class Whole:
    """`body` without what went into the statement; it ends with the return of `value`. `param` is the parameter whose row the statement finds."""

    body: tuple[st.Stmt, ...]
    value: e.Expr
    query: SqlQuery
    own: tuple[str, ...]
    """The parameters of the value itself; the others are those of what its rows are looked at by."""
    param: Param | None
    has_me: bool = False
    """Whether the actor's row is one of the statement."""


def whole_result(
    env: Environment, tool: Tool, body: Sequence[st.Stmt], keyed: AbstractSet[str]
) -> Whole | None:
    """The result as one statement; None where it is made as it stands. `keyed`: the rows that need not be at hand, `me` among them."""
    if not body or not tool.read_only:
        return None
    *before, last = body
    if not isinstance(last, st.Return) or last.value is None:
        return None
    for left, value in _inlined(before, last.value):
        new = len(left) < len(before)
        params = [None] if left else [_last_row(env, tool, keyed), None]
        for param in dict.fromkeys(params):
            made = _lowered(env, tool, value, param, keyed)
            if made is None or (new and made.query.fallible):
                continue
            if param is not None and made.query.early:
                continue
            if new or param is not None or made.has_me:
                return replace(made, body=(*left, replace(last, value=value)))
    return None


def returned(cx: Context, whole: Whole, missing: ast.expr | None) -> ast.expr:
    """The call that gives the result; `missing` is what fails where the statement finds no row."""
    if whole.param is not None:
        cx = cx.bound({"self": cx.names[whole.param.name]})
    elsewhere = looking(cx)
    contexts = {key: elsewhere for key, _ in whole.query.params if key not in whole.own}
    # a view with a condition on its row is no statement that others share
    is_own = isinstance(whole.value, e.ViewOf) and bool(contexts)
    sql = constant_of(cx, whole.value, whole.query, own=is_own)
    if missing is None:
        return call_query(cx, sql, whole.query, "json", contexts)
    return either([call_query(cx, sql, whole.query, "text", contexts), missing])


def _inlined(before: Sequence[st.Stmt], value: e.Expr) -> Iterator[tuple[list[st.Stmt], e.Expr]]:
    """The statements that stay and the value, with every `let` in it that can be, then with those of rows alone, then as it is."""
    tried: list[list[st.Stmt]] = []
    for kinds in ((object,), (t.ListType, t.ObjectType, t.RefType), ()):
        left, made = _with_lets_in(before, value, kinds)
        if left not in tried:
            tried.append(left)
            yield left, made


def _with_lets_in(
    before: Sequence[st.Stmt], value: e.Expr, kinds: tuple[type, ...]
) -> tuple[list[st.Stmt], e.Expr]:
    needed = {n for s in before if not isinstance(s, st.Let) for n in _names(s)}
    used = set(_names(value))
    left: list[st.Stmt] = []
    for s in reversed(before):
        wanted = isinstance(s, st.Let) and s.name in used and s.name not in needed
        if isinstance(s, st.Let) and wanted and isinstance(t.unwrap(s.type), kinds):
            value = substitute(value, {s.name: s.value})
            used |= set(_names(s.value))
            continue
        needed |= set(_names(s))
        left.insert(0, s)
    return left, value


def _names(node: st.Stmt | e.Expr) -> Iterator[str]:
    return (inner.name for inner in walk(node) if isinstance(inner, e.Var))


def _last_row(env: Environment, tool: Tool, keyed: AbstractSet[str]) -> Param | None:
    """The parameter that is checked last, if it is a row that must be there and of which nothing else is needed."""
    for param in reversed(tool.params):
        target = param.type.item if isinstance(param.type, t.ListType) else param.type
        if isinstance(t.unwrap(target), t.RefType):
            plain = isinstance(param.type, t.RefType) and param.default is None
            return param if plain and param.name in keyed else None
        if param.default is not None and constant(env, param.default) is None:
            return None
    return None


def _lowered(
    env: Environment, tool: Tool, value: e.Expr, param: Param | None, keyed: AbstractSet[str]
) -> Whole | None:
    """The statement of a value; its body is still to come."""
    root = None if param is None else root_of(env, tool, param)
    if root is not None and isinstance(value, e.ViewOf) and _anyone_sees(value, root):
        card = replace(value, source=e.Var(name="self", type=root.row.type))
        return _made(value, lower_query(env, card), param)
    roots = () if root is None else (root,)
    plain = lower_rooted(env, value, roots) if roots else lower_query(env, value)
    if env.actor is not None and "me" in keyed and (plain is None or not _only_key(env, plain)):
        me = e.Me(type=t.RefType(entity=env.actor))
        with_me = lower_rooted(env, value, (*roots, Root(me)))
        if with_me is not None:
            asks = not isinstance(plain, RootedQuery) or _asks_me(plain, plain.own)
            own = with_me.own if asks else ()
            return Whole((), value, with_me, own, param, has_me=True)
    made = _made(value, plain, param)
    if made is None or "me" in keyed:
        return made
    looked_at = [key for key, _ in made.query.params if key not in made.own]
    return None if _asks_me(made.query, looked_at) else made


def _made(value: e.Expr, query: SqlQuery | None, param: Param | None) -> Whole | None:
    if query is None or query.shape != "json":
        return None
    own = query.own if isinstance(query, RootedQuery) else tuple(key for key, _ in query.params)
    return Whole((), value, query, own, param)


def _anyone_sees(value: e.ViewOf, root: Root) -> bool:
    """Whether it is a view of the row, unconditionally: a statement that all who show the row share."""
    return value.source == root.row and root.visible is None


def _asks_me(query: SqlQuery, among: Sequence[str]) -> bool:
    params = [value for key, value in query.params if key in among]
    return any(isinstance(node, e.Me) for value in params for node in walk(value))


def _only_key(env: Environment, query: SqlQuery) -> bool:
    """Whether nothing but the key is asked of the actor's row."""
    assert env.actor is not None
    keys = {field.name for field in env.entity(env.actor).keys}
    for _, value in query.params:
        is_key = isinstance(value, e.FieldGet) and value.row.kind == "me" and value.field in keys
        if not is_key and any(isinstance(node, e.Me) for node in walk(value)):
            return False
    return True
