"""Operators: arithmetic, comparisons, `and or not ??`, `if` and `match`.

Both sides of an operator explain each other: the side that says its type by itself (the lead) is elaborated first,
and the other is read with that type expected, so that `status == active`, `price > 10` and `x ?? 0` mean what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics import literals, narrow
from awmc.semantics.fit import BROKEN, convert, fit, is_broken, join, quote
from awmc.semantics.scope import Ctx
from awmc.source import Span
from awmc.syntax import ast

_NUMERIC = (t.IntType, t.FloatType, t.DecimalType)
_ORDERED = (
    t.TextType,
    t.IntType,
    t.FloatType,
    t.DecimalType,
    t.BoolType,
    t.DateType,
    t.TimeType,
    t.DatetimeType,
    t.DurationType,
    t.EnumType,
)
ArithmeticOp = Literal["+", "-", "*", "/", "//", "%"]
CompareOp = Literal["==", "!=", "<", "<=", ">", ">="]


def is_plain(ctx: Ctx, node: ast.Expr) -> bool:
    """Whether an expression takes its type from its surroundings: number literals, `none`, `[]`, `{}`, names out of scope."""
    from awmc.semantics.names import in_scope

    match node:
        case ast.NumberLiteral() | ast.NoneLiteral() | ast.ObjectExpr():
            return True
        case ast.Unary(operator="-", operand=operand):
            return is_plain(ctx, operand)
        case ast.Binary(operator="+" | "-" | "*" | "/" | "//" | "%", left=left, right=right):
            return is_plain(ctx, left) and is_plain(ctx, right)
        case ast.Name(name=name):
            return not name[0].isupper() and not in_scope(ctx, name)
        case ast.ListExpr(items=items):
            return all(is_plain(ctx, item) for item in items)
        case ast.IfExpr(branches=branches, otherwise=otherwise):
            return is_plain(ctx, otherwise) and all(is_plain(ctx, v) for _, v in branches)
        case ast.TextLiteral():
            return node.plain is not None
        case _:
            return False


def together(
    ctxs: Sequence[Ctx], nodes: Sequence[ast.Expr], expected: t.Type | None
) -> list[e.Expr]:
    """Expressions that should agree in type, each in its own context: the lead first, the rest as the lead's type expects."""
    from awmc.semantics.expressions import expr

    lead = next((i for i, node in enumerate(nodes) if not is_plain(ctxs[i], node)), 0)
    found: dict[int, e.Expr] = {lead: expr(ctxs[lead], nodes[lead], expected)}
    hint = found[lead].type
    if isinstance(hint, t.NoneType) or is_broken(hint):
        hint = expected if expected is not None else hint
    for i, node in enumerate(nodes):
        if i not in found:
            found[i] = expr(
                ctxs[i], node, None if isinstance(hint, t.NoneType | t.ErrorType) else hint
            )
            if isinstance(hint, t.NoneType):
                hint = found[i].type
    return [found[i] for i in range(len(nodes))]


def unary(ctx: Ctx, node: ast.Unary, expected: t.Type | None) -> e.Expr:
    """`not x`, `-x`."""
    from awmc.semantics.expressions import condition, expr

    if node.operator == "not":
        return e.Not(value=condition(ctx, node.operand, "what `not` takes"))
    if isinstance(node.operand, ast.NumberLiteral):
        return literals.number_of(ctx, node, "-" + node.operand.text, expected)
    value = expr(ctx, node.operand, expected)
    if is_broken(value.type):
        return BROKEN
    if isinstance(value.type, (*_NUMERIC, t.DurationType)):
        return e.Negate(value=value, type=t.strip(value.type))
    _operand(ctx, node.operand, "-", value)
    return BROKEN


def _operand(ctx: Ctx, node: ast.Expr, operator: str, value: e.Expr) -> None:
    if isinstance(value.type, t.OptionType):
        _possibly_none(ctx, node, value)
        return
    ctx.program.sink.report(
        "operand-type", node.span, operator=operator, operand=quote(value.type), hint=""
    )


