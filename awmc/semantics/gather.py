"""Comprehensions and what gathers them: lists, `count sum min max avg any all first the distinct map group`.

Each `for` opens names that later clauses and the items see; an `if` narrows what follows it. An aggregate over a plain list,
`sum(xs)`, becomes a comprehension over it.
"""

from __future__ import annotations

from typing import cast

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.walk import substitute
from awmc.semantics import narrow
from awmc.semantics.comparisons import is_ordered
from awmc.semantics.fit import BROKEN, convert, is_broken, quote
from awmc.semantics.scope import Binding, Ctx
from awmc.syntax import ast

SUMMABLE = (t.IntType, t.FloatType, t.DecimalType, t.DurationType)


def list_comprehension(ctx: Ctx, node: ast.ListComprehension, expected: t.Type | None) -> e.Expr:
    """`[e for x in S]`."""
    wanted = t.unwrap(expected) if expected is not None else None
    hint = wanted.item if isinstance(wanted, t.ListType) else None
    return gather(ctx, node.comprehension, "list", hint)


def gather(
    ctx: Ctx, node: ast.Comprehension, kind: e.Gather, expected: t.Type | None = None
) -> e.Expr:
    """A comprehension gathered by `kind`; `expected` is the type expected of an item."""
    from awmc.semantics.expressions import expr, expr_as

    inner, made = clauses(ctx, node.clauses)
    order = tuple(_order_key(inner, key) for key in node.order)
    limit = expr_as(ctx, node.limit, t.INT, "a `limit`") if node.limit else None
    offset = expr_as(ctx, node.offset, t.INT, "an `offset`") if node.offset else None
    wanted = t.BOOL if kind in ("any", "all") else expected
    if kind in ("any", "all"):
        items = [expr_as(inner, item, t.BOOL, f"what `{kind}` takes") for item in node.items]
    else:
        items = [expr(inner, item, wanted) for item in node.items]
    count = 2 if kind in ("map", "group") else 1
    if len(items) != count:
        what = "a key and a value" if count == 2 else "one value"
        ctx.program.sink.report(
            "argument-count",
            node.span,
            function=kind,
            expected=what,
            found=str(len(items)),
            signature=f"{kind}(k, v for …)" if count == 2 else f"{kind}(x for …)",
        )
        return BROKEN
    if kind == "list" and wanted is not None:
        items = [convert(items[0], wanted) or items[0]]
    type_ = result_type(ctx, node.items[0], kind, items)
    return e.Comprehension(
        gather=kind,
        items=tuple(items),
        clauses=made,
        order=order,
        limit=limit,
        offset=offset,
        type=type_,
    )


def clauses(
    ctx: Ctx, nodes: tuple[ast.ForClause | ast.IfClause, ...], *, local: bool = False
) -> tuple[Ctx, tuple[e.Clause, ...]]:
    """The IR of `for … if …`, and the context that they open; `local`: of a statement, not of an expression."""
    from awmc.semantics.expressions import condition

    made: list[e.ForClause | e.IfClause] = []
    ctx = ctx.lazily()
    for node in nodes:
        if isinstance(node, ast.IfClause):
            test = condition(ctx, node.condition, "a filter")
            made.append(e.IfClause(condition=test))
            ctx = ctx.knowing(narrow.when_true(test))
        else:
            ctx, found = _for(ctx, node, local)
            made.extend(found)
    return ctx, tuple(made)


def _for(ctx: Ctx, node: ast.ForClause, local: bool) -> tuple[Ctx, list[e.ForClause | e.IfClause]]:
    source = _source(ctx, node)
    types = _name_types(ctx, node, source)
    bindings: dict[str, Binding] = {}
    names: list[str] = []
    for ident, type_ in zip(node.names, types, strict=True):
        if ident.name in bindings:
            ctx.program.sink.report("duplicate-name", ident.span, name=ident.name)
        unique, bindings[ident.name] = ctx.with_names(bindings).variable(
            ident.name, type_, ident.span, "loop variable", local=local
        )
        names.append(unique)
    inner = ctx.with_names(bindings)
    if isinstance(source, e.Comprehension) and _is_filter(source) and len(names) == 1:
        return inner, _inlined(source, names[0])
    if isinstance(source.type, t.MapType):
        pair = t.ListType(item=t.PairType(first=source.type.key, second=source.type.value))
        source = e.Builtin(name="items", args=(source,), type=pair)
    return inner, [e.ForClause(names=tuple(names), types=tuple(types), source=source)]


def _source(ctx: Ctx, node: ast.ForClause) -> e.Expr:
    from awmc.semantics.expressions import expr

    inner = node.source
    if isinstance(inner, ast.Call) and inner.function.name == "group" and inner.comprehension:
        return gather(ctx, inner.comprehension, "group")
    return expr(ctx, inner)


def _is_filter(source: e.Comprehension) -> bool:
    """Whether a comprehension is just a filter over rows, as `@visible` makes."""
    first = source.clauses[0]
    return (
        source.gather == "list"
        and not source.order
        and source.limit is None
        and source.offset is None
        and isinstance(first, e.ForClause)
        and isinstance(first.source, e.EntityRows | e.HasGet)
        and len(first.names) == 1
        and all(isinstance(clause, e.IfClause) for clause in source.clauses[1:])
        and isinstance(source.items[0], e.Var)
        and source.items[0].name == first.names[0]
    )


def _inlined(source: e.Comprehension, name: str) -> list[e.ForClause | e.IfClause]:
    """The clauses of a filter, with its row called `name`."""
    first = cast(e.ForClause, source.clauses[0])
    values: dict[str, e.Expr] = {first.names[0]: e.Var(name=name, type=first.types[0])}
    made: list[e.ForClause | e.IfClause] = [
        e.ForClause(names=(name,), types=first.types, source=first.source)
    ]
    for clause in source.clauses[1:]:
        assert isinstance(clause, e.IfClause)
        made.append(e.IfClause(condition=substitute(clause.condition, values)))
    return made


