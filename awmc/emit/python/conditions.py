"""Comparisons, `and or not in`, `if`, `match` and `??`: what mypy may narrow is written so that it does."""

from __future__ import annotations

import ast

from awmc.emit.python import references
from awmc.emit.python.context import Context
from awmc.emit.python.naming import snake
from awmc.emit.python.nodes import (
    both,
    call,
    choose,
    compare,
    const,
    either,
    function,
    is_simple,
    is_some,
    item,
    known_some,
    mapping,
    name,
    negated,
    pair,
)
from awmc.emit.python.printer import code
from awmc.ir import expr as e
from awmc.ir import types as t


def and_(cx: Context, value: e.And) -> ast.expr:
    made: list[ast.expr] = []
    for part in value.items:
        made.append(cx.expr(part))
        cx = cx.assuming(known_some(made[-1], True))
    return both(made)


def or_(cx: Context, value: e.Or) -> ast.expr:
    made: list[ast.expr] = []
    for part in value.items:
        made.append(cx.expr(part))
        cx = cx.assuming(known_some(made[-1], False))
    return either(made)


def not_(cx: Context, value: e.Not) -> ast.expr:
    return negated(cx.expr(value.value))


def comparison(cx: Context, value: e.Compare) -> ast.expr:
    """`left op right`: rows by key, enums by declaration, none only equal to none."""
    if _is_none(value.right) or _is_none(value.left):
        missing = references.is_missing(cx, value.left if _is_none(value.right) else value.right)
        return missing if value.op == "==" else negated(missing)
    if _is_row(value.left) or _is_row(value.right):
        return _rows_compared(cx, value)
    left, right = cx.expr(value.left), cx.expr(value.right)
    if value.op not in ("==", "!="):
        enum = _enum_of(value.left.type)
        if enum is not None:
            left, right = ranked(cx, enum, left), ranked(cx, enum, right)
    return _folded(left, value.op, right) or compare(left, value.op, right)


def _folded(left: ast.expr, op: str, right: ast.expr) -> ast.expr | None:
    """Two constants compared: mypy takes exception to a comparison whose outcome it knows."""
    match left, right:
        case ast.Constant(value=a), ast.Constant(value=b) if op in ("==", "!="):
            return const((a == b) is (op == "=="))
        case _:
            return None


def ranked(cx: Context, enum: str, value: ast.expr) -> ast.expr:
    """The place of an enum's spelling in the order of its declaration."""
    return item(name(ranks(cx, enum)), value)


def ranks(cx: Context, enum: str) -> str:
    """The constant that says the order of an enum: a dict of places by spelling."""
    members = cx.env.enum(enum).members
    source = code(mapping((const(m.spelling), const(place)) for place, m in enumerate(members)))
    return cx.module.constant(f"{snake(enum).upper()}_ORDER", f"order of {enum}", source)


def in_(cx: Context, value: e.In) -> ast.expr:
    """Membership; of rows by key."""
    op = "not in" if value.negated else "in"
    container = value.container
    if not _is_row(value.item):
        left = cx.expr(value.item)
        if isinstance(container, e.ListOf):
            return compare(left, op, pair(*(cx.expr(part) for part in container.items)))
        return compare(left, op, cx.expr(container))
    key = references.whole_key(cx, value.item)
    if isinstance(container, e.ListOf):
        keys = [references.whole_key(cx, part) for part in container.items]
        return compare(key, op, pair(*keys))
    return compare(key, op, _keys(cx, container))


def coalesce(cx: Context, value: e.Coalesce) -> ast.expr:
    """`left ?? right`, the right side only where it is needed."""
    if isinstance(value.right, e.Const) and value.right.value is not None:
        defaulted = _with_default(cx, value)
        if defaulted is not None:
            return defaulted
    left = cx.expr(value.left)
    if is_simple(left):
        return choose(is_some(left), left, cx.expr(value.right))
    return cx.runtime("or_else", left, function(None, cx.forgetful().expr(value.right)))


def if_(cx: Context, value: e.If) -> ast.expr:
    test = cx.expr(value.condition)
    then = cx.assuming(known_some(test, True)).expr(value.then)
    return choose(test, then, cx.assuming(known_some(test, False)).expr(value.otherwise))


def match(cx: Context, value: e.Match) -> ast.expr:
    """The first arm that fits; the last of a complete match needs no test."""
    subject = cx.expr(value.subject)
    if not is_simple(subject):
        local = cx.fresh("subject")
        body = _arms(cx.forgetful(), value, name(local))
        return call(function(local, body), subject)
    return _arms(cx, value, subject)


def _arms(cx: Context, value: e.Match, subject: ast.expr) -> ast.expr:
    arms = list(value.arms)
    last = arms.pop().value if value.otherwise is None else value.otherwise
    made: list[tuple[ast.expr, ast.expr]] = []
    for arm in arms:
        test = _fits(cx, value, arm, subject)
        made.append((test, cx.assuming(known_some(test, True)).expr(arm.value)))
        cx = cx.assuming(known_some(test, False))
    result = cx.expr(last)
    for test, then in reversed(made):
        result = choose(test, then, result)
    return result


def _fits(cx: Context, value: e.Match, arm: e.Arm, subject: ast.expr) -> ast.expr:
    plain = e.Var(name=" subject", type=value.subject.type)
    inner = cx.bound({plain.name: subject})
    if len(arm.patterns) > 1 and not any(_is_none(p) or _is_row(p) for p in arm.patterns):
        return compare(subject, "in", pair(*(cx.expr(pattern) for pattern in arm.patterns)))
    tests = [
        comparison(inner, e.Compare(op="==", left=plain, right=pattern)) for pattern in arm.patterns
    ]
    return either(tests)


def _rows_compared(cx: Context, value: e.Compare) -> ast.expr:
    left, right = references.key_parts(cx, value.left), references.key_parts(cx, value.right)
    if len(left) == 1:
        return compare(left[0], value.op, right[0])
    same = both([compare(a, "==", b) for a, b in zip(left, right, strict=True)])
    return same if value.op == "==" else negated(same)


def _keys(cx: Context, rows: e.Expr) -> ast.expr:
    """The keys of a list of rows."""
    assert isinstance(rows.type, t.ListType)
    entity = cx.entity_of(rows.type.item)
    local = cx.fresh(entity.table)
    row = e.Var(name=" row", type=rows.type.item)
    key = references.whole_key(cx.bound({row.name: name(local)}), row)
    target = ast.Name(id=local, ctx=ast.Store())
    generator = ast.comprehension(target=target, iter=cx.expr(rows), ifs=[], is_async=0)
    return ast.ListComp(elt=key, generators=[generator])


def _with_default(cx: Context, value: e.Coalesce) -> ast.expr | None:
    """`max(…) ?? 0` as Python's own `max(…, default=0)`."""
    made = value.left
    if not (isinstance(made, e.Comprehension) and made.gather in ("min", "max")):
        return None
    found = cx.expr(made)
    if not (isinstance(found, ast.Call) and found.keywords and found.keywords[-1].arg == "default"):
        return None
    found.keywords[-1].value = cx.expr(value.right)
    return found


def _is_none(value: e.Expr) -> bool:
    return isinstance(value, e.Const) and value.value is None


def _is_row(value: e.Expr) -> bool:
    return isinstance(t.unwrap(value.type), t.RefType)


def _enum_of(type_: t.Type) -> str | None:
    plain = t.unwrap(type_)
    return plain.name if isinstance(plain, t.EnumType) else None
