"""The fields of entities and records: their names and types, and what can be stored.

In: declarations, once every name that a type may have is known. Out: `Program` tables with the fields' types; a field
that cannot be stored has the type ERROR, after a report. No expression is looked at.
"""

from __future__ import annotations

from awmc.diagnostics.entry import spell_fact
from awmc.diagnostics.suggest import suggest
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.ir.columns import entity_columns
from awmc.semantics.fit import quote
from awmc.semantics.program import EntityInfo, Program, snake
from awmc.semantics.type_exprs import resolve
from awmc.source import Span
from awmc.syntax import ast

RESERVED = {"me", "self", "old", "now", "none", "true", "false"}
"""What the language uses for itself: no declaration and no field has such a name."""


def record_fields(program: Program, decl: ast.RecordDecl) -> None:
    """Put the fields of a record, with their types, into its place in the table of records."""
    record = program.records[decl.name.name]
    fields: dict[str, ir.RecordField] = {}
    for field in decl.fields:
        type_ = resolve(program, field.type)
        if field.name.name in fields:
            program.sink.report(
                "duplicate-field", field.name.span, owner=decl.name.name, name=field.name.name
            )
            continue
        place = f"the field `{field.name.name}` of `{decl.name.name}`"
        _storable(program, type_, field.type.span, place, decl.name.name, in_record=True)
        doc = field.doc.plain if field.doc else None
        fields[field.name.name] = ir.RecordField(name=field.name.name, type=type_, doc=doc)
    if not fields:
        program.sink.report(
            "empty-declaration", decl.span, what=f"the record `{decl.name.name}`", part="field"
        )
    program.records[decl.name.name] = ir.Record(
        name=record.name, doc=record.doc, fields=tuple(fields.values()), span=decl.span
    )


def entity_fields(program: Program, info: EntityInfo) -> None:
    """Put the fields, derived fields and `has` lists of an entity into its tables."""
    for member in info.decl.members:
        match member:
            case ast.FieldDecl():
                if _new_member(program, info, member.name):
                    info.field_decls[member.name.name] = member
                    info.fields[member.name.name] = _field(program, info, member)
            case ast.DeriveDecl():
                if _new_member(program, info, member.name):
                    info.derived[member.name.name] = member
            case ast.HasDecl():
                if _new_member(program, info, member.name):
                    other = (
                        member.type.item.name
                        if isinstance(member.type, ast.ListTypeExpr)
                        and isinstance(member.type.item, ast.NamedType)
                        else program.text(member.type.span)
                    )
                    info.has[member.name.name] = ir.Has(
                        name=member.name.name,
                        entity=other,
                        by=member.by.name if member.by else "",
                        doc=member.doc.plain if member.doc else None,
                        span=member.span,
                    )
            case _:
                pass


def _new_member(program: Program, info: EntityInfo, name: ast.Ident) -> bool:
    if name.name in RESERVED:
        program.sink.report(
            "taken-name", name.span, name=name.name, reason="the language uses it for itself"
        )
        return False
    if name.name in info.names:
        program.sink.report("duplicate-field", name.span, owner=info.name, name=name.name)
        return False
    return True


def _field(program: Program, info: EntityInfo, decl: ast.FieldDecl) -> ir.Field:
    type_ = resolve(program, decl.type)
    place = f"the field `{decl.name.name}` of `{info.name}`"
    type_ = _storable(program, type_, decl.type.span, place, info.name, in_record=False)
    flags = {modifier.name for modifier in decl.modifiers}
    if "owner" in flags and not isinstance(t.unwrap(type_), t.RefType | t.ErrorType):
        program.sink.report(
            "bad-owner", decl.span, owner=info.name, name=decl.name.name, found=quote(type_)
        )
        flags.discard("owner")
    return ir.Field(
        name=decl.name.name,
        type=type_,
        alias=decl.alias.plain if decl.alias else None,
        doc=decl.doc.plain if decl.doc else None,
        key="key" in flags,
        auto="auto" in flags,
        unique="unique" in flags,
        owner="owner" in flags,
        hidden="hidden" in flags,
        scratch="scratch" in flags,
        span=decl.span,
    )


def _storable(
    program: Program, type_: t.Type, span: Span, place: str, owner: str, in_record: bool
) -> t.Type:
    """`type_`, or ERROR after a report that a field cannot have it."""
    inner = t.unwrap(type_)
    if isinstance(inner, t.ListType) and isinstance(t.unwrap(inner.item), t.RefType):
        entity = t.show(t.unwrap(inner.item))
        program.sink.report("list-of-entities", span, entity=entity, name="items")
        return t.ERROR
    reason = _unstorable(inner, in_record)
    if reason:
        program.sink.report("field-type", span, what=place, type=quote(type_), reason=reason)
        return t.ERROR
    return type_


def _unstorable(type_: t.Type, in_record: bool) -> str:
    match type_:
        case t.RefType() if in_record:
            return "a record holds values, not rows; keep the reference in the entity"
        case t.ListType(item=item) | t.MapType(value=item):
            if isinstance(item, t.RefType):
                return "rows are kept in an entity of their own"
            if isinstance(item, t.OptionType):
                return "what a list or map holds is never none"
            return _unstorable(item, True)
        case _:
            return ""


def has_lists(program: Program, info: EntityInfo) -> None:
    """Find the field that each `has` list goes by; drop the lists that have none, after a report."""
    for has in list(info.has.values()):
        other = program.entities.get(has.entity)
        if other is None:
            program.sink.report(
                "unknown-entity",
                has.span,
                name=has.entity,
                known=list(program.entities),
                candidates=suggest(has.entity, program.entities, idioms={}),
                once=f"type:{has.entity}",
            )
            del info.has[has.name]
            continue
        wanted = t.RefType(entity=info.name)
        known = [field.name for field in other.fields.values() if t.unwrap(field.type) == wanted]
        by = has.by or (known[0] if len(known) == 1 else "")
        if by not in known:
            _report_has(program, info, other, has, known)
            del info.has[has.name]
            continue
        info.has[has.name] = ir.Has(
            name=has.name, entity=has.entity, by=by, doc=has.doc, span=has.span
        )


def _report_has(
    program: Program, info: EntityInfo, other: EntityInfo, has: ir.Has, known: list[str]
) -> None:
    """Report a `has` list that goes by no reference; `known` are those that it could go by."""
    hint = f"add `{snake(info.name)}: {info.name}` to `{other.name}`"
    if known:
        hint = f"write `by {known[0]}`" if len(known) == 1 else f"it is one of {spell_fact(known)}"
    if has.by in other.fields:
        reason = f"`{other.name}.{has.by}` is {quote(other.fields[has.by].type)}"
    elif has.by:
        reason = f"`{other.name}` has no field `{has.by}`"
    else:
        reason = f"`{other.name}` has {'several' if known else 'none'}"
    program.sink.report(
        "bad-has",
        has.span,
        owner=info.name,
        name=has.name,
        entity=other.name,
        reason=reason,
        hint=hint,
    )


def column_names(program: Program, info: EntityInfo) -> None:
    """Two fields whose columns would have one name."""
    seen: dict[str, str] = {}
    entity = program.env.entity(info.name)
    for column in entity_columns(program.env, entity):
        first = seen.setdefault(column.name.lower(), column.path[0])
        if first != column.path[0]:
            program.sink.report(
                "duplicate-json-name",
                info.fields[column.path[0]].span,
                name=column.name,
                owner=f"`{info.name}`",
                first=f"`{first}`",
                second=f"`{column.path[0]}`",
            )
