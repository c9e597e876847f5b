"""Conditions of SQL as conditions of the language.

In: sqlglot's tree of a CHECK, and where the columns are in the language. Out: limits of one field, or the text of a condition. Guaranteed: a row passes one exactly
where it passes the other. SQL's CHECK is passed where it is not false, so it is unknown where an operand is NULL: the three
values are told apart by two translations, "is not false" and "is true". What cannot be said exactly raises `Untranslated`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlglot import exp

from awmc.interop.sql.kinds import BOOL, DATE, DATETIME, FLOAT, INT, TEXT, Kind, Misfit, convert
from awmc.interop.sql.literals import literal, text_literal

_SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "==",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NullSafeEQ: "==",
    exp.NullSafeNEQ: "!=",
}
_SUMS = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Untranslated(Exception):
    """What the language cannot say, or not exactly; the message says what."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column is: an expression that reads it, its kind, and the path that is none where it is NULL."""

    path: str
    kind: Kind
    none: str | None = None
    row: str | None = None
    """What is the row whose whole key it is: a reference, or `self`."""
    target: str | None = None
    """The table of that row."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one column, or of the length of its text."""

    column: str
    low: Any = None
    high: Any = None
    length: bool = False


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    kind: Kind | None
    nones: frozenset[str] = frozenset()
    """What must not be none for it to be known."""


Places = Mapping[str, Place]
"""By the names of columns in small letters."""


def limits_of(condition: exp.Expr, places: Places) -> Limits | None:
    """The bounds that a condition sets to one column, if that is all it says."""
    if isinstance(condition, exp.Between):
        low, high = (
            _bound(condition.this, ">=", condition.args["low"], places),
            _bound(condition.this, "<=", condition.args["high"], places),
        )
        return Limits(low.column, low.low, high.high, low.length) if low and high else None
    if isinstance(condition, exp.In) and condition.expressions:
        return _run(condition, places)
    sign = _SIGNS.get(type(condition))
    if sign != "==" and sign not in _FLIPPED:
        return None
    left, right = condition.this.unnest(), condition.expression.unnest()
    return _bound(left, sign, right, places) or _bound(
        right, _FLIPPED.get(sign, sign), left, places
    )


def _bound(side: exp.Expr, sign: str, other: exp.Expr, places: Places) -> Limits | None:
    length = isinstance(side, exp.Length)
    column = side.this.unnest() if length else side.unnest()
    place = places.get(column.name.lower()) if isinstance(column, exp.Column) else None
    if place is None or (place.kind != TEXT if length else not place.kind.numeric):
        return None
    try:
        number = _number(INT if length else place.kind, other)
    except Untranslated:
        return None
    step = _step(INT if length else place.kind) if sign in ("<", ">") else 0
    if step is None or (length and number < 0):
        return None
    if sign == "==":
        return Limits(column.name, number, number, length)
    if sign in (">", ">="):
        return Limits(column.name, low=number + step, length=length)
    return Limits(column.name, high=number - step, length=length)


def _step(kind: Kind) -> Any:
    """The distance between neighbours; None where there is none."""
    return {"int": 1, "decimal": Decimal(1).scaleb(-kind.places)}.get(kind.name)


def _run(condition: exp.In, places: Places) -> Limits | None:
    """`x IN (1, 2, 3)` as bounds."""
    place = (
        places.get(condition.this.name.lower()) if isinstance(condition.this, exp.Column) else None
    )
    if place is None or place.kind != INT:
        return None
    try:
        numbers = sorted({_number(INT, one) for one in condition.expressions})
    except Untranslated:
        return None
    if numbers[-1] - numbers[0] + 1 != len(numbers):
        return None
    return Limits(condition.this.name, numbers[0], numbers[-1])


def _number(kind: Kind, tree: exp.Expr) -> Any:
    """The number that a literal is. Raises Untranslated."""
    tree = tree.unnest()
    negative = isinstance(tree, exp.Neg)
    inner = tree.this.unnest() if negative else tree
    if not isinstance(inner, exp.Literal) or inner.is_string:
        raise Untranslated(tree.sql(dialect="sqlite"))
    try:
        plain: int | float = int(inner.this) if inner.is_int else float(inner.this)
        return convert(kind, -plain if negative else plain)
    except (Misfit, ValueError, OverflowError) as error:
        raise Untranslated(f"{tree.sql(dialect='sqlite')} is no {kind.spelled}") from error


