"""`models.py`: enums, and pydantic models of each tool's arguments and result.

In: the environment. Out: the module's text, not yet formatted. Guaranteed: every name of a spec that Python or
pydantic keeps for itself stands under another one with an alias, so callers see the names of the spec.
"""

from dataclasses import dataclass

from awmc.emit.json_schema import describe
from awmc.emit.model_types import ArgumentTypes, Imports, ObjectClass, ResultTypes
from awmc.emit.names import (
    TYPES,
    Argument,
    argument_classes,
    argument_types,
    arguments,
    attribute,
    attributes,
    declared_types,
    result_classes,
    type_name,
)
from awmc.emit.quote import comment, docstring, python_text
from awmc.emit.templates import render
from awmc.emit.values import Value, constant
from awmc.ir.columns import value_names
from awmc.ir.expr import Const, Expr
from awmc.ir.model import Enum, Environment, Record, Tool
from awmc.ir.once import once
from awmc.ir.types import NONE, OptionType


@dataclass(frozen=True)
class Line:
    """A field of a class: everything after its colon is `type`."""

    name: str
    type: str


@dataclass(frozen=True)
class Class:
    """A class of the module; `lines` may be empty."""

    name: str
    base: str
    doc: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Alias:
    name: str
    value: str
    doc: str


@dataclass(frozen=True)
class Models:
    """What `models.py.jinja` shows."""

    source: str
    environment: str
    typing: tuple[str, ...]
    arguments_module: tuple[str, ...]
    types_module: tuple[str, ...]
    pydantic: tuple[str, ...]
    enums: tuple[Alias, ...]
    records: tuple[tuple[Class, Alias], ...]
    arguments: tuple[Class, ...]
    results: tuple[Class | Alias, ...]


@once
def emit_models(env: Environment) -> str:
    """The text of `models.py`."""
    return render("models.py.jinja", _Maker(env).view())