def _possibly_none(ctx: Ctx, node: ast.Expr, value: e.Expr) -> None:
    ctx.program.sink.report(
        "possibly-none", node.span, expression=ctx.program.text(node.span), type=quote(value.type)
    )


def binary(ctx: Ctx, node: ast.Binary, expected: t.Type | None) -> e.Expr:
    """`and or ??` and arithmetic."""
    match node.operator:
        case "and" | "or":
            return _logical(ctx, node, node.operator)
        case "??":
            return _coalesce(ctx, node, expected)
        case _:
            left, right = _operands(ctx, node, node.operator, expected)
            return arithmetic(ctx, node.span, node.operator, left, right, (node.left, node.right))


def _logical(ctx: Ctx, node: ast.Binary, operator: Literal["and", "or"]) -> e.Expr:
    from awmc.semantics.expressions import condition

    items: list[e.Expr] = []
    for operand in _flat(node, operator):
        items.append(condition(ctx, operand, f"what `{operator}` takes"))
        facts = narrow.when_true(items[-1]) if operator == "and" else narrow.when_false(items[-1])
        ctx = ctx.knowing(facts).lazily()
    return e.And(items=tuple(items)) if operator == "and" else e.Or(items=tuple(items))


def _flat(node: ast.Expr, operator: str) -> list[ast.Expr]:
    """The operands of a chain of one operator, without recursion on its length."""
    operands: list[ast.Expr] = []
    while isinstance(node, ast.Binary) and node.operator == operator:
        operands.append(node.right)
        node = node.left
    return [node, *reversed(operands)]


def _coalesce(ctx: Ctx, node: ast.Binary, expected: t.Type | None) -> e.Expr:
    from awmc.semantics.expressions import expr

    left = expr(ctx, node.left, None if expected is None else t.optional(expected))
    right = expr(
        ctx.lazily(), node.right, t.unwrap(left.type) if not is_broken(left.type) else expected
    )
    if is_broken(left.type) or is_broken(right.type):
        return BROKEN
    if not isinstance(left.type, t.OptionType):
        if isinstance(left.type, t.NoneType):
            return right
        ctx.program.sink.report(
            "needless-default", node.span, expression=ctx.program.text(node.left.span)
        )
        return left
    fitted = convert(right, left.type.item)
    if fitted is not None:
        return e.Coalesce(left=left, right=fitted, type=t.strip(left.type.item))
    both = join(left.type.item, right.type)
    if both is None:
        _mismatch(ctx, node.span, "`??`", left.type.item, right.type)
        return BROKEN
    none = left if t.same_type(t.optional(both), left.type) else convert(left, t.optional(both))
    return e.Coalesce(left=none or left, right=convert(right, both) or right, type=both)


def _mismatch(
    ctx: Ctx, span: Span, what: str, first: t.Type, second: t.Type, hint: str = ""
) -> None:
    ctx.program.sink.report(
        "branch-mismatch", span, what=what, first=quote(first), second=quote(second), hint=hint
    )


def _operands(
    ctx: Ctx, node: ast.Binary, op: str, expected: t.Type | None
) -> tuple[e.Expr, e.Expr]:
    """Both sides of an arithmetic operator; a number literal beside a decimal or float takes what fits it."""
    from awmc.semantics.expressions import expr

    wanted = expected if isinstance(t.unwrap(expected) if expected else None, _NUMERIC) else None
    swap = is_plain(ctx, node.left) and not is_plain(ctx, node.right)
    first, second = (node.right, node.left) if swap else (node.left, node.right)
    lead = expr(ctx, first, wanted)
    other = expr(ctx, second, _hint_beside(op, lead, wanted, swap))
    if isinstance(lead.type, t.DecimalType) and op in "*/" and is_plain(ctx, second):
        other = _exact_factor(second, other)
    return (other, lead) if swap else (lead, other)


def _hint_beside(op: str, lead: e.Expr, wanted: t.Type | None, swap: bool) -> t.Type | None:
    """What a plain number beside `lead` should be."""
    decimal_wanted = isinstance(t.unwrap(wanted) if wanted else None, t.DecimalType)
    match lead.type:
        case t.DecimalType():
            ratio = op == "/" and swap
            return lead.type if op in "+-" or ratio else None
        case t.FloatType():
            return t.FLOAT
        case t.IntType() if decimal_wanted and op in "+-*":
            return wanted
        case t.IntType():
            return None
        case _:
            return lead.type if op in "+-" else None


