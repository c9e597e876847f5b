"""An endpoint as a tool.

In: a route, the declarations around it, the design of its data. Out: the text of a tool. Guaranteed: the tool is of the endpoint's whole code, or NotLifted is raised with what was not understood. It differs from
the endpoint where the language is stricter: a reference must lead to a row, an enum's text must be a member, a row that is missing is `not_found`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from awmc.interop.awm.assigning import beside
from awmc.interop.awm.calls import shown_as
from awmc.interop.awm.routes import Code, Given, Route
from awmc.interop.awm.scope import Scope
from awmc.interop.awm.statements import run
from awmc.interop.awm.values import (
    Body,
    Ex,
    Listed,
    NotLifted,
    Rows,
    RowVar,
    Session,
    Shape,
    Slot,
    Slots,
)
from awmc.interop.sql.entities import Design
from awmc.interop.sql.kinds import INT, TEXT
from awmc.interop.sql.literals import doc_literal, text_literal
from awmc.interop.sql.words import snake, words
from awmc.interop.sql.writing import type_text

_CREATED = re.compile(r"let (\w+) = (?=create )")


def lift(route: Route, code: Code, design: Design) -> str:
    """The tool of an endpoint. Raises NotLifted."""
    if route.trims:
        raise NotLifted("its response leaves out fields")
    slots = Slots(design, {one.name: Slot(one) for one in given_by(route, code)})
    scope = Scope(code, route, design, slots)
    scope.names.update({name: Session() for name in route.sessions})
    scope.names.update({name: Body(shape) for name, shape in route.bodies.items()})
    scope.names.update({one.name: scope.slot(slots.by_name[one.name]) for one in route.given})
    result = run(scope, route.function.body)
    lines = [*scope.lines, *_return(scope, route, result)]
    slots.name_all(scope.taken)
    parameters = [_parameter(scope, slot) for slot in slots.by_name.values()]
    guards = [line for slot in slots.by_name.values() for line in _guards(slot)]
    settled = _without_unused([slots.settle(line) for line in [*guards, *lines]])
    body = "\n".join(f"  {line}" for line in settled)
    doc = f" {doc_literal(route.said)}" if route.said else ""
    return f"tool {tool_name(route)}({', '.join(parameters)}){doc} {{\n{body}\n}}\n\n"


def given_by(route: Route, code: Code) -> Iterator[Given]:
    """What a request gives: path and query, then the fields of the body."""
    yield from route.given
    for shape in route.bodies.values():
        yield from code.shapes[shape]


def tool_name(route: Route) -> str:
    """The tool's name in the language."""
    return snake(words(route.operation), "tool")


def _without_unused(lines: list[str]) -> list[str]:
    """New rows that nothing names again without names."""
    made = []
    for place, line in enumerate(lines):
        found = _CREATED.match(line)
        used = found is None or any(
            re.search(rf"\b{found[1]}\b", later) for later in lines[place + 1 :]
        )
        made.append(line if used or found is None else line[found.end() :])
    return made


# Parameters


def _parameter(scope: Scope, slot: Slot) -> str:
    alias = (
        f" as {text_literal(slot.given.shown)}"
        if scope.slots.json_name(slot) != slot.given.shown
        else ""
    )
    doc = f" {doc_literal(slot.given.doc)}" if slot.given.doc else ""
    default = _default(scope, slot)
    otherwise = f" else {text_literal(slot.missing)}" if slot.missing else ""
    return f"{slot.name}: {_type(scope, slot)}{alias}{doc}{default}{otherwise}"


def _type(scope: Scope, slot: Slot) -> str:
    option = "?" if slot.optional else ""
    if slot.entity is not None:
        return f"{slot.entity.name}{option}"
    limits = _limits(slot)
    if slot.field is not None and not (limits and slot.field.kind in (INT, TEXT)):
        return type_text(scope.design, slot.field).removesuffix("?") + option
    kind = slot.kind or TEXT
    return f"{kind.spelled}{limits}{option}"


def _limits(slot: Slot) -> str:
    """The bounds of a request, where the language has such: for whole numbers, and the lengths of texts."""
    kind, bounds = slot.kind, {name: _number(node) for name, node in slot.given.bounds.items()}
    if not bounds or kind not in (INT, TEXT):
        return ""
    names = ("min_length", "max_length") if kind == TEXT else ("ge", "le", "gt", "lt")
    if set(bounds) - set(names) or not all(isinstance(bound, int) for bound in bounds.values()):
        raise NotLifted(f"the bounds of {slot.given.name}")
    low = bounds.get("min_length", bounds.get("ge", bounds["gt"] + 1 if "gt" in bounds else None))
    high = bounds.get("max_length", bounds.get("le", bounds["lt"] - 1 if "lt" in bounds else None))
    return f"({'' if low is None else low}..{'' if high is None else high})"


def _guards(slot: Slot) -> Iterator[str]:
    """The bounds of a request that no type says."""
    kind = slot.kind
    if not slot.given.bounds or kind in (INT, TEXT):
        return
    if kind is None or not kind.numeric:
        raise NotLifted(f"the bounds of {slot.given.name}")
    for name, node in slot.given.bounds.items():
        sign = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<"}.get(name)
        if sign is None:
            raise NotLifted(f"the bounds of {slot.given.name}")
        if (
            slot.field is not None
            and name in ("gt", "ge")
            and slot.field.limits is not None
            and slot.field.limits.low is not None
        ):
            low = slot.field.limits.low
            if low > _number(node) or (name == "ge" and low == _number(node)):
                continue  # its type says it
        free = f"{slot.mark} == none or " if slot.optional else ""
        yield f'require {free}{slot.mark} {sign} {_number(node)} else "{slot.given.shown} must be {sign} {_number(node)}"'