def translate(condition: exp.Expr, places: Places) -> str:
    """A condition that holds where the CHECK is passed. Raises Untranslated."""
    return _not_false(condition, places)


def _not_false(tree: exp.Expr, places: Places) -> str:
    match tree:
        case exp.Paren():
            return _not_false(tree.this, places)
        case exp.And() | exp.Or():
            return _joined(tree, _not_false, places)
        case exp.Not():
            return _negated(_true(tree.this, places))
    text, nones = _atom(tree, places)
    guards = [f"{path} == none" for path in sorted(nones)]
    return f"({' or '.join([*guards, text])})" if guards else text


def _true(tree: exp.Expr, places: Places) -> str:
    match tree:
        case exp.Paren():
            return _true(tree.this, places)
        case exp.And() | exp.Or():
            return _joined(tree, _true, places)
        case exp.Not():
            return _negated(_not_false(tree.this, places))
    text, nones = _atom(tree, places)
    guards = [f"{path} != none" for path in sorted(nones)]
    return f"({' and '.join([*guards, text])})" if guards else text


def _joined(tree: exp.Expr, each: Callable[[exp.Expr, Places], str], places: Places) -> str:
    word = "and" if isinstance(tree, exp.And) else "or"
    return f"({each(tree.this, places)} {word} {each(tree.expression, places)})"


def _negated(text: str) -> str:
    return f"(not {text})"


def _atom(tree: exp.Expr, places: Places) -> tuple[str, frozenset[str]]:
    """A condition without AND, OR and NOT, and what must not be none for it to be known."""
    match tree:
        case exp.Is() if isinstance(tree.expression, exp.Null):
            return _is_null(tree.this, places), frozenset()
        case exp.Between():
            value = _value(tree.this, places)
            ends = [_beside(tree.args[end], value, places) for end in ("low", "high")]
            return (
                f"({ends[0].text} <= {value.text} and {value.text} <= {ends[1].text})",
                value.nones.union(*(end.nones for end in ends)),
            )
        case exp.In() if tree.expressions:
            value = _value(tree.this, places)
            items = [_beside(item, value, places) for item in tree.expressions]
            listed = _enum_items(value, items)
            return f"({value.text} in [{', '.join(listed)}])", value.nones.union(
                *(item.nones for item in items)
            )
        case exp.Like():
            return _like(tree, places)
        case exp.Column() | exp.Boolean():
            value = _value(tree, places)
            return (value.text if value.kind == BOOL else f"({value.text} != 0)"), value.nones
    return _compared(tree, places)


def _enum_items(value: _Value, items: list[_Value]) -> list[str]:
    """The items of a list, the first in full where they are members of an enum."""
    enum = value.kind.enum if value.kind else None
    return [f"{enum.name}.{item.text}" if enum else item.text for item in items]


def _compared(tree: exp.Expr, places: Places) -> tuple[str, frozenset[str]]:
    sign = _SIGNS.get(type(tree))
    if sign is None:
        raise Untranslated(tree.sql(dialect="sqlite"))
    if sign in ("==", "!=") and all(_is_condition(side) for side in (tree.this, tree.expression)):
        return _agreeing(tree, sign, places)
    if isinstance(tree, exp.NullSafeEQ | exp.NullSafeNEQ):
        return _same(tree, sign, places), frozenset()
    left, right = _sides(tree, places)
    if sign in ("==", "!=") and (rows := _rows(tree, places)) is not None:
        return f"({rows[0]} {sign} {rows[1]})", left.nones | right.nones
    if left.kind == BOOL and right.text in ("true", "false") and sign in ("==", "!="):
        wanted = (right.text == "true") == (sign == "==")
        return (left.text if wanted else f"(not {left.text})"), left.nones
    if sign in _FLIPPED and left.kind and left.kind.name == "enum":
        raise Untranslated(f"{tree.sql(dialect='sqlite')} compares spellings of an enum")
    return f"({left.text} {sign} {right.text})", left.nones | right.nones


