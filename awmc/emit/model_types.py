"""Types of the IR as the annotations of `models.py`: exact JSON in, run-time values out; and results as JSON shows them.

In: types. Out: Python expressions as text, with the names that they need from elsewhere collected in `Imports`.
"""

import re
from dataclasses import dataclass, field
from typing import assert_never

from awmc.emit.names import pascal, type_name
from awmc.ir import types
from awmc.ir.columns import key_columns
from awmc.ir.model import Environment


@dataclass
class Imports:
    """The names that a module uses, by where they come from."""

    names: dict[str, set[str]] = field(default_factory=dict)

    def use(self, module: str, name: str) -> str:
        """`name`, which is now imported."""
        self.names.setdefault(module, set()).add(name)
        return name

    def of(self, module: str) -> tuple[str, ...]:
        """What is imported from `module`, sorted."""
        return tuple(sorted(self.names.get(module, ())))


class ArgumentTypes:
    """Annotations of arguments."""

    def __init__(self, env: Environment, imports: Imports) -> None:
        self._env = env
        self._imports = imports

    def of(self, type_: types.Type) -> str:
        """The annotation of a value that comes in from outside."""
        match type_:
            case types.TextType():
                return self._limited(self._runtime("Text"), "Length", type_.low, type_.high)
            case types.IntType() | types.FloatType():
                name = self._runtime(type_.kind.capitalize())
                return self._limited(name, "Limits", type_.low, type_.high)
            case types.DecimalType():
                return self._decimal(type_)
            case types.BoolType() | types.DateType() | types.TimeType() | types.DatetimeType():
                return self._runtime(type_.kind.capitalize())
            case types.DurationType():
                return self._runtime("Duration")
            case types.EnumType() | types.RecordType():
                return type_name(type_.name)
            case types.RefType():
                keys = key_columns(self._env, self._env.entity(type_.entity))
                if len(keys) != 1:
                    raise TypeError(f"a list cannot hold rows of {type_.entity}: its key has parts")
                return self.of(types.strip(keys[0].type))
            case types.ListType():
                return f"{self._runtime('Items')}[{self.of(type_.item)}]"
            case types.MapType():
                return f"{self._runtime('Entries')}[{self._key(type_.key)}, {self.of(type_.value)}]"
            case types.OptionType():
                return f"{self.of(type_.item)} | None"
            case types.PairType() | types.ObjectType() | types.NoneType() | types.ErrorType():
                raise TypeError(f"no parameter has the type {types.show(type_)}")
            case _:
                assert_never(type_)

    def _runtime(self, name: str) -> str:
        return self._imports.use("awmc.runtime.argument_types", name)

    def _annotated(self, base: str, *extra: str) -> str:
        return f"{self._imports.use('typing', 'Annotated')}[{', '.join((base, *extra))}]"

    def _limited(self, base: str, limit: str, low: object, high: object) -> str:
        if low is None and high is None:
            return base
        return self._annotated(base, f"{self._runtime(limit)}({low!r}, {high!r})")

    def _decimal(self, type_: types.DecimalType) -> str:
        money = type_.money and type_.places == 2
        parts = ["int", f"{self._runtime('Decimals')}({type_.places})"] if not money else []
        base = [self._runtime("Money")] if money else parts
        if type_.low is None and type_.high is None:
            return base[0] if money else self._annotated(*base)
        units = f"{self._runtime('Units')}({type_.low!r}, {type_.high!r}, {type_.places})"
        return self._annotated(*base, units)

    def _key(self, type_: types.Type) -> str:
        return self._runtime("IntKey") if isinstance(type_, types.IntType) else self.of(type_)


@dataclass(frozen=True)
class ObjectField:
    """A field of a generated class for results."""

    name: str
    type: str
    optional: bool
    doc: str | None


@dataclass(frozen=True)
class ObjectClass:
    name: str
    doc: str
    fields: tuple[ObjectField, ...]


class ResultTypes:
    """Annotations of results; every object among them becomes a class, those of views under the view's name."""

    def __init__(self, env: Environment, imports: Imports, taken: set[str]) -> None:
        self._env = env
        self._imports = imports
        self._taken = taken
        self._views = {types.strip(view.type): type_name(view.name) for view in reversed(env.views)}
        self._made: set[str] = set()
        self.classes: list[ObjectClass] = []

    def of(self, type_: types.Type, name: str, doc: str) -> str:
        """The annotation of a JSON value; an object in it gets a class called `name`, or as its view is."""
        match type_:
            case types.TextType() | types.DateType() | types.TimeType() | types.DatetimeType():
                return "str"
            case types.IntType() | types.DurationType():
                return "int"
            case types.FloatType() | types.DecimalType():
                return "float"
            case types.BoolType():
                return "bool"
            case types.NoneType():
                return "None"
            case types.EnumType():
                return type_name(type_.name)
            case types.ListType():
                return f"list[{self.of(type_.item, name + 'Item', doc)}]"
            case types.MapType():
                return f"dict[str, {self.of(type_.value, name + 'Value', doc)}]"
            case types.PairType():
                parts = (type_.first, type_.second)
                return f"tuple[{', '.join(self.of(part, name + 'Part', doc) for part in parts)}]"
            case types.OptionType():
                return f"{self.of(type_.item, name, doc)} | None"
            case types.ObjectType():
                return self._object(type_, name, doc)
            case types.RefType():
                keys = key_columns(self._env, self._env.entity(type_.entity))
                return self.of(keys[0].type, name, doc)
            case types.RecordType():
                return self._record(type_)
            case types.ErrorType():
                raise TypeError("an IR without errors has no error type")
            case _:
                assert_never(type_)

    def _object(self, type_: types.ObjectType, name: str, doc: str) -> str:
        view = self._views.get(types.strip(type_))
        if view is None:
            while name in self._taken:
                name += "_"
            self._taken.add(name)
        elif view in self._made:
            return view
        else:
            name, doc = view, f"The view `{view}`."
        self._made.add(name)
        fields = tuple(
            ObjectField(
                field.name,
                self.of(
                    types.unwrap(field.type) if field.optional else field.type,
                    name + pascal("_".join(re.findall(r"[A-Za-z0-9]+", field.name))),
                    f"A part of `{name}`.",
                ),
                field.optional,
                field.doc,
            )
            for field in type_.fields
        )
        self.classes.append(ObjectClass(name, doc, fields))
        return name

    def _record(self, type_: types.RecordType) -> str:
        self._imports.use("typing", "Any")
        return "dict[str, Any]"
