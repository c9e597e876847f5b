"""`set row.f = e`, `set row { f: e, g? }`, `set m[k] = v`: what is assigned, and whether its `@flow` may allow it."""

from __future__ import annotations

from typing import cast

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.semantics import narrow
from awmc.semantics.arithmetic import ArithmeticOp, arithmetic
from awmc.semantics.creation import entries_of, stored_value
from awmc.semantics.entities import outside
from awmc.semantics.expressions import expr, expr_as
from awmc.semantics.fit import BROKEN, fit, is_broken, quote
from awmc.semantics.program import EntityInfo
from awmc.semantics.scope import Ctx
from awmc.source import Span
from awmc.syntax import ast


def set_fields(ctx: Ctx, node: ast.SetFields, text: str) -> s.SetFields | None:
    """`set row { f: e, g? }`."""
    row = expr(ctx, node.target)
    if not isinstance(row.type, t.RefType):
        not_a_row(ctx, node.target, row, "what `set` changes", "set order { status: paid }")
        return None
    info = ctx.program.entities[row.type.entity]
    values: list[s.Value] = []
    for name, entry in entries_of(ctx, info, node.entries).items():
        field = info.fields[name]
        if is_broken(field.type) or not _assignable(ctx, info, name, entry.key.span):
            continue
        wanted = t.optional(field.type) if entry.optional else field.type
        value = stored_value(ctx, info, field, entry, wanted, False)
        _check_flow(ctx, info, row, name, value, entry.span)
        some = entry.optional and isinstance(value.type, t.OptionType)
        values.append(s.Value(path=(name,), value=value, if_some=some))
    return s.SetFields(span=node.span, text=text, entity=info.name, row=row, values=tuple(values))


def not_a_row(ctx: Ctx, node: ast.Expr, value: e.Expr, what: str, example: str) -> None:
    """Report something that should be a row."""
    if isinstance(value.type, t.OptionType):
        ctx.program.sink.report(
            "possibly-none",
            node.span,
            expression=ctx.program.text(node.span),
            type=quote(value.type),
        )
    elif not is_broken(value.type):
        ctx.program.sink.report(
            "not-a-row", node.span, what=what, found=quote(value.type), example=example
        )


def set_field(ctx: Ctx, node: ast.SetField, text: str) -> s.SetFields | None:
    """`set row.f = e`, `set row.f.part += e`, `set row.m[k] = v`."""
    if isinstance(node.target, ast.Index):
        return _set_entry(ctx, node, node.target, text)
    if not isinstance(node.target, ast.Attribute):
        _not_assignable(ctx, node.target, "it is not a field of a row")
        return None
    place = _place(ctx, node.target)
    if place is None:
        return None
    row, info, path, type_ = place
    value = _new_value(ctx, node, row, path, type_)
    if isinstance(value, e.Const) and outside(value.value, t.unwrap(type_)):
        shown = ctx.program.text(node.value.span)
        ctx.program.sink.report("out-of-range", node.value.span, value=shown, type=quote(type_))
    if len(path) == 1:
        _check_flow(ctx, info, row, path[0], value, node.span)
    new = s.Value(path=path, value=value)
    return s.SetFields(span=node.span, text=text, entity=info.name, row=row, values=(new,))


def _not_assignable(ctx: Ctx, node: ast.Expr, reason: str) -> None:
    target = ctx.program.text(node.span)
    ctx.program.sink.report("not-assignable", node.span, target=target, reason=reason)


def _place(
    ctx: Ctx, node: ast.Attribute
) -> tuple[e.Expr, EntityInfo, tuple[str, ...], t.Type] | None:
    """The row, its entity, the path of the field in it, and the field's type."""
    owner = expr(ctx, node.value)
    name = node.name.name
    if is_broken(owner.type):
        return None
    if isinstance(owner.type, t.RefType):
        info = ctx.program.entities[owner.type.entity]
        if name not in info.fields:
            _unknown(ctx, info, node.name)
            return None
        if not _assignable(ctx, info, name, node.name.span):
            return None
        return owner, info, (name,), info.fields[name].type
    if isinstance(owner.type, t.RecordType) and isinstance(node.value, ast.Attribute):
        outer = _place(ctx, node.value)
        if outer is None:
            return None
        row, info, path, _ = outer
        for field in ctx.program.records[owner.type.name].fields:
            if field.name == name:
                return row, info, (*path, name), field.type
        known = [field.name for field in ctx.program.records[owner.type.name].fields]
        ctx.program.sink.report(
            "unknown-field",
            node.name.span,
            owner=owner.type.name,
            name=name,
            known=known,
            candidates=suggest(name, known, idioms={}),
        )
        return None
    if isinstance(owner.type, t.OptionType):
        not_a_row(ctx, node.value, owner, "what `set` changes", "set order.status = paid")
        return None
    _not_assignable(ctx, node, f"{quote(owner.type)} is not a row")
    return None


def _unknown(ctx: Ctx, info: EntityInfo, ident: ast.Ident) -> None:
    if ident.name in info.names:
        reason = (
            "it is derived"
            if ident.name in info.derived
            else "a `has` list is set on its other side"
        )
        ctx.program.sink.report("not-assignable", ident.span, target=ident.name, reason=reason)
        return
    known = list(info.fields)
    ctx.program.sink.report(
        "unknown-field",
        ident.span,
        owner=info.name,
        name=ident.name,
        known=known,
        candidates=suggest(ident.name, known, idioms={}),
        once=f"field:{info.name}.{ident.name}",
    )


