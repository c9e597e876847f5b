"""Values of calls and rows: as the language writes them, and as a person says them.

In: a type of the IR and a value, as JSON has it or as it is stored. Out: a literal; facts, which an instruction must say; whether a text says them.
Guaranteed: the compiler reads the same value from a literal; what cannot be written is refused with `Unwritable`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from awmc.interop.sql.literals import text_literal
from awmc.ir import types as t
from awmc.ir.model import Environment
from awmc.runtime.judging.answers import find_answer
from awmc.runtime.judging.model import Answer
from awmc.runtime.judging.prose import plain
from awmc.runtime.judging.spans import in_units

_NUMBER_WORDS = "no one two three four five six seven eight nine ten eleven twelve".split()
_KINDS: dict[str, str] = {
    "text": "text",
    "enum": "enum",
    "int": "int",
    "float": "float",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "duration": "duration",
}


class Unwritable(Exception):
    """A value for which the language has no literal."""


@dataclass(frozen=True)
class Fact:
    """Something that an instruction must say: what it is of ("due", "book title"), the value as shown, its kind, the value as JSON.

    A `flag` is a yes or no, which no check can find in a text.
    """

    about: str
    shown: str
    kind: str
    value: Any = None

    @property
    def wanted(self) -> str:
        """The fact as a model is told it."""
        return (
            f'{self.about}: "{self.shown}"'
            if self.kind == "text"
            else f"{self.about}: {self.shown}"
        )


# Literals


def literal(env: Environment, type_: t.Type, value: Any) -> str:
    """A JSON value as the language writes one of that type. Raises Unwritable."""
    if value is None:
        return "none"
    plain_type = t.unwrap(type_)
    match plain_type:
        case t.TextType() | t.RefType() if isinstance(value, str):
            return text_literal(value)
        case t.BoolType():
            return "true" if value else "false"
        case t.DecimalType(money=True):
            return f"{Decimal(str(value)):.2f}"
        case t.IntType() | t.RefType() | t.FloatType() | t.DecimalType():
            return number(value)
        case t.DateType() | t.TimeType():
            return str(value)
        case t.DatetimeType():
            return str(value)
        case t.DurationType():
            return f"seconds({int(value)})" if value % 60 else f"minutes({int(value) // 60})"
        case t.EnumType():
            return member(env, plain_type.name, value)
        case t.ListType():
            return "[" + ", ".join(literal(env, plain_type.item, item) for item in value) + "]"
        case t.MapType(key=t.TextType()):
            pairs = [
                f"{text_literal(k)}: {literal(env, plain_type.value, v)}" for k, v in value.items()
            ]
            return "{ " + ", ".join(pairs) + " }" if pairs else "{}"
        case t.RecordType():
            fields = {field.name: field.type for field in env.record(plain_type.name).fields}
            parts = [f"{name}: {literal(env, fields[name], v)}" for name, v in value.items()]
            return "{ " + ", ".join(parts) + " }"
        case _:
            raise Unwritable(f"a value of {t.show(type_)}")


def stored_literal(env: Environment, type_: t.Type, value: Any) -> str:
    """A value as SQLite holds it, as the language writes it. Raises Unwritable."""
    plain_type = t.unwrap(type_)
    if value is not None and isinstance(plain_type, t.DecimalType):
        return number(Decimal(value).scaleb(-plain_type.places))
    if value is not None and isinstance(plain_type, t.ListType | t.MapType):
        if any(isinstance(part, t.DecimalType | t.RecordType) for part in _inside(plain_type)):
            raise Unwritable(f"a stored {t.show(type_)}")
        return literal(env, plain_type, json.loads(value))
    return literal(env, type_, value)


def _inside(type_: t.ListType | t.MapType) -> Iterator[t.Type]:
    inner = t.unwrap(type_.item if isinstance(type_, t.ListType) else type_.value)
    yield inner
    if isinstance(inner, t.ListType | t.MapType):
        yield from _inside(inner)


def number(value: Any) -> str:
    """A number, without an exponent. Raises Unwritable for one that is too long."""
    text = format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f")
    if len(text) > 24:
        raise Unwritable("a number that long")
    return text


def member(env: Environment, enum: str, spelling: Any) -> str:
    """The name of a member by its spelling. Raises Unwritable."""
    for one in env.enum(enum).members:
        if one.spelling == spelling:
            return one.name
    raise Unwritable(f"{spelling!r} of {enum}")


# Facts


def facts_of(env: Environment, about: str, type_: t.Type, value: Any) -> Iterator[Fact]:
    """What is to be said so that somebody knows a value: a fact for each of its parts."""
    plain_type = t.unwrap(type_)
    if value is None:
        return
    match plain_type:
        case t.ListType():
            for item in value:
                yield from facts_of(env, about, plain_type.item, item)
        case t.MapType():
            for key, item in value.items():
                yield Fact(about, str(key), "text", str(key))
                yield from facts_of(env, f"{about} {words(str(key))}", plain_type.value, item)
        case t.RecordType():
            types = {field.name: field.type for field in env.record(plain_type.name).fields}
            for name, item in value.items():
                yield from facts_of(env, f"{about} {words(name)}", types[name], item)
        case t.BoolType():
            yield Fact(about, "yes" if value else "no", "flag", value)
        case t.TextType() | t.RefType():
            yield Fact(about, str(value), "text", str(value))
        case _:
            yield Fact(about, _shown(plain_type, value), _KINDS[plain_type.kind], value)


def _shown(type_: t.Type, value: Any) -> str:
    match type_:
        case t.EnumType():
            return words(str(value))
        case t.DecimalType(money=True):
            return f"{Decimal(str(value)):.2f}"
        case t.DurationType():
            return in_units(int(value))
        case t.DatetimeType():
            return str(value).replace("T", " ").removesuffix(":00")
        case _:
            return str(value)


def words(name: str) -> str:
    """A name of the spec as words: `pick_up_at` is "pick up at"."""
    return name.replace("_", " ").strip()


def says(text: str, fact: Fact) -> bool:
    """Whether a text says a fact: whole words and numbers, in any case, dates in any writing, in the singular or plural."""
    if fact.kind == "flag":
        return True
    if fact.kind == "text":
        return _says_words(text, fact.shown)
    if fact.kind == "enum" and _says_words(text, fact.shown):
        return True
    if fact.kind == "int" and _says_number_word(text, fact.value):
        return True
    if fact.kind == "datetime":
        day, clock = str(fact.value).split("T")
        return all(
            find_answer(Answer(part, kind), text, _no_others) is None
            for part, kind in ((day, "date"), (clock[:5], "time"))
        )
    return find_answer(Answer(fact.value, fact.kind), text, _no_others) is None


def _says_number_word(text: str, number: int) -> bool:
    if not 0 <= number < len(_NUMBER_WORDS):
        return False
    return re.search(rf"\b{_NUMBER_WORDS[number]}\b", plain(text)) is not None


def _no_others(table: str, column: str, text: str) -> tuple[str, ...]:
    return ()


def _says_words(text: str, wanted: str) -> bool:
    own, sought = _tokens(text), _tokens(wanted)
    if not sought:
        return wanted.strip() in text
    width = len(sought)
    return any(
        all(map(_same_word, own[at : at + width], sought)) for at in range(len(own) - width + 1)
    )


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(text))


def _same_word(one: str, other: str) -> bool:
    endings = ("", "s", "es")
    return any(one + end == other or other + end == one for end in endings)


def type_at(
    env: Environment, type_: t.Type, path: tuple[str | int, ...]
) -> tuple[t.Type, bool] | None:
    """The type at a place of a JSON value, and whether nothing on the way to it may be missing or null. None where it is not known."""
    sure = True
    for part in path:
        sure = sure and not isinstance(type_, t.OptionType)
        match t.unwrap(type_):
            case t.ListType(item=item):
                type_ = item
            case t.ObjectType() as found:
                field = found.field(str(part))
                if field is None:
                    return None
                type_, sure = field.type, sure and not field.optional
            case t.RecordType(name=name):
                fields: Mapping[str, t.Type] = {f.name: f.type for f in env.record(name).fields}
                if part not in fields:
                    return None
                type_ = fields[str(part)]
            case _:
                return None
    return t.unwrap(type_), sure and not isinstance(type_, t.OptionType)
