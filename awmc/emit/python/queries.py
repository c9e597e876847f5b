"""Where SQL answers: each expression that goes through rows is offered to the SQL lowering, and what comes back becomes a constant.

Guaranteed: nothing is offered in a world; what SQL cannot say, or what a row at hand tells without a query, stays Python.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from awmc.emit.python import references
from awmc.emit.python.context import Context, Frame, Query
from awmc.emit.python.module import Module
from awmc.emit.python.naming import snake
from awmc.emit.python.nodes import call_named, is_simple, name
from awmc.ir import expr as e
from awmc.ir import types as t

_OFFERED = (e.Comprehension, e.Project)
"""What is asked wherever it stands; a view is a function of the rules, and a query where it is a whole result."""
_SCALARS = (
    t.TextType,
    t.IntType,
    t.FloatType,
    t.DecimalType,
    t.DateType,
    t.TimeType,
    t.DatetimeType,
    t.DurationType,
    t.EnumType,
)


def asked(cx: Context, value: e.Expr) -> ast.expr | None:
    """The call that asks the database for the value; None where Python is to compute it."""
    if not isinstance(value, _OFFERED):
        return None
    return _asked(cx, value)


def asked_view(cx: Context, value: e.ViewOf) -> ast.expr | None:
    """The call that asks for a view's object."""
    return _asked(cx, value)


def _asked(cx: Context, value: e.Expr) -> ast.expr | None:
    query = _query(cx, value)
    if query is None:
        return None
    match query.shape:
        case "value" if isinstance(t.unwrap(value.type), _SCALARS):
            return _call(cx, value, query, "value")
        case "flag" if isinstance(value.type, t.BoolType):
            return _call(cx, value, query, "flag")
        case "values" if _holds_scalars(value.type):
            return _call(cx, value, query, "values")
        case "rows" | "first":
            return _call(cx, value, query, query.shape, cx.row_class(_entity(cx, value.type)))
        case "json":
            return _call(cx, value, query, "objects")
        case _:
            return None


def asked_json(cx: Context, value: e.Expr) -> ast.expr | None:
    """The call that gives the JSON text of a value, where one statement can."""
    if isinstance(value, e.ViewOf):
        cx, value = _canonical(cx, value)
    query = _query(cx, value)
    if query is None or query.shape != "json":
        return None
    return _call(cx, value, query, "json")


def _query(cx: Context, value: e.Expr) -> Query | None:
    if cx.queries is None or cx.store != "session" or not isinstance(value, (*_OFFERED, e.ViewOf)):
        return None
    query = cx.queries(cx.env, value)
    return None if query is None or _is_at_hand(cx, value) else query


def _is_at_hand(cx: Context, value: e.Expr) -> bool:
    """Whether Python needs no other row to compute the value."""
    if isinstance(value, e.ViewOf):
        return False
    frame = Frame(olds=cx.frame.olds)
    alone = replace(cx, queries=None, module=Module(cx.env, ""), frame=frame)
    calls = [n for n in ast.walk(alone.expr(value)) if isinstance(n, ast.Call)]
    return not any(_asks(cx, n) for n in calls)


def _asks(cx: Context, node: ast.Call) -> bool:
    match node.func:
        case ast.Attribute(value=ast.Name(id=handle), attr=method):
            return handle == cx.handle and method not in ("each", "match")
        case ast.Name(id=function):
            return function in cx.functions.taken
        case _:
            return False


def _canonical(cx: Context, value: e.ViewOf) -> tuple[Context, e.ViewOf]:
    """A view of `self`, so that all who show it share one query."""
    source = replace(cx, part=None).expr(value.source)
    if isinstance(value.source.type, t.OptionType) or not is_simple(source):
        return cx, value
    row = e.Var(name="self", type=value.source.type)
    return cx.bound({row.name: source}), replace(value, source=row)


def _call(cx: Context, value: e.Expr, query: Query, method: str, *args: ast.expr) -> ast.expr:
    return call_query(cx, constant_of(cx, value, query), query, method, {}, *args)


def constant_of(cx: Context, value: e.Expr, query: Query, own: bool = False) -> str:
    """The name of the constant that holds the statement of a value; named for the tool alone where it is its `own`."""
    return cx.module.text(cx.frame.purpose if own else _constant_name(cx, value), query.sql)


def call_query(
    cx: Context,
    sql: str,
    query: Query,
    method: str,
    contexts: Mapping[str, Context] | None = None,
    *args: ast.expr,
) -> ast.expr:
    """The call of `method` with the constant `sql` and what it is asked with; `contexts` are those of parameters that stand in another."""
    params = [(key, _parameter((contexts or {}).get(key, cx), p)) for key, p in query.params]
    inner = replace(cx, part=None)
    return call_named(inner.on(method).func, [*args, name(sql)], params)


def _parameter(cx: Context, param: e.Expr) -> ast.expr:
    plain = replace(cx, part=None)
    if isinstance(t.unwrap(param.type), t.RefType):
        return references.whole_key(plain, param)
    return plain.expr(param)


def _constant_name(cx: Context, value: e.Expr) -> str:
    """What the query is for: the view, the tool's result, the `let`, or what is gathered of which entity."""
    if isinstance(value, e.ViewOf):
        return snake(value.view).upper()
    purpose = cx.frame.purpose
    if cx.part is not None:
        return f"{purpose}_{cx.part.upper()}".strip("_")
    return f"{purpose}_{_subject(cx, value)}"


def _subject(cx: Context, value: e.Expr) -> str:
    if not isinstance(value, e.Comprehension):
        source = t.unwrap(value.source.type) if isinstance(value, e.Project) else value.type
        return _table(cx, source)
    first = value.clauses[0]
    what = _table(cx, first.types[0]) if isinstance(first, e.ForClause) else "ITEM"
    match value.gather:
        case "list" | "distinct" | "map" | "group":
            return _plural(what)
        case "any" | "all" | "first" | "the" | "max" | "min":
            return f"{value.gather.upper()}_{what}"
        case "count":
            return f"{what}_COUNT"
        case "sum":
            return f"{what}_TOTAL"
        case "avg":
            return f"{what}_AVERAGE"


def _table(cx: Context, type_: t.Type) -> str:
    plain = t.unwrap(type_)
    return cx.env.entity(plain.entity).table.upper() if isinstance(plain, t.RefType) else "ITEM"


def _plural(word: str) -> str:
    if word.endswith("Y") and word[-2:-1] not in "AEIOU":
        return word[:-1] + "IES"
    return word + ("ES" if word.endswith(("S", "X", "CH", "SH")) else "S")


def _entity(cx: Context, type_: t.Type) -> str:
    plain = t.unwrap(type_)
    return cx.entity_of(plain.item if isinstance(plain, t.ListType) else plain).name


def _holds_scalars(type_: t.Type) -> bool:
    return isinstance(type_, t.ListType) and isinstance(t.unwrap(type_.item), _SCALARS)
