"""Comprehensions and what gathers them, as Python's own.

Without `order by` and `limit` they are one comprehension that stops as early as its gatherer does. With them there are two: one that
filters, whose finished rows are ordered and cut, and one that builds the items.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import takewhile
from typing import Protocol

from awmc.emit.python import conditions, references
from awmc.emit.python.context import Context
from awmc.emit.python.narrowing import narrowed
from awmc.emit.python.nodes import (
    attr,
    binary,
    both,
    call,
    const,
    function,
    is_simple,
    item,
    known_some,
    name,
    pair,
    store,
)
from awmc.emit.python.printer import code
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.intervals import interval, overflows


class Loops(Protocol):
    """What a comprehension and a `for` statement have in common."""

    @property
    def clauses(self) -> tuple[e.Clause, ...]: ...
    @property
    def order(self) -> tuple[e.OrderKey, ...]: ...
    @property
    def limit(self) -> e.Expr | None: ...
    @property
    def offset(self) -> e.Expr | None: ...


@dataclass(frozen=True)
class Loop:
    """The `for … if …` of a comprehension, and the context that its items see."""

    generators: list[ast.comprehension]
    inner: Context
    names: tuple[str, ...]
    """The names of the spec that it binds, in order."""


def comprehension(cx: Context, value: e.Comprehension) -> ast.expr:
    """The gathered value."""
    if value.order or value.limit is not None or value.offset is not None:
        return _finished(cx, value)
    loop = loop_of(cx, value.clauses)
    return _gathered(cx, value, loop)


def rows_of(cx: Context, statement: Loops) -> tuple[ast.expr, Context, ast.expr]:
    """For a `for` statement: the finished sequence, the context of its body, and the target."""
    loop = loop_of(cx, statement.clauses)
    sequence = _sequence(cx, statement, loop)
    return sequence, _rebound(cx, loop), _target(loop)


def loop_of(cx: Context, clauses: tuple[e.Clause, ...]) -> Loop:
    """The clauses as generators."""
    generators: list[ast.comprehension] = []
    names: list[str] = []
    rest = list(clauses)
    while rest:
        clause = rest.pop(0)
        if isinstance(clause, e.IfClause):
            test = cx.expr(clause.condition)
            _filter(generators[-1], test)
            cx = cx.assuming(known_some(test, True))
            continue
        iterated = _narrowed(cx, clause, rest) if cx.narrows else None
        if iterated is None:
            iterated = _iterated(cx, clause.source)
        locals_ = []
        for wanted in clause.names:
            locals_.append(cx.fresh(wanted))
            cx = cx.bound({wanted: name(locals_[-1])})
        names += clause.names
        generators.append(
            ast.comprehension(target=_stored(locals_), iter=iterated, ifs=[], is_async=0)
        )
    return Loop(generators, cx, tuple(names))


def _narrowed(cx: Context, source: e.ForClause, rest: list[e.Clause]) -> ast.expr | None:
    """The rows that SQL finds by the filters that follow a source; what is left of these takes their place in `rest`."""
    filters = list(takewhile(lambda clause: isinstance(clause, e.IfClause), rest))
    found = narrowed(cx, source, [f for f in filters if isinstance(f, e.IfClause)])
    if found is None:
        return None
    rows, left = found
    rest[: len(filters)] = [e.IfClause(condition=condition) for condition in left]
    return cx.on("each", rows)


def _filter(generator: ast.comprehension, test: ast.expr) -> None:
    """One condition for all filters of a loop, none of them twice."""
    known = [part for old in generator.ifs for part in _conjuncts(old)]
    said = {code(part) for part in known}
    new = [part for part in _conjuncts(test) if code(part) not in said]
    if known or new:
        generator.ifs = [both([*known, *new])]


def _conjuncts(test: ast.expr) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]


def _iterated(cx: Context, source: e.Expr) -> ast.expr:
    match source:
        case e.ListOf():
            return cx.expr(source)
        case e.Builtin(name="items", args=(entries,)):
            return cx.on("each", call(attr(cx.expr(entries), "items")))
        case e.Builtin(name="range", args=args):
            return cx.on("each", call("range", *(cx.expr(arg) for arg in args)))
        case e.Builtin(name="enumerate", args=(inner,)):
            return cx.on("each", call("enumerate", cx.expr(inner)))
        case e.Builtin(name="zip", args=(first, second)):
            return cx.on("each", call("zip", cx.expr(first), cx.expr(second)))
        case _:
            return cx.on("each", cx.expr(source))


def _gathered(cx: Context, value: e.Comprehension, loop: Loop) -> ast.expr:
    """What the gatherer makes of a loop; `value` gives the gatherer and the items."""
    inner = loop.inner
    items = [inner.expr(part) for part in value.items]
    if value.gather in ("map", "group"):
        return _pairs(cx, value, loop, items)
    made = _Gather(cx, value, loop, items[0])
    match value.gather:
        case "list":
            return made.listed()
        case "count":
            return made.count()
        case "sum":
            return made.sum()
        case "min" | "max":
            return made.extreme()
        case "avg":
            return cx.runtime(_average(value), made.lazy())
        case "any" | "all":
            return call(value.gather, made.lazy())
        case _:
            return cx.runtime(value.gather, made.lazy())


def _pairs(cx: Context, value: e.Comprehension, loop: Loop, items: list[ast.expr]) -> ast.expr:
    lazy = ast.GeneratorExp(elt=pair(*items), generators=loop.generators)
    return cx.runtime("map_of" if value.gather == "map" else "group", lazy)


@dataclass(frozen=True)
class _Gather:
    cx: Context
    value: e.Comprehension
    loop: Loop
    item: ast.expr

    def _whole(self) -> ast.expr | None:
        """The sequence itself, where the loop only goes through it."""
        (first, *others) = self.loop.generators
        same = not others and not first.ifs and code(first.target) == code(self.item)
        return first.iter if same else None

    def lazy(self) -> ast.expr:
        """The items as an iterable."""
        return self._whole() or ast.GeneratorExp(elt=self.item, generators=self.loop.generators)

    def listed(self) -> ast.expr:
        whole = self._whole()
        if whole is None:
            return ast.ListComp(elt=self.item, generators=self.loop.generators)
        match whole:
            case ast.Call(func=ast.Attribute(attr="each"), args=[inner]) if _is_list(inner):
                return inner
            case ast.List():
                return whole
            case _:
                return call("list", whole)

    def count(self) -> ast.expr:
        if is_simple(self.item):
            return call("sum", ast.GeneratorExp(elt=const(1), generators=self.loop.generators))
        return call("len", self.listed())

    def sum(self) -> ast.expr:
        match t.unwrap(self.value.type):
            case t.FloatType():
                return self.cx.runtime("sum_float", self.lazy())
            case t.DecimalType():
                return self.cx.runtime("sum_decimal", self.lazy())
            case _ if overflows(self.value):
                return self.cx.runtime("sum_int", self.lazy())
            case _:
                return call("sum", self.lazy())

    def extreme(self) -> ast.expr:
        type_ = t.unwrap(self.value.items[0].type)
        if isinstance(type_, t.EnumType):
            ranks = name(conditions.ranks(self.cx, type_.name))
            by = attr(ranks, "__getitem__")
            return call(self.value.gather, self.lazy(), key=by, default=const(None))
        return call(self.value.gather, self.lazy(), default=const(None))


def _is_list(value: ast.expr) -> bool:
    """Whether a call gives a new list of its own, as the store's do."""
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr="rows" | "related" | "values")):
            return True
        case ast.ListComp() | ast.List():
            return True
        case _:
            return False


