"""Checking a call's JSON arguments: in come a tool's model and whatever a caller gave, out comes an instance of the model.

Guaranteed: nothing but `Failed("invalid_arguments", …)` is raised, whatever comes in; its message names each
parameter, what is wanted, and what was given, and is itself a clean text.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from awmc.runtime.failures import INVALID_ARGUMENTS, Failed
from awmc.runtime.limits import SPARE_ARGUMENTS


class Arguments(BaseModel):
    """The base of every tool's model of arguments."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        protected_namespaces=(),
        allow_inf_nan=False,
        use_enum_values=True,
        hide_input_in_errors=True,
    )


class ResultModel(BaseModel):
    """The base of every model of a result: JSON as a tool gives it. Its schema is built when a caller first uses it."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, protected_namespaces=(), strict=True, defer_build=True
    )


A = TypeVar("A", bound=Arguments)
_WANTED = {
    "missing": "is missing",
    "string_type": "must be a string",
    "string_unicode": "must be a string without lone surrogates",
    "bool_type": "must be true or false",
    "list_type": "must be an array",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "too_long": "is too long",
    "none_required": "must be null",
    "recursion_loop": "must not contain itself",
}
"""What pydantic's own errors say, in the words of JSON."""


def check(model: type[A], arguments: object) -> A:
    """The arguments as an instance of `model`. Raises `Failed` with `invalid_arguments`."""
    if type(arguments) is dict and None not in arguments.values():
        try:
            return model.__pydantic_validator__.validate_python(arguments)  # type: ignore[no-any-return]
        except ValidationError:
            pass  # told below, with all that may be wrong
    return _checked(model, arguments)


def _checked(model: type[A], arguments: object) -> A:
    """The same of any mapping, in which null stands for a parameter's default."""
    if not isinstance(arguments, Mapping):
        raise Failed(INVALID_ARGUMENTS, f"The arguments must be an object, not {given(arguments)}")
    values: dict[Any, Any] = dict(arguments)
    if None in values.values():
        defaulted = _defaulted(model)
        values = {k: v for k, v in values.items() if v is not None or k not in defaulted}
    if not all(isinstance(name, str) for name in values):
        raise Failed(INVALID_ARGUMENTS, "The names of the arguments must be strings")
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Failed(INVALID_ARGUMENTS, _message(model, error)) from None


def given(value: object) -> str:
    """What a caller gave, short, in JSON where it has one, with nothing in it that could spoil a message."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return "an integer beyond 64 bits"
    if isinstance(value, str):
        value = value[:61]
    try:
        text = json.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return f"a value of the type {type(value).__name__}"
    return text if len(text) <= 80 else text[:60] + "..."


@lru_cache(maxsize=4096)
def _names(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


@lru_cache(maxsize=4096)
def _defaulted(model: type[BaseModel]) -> frozenset[str]:
    fields = model.model_fields.items()
    return frozenset(field.alias or name for name, field in fields if not field.is_required())


def _message(model: type[BaseModel], error: ValidationError) -> str:
    details = error.errors(include_url=False, include_context=True)
    told = [_told(model, detail) for detail in details[:SPARE_ARGUMENTS]]
    more = len(details) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


def _told(model: type[BaseModel], detail: ErrorDetails) -> str:
    place, kind = detail["loc"], detail["type"]
    name = _path(place)
    if kind == "extra_forbidden" and len(place) == 1:
        return _unknown(model, str(place[0]))
    if kind == "extra_forbidden":
        return f"{name} is not a field of the object"
    if kind == "missing":
        return f"{name} is missing"
    return f"{name} {_wanted(detail)}, not {given(detail['input'])}"


def _wanted(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind == "literal_error":
        return f"must be one of {detail.get('ctx', {}).get('expected')}"
    if kind == "awmc":
        return detail["msg"]
    words = detail["msg"]
    return _WANTED.get(kind, f"is not valid ({words[:1].lower()}{words[1:]})")


def _unknown(model: type[BaseModel], name: str) -> str:
    names = _names(model)
    near = difflib.get_close_matches(name[:100], names, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    known = f"parameters: {', '.join(names)}" if names else "the tool takes no arguments"
    return f"There is no parameter {given(name)} ({known}){hint}"


def _path(place: tuple[int | str, ...]) -> str:
    text = ""
    for part in place:
        if part == "[key]":  # pydantic's mark of a wrong key, which stands before it
            continue
        plain = isinstance(part, str) and part.isidentifier() and part.isascii()
        text += (f".{part}" if text else str(part)) if plain else f"[{given(part)}]"
    return text or "The arguments"