def _exact_factor(node: ast.Expr, value: e.Expr) -> e.Expr:
    """A literal with decimals beside money, as an exact decimal: `price * 1.1` is not a float's product."""
    if not (isinstance(value, e.Const) and isinstance(value.value, float)):
        return value
    text = node.text if isinstance(node, ast.NumberLiteral) else None
    if text is None or "e" in text.lower() or "." not in text:
        return value
    whole, _, part = text.partition(".")
    if len(whole) + len(part) > 15:
        return value
    return e.Const(value=int(whole + part), type=t.DecimalType(places=len(part), money=False))


def arithmetic(
    ctx: Ctx,
    span: Span,
    op: ArithmeticOp,
    left: e.Expr,
    right: e.Expr,
    nodes: tuple[ast.Expr, ast.Expr],
) -> e.Expr:
    """`left op right`, with the form that its types choose."""
    for value, node in zip((left, right), nodes, strict=True):
        if isinstance(value.type, t.OptionType) and not is_broken(value.type):
            _possibly_none(ctx, node, value)
            return BROKEN
    if is_broken(left.type) or is_broken(right.type):
        return BROKEN
    made = _form(op, left, right)
    if made is None:
        ctx.program.sink.report(
            "operator-types",
            span,
            operator=op,
            left=quote(left.type),
            right=quote(right.type),
            hint=_arithmetic_hint(op, left.type, right.type),
        )
        return BROKEN
    return made


def _form(op: ArithmeticOp, left: e.Expr, right: e.Expr) -> e.Arithmetic | None:
    def made(form: str, type_: t.Type, a: e.Expr = left, b: e.Expr = right) -> e.Arithmetic:
        return e.Arithmetic(op=op, form=form, left=a, right=b, type=type_)  # type: ignore[arg-type]  # forms below

    a, b = t.strip(left.type), t.strip(right.type)
    match a, b:
        case t.IntType(), t.IntType():
            return made("int_div", t.FLOAT) if op == "/" else made("int", t.INT)
        case ((t.IntType() | t.FloatType()), (t.IntType() | t.FloatType())):
            one, two = convert(left, t.FLOAT), convert(right, t.FLOAT)
            assert one is not None and two is not None
            return made("float", t.FLOAT, one, two)
        case t.DecimalType(), t.DecimalType() if op in "+-":
            return made("decimal", a) if a == b else None
        case t.DecimalType(), t.DecimalType() if op == "/" and a.money == b.money:
            return made("decimal_ratio", t.FLOAT)
        case t.DecimalType(), (t.IntType() | t.FloatType() | t.DecimalType()) if op in "*/":
            return (
                None
                if a.money and isinstance(b, t.DecimalType) and b.money
                else made("decimal_scale", a)
            )
        case ((t.IntType() | t.FloatType()), t.DecimalType()) if op == "*":
            return made("decimal_scale", b, right, left)
        case t.TextType(), t.TextType() if op == "+":
            return made("text", t.TEXT)
        case t.ListType(), t.ListType() if op == "+":
            both = (
                a if convert(right, a) is not None else b if convert(left, b) is not None else None
            )
            return None if both is None else made("list", both)
        case _:
            return _time_form(op, left, right)


