"""Types as JSON Schema (2020-12): what an agent's framework needs to know of a tool's arguments and result.

In: types of the IR. Out: plain dictionaries, without `$ref`, in a fixed order of keys. Guaranteed: an
argument object is accepted by `arguments_schema` exactly when the generated pydantic model accepts it, but for what JSON Schema
cannot say: the number of decimals, days that a month does not have, NUL and lone surrogates.
"""

from typing import Any, assert_never

from awmc.emit.names import Argument, argument_types, arguments
from awmc.emit.values import constant, decimal_json
from awmc.ir import types
from awmc.ir.columns import key_columns, value_names
from awmc.ir.model import Environment, RecordField, Tool

Schema = dict[str, Any]

DATE = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
DATETIME = DATE[:-1] + "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
INT_KEY = "^(0|-?[1-9][0-9]{0,18})$"
LOW, HIGH = -(2**63), 2**63 - 1


def arguments_schema(env: Environment, tool: Tool) -> Schema:
    """The schema of a call's arguments."""
    found = arguments(env, tool)
    properties = {item.json_name: _argument(env, item) for item in found}
    return _object(properties, [item.json_name for item in found if item.param.default is None])


def result_schema(env: Environment, tool: Tool) -> Schema:
    """The schema of a call's result: of the value, without the limits of the fields it comes from."""
    result = tool.result
    if isinstance(result, types.NoneType):
        return _object({}, [])
    return value_schema(env, result, limits=False)


def value_schema(env: Environment, type_: types.Type, *, limits: bool = True) -> Schema:
    """The schema of one JSON value. `limits`: with those of the declaration, and of 64 bits."""
    match type_:
        case types.TextType():
            bounds = {"minLength": type_.low, "maxLength": type_.high} if limits else {}
            return {"type": "string", **_given(bounds)}
        case types.IntType():
            return {"type": "integer", **_int_bounds(type_, limits)}
        case types.FloatType():
            return {"type": "number", **_bounds(type_.low, type_.high, limits)}
        case types.DecimalType():
            return {"type": "number", **_decimal_bounds(type_, limits)}
        case types.DurationType():
            return {"type": "integer", **_bounds(LOW, HIGH, limits)}
        case types.BoolType():
            return {"type": "boolean"}
        case types.DateType():
            return {"type": "string", "format": "date", "pattern": DATE}
        case types.TimeType():
            return {"type": "string", "pattern": TIME}
        case types.DatetimeType():
            return {"type": "string", "pattern": DATETIME}
        case types.EnumType():
            return {"type": "string", "enum": _spellings(env, type_)}
        case types.ListType():
            return {"type": "array", "items": value_schema(env, type_.item, limits=limits)}
        case types.OptionType():
            return _nullable(value_schema(env, type_.item, limits=limits))
        case types.NoneType():
            return {"type": "null"}
        case (
            types.RefType()
            | types.RecordType()
            | types.MapType()
            | types.ObjectType()
            | types.PairType()
        ):
            return _composite(env, type_, limits)
        case types.ErrorType():
            raise TypeError("an IR without errors has no error type")
        case _:
            assert_never(type_)


def _composite(
    env: Environment,
    type_: types.RefType | types.RecordType | types.MapType | types.ObjectType | types.PairType,
    limits: bool,
) -> Schema:
    match type_:
        case types.RefType():
            return _reference(env, type_, limits)
        case types.RecordType():
            return _record(env, env.record(type_.name).fields, limits)
        case types.MapType():
            values = value_schema(env, type_.value, limits=limits)
            return {
                "type": "object",
                "propertyNames": _key(env, type_.key),
                "additionalProperties": values,
            }
        case types.ObjectType():
            properties = {
                field.name: _described(value_schema(env, _shown(field), limits=limits), field.doc)
                for field in type_.fields
            }
            return _object(properties, [f.name for f in type_.fields if not f.optional])
        case types.PairType():
            parts = [value_schema(env, part, limits=limits) for part in (type_.first, type_.second)]
            return {"type": "array", "prefixItems": parts, "items": False, "minItems": 2}
        case _:
            assert_never(type_)


