"""Constants of a spec as values: what the default of a parameter is, in its run-time form and as JSON shows it.

In: an expression of the IR. Out: a `Constant`, or None where the value is known only at a call (`today()`).
"""

from dataclasses import dataclass
from typing import TypeAlias

from awmc.ir import expr, types
from awmc.ir.model import Environment

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str | int, Value] | None"
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True)
class Constant:
    """`value` is what Python and SQL see (25 cents), `json` what a caller sees (0.25)."""

    value: Value
    json: Json


def constant(env: Environment, value: expr.Expr) -> Constant | None:
    """The value of an expression that needs no state."""
    match value:
        case expr.Const():
            return Constant(value.value, as_json(env, value.value, value.type))
        case expr.Text() if all(isinstance(part, str) for part in value.parts):
            text = "".join(part for part in value.parts if isinstance(part, str))
            return Constant(text, text)
        case expr.Convert(value=expr.Const() as inner):
            number = _converted(inner.value, inner.type, value.type)
            return None if number is None else Constant(number, as_json(env, number, value.type))
        case expr.Negate():
            return _negated(env, value)
        case expr.ListOf():
            items = [constant(env, item) for item in value.items]
            known = [item for item in items if item is not None]
            if len(known) != len(items):
                return None
            return Constant([item.value for item in known], [item.json for item in known])
        case expr.RecordOf():
            return _object(env, value.fields)
        case expr.MapOf(entries=()):
            return Constant({}, {})
        case _:
            return None


def as_json(env: Environment, value: Value, type_: types.Type) -> Json:
    """A value in its run-time form as JSON shows it: 1250 cents as 12.5."""
    match types.unwrap(type_), value:
        case _, None:
            return None
        case types.DecimalType(places=places), int():
            return decimal_json(value, places)
        case types.ListType(item=item), list():
            return [as_json(env, part, item) for part in value]
        case types.MapType(value=item), dict():
            return {str(key): as_json(env, part, item) for key, part in value.items()}
        case types.RecordType(name=name), dict():
            fields = {field.name: field.type for field in env.record(name).fields}
            return {str(key): as_json(env, v, fields[str(key)]) for key, v in value.items()}
        case _, (bool() | int() | float() | str()) as plain:
            return plain
        case _:
            raise TypeError(f"{value!r} is no value of {types.show(type_)}")


def decimal_json(value: int, places: int) -> int | float:
    """So many of the smallest unit as the number that JSON shows."""
    unit: int = 10**places
    return value // unit if value % unit == 0 else value / unit


def _converted(value: object, old: types.Type, new: types.Type) -> int | float | None:
    match types.unwrap(new), value:
        case types.FloatType(), int():
            scale = 10**old.places if isinstance(old, types.DecimalType) else 1
            return value / scale
        case types.DecimalType(places=places), int():
            have = old.places if isinstance(old, types.DecimalType) else 0
            return int(value * 10 ** (places - have)) if places >= have else None
        case _:
            return None


def _negated(env: Environment, value: expr.Negate) -> Constant | None:
    inner = constant(env, value.value)
    if inner is None or isinstance(inner.value, bool) or not isinstance(inner.value, int | float):
        return None
    return Constant(-inner.value, as_json(env, -inner.value, value.type))


def _object(env: Environment, fields: tuple[tuple[str, expr.Expr], ...]) -> Constant | None:
    values: dict[str | int, Value] = {}
    shown: dict[str, Json] = {}
    for name, field in fields:
        part = constant(env, field)
        if part is None:
            return None
        values[name], shown[name] = part.value, part.json
    return Constant(values, shown)
