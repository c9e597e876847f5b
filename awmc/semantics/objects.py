"""Lists, records, maps and JSON objects, and taking elements of them.

`{ … }` is what is expected: a record's value, a map, or else a JSON object whose fields follow the rules of projections.
"""

from __future__ import annotations

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.semantics.fit import BROKEN, fit, is_broken, join, quote
from awmc.semantics.scope import Ctx
from awmc.semantics.sides import together
from awmc.source import Span
from awmc.syntax import ast


def list_(ctx: Ctx, node: ast.ListExpr, expected: t.Type | None) -> e.Expr:
    """`[1, 2]`."""
    from awmc.semantics.expressions import expr_as

    wanted = t.unwrap(expected) if expected is not None else None
    if isinstance(wanted, t.ListType) and not is_broken(wanted.item):
        what = "an item of this list"
        items = [expr_as(ctx, item, wanted.item, what) for item in node.items]
        return e.ListOf(items=tuple(items), type=t.strip(wanted))
    if not node.items:
        if expected is None:
            return e.ListOf(items=(), type=t.ListType(item=t.ERROR))
        return e.ListOf(items=(), type=t.ListType(item=t.ERROR))
    items = together([ctx] * len(node.items), node.items, None)
    type_ = items[0].type
    for item, item_node in zip(items[1:], node.items[1:], strict=True):
        both = join(type_, item.type)
        if both is None:
            ctx.program.sink.report(
                "branch-mismatch",
                item_node.span,
                what="this list",
                first=quote(type_),
                second=quote(item.type),
                hint="the items of a list have one type",
            )
            return BROKEN
        type_ = both
    fitted = [fit(ctx, item, type_, n.span) for item, n in zip(items, node.items, strict=True)]
    return e.ListOf(items=tuple(fitted), type=t.ListType(item=t.strip(type_)))


def object_(ctx: Ctx, node: ast.ObjectExpr, expected: t.Type | None) -> e.Expr:
    """`{ a: 1, b }`."""
    wanted = t.unwrap(expected) if expected is not None else None
    if node.type_name is not None:
        record = ctx.program.records.get(node.type_name.name)
        if record is None:
            ctx.program.sink.report(
                "unknown-type",
                node.type_name.span,
                name=node.type_name.name,
                known=list(ctx.program.records),
                candidates=suggest(node.type_name.name, ctx.program.records),
            )
            return BROKEN
        return record_value(ctx, node.span, record, node.entries)
    match wanted:
        case t.RecordType(name=name):
            return record_value(ctx, node.span, ctx.program.records[name], node.entries)
        case t.MapType():
            return _map(ctx, node, wanted)
        case _:
            return _json_object(ctx, node)


def record_value(ctx: Ctx, span: Span, record: ir.Record, entries: tuple[ast.Entry, ...]) -> e.Expr:
    """A record with every field, defaults filled in."""
    given = _entries_by_name(ctx, entries, record.name)
    known = [field.name for field in record.fields]
    for name, entry in given.items():
        if name not in known:
            ctx.program.sink.report(
                "unknown-field",
                entry.key.span,
                owner=record.name,
                name=name,
                known=known,
                candidates=suggest(name, known),
            )
    missing = [
        field.name
        for field in record.fields
        if field.name not in given
        and field.default is None
        and not isinstance(field.type, t.OptionType)
    ]
    if missing:
        optional = [name for name in known if name not in missing and name not in given]
        ctx.program.sink.report(
            "missing-fields",
            span,
            owner=f"the record `{record.name}`",
            missing=missing,
            optional=optional or ["nothing"],
        )
    values = [(f.name, _record_field(ctx, record, f, given.get(f.name))) for f in record.fields]
    return e.RecordOf(fields=tuple(values), type=t.RecordType(name=record.name))


def _record_field(
    ctx: Ctx, record: ir.Record, field: ir.RecordField, entry: ast.Entry | None
) -> e.Expr:
    if entry is not None:
        return entry_value(ctx, entry, field.type, f"the field `{field.name}` of `{record.name}`")
    if field.default is not None:
        return field.default
    return e.Const(value=None, type=t.strip(t.optional(field.type)))


def entry_value(ctx: Ctx, entry: ast.Entry, expected: t.Type | None, what: str) -> e.Expr:
    """The value of `f: v`, or of the short form `f`."""
    from awmc.semantics.expressions import expr_as

    node = entry.value or ast.Name(entry.key.span, entry.key.name)
    return expr_as(ctx, node, expected, what)


