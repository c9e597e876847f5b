"""Paths: `LoanStatus.active`, `loan.copy.book`, `Game.turns`, `loan.LoanCard`, `Order(k)?`.

A path that is known not to be none is narrowed where it is read.
"""

from __future__ import annotations

from dataclasses import replace

from awmc.diagnostics.idioms import FUNCTIONS
from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.walk import substitute
from awmc.semantics.fit import BROKEN, is_broken, quote
from awmc.semantics.narrow import path_of
from awmc.semantics.program import EntityInfo
from awmc.semantics.scope import Ctx
from awmc.syntax import ast


def attribute(ctx: Ctx, node: ast.Attribute, expected: t.Type | None) -> e.Expr:
    """`value.name`."""
    from awmc.semantics.expressions import expr

    if isinstance(node.value, ast.Name) and node.value.name[:1].isupper():
        enum = ctx.program.enums.get(node.value.name)
        if enum is not None:
            return _enum_member(ctx, node, t.EnumType(name=enum.name))
    value = expr(ctx, node.value)
    if is_broken(value.type):
        return BROKEN
    if node.name.name[:1].isupper():
        return _view(ctx, node, value)
    return get(ctx, value, node.name, node)


def _enum_member(ctx: Ctx, node: ast.Attribute, type_: t.EnumType) -> e.Expr:
    found = member_const(ctx, type_, node.name.name)
    if found is None:
        known = [member.name for member in ctx.program.enums[type_.name].members]
        ctx.program.sink.report(
            "unknown-member",
            node.name.span,
            owner=type_.name,
            name=node.name.name,
            known=known,
            candidates=suggest(node.name.name, known),
        )
        return BROKEN
    return found


def get(ctx: Ctx, value: e.Expr, field: ast.Ident, node: ast.Expr) -> e.Expr:
    """A field of a value, or a report that there is none."""
    safe = isinstance(value.type, t.OptionType) and is_safe(value)
    if isinstance(value.type, t.OptionType) and not safe:
        inner = node.value if isinstance(node, ast.Attribute) else node
        ctx.program.sink.report(
            "possibly-none",
            inner.span,
            expression=ctx.program.text(inner.span),
            type=quote(value.type),
        )
        return BROKEN
    found = member_of(ctx, value, field.name, safe=safe)
    if found is None:
        _no_field(ctx, value, field, node)
        return BROKEN
    return narrowed(ctx, found)


def is_safe(value: e.Expr) -> bool:
    """Whether a `T?` comes from `X(k)?`, whose fields are none where there is no row."""
    match value:
        case e.Lookup():
            return value.maybe
        case e.FieldGet() | e.DerivedGet():
            return value.safe
        case e.RecordGet():
            return value.safe
        case _:
            return False


def member_of(ctx: Ctx, value: e.Expr, field: str, safe: bool = False) -> e.Expr | None:
    """`value.field`, not narrowed, or None if there is no such field."""
    match t.unwrap(value.type):
        case t.RefType(entity=entity):
            return _row_member(ctx, value, ctx.program.entities[entity], field, safe)
        case t.RecordType(name=record):
            for item in ctx.program.records[record].fields:
                if item.name == field:
                    return _record_get(value, field, item.type, safe)
        case t.ObjectType() as object_:
            found = object_.field(field)
            if found is not None:
                type_ = t.optional(found.type) if found.optional else found.type
                return _record_get(value, field, type_, safe)
    return None


def _record_get(value: e.Expr, field: str, type_: t.Type, safe: bool) -> e.Expr:
    found = t.strip(t.optional(type_) if safe else type_)
    return e.RecordGet(value=value, field=field, type=found, safe=safe)


def _row_member(ctx: Ctx, row: e.Expr, info: EntityInfo, field: str, safe: bool) -> e.Expr | None:
    from awmc.semantics.entities import derived_type

    if field in info.fields:
        type_ = info.fields[field].type
        return e.FieldGet(
            row=row,
            entity=info.name,
            field=field,
            type=t.optional(type_) if safe else type_,
            safe=safe,
        )
    if field in info.derived:
        type_ = derived_type(ctx.program, info, field)
        return e.DerivedGet(
            row=row,
            entity=info.name,
            field=field,
            type=t.optional(type_) if safe else type_,
            safe=safe,
        )
    if field in info.has:
        return _has(ctx, row, info, field, safe)
    return None


