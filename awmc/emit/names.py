"""Names of a spec as names of generated Python: the one table of words that cannot stay as they are.

A name that Python, pydantic or the generated modules themselves need gets a trailing `_`: `from` becomes
`from_`, and `from_` becomes `from__`, so that two names of a spec never meet. The tables are written out, not computed from
the running Python, since every version must give the same bytes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from awmc.ir.columns import key_columns, param_names
from awmc.ir.model import Entity, Enum, Environment, Param, Record, Tool, View
from awmc.ir.types import OptionType, RefType, Type, strip, unwrap

KEYWORDS = frozenset(
    "False None True and as assert async await break class continue def del elif else except finally for from global "
    "if import in is lambda nonlocal not or pass raise return try while with yield".split()
)
"""Python's hard keywords; the soft ones (`match`, `type`) may be names."""

BUILTIN_TYPES = frozenset("bool bytes dict float int list object set str tuple".split())
"""Names that annotations use: a field of such a name would hide the type from those below it."""

PYDANTIC_NAMES = frozenset(
    "construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs validate "
    "model_config model_fields model_computed_fields model_extra model_fields_set model_construct model_copy model_dump "
    "model_dump_json model_json_schema model_parametrized_name model_post_init model_rebuild model_validate "
    "model_validate_json model_validate_strings".split()
)
"""Public attributes of `pydantic.BaseModel`."""

ROW_NAMES = frozenset("deleted TABLE".split())
"""Attributes that every row has."""

ATTRIBUTES = KEYWORDS | BUILTIN_TYPES | PYDANTIC_NAMES | ROW_NAMES

TYPES = frozenset(
    "Annotated Any Argument Arguments Auto BaseModel Bool Callable Check ClassVar ConfigDict Date Datetime Decimal "
    "Decimals Definition Duration Each Ellipsis Entries Exception Failed False Field Fields Float Flow Goal Index Int "
    "IntKey Integer Invariant Items Iterable Iterator JSON Json JsonValue Key Length Limits Literal Loop Mapping Model "
    "Money NoReturn None Option Optional Overlap Reference Result ResultModel Review Row Rules Sequence Session State "
    "Table Task Text Time Tool Trace Traces True TypeAlias TypedDict Unique Units Verification World".split()
)
"""Capitalised names that generated modules import or define for themselves."""

_LEADING = re.compile(r"x*_")
_ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS = re.compile(r"[A-Za-z0-9]+")


def reserve(name: str, taken: Iterable[str]) -> str:
    """`name`, with a `_` after it where it is in `taken`, other trailing ones aside."""
    return name + "_" if name.rstrip("_") in taken else name


def attribute(name: str) -> str:
    """The attribute of a generated class for a name of a spec; pydantic refuses a leading `_`."""
    return reserve("x" + name if _LEADING.match(name) else name, ATTRIBUTES)


def attributes(names: Iterable[str]) -> dict[str, str]:
    """An attribute for each of some JSON names, which may hold any character; no two alike."""
    found: dict[str, str] = {}
    for name in names:
        wanted = attribute(
            name if _ATTRIBUTE.fullmatch(name) else "_".join(["x", *_WORDS.findall(name)])
        )
        while wanted in found.values():
            wanted += "_"
        found[name] = wanted
    return found


def type_name(name: str) -> str:
    """The class or alias of a generated module for a type name of a spec."""
    return reserve(name, TYPES)


def pascal(name: str) -> str:
    """`return_book` as `ReturnBook`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


@dataclass(frozen=True)
class Argument:
    """One JSON name of a call: a whole parameter, or a part of the key of the row that it names."""

    param: Param
    json_name: str
    attribute: str
    type: Type
    """Without references: a reference is its key, and an optional one an option of it."""
    part: str
    """The column of the key that it stands for; of a plain parameter, its name."""


def arguments(env: Environment, tool: Tool) -> tuple[Argument, ...]:
    """What a call of `tool` may give, in declared order. The attributes, like the JSON names, are unique."""
    found = [part for param in tool.params for part in _given(env, param)]
    spelt = attributes(json_name for _, json_name, _, _ in found)
    return tuple(
        Argument(param, json_name, spelt[json_name], type_, part)
        for param, json_name, type_, part in found
    )


def _given(env: Environment, param: Param) -> Iterator[tuple[Param, str, Type, str]]:
    names = param_names(env, param)
    for name, type_, part in zip(
        names, argument_types(env, param.type), _parts(env, param), strict=True
    ):
        yield param, name, type_, part


def _parts(env: Environment, param: Param) -> tuple[str, ...]:
    target = unwrap(param.type)
    if not isinstance(target, RefType):
        return (param.name,)
    return tuple(column.name for column in key_columns(env, env.entity(target.entity)))


def argument_types(env: Environment, type_: Type) -> tuple[Type, ...]:
    """The types of the JSON values that stand for a value: of a reference, those of its key."""
    target = unwrap(type_)
    if not isinstance(target, RefType):
        return (type_,)
    parts = tuple(strip(column.type) for column in key_columns(env, env.entity(target.entity)))
    if isinstance(type_, OptionType):
        return tuple(OptionType(item=part) for part in parts)
    return parts


def argument_classes(env: Environment) -> dict[str, str]:
    """The class of each tool's arguments, by tool."""
    return _tool_classes(env, "Arguments")


def result_classes(env: Environment) -> dict[str, str]:
    """The class (or alias) of each tool's result, by tool."""
    return _tool_classes(env, "Result")


def declared_types(env: Environment) -> tuple[str, ...]:
    """Every type name of the spec, as generated modules spell it."""
    named: tuple[Enum | Record | Entity | View, ...]
    named = (*env.enums, *env.records, *env.entities, *env.views)
    return tuple(type_name(item.name) for item in named)


def _tool_classes(env: Environment, suffix: str) -> dict[str, str]:
    taken = {*declared_types(env), *TYPES}
    names = {}
    for tool in env.tools:
        name = pascal(tool.name) + suffix
        while name in taken:
            name += "_"
        taken.add(name)
        names[tool.name] = name
    return names