class _Maker:
    def __init__(self, env: Environment) -> None:
        self.env = env
        self.imports = Imports()
        self.argument_names = argument_classes(env)
        self.result_names = result_classes(env)
        taken = {*TYPES, *declared_types(env)}
        taken |= {*self.argument_names.values(), *self.result_names.values()}
        self.argument_types = ArgumentTypes(env, self.imports)
        self.result_types = ResultTypes(env, self.imports, taken)

    def view(self) -> Models:
        enums = tuple(self._enum(enum) for enum in self.env.enums)
        records = tuple(self._record(record) for record in self._used_records())
        classes = tuple(self._arguments(tool) for tool in self.env.tools)
        results = tuple(found for tool in self.env.tools for found in self._results(tool))
        return Models(
            source=comment(self.env.source),
            environment=docstring(self.env.name),
            typing=self.imports.of("typing"),
            arguments_module=self.imports.of("awmc.runtime.arguments"),
            types_module=self.imports.of("awmc.runtime.argument_types"),
            pydantic=self.imports.of("pydantic"),
            enums=enums,
            records=records,
            arguments=classes,
            results=results,
        )

    def _enum(self, enum: Enum) -> Alias:
        self._alias()
        literal = self.imports.use("typing", "Literal")
        members = ", ".join(python_text(member.spelling) for member in enum.members)
        return Alias(type_name(enum.name), f"{literal}[{members}]", docstring(enum.doc or ""))

    def _used_records(self) -> tuple[Record, ...]:
        return _inner_first(self.env)

    def _record(self, record: Record) -> tuple[Class, Alias]:
        name = type_name(record.name)
        lines = []
        for field in record.fields:
            names = value_names(self.env, field.name, field.type, None)
            for own, type_ in zip(names, argument_types(self.env, field.type), strict=True):
                annotation = self.argument_types.of(type_)
                default = field.default
                if default is None and isinstance(type_, OptionType):
                    default = Const(value=None, type=NONE)
                elif default is not None and constant(self.env, default) is None:
                    default = None  # known only at a call: from outside it must be given
                lines.append(self._line(attribute(own), own, annotation, default, field.doc))
        self._alias()
        for used in ("Annotated", "Any"):
            self.imports.use("typing", used)
        shape = Class(
            name + "Fields",
            self.imports.use("awmc.runtime.arguments", "Arguments"),
            f"The fields of the record `{docstring(record.name)}`.",
            tuple(lines),
        )
        made = self.imports.use("awmc.runtime.argument_types", "Fields")
        alias = f"Annotated[dict[str, Any], {made}({shape.name})]"
        return shape, Alias(name, alias, docstring(record.doc or ""))

    def _arguments(self, tool: Tool) -> Class:
        base = self.imports.use("awmc.runtime.arguments", "Arguments")
        lines = tuple(self._argument(item) for item in arguments(self.env, tool))
        doc = f"Arguments of `{docstring(tool.name)}`."
        return Class(self.argument_names[tool.name], base, doc, lines)

    def _argument(self, item: Argument) -> Line:
        annotation = self.argument_types.of(item.type)
        words = describe(self.env, item)
        return self._line(item.attribute, item.json_name, annotation, item.param.default, words)

    def _line(
        self, name: str, shown: str, annotation: str, default: Expr | None, doc: str | None
    ) -> Line:
        """One field; a default that only a call knows is None here, and the tool puts it in its place."""
        known = None if default is None else constant(self.env, default)
        settings = []
        if default is not None:
            if (known is None or known.value is None) and "| None" not in annotation:
                annotation += " | None"
            settings.append(_default(None if known is None else known.value))
        if shown != name:
            settings.append(f"alias={python_text(shown)}")
        if doc:
            settings.append(f"description={python_text(doc)}")
        if not settings:
            return Line(name, annotation)
        field = self.imports.use("pydantic", "Field")
        return Line(name, f"{annotation} = {field}({', '.join(settings)})")

    def _results(self, tool: Tool) -> list[Class | Alias]:
        before = len(self.result_types.classes)
        name = self.result_names[tool.name]
        doc = f"The result of `{docstring(tool.name)}`."
        annotation = self.result_types.of(tool.result, name, doc)
        made: list[Class | Alias] = [
            self._object(found) for found in self.result_types.classes[before:]
        ]
        if annotation != name:
            self._alias()
            made.append(Alias(name, annotation, doc))
        return made

    def _object(self, made: ObjectClass) -> Class:
        lines = []
        spelt = attributes(field.name for field in made.fields)
        for field in made.fields:
            annotation, settings = field.type, []
            if field.optional:
                annotation = annotation if "| None" in annotation else annotation + " | None"
                settings.append("default=None")
            if spelt[field.name] != field.name:
                settings.append(f"alias={python_text(field.name)}")
            if field.doc:
                settings.append(f"description={python_text(field.doc)}")
            if settings:
                use = self.imports.use("pydantic", "Field")
                annotation = f"{annotation} = {use}({', '.join(settings)})"
            lines.append(Line(spelt[field.name], annotation))
        return Class(
            made.name,
            self.imports.use("awmc.runtime.arguments", "ResultModel"),
            made.doc,
            tuple(lines),
        )

    def _alias(self) -> None:
        self.imports.use("typing", "TypeAlias")


def _default(value: Value) -> str:
    if isinstance(value, list | dict) and not value:
        return f"default_factory={type(value).__name__}"
    if isinstance(value, list | dict):
        return f"default_factory=lambda: {python_value(value)}"
    return f"default={python_value(value)}"


def python_value(value: Value) -> str:
    """A run-time value as Python spells it."""
    match value:
        case str():
            return python_text(value)
        case list():
            return f"[{', '.join(python_value(item) for item in value)}]"
        case dict():
            entries = (f"{python_value(k)}: {python_value(v)}" for k, v in value.items())
            return "{" + ", ".join(entries) + "}"
        case _:
            return repr(value)


def _inner_first(env: Environment) -> tuple[Record, ...]:
    """The records in declared order, but each after those that its fields name."""
    ordered: list[Record] = []

    def add(record: Record) -> None:
        if record in ordered:
            return
        for field in record.fields:
            for inner in env.records:
                if inner is not record and _names(field.type, inner.name):
                    add(inner)
        ordered.append(record)

    for record in env.records:
        add(record)
    return tuple(ordered)


def _names(type_: object, record: str) -> bool:
    """Whether the type is, or holds, the record."""
    for part in ("item", "key", "value"):
        inner = getattr(type_, part, None)
        if inner is not None and _names(inner, record):
            return True
    return getattr(type_, "kind", None) == "record" and getattr(type_, "name", None) == record
