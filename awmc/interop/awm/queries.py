"""Queries of SQLAlchemy as clauses of the language.

In: calls such as `session.query(Order).filter(Order.status == status).order_by(Order.id.desc()).all()`, or `select` and `execute`. Out: `Query`, `Rows`, `Maybe`, or a
number of rows. Guaranteed: as in `scope`; what is NULL is found, or not found, as SQL finds it.
"""

from __future__ import annotations

import ast
from typing import Any

from awmc.interop.awm.assigning import beside, key_test
from awmc.interop.awm.routes import called
from awmc.interop.awm.scope import Scope, shortened
from awmc.interop.awm.values import Ex, Maybe, NotLifted, Query, Rows, Session
from awmc.interop.sql.entities import Entity, Field
from awmc.interop.sql.kinds import BOOL, INT, TEXT
from awmc.interop.sql.literals import text_literal

ROW = "\x03"
"""Stands for the variable of the row."""
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ENDS = frozenset(("first", "one_or_none", "one", "scalar_one_or_none", "scalar_one"))


def query_call(scope: Scope, node: ast.Call) -> Any:
    """What a call of a query gives; None where it is no such call."""
    name = called(node)
    if name == "select" and isinstance(node.func, ast.Name) and len(node.args) == 1:
        return Query(scope.entity_of(node.args[0]))
    if not isinstance(node.func, ast.Attribute):
        return None
    owner = _owner(scope, node.func.value)
    if isinstance(owner, Session):
        return _of_session(scope, name, node)
    if isinstance(owner, Query):
        return _of_query(scope, owner, name, node)
    if isinstance(owner, Rows) and name in ("scalars", "all", "unique"):
        return owner
    if isinstance(owner, Rows) and name in _ENDS:
        return Maybe(owner.query, "row")
    return None


def _owner(scope: Scope, node: ast.expr) -> Any:
    """What a method is called of, if that is a query."""
    if isinstance(node, ast.Name):
        return scope.names.get(node.id)
    return query_call(scope, node) if isinstance(node, ast.Call) else None


def _of_session(scope: Scope, name: str, node: ast.Call) -> Any:
    if name == "query" and len(node.args) == 1:
        return Query(scope.entity_of(node.args[0]))
    if name == "get" and len(node.args) == 2:
        return _by_key(scope, Query(scope.entity_of(node.args[0])), node.args[1])
    if name in ("execute", "scalars") and len(node.args) == 1:
        found = scope.evaluate(node.args[0])
        if isinstance(found, Query):
            return Rows(found)
    raise NotLifted(f"`{shortened(node)}`")


def _by_key(scope: Scope, query: Query, node: ast.expr) -> Maybe:
    keys = [field for field in query.entity.fields if field.key]
    if len(keys) != 1:
        raise NotLifted(f"the compound key of {query.entity.table}")
    _compare(scope, query, keys[0], "==", node)
    return Maybe(query, query.entity.name)


def _of_query(scope: Scope, query: Query, name: str, node: ast.Call) -> Any:
    changed = Query(
        query.entity, query.key, [*query.conditions], [*query.order], query.limit, query.offset
    )
    match name:
        case "filter" | "where":
            for argument in node.args:
                _add(scope, changed, argument)
        case "filter_by":
            for keyword in node.keywords:
                _compare(
                    scope,
                    changed,
                    scope.field_of(query.entity, keyword.arg or ""),
                    "==",
                    keyword.value,
                )
        case "order_by":
            changed.order += [_order(scope, query.entity, argument) for argument in node.args]
        case "limit" | "offset" if len(node.args) == 1:
            setattr(changed, name, _number(scope, node.args[0]))
        case "all":
            return Rows(changed)
        case "count" if not changed.limit:
            variable = scope.inner(query.entity.name[:1])
            return Ex(f"count({variable} for {scope.clauses(changed, variable)})", kind=INT)
        case "get" if len(node.args) == 1:
            return _by_key(scope, changed, node.args[0])
        case _ if name in _ENDS:
            return Maybe(changed, query.entity.name)
        case _:
            raise NotLifted(f"`.{name}(…)` of a query")
    return changed


def _number(scope: Scope, node: ast.expr) -> str:
    value = scope.plain(node)
    kind = (
        value.slot.kind
        if value.slot is not None
        else INT
        if isinstance(value.constant, int)
        else value.kind
    )
    if value.optional or kind != INT:
        raise NotLifted(f"`{shortened(node)}` as a limit")
    return value.text