def describe(env: Environment, argument: Argument) -> str:
    """What a parameter means, in the spec's words or else in plain ones, with its unit."""
    param = argument.param
    target = types.unwrap(param.type)
    words = param.doc
    if words is None and isinstance(target, types.RefType):
        words = f"The {argument.part} of the {target.entity}"
    elif words is None:
        words = param.name.strip("_").replace("_", " ").capitalize() or param.name
    unit = _unit(types.unwrap(argument.type))
    return f"{words} ({unit})" if unit else words


def _argument(env: Environment, argument: Argument) -> Schema:
    schema = value_schema(env, argument.type)
    default = argument.param.default
    if default is None:
        return _described(schema, describe(env, argument))
    known = constant(env, default)
    schema = _described(_nullable(schema), describe(env, argument))
    return schema if known is None else {**schema, "default": known.json}


def _unit(type_: types.Type) -> str | None:
    match type_:
        case types.DecimalType():
            return f"at most {type_.places} decimals" if type_.places else "a whole number"
        case types.DurationType():
            return "in seconds"
        case _:
            return None


def _reference(env: Environment, type_: types.RefType, limits: bool) -> Schema:
    keys = key_columns(env, env.entity(type_.entity))
    if len(keys) == 1:
        return value_schema(env, keys[0].type, limits=limits)
    properties = {key.name: value_schema(env, key.type, limits=limits) for key in keys}
    return _object(properties, list(properties))


def _record(env: Environment, fields: tuple[RecordField, ...], limits: bool) -> Schema:
    properties: Schema = {}
    required = []
    for field in fields:
        names = value_names(env, field.name, field.type, None)
        for name, type_ in zip(names, argument_types(env, field.type), strict=True):
            schema = _described(value_schema(env, type_, limits=limits), field.doc)
            known = constant(env, field.default) if limits and field.default is not None else None
            optional = field.default is None and isinstance(type_, types.OptionType)
            if known is None and not (limits and optional):
                required.append(name)
            properties[name] = schema if known is None else {**schema, "default": known.json}
    return _object(properties, required)


def _key(env: Environment, type_: types.Type) -> Schema:
    match type_:
        case types.EnumType():
            return {"enum": _spellings(env, type_)}
        case types.IntType():
            return {"pattern": INT_KEY}
        case _:
            return {"type": "string"}


def _spellings(env: Environment, type_: types.EnumType) -> list[str]:
    return [member.spelling for member in env.enum(type_.name).members]


def _shown(field: types.ObjectField) -> types.Type:
    """The type of a field where it is there: one left out when none is never null."""
    return types.unwrap(field.type) if field.optional else field.type


def _object(properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _described(schema: Schema, words: str | None) -> Schema:
    return schema if words is None else {"description": words, **schema}


def _nullable(schema: Schema) -> Schema:
    return schema if "anyOf" in schema else {"anyOf": [schema, {"type": "null"}]}


def _int_bounds(type_: types.IntType, limits: bool) -> Schema:
    low = LOW if type_.low is None else max(type_.low, LOW)
    high = HIGH if type_.high is None else min(type_.high, HIGH)
    return _bounds(low, high, limits)


def _decimal_bounds(type_: types.DecimalType, limits: bool) -> Schema:
    low = -types.DECIMAL_LIMIT if type_.low is None else type_.low
    high = types.DECIMAL_LIMIT if type_.high is None else type_.high
    return _bounds(decimal_json(low, type_.places), decimal_json(high, type_.places), limits)


def _bounds(low: float | None, high: float | None, limits: bool) -> Schema:
    return _given({"minimum": low, "maximum": high}) if limits else {}


def _given(bounds: Schema) -> Schema:
    return {name: value for name, value in bounds.items() if value is not None}