def _has(ctx: Ctx, row: e.Expr, info: EntityInfo, field: str, safe: bool) -> e.Expr:
    other = ctx.program.entities[info.has[field].entity]
    type_ = t.ListType(item=t.RefType(entity=other.name))
    if safe:
        row = e.Narrow(value=row, type=t.unwrap(row.type))
    return visible_rows(ctx, e.HasGet(row=row, entity=info.name, field=field, type=type_), other)


def _no_field(ctx: Ctx, value: e.Expr, field: ast.Ident, node: ast.Expr) -> None:
    type_ = t.unwrap(value.type)
    known = member_names(ctx, type_)
    if isinstance(type_, t.RefType | t.RecordType | t.ObjectType):
        labels = (
            [(ctx.program.declared[t.show(type_)], "declared here")]
            if t.show(type_) in ctx.program.declared
            else []
        )
        owner = "the object" if isinstance(type_, t.ObjectType) else t.show(type_)
        ctx.program.sink.report(
            "unknown-field",
            field.span,
            owner=owner,
            name=field.name,
            known=known,
            candidates=suggest(field.name, known),
            labels=labels,
            once=f"field:{owner}.{field.name}",
        )
        return
    hint = FUNCTIONS.get(field.name.lower().replace("_", ""), "")
    hint = f"write `{hint}`" if hint else ""
    if isinstance(type_, t.ListType) and not hint:
        hint = "take one of its items first, or project them all: `xs.{ a, b }`"
        if isinstance(node, ast.Attribute) and field.name in member_names(ctx, type_.item):
            each = f"x.{field.name} for x in {ctx.program.text(node.value.span)}"
            hint = f"`[{each}]` is the list of them, `sum({each})` their sum"
    ctx.program.sink.report(
        "no-fields",
        field.span,
        name=field.name,
        found=quote(value.type),
        hint=hint,
    )


def _view(ctx: Ctx, node: ast.Attribute, value: e.Expr) -> e.Expr:
    from awmc.semantics.projections import show_as

    return show_as(ctx, value, node.name, node.span)


def maybe(ctx: Ctx, node: ast.Maybe, expected: t.Type | None) -> e.Expr:
    """`Order(k)?`."""
    from awmc.semantics.expressions import expr

    value = expr(ctx, node.value)
    if isinstance(value, e.Lookup):
        return replace(value, maybe=True, type=t.optional(value.type))
    if not is_broken(value.type):
        ctx.program.sink.report(
            "not-a-row",
            node.span,
            what="what stands before `?`",
            found=quote(value.type),
            example="Order(id)?",
        )
    return BROKEN


def narrowed(ctx: Ctx, value: e.Expr) -> e.Expr:
    """`value`, as a T if it is a `T?` known not to be none here."""
    if isinstance(value.type, t.OptionType):
        path = path_of(value)
        if path is not None and path in ctx.facts:
            return e.Narrow(value=value, type=value.type.item)
    return value


def member_const(ctx: Ctx, type_: t.EnumType, wanted: str) -> e.Const | None:
    """The constant of an enum's member, or None."""
    for member in ctx.program.enums[type_.name].members:
        if member.name == wanted:
            return e.Const(value=member.spelling, type=type_)
    return None


def member_names(ctx: Ctx, type_: t.Type) -> list[str]:
    """What can stand after the dot behind a value of the type, for messages."""
    match t.unwrap(type_):
        case t.RefType(entity=entity):
            return ctx.program.entities[entity].names
        case t.RecordType(name=record):
            return [field.name for field in ctx.program.records[record].fields]
        case t.ObjectType(fields=fields):
            return [field.name for field in fields]
        case _:
            return []


def visible_rows(ctx: Ctx, rows: e.EntityRows | e.HasGet, info: EntityInfo) -> e.Expr:
    """`rows`, or in a public tool those of them that `@visible` lets through."""
    from awmc.semantics.entities import visible_condition

    seen = visible_condition(ctx.program, info) if ctx.place.visible else None
    if seen is None:
        return rows
    ref = t.RefType(entity=info.name)
    variable = ctx.body.fresh(info.table, ctx.variables())
    row = e.Var(name=variable, type=ref)
    return e.Comprehension(
        gather="list",
        items=(row,),
        clauses=(
            e.ForClause(names=(variable,), types=(ref,), source=rows),
            e.IfClause(condition=substitute(seen, {"self": row})),
        ),
        type=t.ListType(item=ref),
    )
