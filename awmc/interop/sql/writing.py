"""A design as the parts of a spec, and its rows as data.

In: a design, and what the environment is called. Out: parts, in the order of the spec, and the data files. Guaranteed: every row is in a data block or in a file
beside the spec; rules can be left out one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from awmc.interop.parts import Part
from awmc.interop.sql.entities import Design, Entity, Field, KeyColumn
from awmc.interop.sql.kinds import TEXT, Enum
from awmc.interop.sql.literals import doc_literal, json_text, literal, number, text_literal
from awmc.interop.sql.words import snake, words

MOST_INLINE = 20
"""Tables of more rows than these are written to files."""
MOST_WIDTH = 4_000
"""So are those whose rows are, in all, of more characters."""
FILE_BYTES = 15_000_000
"""About how large a data file may become; further rows go to the next one."""


def environment_part(name: str, doc: str, clock: str) -> Part:
    """The declaration of the environment."""
    said = f" {doc_literal(doc)}" if doc.strip() else ""
    return Part(f"environment {name}{said} {{\n  clock {clock.replace(' ', 'T')}\n}}\n\n")


def schema_parts(design: Design) -> Iterator[Part]:
    """Enums and entities."""
    for enum in design.enums:
        yield Part(_enum(enum))
    for entity in design.entities:
        yield from _entity(design, entity)


def _enum(enum: Enum) -> str:
    members = ", ".join(
        name if name == text else f"{name} = {text_literal(text)}" for name, text in enum.members
    )
    return f"enum {enum.name} {{ {members} }}\n\n"


def _entity(design: Design, entity: Entity) -> Iterator[Part]:
    yield Part(f"{'state' if entity.state else 'entity'} {entity.name} {{\n")
    for place, field in enumerate(entity.fields):
        yield Part(
            f"  {field_text(design, _started(design, entity, place) if entity.state else field)}\n"
        )
    for rule in entity.rules:
        comment = f"  # not translated: {' '.join(rule.source.split())}\n"
        yield Part(f"  {rule.text}\n", comment, f"{entity.table}: {rule.source}")
    yield Part("}\n\n")


def _started(design: Design, entity: Entity, place: int) -> Field:
    """A field of a state, which starts as it is."""
    field = entity.fields[place]
    keys = {field.name: design.key_of(field.target)} if field.target is not None else {}
    return replace(field, default=_literal(field, entity.rows[0][place], keys))


def field_text(design: Design, field: Field) -> str:
    """A field as it is declared."""
    flags = (
        ("auto", field.auto),
        ("unique", field.unique),
        ("owner", field.owner),
        ("key", field.key),
    )
    modifiers = "".join(f"{word} " for word, holds in flags if holds)
    default = f" = {field.default}" if field.default is not None else ""
    alias = f" as {text_literal(field.alias)}" if field.alias else ""
    return f"{modifiers}{field.name}: {type_text(design, field)}{alias}{default}"


def type_text(design: Design, field: Field) -> str:
    """The type of a field, with its limits."""
    option = "?" if field.optional else ""
    if field.target is not None:
        target = design.entity(field.target)
        return f"{target.name if target else field.target}{option}"
    kind = field.kind or TEXT
    if field.limits is None:
        return f"{kind.spelled}{option}"
    low, high = _bound(field.limits.low), _bound(field.limits.high)
    if kind.spelled.startswith("decimal"):
        return f"decimal({kind.places}, {low}..{high}){option}"
    return f"{kind.spelled}({low}..{high}){option}"


def _bound(value: Any) -> str:
    """An end of a range, without decimals that say nothing."""
    if value is None:
        return ""
    return number(int(value) if value == int(value) and not isinstance(value, float) else value)


def data_parts(design: Design, folder: str) -> tuple[list[Part], dict[str, str]]:
    """The data blocks, and the files that they name, which are in `folder` beside the spec."""
    parts: list[Part] = []
    files: dict[str, str] = {}
    for entity in design.entities:
        keys = {
            field.name: design.key_of(field.target)
            for field in entity.fields
            if field.target is not None
        }
        block = _block(entity, keys)
        if not entity.rows or entity.state:
            continue
        if len(entity.rows) <= MOST_INLINE and len(block) <= MOST_WIDTH:
            parts.append(Part(block))
            continue
        stem = snake(words(entity.table), "table")
        for place, text in enumerate(_files(entity)):
            file = f"{folder}/{stem}{f'_{place + 1}' if place else ''}.jsonl"
            while file in files:
                file = file.replace(".jsonl", "_.jsonl")
            files[file] = text
            parts.append(Part(f'data {entity.name} from "{file}"\n\n'))
    return parts, files


def _block(entity: Entity, keys: dict[str, list[KeyColumn]]) -> str:
    names = ", ".join(field.name for field in entity.fields)
    lines = []
    for row in entity.rows[: MOST_INLINE + 1]:
        cells = (
            _literal(field, value, keys) for field, value in zip(entity.fields, row, strict=True)
        )
        lines.append(f"  {', '.join(cells)};\n")
    return f"data {entity.name} ({names}) {{\n{''.join(lines)}}}\n\n"


def _literal(field: Field, value: Any, keys: dict[str, list[KeyColumn]]) -> str:
    if field.target is None:
        return literal(field.kind or TEXT, value)
    if value is None:
        return "none"
    shown = [literal(key.kind, part) for key, part in zip(keys[field.name], value, strict=True)]
    return shown[0] if len(shown) == 1 else f"[{', '.join(shown)}]"


def _files(entity: Entity) -> Iterator[str]:
    """The rows as JSON Lines, in texts that are not too large."""
    lines: list[str] = []
    size = 0
    for row in entity.rows:
        line = _json_line(entity.fields, row)
        if lines and size + len(line) * 4 > FILE_BYTES:
            yield "".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line.encode())
    yield "".join(lines)


def _json_line(fields: Sequence[Field], row: Sequence[Any]) -> str:
    cells = {}
    for field, value in zip(fields, row, strict=True):
        single = field.target is not None and value is not None and len(value) == 1
        cells[field.name] = value[0] if single else value
    return json_text(cells) + "\n"