def _is_condition(tree: exp.Expr) -> bool:
    return isinstance(tree.unnest(), (*_SIGNS, exp.Is, exp.In, exp.Between, exp.Not))


def _agreeing(tree: exp.Expr, sign: str, places: Places) -> tuple[str, frozenset[str]]:
    """Two conditions that hold together, or apart: `(kind = 'limit') = (price IS NOT NULL)`."""
    sides: list[str] = []
    nones: set[str] = set()
    for side in (tree.this.unnest(), tree.expression.unnest()):
        inner = side.this.unnest() if isinstance(side, exp.Not) else side
        text, unknown = _atom(inner, places)
        sides.append(f"(not {text})" if isinstance(side, exp.Not) else text)
        nones |= unknown
    if sides[0] == sides[1] and sign == "==" and not nones:
        return "true", frozenset()
    if isinstance(tree, exp.NullSafeEQ | exp.NullSafeNEQ) and nones:
        raise Untranslated(tree.sql(dialect="sqlite"))
    return f"({sides[0]} {sign} {sides[1]})", frozenset(nones)


def _same(tree: exp.Expr, sign: str, places: Places) -> str:
    """`a IS b`, where NULL is a value like others."""
    if (rows := _rows(tree, places)) is not None:
        return f"({rows[0]} {sign} {rows[1]})"
    left, right = _sides(tree, places)
    through = [side for side in (left, right) if side.nones and side.text not in side.nones]
    if not through:
        return f"({left.text} {sign} {right.text})"
    if len(through) == 2 or len(left.nones | right.nones) > 1:
        raise Untranslated(tree.sql(dialect="sqlite"))
    none, word = next(iter(through[0].nones)), "or" if sign == "!=" else "and"
    return f"({none} {'==' if sign == '!=' else '!='} none {word} {left.text} {sign} {right.text})"


def _rows(tree: exp.Expr, places: Places) -> tuple[str, str] | None:
    """The rows that both sides of a comparison are the keys of, if they are of one table."""
    found = []
    for side in (tree.this.unnest(), tree.expression.unnest()):
        place = places.get(side.name.lower()) if isinstance(side, exp.Column) else None
        if place is None or place.row is None:
            return None
        found.append(place)
    return (str(found[0].row), str(found[1].row)) if found[0].target == found[1].target else None


def _sides(tree: exp.Expr, places: Places) -> tuple[_Value, _Value]:
    """Both sides of a comparison, a literal as the kind of the other side."""
    if _is_literal(tree.this):
        right = _value(tree.expression, places)
        return _beside(tree.this, right, places), right
    left = _value(tree.this, places)
    return left, _beside(tree.expression, left, places)


def _is_literal(tree: exp.Expr) -> bool:
    inner = tree.unnest()
    return isinstance(inner.this if isinstance(inner, exp.Neg) else inner, exp.Literal)


def _beside(tree: exp.Expr, other: _Value, places: Places) -> _Value:
    """A value that is compared with another. Raises Untranslated where they are not of one kind."""
    tree = tree.unnest()
    kind = other.kind
    if _is_literal(tree) and kind is not None:
        if not (isinstance(tree, exp.Literal) and tree.is_string):
            return _Value(literal(kind, _number(kind, tree)), kind)
        try:
            return _Value(literal(kind, convert(kind, tree.this)), kind)
        except Misfit as error:
            raise Untranslated(f"{tree.sql(dialect='sqlite')} is no {kind.spelled}") from error
    value = _value(tree, places)
    if value.kind != kind and {value.kind, kind} != {INT, FLOAT}:
        raise Untranslated(f"{other.text} and {value.text} are of different types")
    return value