def _time_form(op: ArithmeticOp, left: e.Expr, right: e.Expr) -> e.Arithmetic | None:
    def made(form: str, type_: t.Type, a: e.Expr = left, b: e.Expr = right) -> e.Arithmetic:
        return e.Arithmetic(op=op, form=form, left=a, right=b, type=type_)  # type: ignore[arg-type]  # forms below

    match t.strip(left.type), t.strip(right.type):
        case t.DurationType(), t.DurationType() if op in "+-":
            return made("duration", t.DURATION)
        case t.DurationType(), t.IntType() if op in ("*", "//"):
            return made("duration", t.DURATION)
        case t.IntType(), t.DurationType() if op == "*":
            return made("duration", t.DURATION, right, left)
        case t.DurationType(), t.DurationType() if op == "/":
            one = e.Builtin(name="seconds_of", args=(left,), type=t.INT)
            two = e.Builtin(name="seconds_of", args=(right,), type=t.INT)
            return made("int_div", t.FLOAT, one, two)
        case (t.DateType() | t.DatetimeType() | t.TimeType()) as type_, t.DurationType() if (
            op in "+-"
        ):
            return made("shift", type_)
        case t.DurationType(), (t.DateType() | t.DatetimeType() | t.TimeType()) as type_ if (
            op == "+"
        ):
            return made("shift", type_, right, left)
        case t.DatetimeType(), t.DatetimeType() if op == "-":
            return made("span", t.DURATION)
        case _:
            return None


def _arithmetic_hint(op: str, left: t.Type, right: t.Type) -> str:
    match left, right:
        case t.DateType(), t.DateType() if op == "-":
            return "`days_between(a, b)` counts the days from a to b"
        case ((t.DateType() | t.DatetimeType()), t.IntType()):
            return "add a duration: `days(n)`, `hours(n)`"
        case (t.TextType(), _) | (_, t.TextType()) if op == "+":
            return 'put values into a text with braces: "{x} …"'
        case t.DecimalType(), (t.IntType() | t.FloatType()) if op in "+-":
            return "`money(x)` converts a number"
        case (t.DecimalType(), _) if op in ("//", "%"):
            return "money has no `//` and `%`; `int(x)` or `/` may do"
        case t.ListType(), _:
            return "lists grow by `+` with a list: `xs + [x]`"
        case _:
            return ""


def compare(ctx: Ctx, node: ast.Compare, expected: t.Type | None) -> e.Expr:
    """`a == b`, `a < b <= c`, `x in xs`."""
    made: list[e.Expr] = []
    left = node.first
    for operator, right in node.rest:
        made.append(_comparison(ctx, node.span, operator, left, right))
        left = right
    return made[0] if len(made) == 1 else e.And(items=tuple(made))


def _comparison(
    ctx: Ctx, span: Span, operator: ast.Comparison, left: ast.Expr, right: ast.Expr
) -> e.Expr:
    if operator == "in" or operator == "not in":
        return _membership(ctx, left, right, operator == "not in")
    a, b = together((ctx, ctx), (left, right), None)
    a = _member_instead(ctx, left, a, b)
    if is_broken(a.type) or is_broken(b.type):
        return e.Compare(op=operator, left=a, right=b)
    if operator in ("==", "!="):
        return _equality(ctx, span, operator, a, b)
    for value, node in ((a, left), (b, right)):
        if isinstance(value.type, t.OptionType):
            _possibly_none(ctx, node, value)
            return BROKEN
    return _ordering(ctx, span, operator, a, b)


def _member_instead(ctx: Ctx, node: ast.Expr, value: e.Expr, other: e.Expr) -> e.Expr:
    """A bare member of the other side's enum wins over every other name."""
    from awmc.semantics.names import member_const

    enum = t.unwrap(other.type)
    if isinstance(node, ast.Name) and isinstance(enum, t.EnumType) and t.unwrap(value.type) != enum:
        return member_const(ctx, enum, node.name) or value
    return value


def _equality(ctx: Ctx, span: Span, operator: CompareOp, a: e.Expr, b: e.Expr) -> e.Expr:
    both = join(a.type, b.type)
    if both is None or isinstance(t.unwrap(both), t.PairType):
        _not_comparable(ctx, span, operator, a.type, b.type)
        return BROKEN
    return e.Compare(op=operator, left=_to(a, both), right=_to(b, both))


def _to(value: e.Expr, both: t.Type) -> e.Expr:
    """A side as the common type; a `T` beside a `T?` and a plain `none` stay what they are."""
    if isinstance(value.type, t.NoneType):
        return e.Const(value=None, type=t.strip(t.optional(both)))
    wanted = both if isinstance(value.type, t.OptionType) else t.unwrap(both)
    return convert(value, wanted) or value


