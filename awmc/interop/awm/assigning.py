"""Values that fields are given, and comparisons of fields with values.

In: a field, and the Python expression beside it. Out: the text in the language; a parameter that stands there takes the field's type. Guaranteed: as in `scope`.
"""

from __future__ import annotations

import ast

from awmc.interop.awm.scope import Scope, shortened
from awmc.interop.awm.values import Ex, NotLifted
from awmc.interop.sql.entities import Field
from awmc.interop.sql.kinds import INT, Misfit, convert
from awmc.interop.sql.literals import literal

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "==", ast.IsNot: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def assigned(scope: Scope, field: Field, node: ast.expr) -> str:
    """The text of what a field is given."""
    return beside(scope, field, scope.plain(node), shortened(node))


def beside(scope: Scope, field: Field, value: Ex, shown: str) -> str:
    """The text of a value where one of the field's type is wanted."""
    if value.slot is not None:
        value.slot.be(field)
        if value.constant is not ... and "??" in value.text:
            return value.text.rsplit("?? ", 1)[0] + f"?? {_constant(scope, field, value.constant)})"
        return value.text
    if value.constant is not ...:
        return _constant(scope, field, value.constant)
    if value.moment:
        made = {"datetime": "now()", "date": "today()"}.get(field.kind.name if field.kind else "")
        if made is None:
            raise NotLifted(f"`{shown}` for {field.name}, which is no time")
        return made
    if _is_key_of(scope, field, value):
        return value.row or ""
    same = value.field is not None and (value.field.target, value.field.kind) == (
        field.target,
        field.kind,
    )
    if same or (value.field is None and value.kind is not None and value.kind == field.kind):
        return value.text
    raise NotLifted(f"`{shown}` for {field.name}")


def _is_key_of(scope: Scope, field: Field, value: Ex) -> bool:
    """Whether a value is the key of a row of the entity that a field refers to: `order.id` for `order`."""
    target = scope.design.entity(field.target) if field.target is not None else None
    if target is None or value.row is None or value.table != target.table:
        return False
    return [one for one in target.fields if one.key] == [value.field]


def _constant(scope: Scope, field: Field, constant: object) -> str:
    if constant is None:
        return "none"
    if field.target is not None:
        keys = scope.design.key_of(field.target)
        target = scope.design.entity(field.target)
        if len(keys) != 1 or target is None:
            raise NotLifted(f"the constant {constant!r} for a compound key")
        return f"{target.name}({_literal(keys[0].kind, constant)})"
    return _literal(field.kind or INT, constant)


def _literal(kind: object, constant: object) -> str:
    from awmc.interop.sql.kinds import Kind

    assert isinstance(kind, Kind)
    try:
        value = int(constant) if isinstance(constant, bool) and kind == INT else constant
        return literal(kind, convert(kind, value))
    except Misfit as error:
        raise NotLifted(f"the constant {constant!r}: {error}") from error


def compared(scope: Scope, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
    """A comparison of Python's. Where a value may be none, only being equal or not is known to be the same."""
    if isinstance(op, ast.In | ast.NotIn):
        return _one_of(scope, left, right, negated=isinstance(op, ast.NotIn))
    sign = _SIGNS.get(type(op))
    if sign is None:
        raise NotLifted(f"`{shortened(left)} {type(op).__name__} …`")
    ours, theirs = scope.plain(left), scope.plain(right)
    if sign not in ("==", "!=") and (ours.optional or theirs.optional):
        raise NotLifted(f"`{shortened(left)} {sign} {shortened(right)}`, where one may be None")
    if (
        ours.field is not None
        and ours.field.target is not None
        and theirs.constant not in (..., None)
    ):
        return key_test(scope, ours.field, ours.text, sign, theirs.constant)
    if ours.field is None and theirs.field is not None:
        return f"({beside(scope, theirs.field, ours, shortened(left))} {sign} {theirs.text})"
    if ours.field is not None:
        return f"({ours.text} {sign} {beside(scope, ours.field, theirs, shortened(right))})"
    return f"({ours.text} {sign} {theirs.text})"


def key_test(scope: Scope, field: Field, path: str, sign: str, constant: object) -> str:
    """A comparison of a reference with the key of a row, which need not be there."""
    keys = scope.design.key_of(field.target or "")
    if len(keys) != 1 or sign not in ("==", "!="):
        raise NotLifted(f"the constant {constant!r} for {field.name}")
    test = f"{path}.{keys[0].path} {sign} {_literal(keys[0].kind, constant)}"
    return f"({path} != none and {test})" if field.optional else f"({test})"


def _one_of(scope: Scope, left: ast.expr, right: ast.expr, *, negated: bool) -> str:
    ours = scope.plain(left)
    if (
        ours.field is None
        or ours.field.target
        or not isinstance(right, ast.List | ast.Tuple | ast.Set)
    ):
        raise NotLifted(f"`{shortened(left)} in {shortened(right)}`")
    tests = [
        f"{ours.text} == {beside(scope, ours.field, scope.plain(item), shortened(item))}"
        for item in right.elts
    ]
    text = f"({' or '.join(tests) or 'false'})"
    return f"(not {text})" if negated else text