def _entries_by_name(ctx: Ctx, entries: tuple[ast.Entry, ...], place: str) -> dict[str, ast.Entry]:
    found: dict[str, ast.Entry] = {}
    for entry in entries:
        name = entry_name(entry)
        if name in found:
            ctx.program.sink.report(
                "duplicate-entry", entry.key.span, name=name, place=f"`{place}`"
            )
        found[name] = entry
    return found


def entry_name(entry: ast.Entry) -> str:
    """The key of an entry, written as a name or as a text."""
    if entry.key_text is not None and entry.key_text.plain is not None:
        return entry.key_text.plain
    return entry.key.name


def _map(ctx: Ctx, node: ast.ObjectExpr, wanted: t.MapType) -> e.Expr:
    from awmc.semantics.expressions import expr_as

    entries: list[tuple[e.Expr, e.Expr]] = []
    for name, entry in _entries_by_name(ctx, node.entries, "the map").items():
        key = _map_key(ctx, entry, name, wanted.key)
        value_node = entry.value or ast.Name(entry.key.span, entry.key.name)
        entries.append((key, expr_as(ctx, value_node, wanted.value, "a value of this map")))
    return e.MapOf(entries=tuple(entries), type=t.strip(wanted))


def _map_key(ctx: Ctx, entry: ast.Entry, name: str, key: t.Type) -> e.Expr:
    from awmc.semantics.members import member_const

    match key:
        case t.EnumType():
            found = member_const(ctx, key, name)
            if found is None:
                known = [member.name for member in ctx.program.enums[key.name].members]
                ctx.program.sink.report(
                    "unknown-member",
                    entry.key.span,
                    owner=key.name,
                    name=name,
                    known=known,
                    candidates=suggest(name, known),
                )
                return BROKEN
            return found
        case t.IntType():
            if not name.lstrip("-").isdecimal():
                ctx.program.sink.report("map-key-type", entry.key.span, found="`text`")
                return BROKEN
            return e.Const(value=int(name), type=t.INT)
        case _:
            return e.Const(value=name, type=t.TEXT)


def _json_object(ctx: Ctx, node: ast.ObjectExpr) -> e.Expr:
    from awmc.semantics.projections import entry_items, object_fits, object_type

    if not node.entries:
        return e.ObjectOf(items=(), type=t.ObjectType(fields=()))
    items = entry_items(ctx, node.entries)
    type_ = object_type(items)
    if not object_fits(ctx.program, node.span, type_):
        return BROKEN
    return e.ObjectOf(items=items, type=type_)


def index(ctx: Ctx, node: ast.Index, expected: t.Type | None) -> e.Expr:
    """`xs[i]`, `m[k]`, `text[i]`."""
    from awmc.semantics.expressions import expr, expr_as

    value = expr(ctx, node.value)
    match value.type:
        case t.ListType(item=item):
            place = expr_as(ctx, node.index, t.INT, _place(ctx, node.value))
            return e.Index(value=value, index=place, type=item)
        case t.TextType():
            place = expr_as(ctx, node.index, t.INT, "the place in a text")
            return e.Index(value=value, index=place, type=t.TEXT)
        case t.MapType():
            key = expr_as(ctx, node.index, value.type.key, "a key of this map")
            return e.MapGet(value=value, key=key, type=t.optional(value.type.value))
        case _:
            expr(ctx, node.index)
            return _not_indexable(ctx, node.value, value)


def _place(ctx: Ctx, node: ast.Expr) -> str:
    if isinstance(node, ast.Name) and node.name in ctx.program.entities:
        return f"a row is looked up with `{node.name}(k)`; the place `n` in `{node.name}[n]`"
    return "the place in a list"


def _not_indexable(ctx: Ctx, node: ast.Expr, value: e.Expr) -> e.Expr:
    if isinstance(value.type, t.OptionType):
        ctx.program.sink.report(
            "possibly-none",
            node.span,
            expression=ctx.program.text(node.span),
            type=quote(value.type),
        )
    elif not is_broken(value.type):
        ctx.program.sink.report("not-indexable", node.span, found=quote(value.type))
    return BROKEN


def slice_(ctx: Ctx, node: ast.Slice, expected: t.Type | None) -> e.Expr:
    """`xs[a:b]`, as in Python."""
    from awmc.semantics.expressions import expr, expr_as

    value = expr(ctx, node.value)
    low = expr_as(ctx, node.low, t.INT, "the start of a slice") if node.low else None
    high = expr_as(ctx, node.high, t.INT, "the end of a slice") if node.high else None
    if not isinstance(value.type, t.ListType | t.TextType):
        return _not_indexable(ctx, node.value, value)
    return e.SliceOf(value=value, low=low, high=high, type=value.type)
