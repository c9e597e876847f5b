"""The rules of an entity: `@unique @index @check @flow @no_overlap`.

Constraint names are `<table>_<rule>` (`loan_status_flow`, `member_email_unique`, `loan_check_1`), unique in the environment since tables are.
"""

from __future__ import annotations

from typing import TypedDict

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.ir.stmt import Failure
from awmc.ir.walk import walk
from awmc.semantics.failures import failure, plain
from awmc.semantics.fit import quote
from awmc.semantics.program import EntityInfo, Program
from awmc.semantics.scope import Binding, Place
from awmc.source import Span
from awmc.syntax import ast

CODE = "constraint_violated"
_NO_EFFECTS = ir.Effects()


class Rules(TypedDict):
    """The fields of `ir.Entity` that rules fill."""

    uniques: tuple[ir.Unique, ...]
    indexes: tuple[ir.IndexOn, ...]
    checks: tuple[ir.Check, ...]
    flows: tuple[ir.Flow, ...]
    no_overlaps: tuple[ir.NoOverlap, ...]


def rules(program: Program, info: EntityInfo) -> Rules:
    """Every rule of an entity, in source order."""
    made = Rules(uniques=(), indexes=(), checks=(), flows=(), no_overlaps=())
    for field in info.fields.values():
        if field.unique:
            made["uniques"] += (_unique(program, info, (field.name,), None, field.span),)
    for rule in info.decl.members:
        match rule:
            case ast.UniqueRule():
                names = _stored(program, info, "`@unique`", rule.fields)
                if names:
                    made["uniques"] += (_unique(program, info, names, rule.failure, rule.span),)
            case ast.IndexRule():
                names = _stored(program, info, "`@index`", rule.fields)
                if names:
                    name = f"{info.table}_{'_'.join(names)}_index"
                    made["indexes"] += (ir.IndexOn(name=name, fields=names, span=rule.span),)
            case ast.CheckRule():
                made["checks"] += (_check(program, info, rule, len(made["checks"]) + 1),)
            case ast.FlowRule():
                flow = _flow(program, info, rule)
                if flow is not None and flow.field in [f.field for f in made["flows"]]:
                    what = f"@flow {flow.field}"
                    program.sink.report("repeated-rule", rule.span, rule=what, owner=info.name)
                elif flow is not None:
                    made["flows"] += (flow,)
            case ast.NoOverlapRule():
                overlap = _no_overlap(program, info, rule, len(made["no_overlaps"]) + 1)
                if overlap is not None:
                    made["no_overlaps"] += (overlap,)
            case ast.VisibleRule() | ast.FieldDecl() | ast.HasDecl() | ast.DeriveDecl():
                pass
    visible = [m for m in info.decl.members if isinstance(m, ast.VisibleRule)]
    if len(visible) > 1:
        program.sink.report("repeated-rule", visible[1].span, rule="@visible", owner=info.name)
    return made


def _stored(
    program: Program, info: EntityInfo, rule: str, idents: tuple[ast.Ident, ...]
) -> tuple[str, ...]:
    names: list[str] = []
    for ident in idents:
        if ident.name in info.fields:
            names.append(ident.name)
        elif ident.name in info.names:
            kind = "a `has` list" if ident.name in info.has else "derived"
            program.sink.report(
                "not-stored", ident.span, rule=rule, owner=info.name, name=ident.name, kind=kind
            )
        else:
            program.sink.report(
                "unknown-field",
                ident.span,
                owner=info.name,
                name=ident.name,
                known=list(info.fields),
                candidates=suggest(ident.name, info.fields, idioms={}),
                once=f"field:{info.name}.{ident.name}",
            )
    return tuple(names)


def _message(
    program: Program,
    info: EntityInfo,
    node: ast.Expr | None,
    default: str,
    names: dict[str, Binding] | None = None,
) -> Failure:
    from awmc.semantics.entities import row_ctx

    if node is None:
        return plain(CODE, default)
    ctx = row_ctx(program, info, Place("the message of a rule", me=False))
    return failure(ctx.with_names(names or {}), node, CODE)


def _unique(
    program: Program, info: EntityInfo, names: tuple[str, ...], node: ast.Expr | None, span: Span
) -> ir.Unique:
    shown = " and ".join(names)
    default = f"another {info.name} already has this {shown}"
    return ir.Unique(
        name=f"{info.table}_{'_'.join(names)}_unique",
        fields=names,
        failure=_message(program, info, node, default),
        span=span,
    )


