"""Names and paths: `x`, `me`, `self`, `Order`, `LoanStatus.active`, `loan.copy.book`, `Game.turns`, `Order(k)?`.

A bare name is, in this order: a member of the enum that is expected; the innermost comprehension variable, `let`, parameter, or
field of the row at hand; an entity or state row. A path that is known not to be none is narrowed where it is read.
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
from awmc.semantics.program import EntityInfo, Program
from awmc.semantics.scope import Ctx
from awmc.source import Span
from awmc.syntax import ast


def name(ctx: Ctx, node: ast.Name, expected: t.Type | None) -> e.Expr:
    """A bare name."""
    member = _expected_member(ctx, node.name, expected)
    if member is not None:
        return member
    found = lookup(ctx, node.name, node.span)
    if found is not None:
        return found
    return _top_level(ctx, node, expected)


def lookup(ctx: Ctx, wanted: str, span: Span) -> e.Expr | None:
    """What a name in scope stands for, narrowed; None if it is not in scope."""
    for frame in reversed(ctx.frames):
        if wanted in frame.names:
            ctx.program.observer.name(span, frame.names[wanted].span)
            return narrowed(ctx, frame.names[wanted].value)
        if frame.row is None:
            continue
        if wanted == "self" and frame.is_self:
            return frame.row
        value = member_of(ctx, frame.row, wanted)
        if value is not None:
            return narrowed(ctx, value)
    if wanted == "me":
        return _me(ctx, span)
    return None


def in_scope(ctx: Ctx, wanted: str) -> bool:
    """Whether a name means something here, without reporting anything."""
    return any(
        wanted in frame.names
        or (frame.row is not None and (member_of(ctx, frame.row, wanted) is not None))
        for frame in ctx.frames
    ) or wanted in ("me", "self")


def narrowed(ctx: Ctx, value: e.Expr) -> e.Expr:
    """`value`, as a T if it is a `T?` known not to be none here."""
    if isinstance(value.type, t.OptionType):
        path = path_of(value)
        if path is not None and path in ctx.facts:
            return e.Narrow(value=value, type=value.type.item)
    return value


def _me(ctx: Ctx, span: Span) -> e.Expr:
    actor = ctx.program.actor()
    if actor is None:
        no_actor(ctx.program, span, "me", ctx.place.name)
        return BROKEN
    if not ctx.place.me:
        ctx.program.sink.report(
            "me-unavailable",
            span,
            name="me",
            place=ctx.place.name,
            reason="nobody is signed in there"
            + (
                f"; write `all(… for m in {actor.name})`"
                if ctx.place.name == "an invariant"
                else ""
            ),
        )
        return BROKEN
    return e.Me(type=t.RefType(entity=actor.name))


def no_actor(program: Program, span: Span, name: str, place: str, entity: str = "Member") -> None:
    """Report, once a spec, what needs the actor that the environment lacks; nothing of one that is misspelt."""
    if program.environment is not None and program.environment.actor is None:
        program.sink.report(
            "me-unavailable",
            span,
            name=name,
            place=place,
            reason=f"the environment has no actor; add `actor {entity}` to `environment`",
            once="no actor",
        )


def _expected_member(ctx: Ctx, wanted: str, expected: t.Type | None) -> e.Expr | None:
    type_ = t.unwrap(expected) if expected is not None else None
    if isinstance(type_, t.EnumType):
        return member_const(ctx, type_, wanted)
    return None


def member_const(ctx: Ctx, type_: t.EnumType, wanted: str) -> e.Const | None:
    """The constant of an enum's member, or None."""
    for member in ctx.program.enums[type_.name].members:
        if member.name == wanted:
            return e.Const(value=member.spelling, type=type_)
    return None