def _value(tree: exp.Expr, places: Places) -> _Value:
    match tree:
        case exp.Paren():
            return _value(tree.this, places)
        case exp.Column():
            place = places.get(tree.name.lower())
            if place is None:
                raise Untranslated(f"{tree.name} is no column that is kept")
            return _Value(place.path, place.kind, frozenset((place.none,) if place.none else ()))
        case exp.Literal():
            if tree.is_string:
                return _Value(text_literal(tree.this), TEXT)
            kind = INT if tree.is_int else FLOAT
            return _Value(literal(kind, _number(kind, tree)), kind)
        case exp.Boolean():
            return _Value("true" if tree.this else "false", BOOL)
        case exp.Neg() if _is_literal(tree):
            kind = INT if tree.this.unnest().is_int else FLOAT
            return _Value(literal(kind, _number(kind, tree)), kind)
        case exp.Length():
            return _called("len", tree.this, TEXT, INT, places)
        case exp.Anonymous() if (
            tree.name.lower() == "json_array_length" and len(tree.expressions) == 1
        ):
            value = _value(tree.expressions[0], places)
            if value.kind is None or value.kind.name != "list":
                raise Untranslated(tree.sql(dialect="sqlite"))
            return _Value(f"len({value.text})", INT, value.nones)
        case exp.Coalesce() if len(tree.expressions) == 1:
            inner = _value(tree.this, places)
            other = _beside(tree.expressions[0], inner, places)
            if other.nones or inner.text not in inner.nones:
                raise Untranslated(tree.sql(dialect="sqlite"))
            return _Value(f"({inner.text} ?? {other.text})", inner.kind)
        case exp.Abs():
            inner = _value(tree.this, places)
            return _Value(f"abs({inner.text})", inner.kind, inner.nones)
        case exp.Substring() if _is_day(tree):
            return _called("date", tree.this, DATETIME, DATE, places)
        case exp.Add() | exp.Sub() | exp.Mul():
            left, right = _sides(tree, places)
            if left.kind != INT or right.kind != INT:
                raise Untranslated(
                    f"{tree.sql(dialect='sqlite')} is arithmetic of other numbers than ints"
                )
            return _Value(
                f"({left.text} {_SUMS[type(tree)]} {right.text})", INT, left.nones | right.nones
            )
    raise Untranslated(tree.sql(dialect="sqlite"))


def _is_day(tree: exp.Substring) -> bool:
    """Whether it is `substr(x, 1, 10)`, the date of a time."""
    return (
        [tree.args["start"].sql(), tree.args["length"].sql()] == ["1", "10"]
        if tree.args.get("length")
        else False
    )


def _called(function: str, inner: exp.Expr, takes: Kind, gives: Kind, places: Places) -> _Value:
    value = _value(inner, places)
    if value.kind != takes:
        raise Untranslated(f"{value.text} is no {takes.spelled}")
    return _Value(f"{function}({value.text})", gives, value.nones)


def _is_null(tree: exp.Expr, places: Places) -> str:
    value = _value(tree, places)
    if not value.nones:
        return "false"
    if len(value.nones) > 1:
        raise Untranslated(f"{tree.sql(dialect='sqlite')} IS NULL")
    return f"({next(iter(value.nones))} == none)"


def _like(tree: exp.Like, places: Places) -> tuple[str, frozenset[str]]:
    """LIKE without letters, which it would compare in either case: `'%@%'`."""
    value = _value(tree.this, places)
    pattern = tree.expression
    if (
        value.kind != TEXT
        or not (isinstance(pattern, exp.Literal) and pattern.is_string)
        or tree.args.get("escape")
    ):
        raise Untranslated(tree.sql(dialect="sqlite"))
    function, part = _shape(pattern.this)
    if not part or any(sign in "%_" or sign.isalpha() for sign in part):
        raise Untranslated(tree.sql(dialect="sqlite"))
    text = f"{function}({value.text}, {text_literal(part)})"
    return (f"(not {text})" if tree.args.get("negate") else text), value.nones


def _shape(pattern: str) -> tuple[str, str]:
    head, tail = pattern.startswith("%"), pattern.endswith("%")
    if head and tail:
        return "contains", pattern[1:-1]
    if head:
        return "ends_with", pattern[1:]
    return ("starts_with", pattern[:-1]) if tail else ("", "")


def columns_of(condition: exp.Expr) -> Iterator[str]:
    """The columns that a condition reads."""
    return (column.name for column in condition.find_all(exp.Column))
