"""`rows.py`: a dataclass for each entity, one attribute a column, and the `Table` that the runtime reads."""

from __future__ import annotations

from collections.abc import Sequence

from awmc.emit.names import attribute, type_name
from awmc.emit.python.annotations import annotation
from awmc.emit.python.module import Module
from awmc.emit.quote import docstring, python_text, python_texts
from awmc.emit.sql.references import columns_of, references
from awmc.ir import types as t
from awmc.ir.automatic import automatic_times
from awmc.ir.columns import Column, column_decimals, entity_columns, field_columns, key_columns
from awmc.ir.model import Entity, Environment
from awmc.ir.once import once


@once
def emit_rows(env: Environment) -> str:
    """The text of rows.py."""
    module = Module(env, f"The rows of the environment `{env.name}`.")
    return module.render(row_blocks(env, module))


def row_blocks(env: Environment, module: Module) -> list[str]:
    """The classes, their tables, and the list of them."""
    module.use("dataclasses", "dataclass")
    module.use("typing", "ClassVar")
    for used in ("Row", "Table", "Auto", "Reference", "Unique"):
        module.use("awmc.runtime", used)
    blocks = [
        block
        for entity in env.entities
        for block in (_class(env, module, entity), _table(env, entity))
    ]
    classes = "".join(f"    {type_name(entity.name)},\n" for entity in env.entities)
    return [*blocks, f"TABLES: tuple[type[Row], ...] = (\n{classes})"]


def _class(env: Environment, module: Module, entity: Entity) -> str:
    doc = docstring(entity.doc or f"A row of `{entity.table}`.")
    lines = [
        "@dataclass(slots=True, eq=False)",
        f"class {type_name(entity.name)}(Row):",
        f'    """{doc}"""',
        "",
        "    TABLE: ClassVar[Table]",
        "",
    ]
    for column in entity_columns(env, entity):
        hint = annotation(module, column.type)
        hint += " | None" if column.nullable else ""
        lines.append(f"    {attribute(column.name)}: {hint}")
    return "\n".join(lines)


def _table(env: Environment, entity: Entity) -> str:
    columns = entity_columns(env, entity)
    name = type_name(entity.name)
    given = [
        f"name={python_text(entity.table)}",
        f"entity={python_text(entity.name)}",
        f"row={name}",
        f"columns={python_texts([c.name for c in columns])}",
        f"key={python_texts([c.name for c in key_columns(env, entity)])}",
        *_auto(entity),
        *_conversions(columns),
        *_references(env, entity),
        *_uniques(env, entity),
        *_marks(env, entity),
        *_attributes(columns),
    ]
    inside = "".join(f"    {part},\n" for part in given)
    return f"{name}.TABLE = Table(\n{inside})"


def _auto(entity: Entity) -> list[str]:
    if not any(field.auto for field in entity.fields):
        return []
    pattern = entity.auto_pattern
    if pattern is None:
        return ["auto=Auto()"]
    parts = (python_text(pattern.prefix), str(pattern.width), python_text(pattern.suffix))
    return [f"auto=Auto({', '.join(parts)})"]


def _conversions(columns: Sequence[Column]) -> list[str]:
    bools = [c.name for c in columns if isinstance(c.type, t.BoolType)]
    int_maps = [
        c.name
        for c in columns
        if isinstance(c.type, t.MapType) and isinstance(c.type.key, t.IntType)
    ]
    jsons = [
        c.name
        for c in columns
        if isinstance(c.type, t.ListType | t.MapType) and c.name not in int_maps
    ]
    decimals = column_decimals(columns)
    pairs = ", ".join(f"{python_text(name)}: {places}" for name, places in decimals.items())
    return [
        *_given("bools", bools),
        *_given("jsons", jsons),
        *_given("int_maps", int_maps),
        *([f"decimals={{{pairs}}}"] if pairs else []),
    ]


def _references(env: Environment, entity: Entity) -> list[str]:
    found = []
    for reference in references(env, entity):
        owner = len(reference.path) == 1 and entity.field(reference.path[0]).owner
        parts = [
            python_texts([c.name for c in reference.columns]),
            python_text(env.entity(reference.target).table),
            python_texts([c.name for c in reference.keys]),
            *(["owner=True"] if owner else []),
        ]
        found.append(f"Reference({', '.join(parts)})")
    return [f"references=({', '.join(found)},)"] if found else []


def _uniques(env: Environment, entity: Entity) -> list[str]:
    found = [
        f"Unique({python_text(unique.name)}, {python_texts(columns_of(env, entity, unique.fields))})"
        for unique in entity.uniques
    ]
    return [f"uniques=({', '.join(found)},)"] if found else []


def _marks(env: Environment, entity: Entity) -> list[str]:
    def of(mark: str) -> list[str]:
        return [c.name for f in entity.fields if getattr(f, mark) for c in field_columns(env, f)]

    automatic = automatic_times(env)
    times = [
        column.name
        for field in entity.fields
        if (entity.name, field.name) in automatic
        for column in field_columns(env, field)
    ]
    return [
        *_given("scratch", of("scratch")),
        *_given("hidden", of("hidden")),
        *_given("automatic_times", times),
        *(["state=True"] if entity.state else []),
    ]


def _attributes(columns: Sequence[Column]) -> list[str]:
    other = [c.name for c in columns if attribute(c.name) != c.name]
    pairs = ", ".join(f"{python_text(n)}: {python_text(attribute(n))}" for n in other)
    return [f"attributes={{{pairs}}}"] if other else []


def _given(word: str, names: Sequence[str]) -> list[str]:
    return [f"{word}={python_texts(names)}"] if names else []