def _number(node: ast.expr) -> Any:
    try:
        found = ast.literal_eval(node)
    except ValueError as error:
        raise NotLifted(f"the bound `{ast.unparse(node)}`") from error
    if not isinstance(found, int | float):
        raise NotLifted(f"the bound `{ast.unparse(node)}`")
    return found


def _default(scope: Scope, slot: Slot) -> str:
    default = slot.given.default
    if default is None:
        return ""
    value = scope.plain(default)
    if value.constant is None:
        return " = none"
    if value.constant is ...:
        raise NotLifted(f"the default of {slot.given.name}")
    text = value.text if slot.field is None else beside(scope, slot.field, value, slot.given.name)
    if slot.entity is not None:
        raise NotLifted(f"the default of {slot.given.name}, which names a row")
    return f" = {text}"


# Results


def _return(scope: Scope, route: Route, result: Any) -> Iterator[str]:
    """The lines that return a result."""
    if result is None or (isinstance(result, Ex) and result.constant is None):
        return
    before = len(scope.lines)
    result = _in_form(scope, route.response, scope.row_or(result))
    text = _shown(scope, result)
    yield from scope.lines[before:]
    yield f"return {text}"


def _in_form(scope: Scope, response: str, result: Any) -> Any:
    """A row, or rows, by the fields of the declared response."""
    if isinstance(result, RowVar):
        return shown_as(scope, result, response)
    if isinstance(result, Rows):
        return _rows_in_form(scope, response, result)
    return result


def _rows_in_form(scope: Scope, response: str, rows: Rows) -> Listed:
    item = response.removeprefix("List[").removeprefix("list[").removesuffix("]")
    variable = scope.inner(rows.query.entity.name[:1])
    return Listed(rows, variable, shown_as(scope, RowVar(rows.query.entity, variable), item))


def _shown(scope: Scope, value: Any) -> str:
    """A result as an expression."""
    match value:
        case Ex():
            if value.field is not None and value.field.target is not None:
                return _key(scope, value)
            return value.text.removeprefix("\x04")
        case Shape():
            return _object(scope, dict(value.items))
        case Listed(rows=None):
            return "[]"
        case Listed() if value.rows is not None:
            return f"[{_shown(scope, value.item)} for {scope.clauses(value.rows.query, value.variable)}]"
    raise NotLifted("a result of a form that is not known")


def _key(scope: Scope, value: Ex) -> str:
    """A reference as the value of its key."""
    assert value.field is not None and value.field.target is not None
    keys = scope.design.key_of(value.field.target)
    if len(keys) != 1:
        raise NotLifted(f"the compound key of {value.field.name}")
    path = f"{value.text}.{keys[0].path}"
    return f"(if {value.text} == none then none else {path})" if value.optional else path


def _object(scope: Scope, items: Mapping[str, Any]) -> str:
    """An object; the fields of one row as a projection of it."""
    rows = {value.row if isinstance(value, Ex) else None for value in items.values()}
    row = rows.pop() if len(rows) == 1 else None
    if row is not None:
        return f"{row}.{{ {', '.join(_projected(scope, name, value) for name, value in items.items())} }}"
    for name in items:
        if snake(words(name)) != name:
            raise NotLifted(f"the name {name} in a result")
    items = _with_counted(scope, items)
    return f"{{ {', '.join(f'{name}: {_shown(scope, value)}' for name, value in items.items())} }}"


def _with_counted(scope: Scope, items: Mapping[str, Any]) -> dict[str, Any]:
    """Items in which rows that are listed and counted are looked for once."""
    made = dict(items)
    for name, value in items.items():
        counts = [
            other
            for other, one in items.items()
            if isinstance(one, Ex)
            and one.counted is not None
            and isinstance(value, Listed)
            and one.counted is value.rows
        ]
        if counts and isinstance(value, Listed) and value.rows is not None:
            variable, inner = scope.variable(name), scope.inner(value.rows.query.entity.name[:1])
            scope.lines.append(
                f"let {variable} = [{inner} for {scope.clauses(value.rows.query, inner)}]"
            )
            made[name] = Ex(f"[{_shown(scope, value.item)} for {value.variable} in {variable}]")
            made |= {other: Ex(f"len({variable})", kind=INT) for other in counts}
    return made


def _projected(scope: Scope, name: str, value: Ex) -> str:
    """An item of a projection."""
    field = value.field
    if field is None or value.text != f"{value.row}.{field.name}":
        return f"{name}: {value.text}"
    if field.target is not None:
        keys = scope.design.key_of(field.target)
        own = (
            field.name
            if field.name.endswith(f"_{keys[0].name}")
            else f"{field.name}_{keys[0].name}"
        )
        return field.name if len(keys) == 1 and own == name else f"{name}: {field.name}"
    if (field.alias or field.name) == name:
        return field.name
    return f'{field.name} as "{name}"' if snake(words(name)) != name else f"{name}: {field.name}"