def _check(program: Program, info: EntityInfo, rule: ast.CheckRule, number: int) -> ir.Check:
    from awmc.semantics.entities import row_ctx
    from awmc.semantics.expressions import condition

    ctx = row_ctx(program, info, Place("`@check`", me=False))
    test = condition(ctx, rule.condition, "an `@check`")
    text = program.text(rule.condition.span)
    return ir.Check(
        name=f"{info.table}_check_{number}",
        condition=test,
        failure=_message(program, info, rule.failure, f"{a(info.name)} must satisfy: {text}"),
        text=text,
        local=is_local(test),
        reads=_NO_EFFECTS,
        span=rule.span,
    )


def a(name: str) -> str:
    """A name with its article."""
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def is_local(test: e.Expr) -> bool:
    """Whether a condition reads only the row's own stored fields, and neither the clock nor other rows."""
    for node in walk(test):
        match node:
            case e.FieldGet() if not (isinstance(node.row, e.Var) and node.row.name == "self"):
                return False
            case (
                e.DerivedGet()
                | e.HasGet()
                | e.EntityRows()
                | e.Lookup()
                | e.StateRow()
                | e.Now()
                | e.Me()
                | e.DefCall()
                | e.ExternCall()
            ):
                return False
            case e.Builtin(name="today" | "ancestors" | "descendants"):
                return False
            case _:
                pass
    return True


def _flow(program: Program, info: EntityInfo, rule: ast.FlowRule) -> ir.Flow | None:
    names = _stored(program, info, "`@flow`", (rule.field,))
    if not names:
        return None
    type_ = info.fields[names[0]].type
    if not isinstance(type_, t.EnumType):
        program.sink.report(
            "flow-field", rule.field.span, owner=info.name, name=names[0], found=quote(type_)
        )
        return None
    members = program.enums[type_.name].members
    arrows: dict[str, tuple[str, ...]] = {member.spelling: () for member in members}
    for arrow in rule.arrows:
        source = _spelling(program, type_, arrow.source)
        targets = [_spelling(program, type_, target) for target in arrow.targets]
        if source is not None:
            arrows[source] += tuple(target for target in targets if target is not None)
    info.flows[names[0]] = arrows
    names_in_scope = {
        word: Binding(e.Var(name=word, type=type_), rule.span) for word in ("old", "new")
    }
    return ir.Flow(
        name=f"{info.table}_{names[0]}_flow",
        field=names[0],
        arrows=tuple(arrows.items()),
        failure=_message(program, info, rule.failure, "", names_in_scope)
        if rule.failure is not None
        else _flow_default(info, names[0], type_),
        text=program.text(rule.span),
        span=rule.span,
    )


def _flow_default(info: EntityInfo, field: str, type_: t.Type) -> Failure:
    parts = (
        f"the {field} of {a(info.name)} cannot go from ",
        e.Part(value=e.Var(name="old", type=type_)),
        " to ",
        e.Part(value=e.Var(name="new", type=type_)),
    )
    return Failure(code=CODE, message=e.Text(parts=parts, type=t.TEXT))


def _spelling(program: Program, type_: t.EnumType, ident: ast.Ident) -> str | None:
    members = program.enums[type_.name].members
    for member in members:
        if member.name == ident.name:
            return member.spelling
    known = [member.name for member in members]
    program.sink.report(
        "unknown-member",
        ident.span,
        owner=type_.name,
        name=ident.name,
        known=known,
        candidates=suggest(ident.name, known, idioms={}),
        once=f"member:{type_.name}.{ident.name}",
    )
    return None


def _no_overlap(
    program: Program, info: EntityInfo, rule: ast.NoOverlapRule, number: int
) -> ir.NoOverlap | None:
    from awmc.semantics.entities import row_ctx
    from awmc.semantics.expressions import condition

    names = _stored(program, info, "`@no_overlap`", (*rule.fields, rule.start, rule.end))
    if len(names) != len(rule.fields) + 2:
        return None
    start, end = info.fields[names[-2]].type, info.fields[names[-1]].type
    kinds = (t.DateType, t.TimeType, t.DatetimeType, t.IntType, t.FloatType, t.DecimalType)
    if not isinstance(t.unwrap(start), kinds) or not t.same_type(t.unwrap(start), t.unwrap(end)):
        program.sink.report("no-overlap-ends", rule.span, start=quote(start), end=quote(end))
        return None
    test = None
    if rule.condition is not None:
        ctx = row_ctx(program, info, Place("`@no_overlap`", me=False))
        test = condition(ctx, rule.condition, "the condition of `@no_overlap`")
    default = f"this {info.name} overlaps another one"
    return ir.NoOverlap(
        name=f"{info.table}_overlap_{number}",
        fields=names[:-2],
        start=names[-2],
        end=names[-1],
        condition=test,
        failure=_message(program, info, rule.failure, default),
        text=program.text(rule.span),
        span=rule.span,
    )