def _ordering(ctx: Ctx, span: Span, operator: CompareOp, a: e.Expr, b: e.Expr) -> e.Expr:
    both = join(a.type, b.type)
    if both is None:
        _not_comparable(ctx, span, operator, a.type, b.type)
        return BROKEN
    if not isinstance(both, _ORDERED):
        ctx.program.sink.report("not-ordered", span, type=quote(both), operator=operator)
        return BROKEN
    return e.Compare(op=operator, left=_to(a, both), right=_to(b, both))


def _not_comparable(ctx: Ctx, span: Span, operator: str, a: t.Type, b: t.Type) -> None:
    match t.unwrap(a), t.unwrap(b):
        case (t.DateType(), t.DatetimeType()) | (t.DatetimeType(), t.DateType()):
            hint = "`date(x)` is the date of a datetime"
        case (t.RefType(), _) | (_, t.RefType()):
            hint = "a row compares with a row; compare a field of it with a key"
        case (t.DecimalType(), t.IntType() | t.FloatType()) | (
            t.IntType() | t.FloatType(),
            t.DecimalType(),
        ):
            hint = "`money(x)` converts a number"
        case (t.EnumType(), t.TextType()) | (t.TextType(), t.EnumType()):
            hint = "write the member without quotes"
        case _:
            hint = ""
    ctx.program.sink.report(
        "not-comparable", span, left=quote(a), right=quote(b), operator=operator, hint=hint
    )


def is_ordered(type_: t.Type) -> bool:
    """Whether values of the type have an order (`T?` has: none last)."""
    return isinstance(t.unwrap(type_), _ORDERED)


def _membership(ctx: Ctx, left: ast.Expr, right: ast.Expr, negated: bool) -> e.Expr:
    from awmc.semantics.expressions import expr

    item: e.Expr | None = None
    if isinstance(right, ast.ListExpr) or not is_plain(ctx, left):
        item = expr(ctx, left)
        listed = None if is_broken(item.type) else t.ListType(item=t.unwrap(item.type))
        container = expr(ctx, right, listed)
    else:
        container = expr(ctx, right)
    inner = container.type
    if is_broken(inner):
        return e.In(item=item or BROKEN, container=container, negated=negated)
    if not isinstance(inner, t.ListType | t.MapType):
        hint = "`contains(text, part)` looks in a text" if isinstance(inner, t.TextType) else ""
        ctx.program.sink.report("not-iterable", right.span, found=quote(inner), hint=hint)
        return BROKEN
    wanted = inner.item if isinstance(inner, t.ListType) else inner.key
    if item is None or isinstance(wanted, t.EnumType):
        item = expr(ctx, left, wanted)
    if not is_broken(item.type) and join(item.type, wanted) is None:
        _not_comparable(ctx, left.span, "in", item.type, wanted)
        return BROKEN
    return e.In(
        item=_to(item, join(item.type, wanted) or wanted), container=container, negated=negated
    )


def if_(ctx: Ctx, node: ast.IfExpr, expected: t.Type | None) -> e.Expr:
    """`if c then a elif d then b else e`."""
    from awmc.semantics.expressions import condition

    conditions: list[e.Expr] = []
    ctxs: list[Ctx] = []
    for test, _ in node.branches:
        conditions.append(condition(ctx, test))
        ctxs.append(ctx.knowing(narrow.when_true(conditions[-1])).lazily())
        ctx = ctx.knowing(narrow.when_false(conditions[-1])).lazily()
    nodes = [value for _, value in node.branches] + [node.otherwise]
    values = together([*ctxs, ctx], nodes, expected)
    type_, values = agree(ctx, node.span, "this `if`", values, nodes, expected)
    made = values[-1]
    for test_ir, value in zip(reversed(conditions), reversed(values[:-1]), strict=True):
        made = e.If(condition=test_ir, then=value, otherwise=made, type=type_)
    return made


