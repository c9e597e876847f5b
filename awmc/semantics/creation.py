"""`create E { … }`: a value for every stored field, and a statement of its own before the one it stands in."""

from __future__ import annotations

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.ir.columns import key_columns, ref_name
from awmc.ir.stmt import Create, Value
from awmc.semantics.entities import default_of, outside
from awmc.semantics.fit import BROKEN, fit, is_broken, quote
from awmc.semantics.objects import entry_name, entry_value
from awmc.semantics.program import EntityInfo
from awmc.semantics.scope import Ctx
from awmc.source import Span
from awmc.syntax import ast


def create(ctx: Ctx, node: ast.CreateExpr, name: str | None = None) -> e.Expr:
    """Hoist the creation before the statement at hand; its row, as a variable."""
    info = entity(ctx, node.entity)
    if info is None:
        return BROKEN
    if not ctx.place.writes or ctx.lazy:
        lazily = ctx.place.writes and ctx.lazy
        ctx.program.sink.report(
            "effect-in-expression",
            node.span,
            effect=f"create {info.name}",
            place="an expression that may not be evaluated" if lazily else ctx.place.name,
            hint=f"create it in a statement of its own first: `let x = create {info.name} {{ … }}`",
        )
        return BROKEN
    if info.state:
        ctx.program.sink.report(
            "state-row", node.span, name=info.name, use=f"create {info.name}", field="field"
        )
        return BROKEN
    values = field_values(ctx, info, node.entries, node.span, in_data=False)
    unique = ctx.body.local(name or info.table, t.RefType(entity=info.name), _taken(ctx, name))
    text = ctx.program.text(node.span)
    made = Create(span=node.span, text=text, entity=info.name, values=values, name=unique)
    ctx.body.hoisted.append(made)
    return e.Var(name=unique, type=t.RefType(entity=info.name))


def _taken(ctx: Ctx, name: str | None) -> set[str]:
    """The names that a new row's variable must not have: one without a name of its own overwrites no other."""
    return ctx.variables() if name is not None else ctx.variables() | set(ctx.body.locals)


def entity(ctx: Ctx, ident: ast.Ident) -> EntityInfo | None:
    """The entity that a name names, or a report that there is none."""
    info = ctx.program.entities.get(ident.name)
    if info is None:
        known = list(ctx.program.entities)
        ctx.program.sink.report(
            "unknown-entity",
            ident.span,
            name=ident.name,
            known=known,
            candidates=suggest(ident.name, known, idioms={}),
            once=f"type:{ident.name}",
        )
    return info


def field_values(
    ctx: Ctx, info: EntityInfo, entries: tuple[ast.Entry, ...], span: Span, *, in_data: bool
) -> tuple[Value, ...]:
    """A value for every stored field of a new row, in declared order; an `auto` key is left out if not given."""
    given = entries_of(ctx, info, entries)
    values: list[Value] = []
    missing: list[str] = []
    for field in info.fields.values():
        entry = given.get(field.name)
        if field.auto and (entry is None or not in_data):
            if entry is not None:
                ctx.program.sink.report("auto-given", entry.span, owner=info.name, name=field.name)
            continue
        if is_broken(field.type):
            continue
        value = _value(ctx, info, field, entry, in_data)
        if value is None:
            missing.append(field.name)
        else:
            values.append(Value(path=(field.name,), value=value))
    if missing and all(entry_name(entry) in info.fields for entry in entries):
        report_missing(ctx, info, missing, given, span)
    return tuple(values)


def report_missing(
    ctx: Ctx, info: EntityInfo, missing: list[str], given: dict[str, ast.Entry], span: Span
) -> None:
    """Report fields that a new row needs."""
    optional = [
        field.name
        for field in info.fields.values()
        if field.name not in missing and field.name not in given
    ]
    ctx.program.sink.report(
        "missing-fields",
        span,
        owner=f"a new `{info.name}`",
        missing=missing,
        optional=optional or ["nothing"],
        once=f"fields of {info.name}: {missing}",
    )


def entries_of(ctx: Ctx, info: EntityInfo, entries: tuple[ast.Entry, ...]) -> dict[str, ast.Entry]:
    """Entries by field, unknown and repeated ones reported."""
    given: dict[str, ast.Entry] = {}
    for entry in entries:
        name = entry_name(entry)
        if name in given:
            ctx.program.sink.report(
                "duplicate-entry", entry.key.span, name=name, place=f"`{info.name}`"
            )
        elif name in info.fields:
            given[name] = entry
        else:
            _unknown(ctx, info, entry, name)
    return given