def _top_level(ctx: Ctx, node: ast.Name, expected: t.Type | None) -> e.Expr:
    program = ctx.program
    if node.name in program.entities:
        info = program.entities[node.name]
        if info.state:
            return e.StateRow(type=t.RefType(entity=node.name))
        return all_rows(ctx, info)
    kinds = (
        (program.enums, "an enum", f"its members are written `{node.name}.member`"),
        (program.records, "a record", "write `{ field: value }`"),
        (program.tools, "a tool", f"it is called with `call {node.name}(…)`"),
        (program.defs, "a function", f"call it: `{node.name}(…)`"),
        (program.externs, "a function", f"call it: `{node.name}(…)`"),
        (program.views, "a view", f"`row.{node.name}` shows a row with it"),
        (program.errors, "an error", "it stands after `else` or `fail`"),
    )
    for table, kind, hint in kinds:
        if node.name in table:
            program.sink.report("not-a-value", node.span, name=node.name, kind=kind, hint=hint)
            return BROKEN
    return _unknown(ctx, node, expected)


def _unknown(ctx: Ctx, node: ast.Name, expected: t.Type | None) -> e.Expr:
    known = known_names(ctx)
    if node.name == "self":
        ctx.program.sink.report("self-unavailable", node.span, place=ctx.place.name)
        return BROKEN
    if node.name in ctx.body.elsewhere:
        entry, facts = ctx.body.elsewhere[node.name]
        ctx.program.sink.report(entry, node.span, **facts)
        return BROKEN
    owners = [
        enum.name
        for enum in ctx.program.enums.values()
        if any(member.name == node.name for member in enum.members)
    ]
    type_ = t.unwrap(expected) if expected is not None else None
    if owners and isinstance(type_, t.ErrorType):
        return BROKEN  # a member of an enum that an earlier mistake hides
    hint = f"as a member of an enum it is `{owners[0]}.{node.name}`" if owners else ""
    if node.name in ("now", "today"):
        hint = f"call it: `{node.name}()`"
    elif node.name == "old":
        hint = "`old(…)` goes around the whole value: `old(row.field)`"
    members: list[str] = []
    if isinstance(type_, t.EnumType):
        members = [member.name for member in ctx.program.enums[type_.name].members]
        hint = f"the members of `{type_.name}` are {', '.join(members)}"
    ctx.program.sink.report(
        "unknown-name",
        node.span,
        name=node.name,
        known=known[:30],
        hint=hint,
        candidates=suggest(node.name, [*members, *known]),
        once=f"name:{node.name}",
    )
    return BROKEN


def known_names(ctx: Ctx) -> list[str]:
    """Every name in scope, innermost first, for messages."""
    known: list[str] = []
    for frame in reversed(ctx.frames):
        known.extend(frame.names)
        if frame.row is not None:
            known.extend(_member_names(ctx, frame.row.type))
    if ctx.place.me and ctx.program.actor() is not None:
        known.append("me")
    known.extend(ctx.program.entities)
    return list(dict.fromkeys(known))


def _member_names(ctx: Ctx, type_: t.Type) -> list[str]:
    match t.unwrap(type_):
        case t.RefType(entity=entity):
            return ctx.program.entities[entity].names
        case t.RecordType(name=record):
            return [field.name for field in ctx.program.records[record].fields]
        case t.ObjectType(fields=fields):
            return [field.name for field in fields]
        case _:
            return []


def all_rows(ctx: Ctx, info: EntityInfo) -> e.Expr:
    """All rows of an entity that are visible here."""
    rows = e.EntityRows(entity=info.name, type=t.ListType(item=t.RefType(entity=info.name)))
    return _visible(ctx, rows, info)


def _visible(ctx: Ctx, rows: e.EntityRows | e.HasGet, info: EntityInfo) -> e.Expr:
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
    return _visible(ctx, e.HasGet(row=row, entity=info.name, field=field, type=type_), other)


def _no_field(ctx: Ctx, value: e.Expr, field: ast.Ident, node: ast.Expr) -> None:
    type_ = t.unwrap(value.type)
    known = _member_names(ctx, type_)
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
        if isinstance(node, ast.Attribute) and field.name in _member_names(ctx, type_.item):
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