def _average(value: e.Comprehension) -> str:
    match t.unwrap(value.items[0].type):
        case t.IntType():
            return "avg_int"
        case t.FloatType():
            return "avg_float"
        case _:
            return "avg_decimal"


def _finished(cx: Context, value: e.Comprehension) -> ast.expr:
    loop = loop_of(cx, value.clauses)
    sequence = _sequence(cx, value, loop)
    generator = ast.comprehension(target=_target(loop), iter=sequence, ifs=[], is_async=0)
    return _gathered(cx, value, Loop([generator], _rebound(cx, loop), loop.names))


def _sequence(cx: Context, value: Loops, loop: Loop) -> ast.expr:
    """The filtered rows (tuples of several names), ordered and cut."""
    made = _filtered(loop)
    if value.order:
        made = _ordered(cx, value, loop, made)
    return _cut(cx, value, made)


def _filtered(loop: Loop) -> ast.expr:
    elements = [loop.inner.names[wanted] for wanted in loop.names]
    element = elements[0] if len(elements) == 1 else pair(*elements)
    first, *others = loop.generators
    if others or first.ifs or len(elements) > len(_names_in(first.target)):
        return ast.ListComp(elt=element, generators=loop.generators)
    match first.iter:
        case ast.Call(func=ast.Attribute(attr="each"), args=[inner]) if _is_list(inner):
            return inner
        case _:
            return call("list", first.iter)