def _unknown(ctx: Ctx, info: EntityInfo, entry: ast.Entry, name: str) -> None:
    if name in info.derived or name in info.has:
        reason = (
            "it is derived" if name in info.derived else "a `has` list is set on its other side"
        )
        ctx.program.sink.report("not-assignable", entry.key.span, target=name, reason=reason)
        return
    known = list(info.fields)
    row = _row_for_key(ctx, info, entry, name)
    ctx.program.sink.report(
        "unknown-field",
        entry.key.span,
        owner=info.name,
        name=name,
        known=known,
        candidates=[row] if row else suggest(name, known, idioms={}),
        labels=[(info.decl.name.span, "declared here")],
        once=f"field:{info.name}.{name}",
    )


def _row_for_key(ctx: Ctx, info: EntityInfo, entry: ast.Entry, name: str) -> str:
    """`member: loan.member` for `member_id: loan.member.id`; an empty text where the name is of no key."""
    for field in info.fields.values():
        target = t.unwrap(field.type)
        if not isinstance(target, t.RefType) or entry.value is None:
            continue
        keys = key_columns(ctx.program.env, ctx.program.env.entity(target.entity))
        if len(keys) == 1 and name == ref_name(field.name, keys[0].name):
            text = ctx.program.text(entry.value.span)
            row = text.removesuffix(f".{keys[0].name}")
            return f"{field.name}: {row if row != text else f'{target.entity}({text})'}"
    return ""


def _value(
    ctx: Ctx, info: EntityInfo, field: ir.Field, entry: ast.Entry | None, in_data: bool
) -> e.Expr | None:
    default = default_of(ctx.program, info, field)
    if entry is None:
        return default
    wanted = t.optional(field.type) if entry.optional else field.type
    value = stored_value(ctx, info, field, entry, wanted, in_data)
    if entry.optional and isinstance(value.type, t.OptionType) and default is not None:
        return e.Coalesce(left=value, right=default, type=t.strip(field.type))
    return value


def stored_value(
    ctx: Ctx, info: EntityInfo, field: ir.Field, entry: ast.Entry, wanted: t.Type, in_data: bool
) -> e.Expr:
    """The value of `f: v` for a stored field; in `data`, a key stands for its row."""
    what = f"the field `{field.name}` of `{info.name}`"
    if in_data and entry.value is not None and isinstance(t.unwrap(wanted), t.RefType):
        return data_cell(ctx, entry.value, wanted, what)
    value = entry_value(ctx, entry, wanted, what)
    node = entry.value or entry
    if isinstance(value, e.Const) and outside(value.value, t.unwrap(wanted)):
        ctx.program.sink.report(
            "out-of-range", node.span, value=ctx.program.text(node.span), type=quote(wanted)
        )
    return value


def data_cell(ctx: Ctx, node: ast.Expr, wanted: t.Type, what: str) -> e.Expr:
    """A cell of `data`: a value, or for a reference a row or its key."""
    from awmc.semantics.expressions import expr
    from awmc.semantics.lookups import lookup_key

    target = t.unwrap(wanted)
    if not isinstance(target, t.RefType) or isinstance(node, ast.NoneLiteral):
        value = fit(ctx, expr(ctx, node, wanted), wanted, node.span, what)
        if isinstance(value, e.Const) and outside(value.value, t.unwrap(wanted)):
            text = ctx.program.text(node.span)
            ctx.program.sink.report("out-of-range", node.span, value=text, type=quote(wanted))
        return value
    keys = key_columns(ctx.program.env, ctx.program.env.entity(target.entity))
    plain = isinstance(node, ast.TextLiteral | ast.NumberLiteral | ast.TimeLiteral)
    if not plain and not isinstance(node, ast.ListExpr):
        value = expr(ctx, node, wanted)
        if isinstance(t.unwrap(value.type), t.RefType) or is_broken(value.type):
            return fit(ctx, value, wanted, node.span, what)
        if len(keys) > 1:
            return fit(ctx, value, wanted, node.span, what)
    nodes: list[ast.Expr] = list(node.items) if isinstance(node, ast.ListExpr) else [node]
    if len(nodes) != len(keys):
        shown = ", ".join(key.name for key in keys)
        ctx.program.sink.report("key-parts", node.span, entity=target.entity, key=shown)
        return BROKEN
    key = lookup_key(ctx, target.entity, nodes)
    return e.Lookup(entity=target.entity, key=key, maybe=False, visible=False, type=target)