def agree(
    ctx: Ctx,
    span: Span,
    what: str,
    values: list[e.Expr],
    nodes: Sequence[ast.Expr],
    expected: t.Type | None,
) -> tuple[t.Type, list[e.Expr]]:
    """Branches as one type: the expected one if there is one and all fit, else the one that holds them all."""
    if expected is not None and all(convert(value, expected) is not None for value in values):
        if any(is_broken(value.type) for value in values):
            return t.ERROR, values
        made = [convert(value, expected) or value for value in values]
        return t.strip(expected), made
    type_ = values[0].type
    for value in values[1:]:
        both = join(type_, value.type)
        if both is None:
            _mismatch(ctx, span, what, type_, value.type)
            return t.ERROR, values
        type_ = both
    if is_broken(type_):
        return t.ERROR, values
    return t.strip(type_), [
        fit(ctx, value, type_, node.span, what) for value, node in zip(values, nodes, strict=True)
    ]


def match_(ctx: Ctx, node: ast.MatchExpr, expected: t.Type | None) -> e.Expr:
    """`match x { a => 1, else => 0 }`."""
    from awmc.semantics.expressions import expr

    subject = expr(ctx, node.subject)
    inner = ctx.lazily()
    patterns = [_patterns(inner, arm, subject) for arm in node.arms]
    ctxs = [_arm_ctx(inner, subject, found) for found in patterns]
    nodes = [arm.value for arm in node.arms]
    if node.otherwise is not None:
        nodes.append(node.otherwise)
        ctxs.append(inner)
    _check_arms(ctx, node, subject, patterns)
    values = together(ctxs, nodes, expected)
    type_, values = agree(ctx, node.span, "this `match`", values, nodes, expected)
    arms = [
        e.Arm(patterns=tuple(found), value=value)
        for found, value in zip(patterns, values, strict=False)
    ]
    otherwise = values[-1] if node.otherwise is not None else None
    return e.Match(subject=subject, arms=tuple(arms), otherwise=otherwise, type=type_)


def _arm_ctx(ctx: Ctx, subject: e.Expr, patterns: list[e.Expr]) -> Ctx:
    path = narrow.path_of(subject)
    constants = [p.value for p in patterns if isinstance(p, e.Const)]
    if path is None or len(constants) != len(patterns) or None in constants:
        return ctx
    return ctx.knowing({path: frozenset(constants)})


def _patterns(ctx: Ctx, arm: ast.MatchArm, subject: e.Expr) -> list[e.Expr]:
    from awmc.semantics.expressions import expr

    found: list[e.Expr] = []
    for node in arm.patterns:
        value = expr(ctx, node, subject.type)
        both = join(subject.type, value.type)
        if both is None and not is_broken(value.type):
            _not_comparable(ctx, node.span, "match", subject.type, value.type)
        found.append(_to(value, both) if both is not None else BROKEN)
    return found


def _check_arms(
    ctx: Ctx, node: ast.MatchExpr, subject: e.Expr, patterns: list[list[e.Expr]]
) -> None:
    """Every pattern once, and every value of an enum or bool covered if there is no `else`."""
    seen: set[tuple[type, object]] = set()
    for arm, found in zip(node.arms, patterns, strict=True):
        for pattern, value in zip(arm.patterns, found, strict=True):
            if isinstance(value, e.Const) and not is_broken(value.type):
                if (type(value.value), value.value) in seen:
                    text = ctx.program.text(pattern.span)
                    ctx.program.sink.report("match-repeated", pattern.span, value=text)
                seen.add((type(value.value), value.value))
    if node.otherwise is None and not is_broken(subject.type):
        missing = _uncovered(ctx, subject.type, {constant for _, constant in seen})
        if missing:
            ctx.program.sink.report(
                "match-incomplete", node.span, type=quote(subject.type), missing=missing
            )


def _uncovered(ctx: Ctx, type_: t.Type, seen: set[object]) -> list[str]:
    match type_:
        case t.OptionType():
            return [*_uncovered(ctx, type_.item, seen), *(["none"] if None not in seen else [])]
        case t.EnumType():
            members = ctx.program.enums[type_.name].members
            return [member.name for member in members if member.spelling not in seen]
        case t.BoolType():
            return [name for name, value in (("true", True), ("false", False)) if value not in seen]
        case _:
            return ["other values"]