def _iterable(made: ast.expr) -> ast.expr:
    """What `list(…)` is made of, for those who take any iterable."""
    match made:
        case ast.Call(func=ast.Name(id="list"), args=[inner]):
            return inner
        case _:
            return made


def _names_in(target: ast.expr) -> list[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple) else [target]


def _ordered(cx: Context, value: Loops, loop: Loop, made: ast.expr) -> ast.expr:
    local, inner = _key_context(cx, loop)
    keys = [_order_key(inner, key.value) for key in value.order]
    directions = {key.descending for key in value.order}
    if len(directions) == 1 and not any(_may_be_none(key.value) for key in value.order):
        by = function(local, keys[0] if len(keys) == 1 else pair(*keys))
        made = _iterable(made)
        flags = {"reverse": const(True)} if True in directions else {}
        return call("sorted", made, key=by, **flags)
    descending = pair(*(const(key.descending) for key in value.order))
    return cx.runtime("ordered", _iterable(made), function(local, pair(*keys)), descending)


def _may_be_none(value: e.Expr) -> bool:
    return isinstance(value.type, t.OptionType | t.NoneType)


def _key_context(cx: Context, loop: Loop) -> tuple[str, Context]:
    """The parameter of the key's function, and where the loop's names stand for it or its parts."""
    outer = cx.forgetful()
    if len(loop.names) == 1:
        (wanted,) = loop.names
        made = loop.inner.names[wanted]
        local = made.id if isinstance(made, ast.Name) else cx.fresh(wanted)
        return local, outer.bound({wanted: name(local)})
    local = cx.fresh("found")
    parts: dict[str, ast.expr] = {
        wanted: item(name(local), const(place)) for place, wanted in enumerate(loop.names)
    }
    return local, outer.bound(parts)


def _order_key(cx: Context, value: e.Expr) -> ast.expr:
    plain = t.unwrap(value.type)
    if isinstance(plain, t.RefType):
        return references.whole_key(cx, value)
    made = cx.expr(value)
    if not isinstance(plain, t.EnumType):
        return made
    if not isinstance(value.type, t.OptionType):
        return conditions.ranked(cx, plain.name, made)
    return call(attr(name(conditions.ranks(cx, plain.name)), "get"), made)


def _cut(cx: Context, value: Loops, made: ast.expr) -> ast.expr:
    if value.limit is None and value.offset is None:
        return made
    limit = None if value.limit is None else cx.expr(value.limit)
    offset = None if value.offset is None else cx.expr(value.offset)
    if not all(_never_negative(bound) for bound in (value.limit, value.offset)):
        some = [limit or const(None)] + ([offset] if offset is not None else [])
        return cx.runtime("window", made, *some)
    upper = limit if offset is None or limit is None else binary(offset, "+", limit)
    return item(made, ast.Slice(lower=offset, upper=upper, step=None))


def _never_negative(value: e.Expr | None) -> bool:
    return value is None or interval(value).low >= 0


def _rebound(cx: Context, loop: Loop) -> Context:
    """After the rows are finished: the same names, without what the filters told mypy."""
    return cx.bound({wanted: loop.inner.names[wanted] for wanted in loop.names})


def _target(loop: Loop) -> ast.expr:
    return _stored([code(loop.inner.names[wanted]) for wanted in loop.names])


def _stored(locals_: list[str]) -> ast.expr:
    if len(locals_) == 1:
        return store(locals_[0])
    return ast.Tuple(elts=[store(local) for local in locals_], ctx=ast.Store())