def _add(scope: Scope, query: Query, node: ast.expr) -> None:
    """A condition of `filter`, which all rows meet."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        field = _column(scope, query.entity, node.left)
        sign = _SIGNS.get(type(node.ops[0]))
        if field is not None and sign is not None:
            _compare(scope, query, field, sign, node.comparators[0])
            return
    query.conditions.append(sql_condition(scope, query.entity, node))


def _compare(scope: Scope, query: Query, field: Field, sign: str, node: ast.expr) -> None:
    single = [one for one in query.entity.fields if one.key] == [field] and field.target is None
    if single and sign == "==":
        value = scope.plain(node)
        if value.slot is not None and value.text == value.slot.mark and query.key is None:
            value.slot.be_row(query.entity)
            query.key = value.slot
            return
    query.conditions.append(_comparison(scope, field, sign, node))


def _comparison(scope: Scope, field: Field, sign: str, node: ast.expr) -> str:
    """`column sign value`: where the column is NULL, SQL finds nothing."""
    value = scope.plain(node)
    ours = f"{ROW}.{field.name}"
    if value.constant is None:
        return f"{ours} {sign} none"
    if sign not in ("==", "!=") and (
        field.target is not None or (field.kind is not None and field.kind.name == "enum")
    ):
        raise NotLifted(f"`{shortened(node)}` in the order of {field.name}")
    if field.target is not None and value.constant is not ... and value.slot is None:
        return key_test(scope, field, ours, sign, value.constant)
    theirs = beside(scope, field, value, shortened(node))
    if field.kind == BOOL and value.constant is not ...:
        text = ours if (theirs == "true") == (sign == "==") else f"not {ours}"
        return f"({ours} != none and {text})" if field.optional else text
    if field.optional and sign != "==":
        return f"({ours} != none and {ours} {sign} {theirs})"
    return f"{ours} {sign} {theirs}"


def sql_condition(scope: Scope, entity: Entity, node: ast.expr) -> str:
    """A condition of SQLAlchemy's. Raises NotLifted."""
    match node:
        case ast.Compare(ops=[op], left=left, comparators=[right]):
            field = _column(scope, entity, left)
            sign = _SIGNS.get(type(op))
            if field is not None and sign is not None:
                return _comparison(scope, field, sign, right)
        case ast.Call(func=ast.Name(id="and_" | "or_" as word)):
            sign = " and " if word == "and_" else " or "
            return f"({sign.join(sql_condition(scope, entity, one) for one in node.args)})"
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            sign = " and " if isinstance(node.op, ast.BitAnd) else " or "
            return f"({sql_condition(scope, entity, node.left)}{sign}{sql_condition(scope, entity, node.right)})"
        case ast.Call(func=ast.Attribute() as function) if len(node.args) == 1:
            field = _column(scope, entity, function.value)
            if field is not None:
                return _method(scope, field, function.attr, node.args[0])
    raise NotLifted(f"the condition `{shortened(node)}`")


def _method(scope: Scope, field: Field, name: str, argument: ast.expr) -> str:
    ours = f"{ROW}.{field.name}"
    match name:
        case "is_" | "is_not" | "isnot":
            sign = "==" if name == "is_" else "!="
            if scope.plain(argument).constant is None:
                return f"{ours} {sign} none"
        case "in_" if isinstance(argument, ast.List | ast.Tuple):
            tests = [_comparison(scope, field, "==", item) for item in argument.elts]
            return f"({' or '.join(tests) or 'false'})"
        case "ilike" | "like" | "contains" | "icontains":
            return _contains(scope, field, argument, whole=name in ("contains", "icontains"))
    raise NotLifted(f"`.{name}({shortened(argument)})`")


def _contains(scope: Scope, field: Field, argument: ast.expr, *, whole: bool) -> str:
    """`%part%`, which SQLite finds in capital and small letters alike."""
    if field.kind != TEXT:
        raise NotLifted(f"a pattern for {field.name}, which is no text")
    part = argument if whole else _between(argument)
    if part is None:
        raise NotLifted(f"the pattern `{shortened(argument)}`")
    value = scope.plain(part)
    if isinstance(value.constant, str):
        if any(sign in value.constant for sign in "%_\\"):
            raise NotLifted(f"the pattern `{shortened(argument)}`")
        theirs = text_literal(value.constant.lower())
    else:
        if value.slot is None or value.text != value.slot.mark:
            raise NotLifted(f"the pattern `{shortened(argument)}`")
        value.slot.be(field)
        theirs = f"lower({value.text})"
    ours = f"{ROW}.{field.name}"
    found = f"contains(lower({ours}), {theirs})"
    return f"({ours} != none and {found})" if field.optional else found


def _between(node: ast.expr) -> ast.expr | None:
    """What stands between two `%`."""
    match node:
        case ast.JoinedStr(
            values=[
                ast.Constant(value="%"),
                ast.FormattedValue(value=part, conversion=-1, format_spec=None),
                ast.Constant(value="%"),
            ]
        ):
            return part
        case ast.Constant(value=str() as text) if len(text) > 2 and text[0] == text[-1] == "%":
            return ast.Constant(text[1:-1])
        case ast.BinOp(
            op=ast.Add(),
            left=ast.BinOp(op=ast.Add(), left=ast.Constant(value="%"), right=part),
            right=ast.Constant(value="%"),
        ):
            return part
    return None


def _column(scope: Scope, entity: Entity, node: ast.expr) -> Field | None:
    """The field of `Model.attribute`; None where it is none of this entity."""
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in scope.code.stored
    ):
        if scope.entity_of(node.value) is not entity:
            raise NotLifted(f"`{shortened(node)}` of another table")
        return scope.field_of(entity, node.attr)
    return None


def _order(scope: Scope, entity: Entity, node: ast.expr) -> str:
    """An order key. SQLite puts NULL before everything else, the language after it."""
    down = False
    if isinstance(node, ast.Call) and called(node) in ("desc", "asc"):
        down = called(node) == "desc"
        node = node.func.value if isinstance(node.func, ast.Attribute) else node.args[0]
    field = _column(scope, entity, node)
    if field is None or (field.kind is not None and field.kind.name in ("enum", "list", "map")):
        raise NotLifted(f"the order of `{shortened(node)}`")
    path = f"{ROW}.{field.name}"
    if field.target is not None:
        keys = scope.design.key_of(field.target)
        if field.optional or len(keys) != 1:
            raise NotLifted(f"the order of `{shortened(node)}`")
        path = f"{path}.{keys[0].path}"
    if down:
        return f"{path} desc"
    return f"{path} != none, {path}" if field.optional else path
