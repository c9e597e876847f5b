"""Keys of entities: which fields are keys, what counts by itself, and what a key may refer to.

In: entities whose fields have types. Out: every entity but a `state` has a key; one is made up for an entity whose own
is broken, so that what refers to it is still understood.
"""

from __future__ import annotations

from dataclasses import replace

from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.semantics.cycles import cycles
from awmc.semantics.fit import is_broken, quote
from awmc.semantics.program import EntityInfo, Program
from awmc.syntax import ast

_KEY_TYPES = (t.TextType, t.IntType, t.DateType, t.DatetimeType, t.EnumType, t.RefType)
_HINT = "a key is text, int, date, datetime, an enum or a reference, and never none"


def check_keys(program: Program, info: EntityInfo) -> None:
    """Report keys that are missing or cannot be keys, and what counts by itself and cannot."""
    keys = [field for field in info.fields.values() if field.key]
    if info.state:
        if keys:
            program.sink.report(
                "bad-key",
                keys[0].span,
                owner=info.name,
                name=keys[0].name,
                reason="a `state` has exactly one row, and no key",
                hint="leave out `key`",
            )
    elif not keys:
        program.sink.report("missing-key", info.decl.name.span, entity=info.name, known=info.names)
        return
    for field in keys:
        if not isinstance(field.type, (*_KEY_TYPES, t.ErrorType)):
            reason = (
                "it may be none"
                if isinstance(field.type, t.OptionType)
                else f"it is {quote(field.type)}"
            )
            program.sink.report(
                "bad-key", field.span, owner=info.name, name=field.name, reason=reason, hint=_HINT
            )
            kept = t.unwrap(field.type)
            type_ = kept if isinstance(kept, _KEY_TYPES) else t.ERROR
            info.fields[field.name] = replace(field, type=type_)
    for field in info.fields.values():
        if field.auto:
            _auto(program, info, field, len(keys))


def _auto(program: Program, info: EntityInfo, field: ir.Field, keys: int) -> None:
    reason = ""
    decl = info.field_decls[field.name]
    if not field.key or keys > 1:
        reason = "it is not the only key of its entity"
    elif not isinstance(field.type, t.IntType | t.TextType | t.ErrorType):
        reason = f"it is {quote(field.type)}, neither `int` nor `text`"
    elif isinstance(field.type, t.TextType) and auto_pattern(decl) is None:
        reason = "a text needs a pattern as its default, with the running number once"
    elif isinstance(field.type, t.IntType) and decl.default is not None:
        reason = "an `int` counts by itself and has no default"
    if reason:
        program.sink.report("bad-auto", field.span, owner=info.name, name=field.name, reason=reason)


def auto_pattern(decl: ast.FieldDecl) -> ir.AutoPattern | None:
    """The pattern of an `auto` text key: `"L{n:05}"`."""
    if not isinstance(decl.default, ast.TextLiteral):
        return None
    parts = decl.default.parts
    numbers = [part for part in parts if isinstance(part, ast.Interpolation)]
    if (
        len(numbers) != 1
        or not isinstance(numbers[0].value, ast.Name)
        or numbers[0].value.name != "n"
    ):
        return None
    format_ = numbers[0].format or "0"
    if not format_.isdecimal() or int(format_) > 18:
        return None
    place = parts.index(numbers[0])
    before = "".join(part for part in parts[:place] if isinstance(part, str))
    after = "".join(part for part in parts[place + 1 :] if isinstance(part, str))
    return ir.AutoPattern(prefix=before, width=int(format_), suffix=after)


def key_cycles(program: Program) -> None:
    """A key that refers to a row whose key refers back has no parts."""
    graph = {
        name: [
            field.type.entity
            for field in info.fields.values()
            if field.key and isinstance(field.type, t.RefType)
        ]
        for name, info in program.entities.items()
    }
    for cycle in cycles(graph):
        info = program.entities[cycle[0]]
        for field in list(info.fields.values()):
            if field.key and isinstance(field.type, t.RefType):
                program.sink.report(
                    "bad-key",
                    field.span,
                    owner=info.name,
                    name=field.name,
                    reason="it leads back to the same entity",
                    hint=_HINT,
                )
                info.fields[field.name] = replace(field, type=t.ERROR)
    for info in program.entities.values():
        if not info.state and not any(
            f.key and not is_broken(f.type) for f in info.fields.values()
        ):
            _invent_key(info)


def _invent_key(info: EntityInfo) -> None:
    """A key for an entity whose own is broken, so that what refers to it is still understood."""
    for field in list(info.fields.values()):
        if field.key or field.name == "id":
            info.fields[field.name] = replace(field, key=True, type=t.INT)
            return
    info.fields = {
        "id": ir.Field(name="id", type=t.INT, key=True, auto=True, span=info.decl.span),
        **info.fields,
    }
