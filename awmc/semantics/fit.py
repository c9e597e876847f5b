"""Whether a value fits where it stands, and the implicit steps that make it fit.

`fit(ctx, value, expected, span, what)` gives the value as `expected` or reports why it is not: an int where a
float is wanted is converted, a T where `T?` is wanted is taken as it is, and nothing else is bent. What is already wrong (ERROR)
fits everywhere, so that one mistake is reported once.
"""

from __future__ import annotations

import re

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics.scope import Ctx
from awmc.source import Span
from awmc.syntax.literals import unquoted

BROKEN = e.Const(value=None, type=t.ERROR)
"""What stands for an expression that was reported."""
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<text>(?:(?!(?P=quote)).)*)(?P=quote)""")


def is_broken(type_: t.Type) -> bool:
    """Whether the type stands for, or holds, something already reported."""
    match type_:
        case t.ErrorType():
            return True
        case t.OptionType() | t.ListType():
            return is_broken(type_.item)
        case t.MapType():
            return is_broken(type_.key) or is_broken(type_.value)
        case t.PairType():
            return is_broken(type_.first) or is_broken(type_.second)
        case _:
            return False


def fit(ctx: Ctx, value: e.Expr, expected: t.Type | None, span: Span, what: str = "this") -> e.Expr:
    """`value` as an `expected`; `what` is a phrase for what the place is."""
    if expected is None or is_broken(value.type) or is_broken(expected):
        return value
    made = convert(value, expected)
    if made is not None:
        return made
    text = ctx.program.text(span)
    if isinstance(value.type, t.OptionType) and convert(
        e.Narrow(value=value, type=value.type.item), expected
    ):
        ctx.program.sink.report("possibly-none", span, expression=text, type=quote(value.type))
    elif isinstance(value, e.Const) and value.value is None:
        ctx.program.sink.report(
            "type-mismatch",
            span,
            what=what,
            expected=quote(expected),
            found="`none`",
            hint=f"only {quote(t.optional(expected))} may be none",
            once=_cell(what, value.type),
        )
    else:
        ctx.program.sink.report(
            "type-mismatch",
            span,
            what=what,
            expected=quote(expected),
            found=quote(value.type),
            hint=_hint(value.type, expected, text),
            fix=member_fix(ctx, span, value.type, expected),
            once=_cell(what, value.type),
        )
    return BROKEN


def member_fix(ctx: Ctx, span: Span, found: t.Type, expected: t.Type) -> Fix | None:
    """For a place with one text that spells a member of the enum that is wanted there."""
    enum, text = t.unwrap(expected), t.unwrap(found)
    quoted = [*_QUOTED.finditer(ctx.program.text(span))]
    if not isinstance(enum, t.EnumType) or not isinstance(text, t.TextType) or len(quoted) != 1:
        return None
    (one,) = quoted
    members = [
        member.name
        for member in ctx.program.enums[enum.name].members
        if one["text"] in (member.name, member.spelling)
    ]
    if len(members) != 1:
        return None
    place = Span(span.path, span.start + one.start(), span.start + one.end())
    return Fix(
        title="write the member without quotes",
        applicability=Applicability.safe,
        edits=(Edit(span=place, text=members[0]),),
    )


def _cell(what: str, found: t.Type) -> str | None:
    """One key for all cells of a column that are wrong in the same way: that is one mistake, not one a row."""
    return f"{what}: {found}" if what.startswith(("the column", "the key")) else None


def convert(value: e.Expr, expected: t.Type) -> e.Expr | None:
    """`value` as an `expected` by an implicit step, or None if it does not fit."""
    found = value.type
    if t.same_type(found, expected):
        return value
    match found, expected:
        case t.ErrorType(), _:
            return value
        case t.NoneType(), t.OptionType():
            return e.Const(value=None, type=t.strip(expected))
        case t.OptionType(), t.OptionType():
            inner = convert(e.Narrow(value=value, type=found.item), expected.item)
            same = t.same_type(found.item, expected.item)
            return value if same else None if inner is None else _through(value, inner, expected)
        case _, t.OptionType():
            return convert(value, expected.item)
        case t.IntType(), t.FloatType():
            if isinstance(value, e.Const) and isinstance(value.value, int):
                return e.Const(value=float(value.value), type=t.FLOAT)
            return e.Convert(value=value, type=t.FLOAT)
        case t.ListType(), t.ListType() if is_broken(found.item):
            return value
        case t.DecimalType(), t.DecimalType() if found.places == expected.places:
            return e.Convert(value=value, type=t.strip(expected))
        case _:
            return None


def _through(value: e.Expr, inner: e.Expr, expected: t.OptionType) -> e.Expr:
    """A conversion of what is inside an option."""
    none = e.Const(value=None, type=t.strip(expected))
    is_none = e.Compare(op="==", left=value, right=e.Const(value=None, type=value.type))
    return e.If(condition=is_none, then=none, otherwise=inner, type=t.strip(expected))


def join(a: t.Type, b: t.Type) -> t.Type | None:
    """The type that holds both, or None."""
    if is_broken(a):
        return b
    if is_broken(b) or t.same_type(a, b):
        return t.strip(a)
    if isinstance(a, t.NoneType):
        return t.strip(t.optional(b))
    if isinstance(b, t.NoneType):
        return t.strip(t.optional(a))
    if isinstance(a, t.OptionType) or isinstance(b, t.OptionType):
        inner = join(t.unwrap(a), t.unwrap(b))
        return None if inner is None else t.optional(inner)
    if {type(a), type(b)} == {t.IntType, t.FloatType}:
        return t.FLOAT
    if isinstance(a, t.ObjectType) and isinstance(b, t.ObjectType):
        return _join_objects(a, b)
    if isinstance(a, t.ListType) and isinstance(b, t.ListType):
        inner = join(a.item, b.item)
        return (
            None if inner is None or not isinstance(inner, t.ObjectType) else t.ListType(item=inner)
        )
    return None


def _join_objects(a: t.ObjectType, b: t.ObjectType) -> t.ObjectType | None:
    """Objects of which each may lack fields of the other: those become optional."""
    fields: list[t.ObjectField] = []
    for name in dict.fromkeys(f.name for f in (*a.fields, *b.fields)):
        ours, theirs = a.field(name), b.field(name)
        if ours is None or theirs is None:
            one = ours or theirs
            assert one is not None
            fields.append(t.ObjectField(name=name, type=t.strip(one.type), optional=True))
            continue
        inner = join(ours.type, theirs.type)
        if inner is None:
            return None
        either = ours.optional or theirs.optional
        fields.append(t.ObjectField(name=name, type=inner, optional=either))
    return t.ObjectType(fields=tuple(fields))


def quote(type_: t.Type) -> str:
    """A type for a message."""
    match type_:
        case t.RefType():
            return f"a row of `{type_.entity}`"
        case t.NoneType():
            return "`none`"
        case t.ObjectType():
            return f"an object {t.show(type_)}" if type_.fields else "an object"
        case _:
            return f"`{t.show(type_)}`"


def _hint(found: t.Type, expected: t.Type, text: str) -> str:
    match t.unwrap(found), t.unwrap(expected):
        case (
            (t.IntType() | t.FloatType() | t.TextType() | t.DecimalType()),
            t.DecimalType(money=True),
        ):
            return f"`money({text})` converts it"
        case ((t.FloatType() | t.TextType() | t.DecimalType()), t.IntType()):
            return f"`int({text})` converts it"
        case ((t.IntType() | t.FloatType()), t.TextType()) if text.replace(".", "").isdecimal():
            return f'write it in quotes: `"{text}"`'
        case ((t.IntType() | t.FloatType() | t.DecimalType() | t.BoolType()), t.TextType()):
            return f"`text({text})` converts it"
        case t.DateType(), t.DatetimeType():
            now = "now()" if text == "today()" else f"datetime({text}, 00:00)"
            return f"a datetime has a time too: `{now}`"
        case t.TextType(), (t.DateType() | t.TimeType() | t.DatetimeType()) if text[:1] in "\"'":
            return _moment_hint(t.unwrap(expected), text)
        case t.TextType(), t.EnumType() if text[:1] in "\"'":
            return f"write the member without quotes: `{text[1:-1]}`"
        case t.DatetimeType(), t.DateType():
            return f"`date({text})` is its date"
        case t.ListType(), t.RefType() as wanted if text[:1] == "[":
            return f"`{wanted.entity}({text[1:-1]})` is the row with that key"
        case t.ListType(), t.RefType():
            return ""
        case ((t.ObjectType() | t.RecordType() | t.MapType() | t.PairType()), t.RefType()):
            return ""
        case _, t.RefType() as wanted:
            return f"`{wanted.entity}({text})` is the row with that key"
        case t.RefType(), t.BoolType():
            return f"say what is true of the row, as `{text}.field == …`; whether there is one at all is `count({text} for …) > 0`"
        case t.RefType(), _:
            return f"`{text}.field` reads a field of the row"
        case t.DecimalType(), t.FloatType():
            return f"`float({text})` converts it"
        case t.IntType(), t.DurationType():
            return f"`days({text})`, `hours({text})`, `minutes({text})` and `seconds({text})` are durations"
        case _:
            return ""


_EXAMPLES = {t.DateType: "2026-03-02", t.TimeType: "09:30", t.DatetimeType: "2026-03-02T09:30:00"}


def _moment_hint(expected: t.Type, text: str) -> str:
    """How the date or time of a quoted text is written; by an example where that cannot be told."""
    example = _EXAMPLES[type(expected)]
    value = unquoted(text)
    if len(value) == len(example):
        return f"write it without quotes: `{value}`"
    return f"its form is `{example}`, without quotes"