def _name_types(ctx: Ctx, node: ast.ForClause, source: e.Expr) -> list[t.Type]:
    broken: list[t.Type] = [t.ERROR] * len(node.names)
    if is_broken(source.type) and not isinstance(source.type, t.ListType):
        return broken
    match source.type:
        case t.ListType(item=t.PairType() as pair):
            found: list[t.Type] = [pair.first, pair.second]
        case t.ListType(item=item):
            found = [item]
        case t.MapType(key=key, value=value):
            found = [key, value]
        case _:
            _not_iterable(ctx, node.source, source)
            return broken
    if len(found) != len(node.names):
        ctx.program.sink.report(
            "unpacking", node.span, names=len(node.names), found=quote(source.type)
        )
        return broken
    return found


def _not_iterable(ctx: Ctx, node: ast.Expr, source: e.Expr) -> None:
    match source.type:
        case t.OptionType():
            ctx.program.sink.report(
                "possibly-none",
                node.span,
                expression=ctx.program.text(node.span),
                type=quote(source.type),
            )
            return
        case t.TextType():
            hint = "`words(x)`, `lines(x)` and `split(x, ',')` make lists of a text"
        case t.IntType():
            hint = "`range(n)` counts from 0 to n - 1"
        case t.RefType():
            hint = "name a `has` list of the row"
        case _:
            hint = ""
    ctx.program.sink.report("not-iterable", node.span, found=quote(source.type), hint=hint)


def order_keys(ctx: Ctx, nodes: tuple[ast.OrderKey, ...]) -> tuple[e.OrderKey, ...]:
    """The IR of `order by …`."""
    return tuple(_order_key(ctx, node) for node in nodes)


def _order_key(ctx: Ctx, node: ast.OrderKey) -> e.OrderKey:
    from awmc.semantics.expressions import expr

    value = expr(ctx, node.value)
    if not is_broken(value.type) and not is_ordered(value.type):
        ctx.program.sink.report(
            "not-ordered", node.span, type=quote(value.type), operator="order by"
        )
    return e.OrderKey(value=value, descending=node.descending)


def result_type(ctx: Ctx, node: ast.Expr, kind: e.Gather, items: list[e.Expr]) -> t.Type:
    """The type of what is gathered; reports items that it cannot take."""
    item = t.strip(items[0].type)
    if is_broken(item) and kind not in ("count", "any", "all"):
        return t.ListType(item=t.ERROR) if kind in ("list", "distinct", "group") else t.ERROR
    match kind:
        case "count":
            return t.INT
        case "any" | "all":
            return t.BOOL
        case "list" | "distinct":
            return t.ListType(item=item)
        case "first":
            return t.optional(item)
        case "the":
            return item
        case "map":
            return _map_type(ctx, node, item, t.strip(items[1].type))
        case "group":
            return t.ListType(
                item=t.PairType(first=item, second=t.ListType(item=t.strip(items[1].type)))
            )
        case "sum" | "avg" | "min" | "max":
            return _fold_type(ctx, node, kind, item)


def _map_type(ctx: Ctx, node: ast.Expr, key: t.Type, value: t.Type) -> t.Type:
    if not isinstance(key, t.TextType | t.IntType | t.EnumType):
        ctx.program.sink.report("map-key-type", node.span, found=quote(key))
        return t.ERROR
    return t.MapType(key=key, value=value)


def _fold_type(ctx: Ctx, node: ast.Expr, kind: str, item: t.Type) -> t.Type:
    if isinstance(item, t.OptionType):
        ctx.program.sink.report("optional-items", node.span, function=kind, type=quote(item))
        return t.ERROR
    takes = isinstance(item, SUMMABLE) if kind in ("sum", "avg") else is_ordered(item)
    if not takes:
        ctx.program.sink.report(
            "type-mismatch",
            node.span,
            what=f"what `{kind}` takes",
            expected="a number" if kind in ("sum", "avg") else "a value that has an order",
            found=quote(item),
            hint="`count` counts items" if kind == "sum" and isinstance(item, t.BoolType) else "",
        )
        return t.ERROR
    if kind == "sum":
        return item
    if kind == "avg":
        return t.optional(t.FLOAT if isinstance(item, t.IntType) else item)
    return t.optional(item)


def over_list(ctx: Ctx, values: e.Expr, kind: e.Gather, node: ast.Expr) -> e.Expr:
    """`sum(xs)`: a comprehension over a list that is there already."""
    if is_broken(values.type) and not isinstance(values.type, t.ListType):
        return BROKEN
    if not isinstance(values.type, t.ListType) or isinstance(values.type.item, t.PairType):
        _not_iterable(ctx, node, values)
        return BROKEN
    item = values.type.item
    if kind in ("any", "all") and not isinstance(item, t.BoolType | t.ErrorType):
        ctx.program.sink.report(
            "type-mismatch",
            node.span,
            what=f"what `{kind}` takes",
            expected="a list of `bool`",
            found=quote(values.type),
            hint=f"`{kind}(x > 0 for x in xs)` asks about each item",
        )
        return BROKEN
    name = ctx.body.fresh("item", ctx.variables())
    variable = e.Var(name=name, type=item)
    made: tuple[e.Clause, ...] = (e.ForClause(names=(name,), types=(item,), source=values),)
    if isinstance(values, e.Comprehension) and kind != "list" and _is_filter(values):
        made = tuple(_inlined(values, name))
    type_ = result_type(ctx, node, kind, [variable])
    return e.Comprehension(gather=kind, items=(variable,), clauses=made, type=type_)
