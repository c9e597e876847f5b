"""Conditions of SQL as conditions of the language.

In: sqlglot's tree of a CHECK, and where the columns are in the language. Out: the text of a condition. Guaranteed: a row passes one exactly
where it passes the other. SQL's CHECK is passed where it is not false, so it is unknown where an operand is NULL: the three
values are told apart by two translations, "is not false" and "is true". What cannot be said exactly raises `Untranslated`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from awmc.interop.sql.kinds import BOOL, TEXT
from awmc.interop.sql.literals import text_literal
from awmc.interop.sql.operands import (
    FLIPPED,
    SIGNS,
    Places,
    Untranslated,
    Value,
    beside,
    sides_of,
    value_of,
)

_IS_NONE = re.compile(r"\(([\w.]+) == none\)")


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
    is_none = _IS_NONE.fullmatch(text)
    return f"({is_none[1]} != none)" if is_none else f"(not {text})"


def _atom(tree: exp.Expr, places: Places) -> tuple[str, frozenset[str]]:
    """A condition without AND, OR and NOT, and what must not be none for it to be known."""
    match tree:
        case exp.Is() if isinstance(tree.expression, exp.Null):
            return _is_null(tree.this, places), frozenset()
        case exp.Between():
            value = value_of(tree.this, places)
            ends = [beside(tree.args[end], value, places) for end in ("low", "high")]
            return (
                f"({ends[0].text} <= {value.text} and {value.text} <= {ends[1].text})",
                value.nones.union(*(end.nones for end in ends)),
            )
        case exp.In() if tree.expressions:
            value = value_of(tree.this, places)
            items = [beside(item, value, places) for item in tree.expressions]
            listed = _enum_items(value, items)
            return f"({value.text} in [{', '.join(listed)}])", value.nones.union(
                *(item.nones for item in items)
            )
        case exp.Like():
            return _like(tree, places)
        case exp.Column() | exp.Boolean():
            value = value_of(tree, places)
            return (value.text if value.kind == BOOL else f"({value.text} != 0)"), value.nones
    return _compared(tree, places)


def _enum_items(value: Value, items: list[Value]) -> list[str]:
    """The items of a list, the first in full where they are members of an enum."""
    enum = value.kind.enum if value.kind else None
    return [f"{enum.name}.{item.text}" if enum else item.text for item in items]


def _compared(tree: exp.Expr, places: Places) -> tuple[str, frozenset[str]]:
    sign = SIGNS.get(type(tree))
    if sign is None:
        raise Untranslated(tree.sql(dialect="sqlite"))
    if sign in ("==", "!=") and all(_is_condition(side) for side in (tree.this, tree.expression)):
        return _agreeing(tree, sign, places)
    if isinstance(tree, exp.NullSafeEQ | exp.NullSafeNEQ):
        return _same(tree, sign, places), frozenset()
    left, right = sides_of(tree, places)
    if sign in ("==", "!=") and (rows := _rows(tree, places)) is not None:
        return f"({rows[0]} {sign} {rows[1]})", left.nones | right.nones
    if left.kind == BOOL and right.text in ("true", "false") and sign in ("==", "!="):
        wanted = (right.text == "true") == (sign == "==")
        return (left.text if wanted else f"(not {left.text})"), left.nones
    if sign in FLIPPED and left.kind and left.kind.name == "enum":
        raise Untranslated(f"{tree.sql(dialect='sqlite')} compares spellings of an enum")
    return f"({left.text} {sign} {right.text})", left.nones | right.nones


def _is_condition(tree: exp.Expr) -> bool:
    return isinstance(tree.unnest(), (*SIGNS, exp.Is, exp.In, exp.Between, exp.Not))


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
    left, right = sides_of(tree, places)
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


def _is_null(tree: exp.Expr, places: Places) -> str:
    value = value_of(tree, places)
    if not value.nones:
        return "false"
    if len(value.nones) > 1:
        raise Untranslated(f"{tree.sql(dialect='sqlite')} IS NULL")
    return f"({next(iter(value.nones))} == none)"


def _like(tree: exp.Like, places: Places) -> tuple[str, frozenset[str]]:
    """LIKE without letters, which it would compare in either case: `'%@%'`."""
    value = value_of(tree.this, places)
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
