"""Bare names: `x`, `me`, `self`, `Order`.

One is, in this order: a member of the enum that is expected; the innermost comprehension variable, `let`, parameter, or field of the row at hand; an
entity or state row. What stands behind a dot is found by `members.py`.
"""

from __future__ import annotations

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics.fit import BROKEN
from awmc.semantics.members import (
    member_const,
    member_names,
    member_of,
    narrowed,
    visible_rows,
)
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
            known.extend(member_names(ctx, frame.row.type))
    if ctx.place.me and ctx.program.actor() is not None:
        known.append("me")
    known.extend(ctx.program.entities)
    return list(dict.fromkeys(known))


def all_rows(ctx: Ctx, info: EntityInfo) -> e.Expr:
    """All rows of an entity that are visible here."""
    rows = e.EntityRows(entity=info.name, type=t.ListType(item=t.RefType(entity=info.name)))
    return visible_rows(ctx, rows, info)