def _assignable(ctx: Ctx, info: EntityInfo, name: str, span: Span) -> bool:
    if info.fields[name].key:
        ctx.program.sink.report("key-assigned", span, owner=info.name, name=name)
        return False
    return True


def _new_value(
    ctx: Ctx, node: ast.SetField, row: e.Expr, path: tuple[str, ...], type_: t.Type
) -> e.Expr:
    what = f"the field `{'.'.join(path)}`"
    if node.operator == "=":
        return expr_as(ctx, node.value, type_, what)
    now = expr(ctx, node.target)
    op = cast(ArithmeticOp, node.operator[0])
    wanted = now.type if op in "+-" else None
    if isinstance(now.type, t.IntType) and op in "+-":
        wanted = t.INT
    other = expr(ctx, node.value, wanted)
    made = arithmetic(ctx, node.span, op, now, other, (node.target, node.value))
    return fit(ctx, made, type_, node.span, what)


def _set_entry(ctx: Ctx, node: ast.SetField, target: ast.Index, text: str) -> s.SetFields | None:
    """`set row.m[k] = v`: the map or list with that entry changed."""
    if not isinstance(target.value, ast.Attribute):
        _not_assignable(ctx, target, "it is not in a field of a row")
        return None
    place = _place(ctx, target.value)
    if place is None:
        return None
    row, info, path, type_ = place
    whole = expr(ctx, target.value)
    inner = t.strip(type_)
    if isinstance(inner, t.MapType):
        key = expr_as(ctx, target.index, inner.key, "a key of this map")
        value = _entry_value(ctx, node, inner.value)
        changed = e.Builtin(name="map_put", args=(whole, key, value), type=inner)
    elif isinstance(inner, t.ListType):
        index = expr_as(ctx, target.index, t.INT, "the place in a list")
        value = _entry_value(ctx, node, inner.item, optional=False)
        changed = e.Builtin(name="list_put", args=(whole, index, value), type=inner)
    else:
        if not is_broken(inner):
            ctx.program.sink.report("not-indexable", target.span, found=quote(inner))
        return None
    new = s.Value(path=path, value=changed)
    return s.SetFields(span=node.span, text=text, entity=info.name, row=row, values=(new,))


def _entry_value(ctx: Ctx, node: ast.SetField, type_: t.Type, optional: bool = True) -> e.Expr:
    if node.operator == "=":
        wanted = t.optional(type_) if optional else type_
        return expr_as(ctx, node.value, wanted, "this entry")
    now = expr(ctx, node.target)
    if isinstance(now.type, t.OptionType):
        now = (
            e.Coalesce(left=now, right=_zero(type_), type=type_)
            if _zero(type_) is not BROKEN
            else now
        )
    op = cast(ArithmeticOp, node.operator[0])
    other = expr(ctx, node.value, type_)
    made = arithmetic(ctx, node.span, op, now, other, (node.target, node.value))
    return fit(ctx, made, type_, node.span, "this entry")


def _zero(type_: t.Type) -> e.Expr:
    """What `set m[k] += 1` adds to where there is no entry yet."""
    match type_:
        case t.IntType() | t.DecimalType() | t.DurationType():
            return e.Const(value=0, type=t.strip(type_))
        case t.FloatType():
            return e.Const(value=0.0, type=t.FLOAT)
        case _:
            return BROKEN


def _check_flow(
    ctx: Ctx, info: EntityInfo, row: e.Expr, field: str, value: e.Expr, span: Span
) -> None:
    """Report a change that `@flow` forbids whatever the row's state may be here."""
    arrows = info.flows.get(field) or _arrows(ctx, info, field)
    path = narrow.path_of(row)
    if not arrows or path is None or not isinstance(value, e.Const):
        return
    known = ctx.facts.get(f"{path}.{field}")
    if not known or any(
        old == value.value or value.value in arrows.get(str(old), ()) for old in known
    ):
        return
    olds = sorted(str(old) for old in known)
    allowed = sorted({new for old in olds for new in arrows.get(old, ())})
    ctx.program.sink.report(
        "flow-violation",
        span,
        owner=info.name,
        field=field,
        old=", ".join(olds),
        new=str(value.value),
        allowed=allowed or ["nothing"],
        hint="",
    )


def _arrows(ctx: Ctx, info: EntityInfo, field: str) -> dict[str, tuple[str, ...]]:
    """The arrows of a flow that has not been elaborated yet, names taken as they are."""
    for rule in info.decl.members:
        if isinstance(rule, ast.FlowRule) and rule.field.name == field:
            type_ = info.fields[field].type
            if not isinstance(type_, t.EnumType):
                return {}
            spelling = {m.name: m.spelling for m in ctx.program.enums[type_.name].members}
            found: dict[str, tuple[str, ...]] = {}
            for arrow in rule.arrows:
                targets = tuple(spelling.get(x.name, x.name) for x in arrow.targets)
                source = spelling.get(arrow.source.name, arrow.source.name)
                found[source] = found.get(source, ()) + targets
            return found
    return {}
