"""What JSON is made of: projections, views, objects, and rows where a result is wanted.

The rules: a reference in an object is its key, under its own name followed by the key's name (`user` -> `user_id`), or under
just the name that is written for it; a list of rows shows each with `*`; a bare row is `*`, every stored field
that is not hidden; names of one object differ; no hidden field is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import key_columns, value_names
from awmc.semantics.fit import BROKEN, is_broken, quote
from awmc.semantics.literals import check_hidden
from awmc.semantics.program import Program, snake
from awmc.semantics.scope import Ctx
from awmc.source import Span
from awmc.syntax import ast


def projection(ctx: Ctx, node: ast.Projection, expected: t.Type | None) -> e.Expr:
    """`value.{ … }` of a row, record or object, of none of them, or of a list of them."""
    from awmc.semantics.expressions import expr

    value = expr(ctx, node.value)
    return project_each(ctx, value, node)


def project_each(ctx: Ctx, value: e.Expr, node: ast.Projection) -> e.Expr:
    """The projection of one value, or of each of a list."""
    if is_broken(value.type) and not isinstance(value.type, t.ListType):
        return BROKEN
    if isinstance(value.type, t.ListType):
        return each(ctx, value, lambda item: project_each(ctx, item, node))
    inner = t.unwrap(value.type)
    if not isinstance(inner, t.RefType | t.RecordType | t.ObjectType):
        if not is_broken(inner):
            ctx.program.sink.report("not-projectable", node.span, found=quote(value.type))
        return BROKEN
    name = ctx.body.fresh(_row_name(inner), ctx.variables())
    row = e.Var(name=name, type=inner)
    items = projection_items(ctx.with_row(row, is_self=True).lazily(), row, node.items, node.span)
    type_: t.Type = object_type(items)
    if not object_fits(ctx.program, node.span, type_):
        return BROKEN
    if isinstance(value.type, t.OptionType):
        type_ = t.optional(type_)
    return e.Project(source=value, var=name, items=items, type=type_)


def _row_name(type_: t.Type) -> str:
    return snake(type_.entity if isinstance(type_, t.RefType) else "item")


def each(ctx: Ctx, values: e.Expr, make: object) -> e.Expr:
    """`[make(x) for x in values]`, going into a comprehension of rows rather than around it."""
    assert callable(make)
    if isinstance(values, e.Comprehension) and values.gather == "list":
        item = make(values.items[0])
        return e.Comprehension(
            gather="list",
            items=(item,),
            clauses=values.clauses,
            order=values.order,
            limit=values.limit,
            offset=values.offset,
            type=t.ListType(item=item.type),
        )
    assert isinstance(values.type, t.ListType)
    name = ctx.body.fresh(_row_name(t.unwrap(values.type.item)), ctx.variables())
    item = make(e.Var(name=name, type=values.type.item))
    clause = e.ForClause(names=(name,), types=(values.type.item,), source=values)
    return e.Comprehension(
        gather="list", items=(item,), clauses=(clause,), type=t.ListType(item=item.type)
    )


def projection_items(
    ctx: Ctx,
    row: e.Expr,
    nodes: Sequence[ast.ProjectStar | ast.ProjectDrop | ast.ProjectItem],
    span: Span,
) -> tuple[e.Item, ...]:
    """The items of a projection of `row`, whose fields are the innermost names of `ctx`."""
    items: list[e.Item] = []
    written: dict[str, e.Item] = {}
    for node in nodes:
        match node:
            case ast.ProjectStar():
                items.extend(star_items(ctx, row))
            case ast.ProjectDrop():
                items = _dropped(ctx, row, node, items)
            case ast.ProjectItem():
                made = _item(ctx, node)
                _report_repeated(ctx, node, made, written)
                written.update((item.name, item) for item in made)
                items.extend(made)
    return _distinct(ctx, items, span)


def _report_repeated(
    ctx: Ctx, node: ast.ProjectItem, made: Sequence[e.Item], written: Mapping[str, e.Item]
) -> None:
    """Report an item that was written before; one of the same name that says something else is `_distinct`'s."""
    for item in made:
        if written.get(item.name) == item:
            place = "this projection"
            ctx.program.sink.report("duplicate-entry", node.span, name=item.name, place=place)


def _distinct(ctx: Ctx, items: list[e.Item], span: Span) -> tuple[e.Item, ...]:
    """Items with names that differ; one that is written again after `*` replaces it only if it says the same."""
    seen: dict[str, e.Item] = {}
    for item in items:
        if item.name in seen and seen[item.name] != item:
            ctx.program.sink.report(
                "duplicate-json-name",
                span,
                name=item.name,
                owner="this object",
                first="one item",
                second="another",
            )
        seen[item.name] = item
    return tuple(seen.values())


def _dropped(ctx: Ctx, row: e.Expr, node: ast.ProjectDrop, items: list[e.Item]) -> list[e.Item]:
    from awmc.semantics.members import member_of

    names = {node.name.name}
    value = member_of(ctx, row, node.name.name)
    if value is not None and isinstance(t.unwrap(value.type), t.RefType):
        names.update(value_names(ctx.program.env, node.name.name, value.type, None))
    kept = [item for item in items if item.name not in names]
    if len(kept) == len(items):
        known = [item.name for item in items]
        ctx.program.sink.report(
            "unknown-field",
            node.name.span,
            owner="the projection so far",
            name=node.name.name,
            known=known,
            candidates=suggest(node.name.name, known),
        )
    return kept


def star_items(ctx: Ctx, row: e.Expr) -> list[e.Item]:
    """`*`: every stored field of a row that is not hidden, or every field of a record or object."""
    from awmc.semantics.members import member_of

    items: list[e.Item] = []
    match t.unwrap(row.type):
        case t.RefType(entity=entity):
            for field in ctx.program.entities[entity].fields.values():
                if not field.hidden:
                    value = member_of(ctx, row, field.name)
                    assert value is not None
                    items.extend(shown_as(ctx, field.name, value, alias=field.alias))
        case t.RecordType(name=name):
            for part in ctx.program.records[name].fields:
                value = member_of(ctx, row, part.name)
                assert value is not None
                items.extend(shown_as(ctx, part.name, value))
        case t.ObjectType(fields=fields):
            for member in fields:
                value = member_of(ctx, row, member.name)
                assert value is not None
                items.append(e.Item(name=member.name, value=value, optional=member.optional))
    return items


def _item(ctx: Ctx, node: ast.ProjectItem) -> list[e.Item]:
    from awmc.semantics.expressions import expr

    value = expr(ctx, node.value)
    if is_broken(value.type) and not isinstance(value.type, t.ListType):
        return []
    check_hidden(ctx, value, node.value, "returned")
    alias = node.alias.plain if node.alias is not None else None
    if node.name is not None:
        return shown_as(ctx, node.name.name, value, alias or node.name.name, node.optional)
    name = _own_name(node.value)
    if name is None:
        if alias is None:
            ctx.program.sink.report("unnamed-item", node.span)
            return []
        name = alias
    alias = alias or _field_alias(ctx, value)
    return shown_as(ctx, name, value, alias, node.optional)


def _field_alias(ctx: Ctx, value: e.Expr) -> str | None:
    """The `as "…"` of the field that a value is."""
    if isinstance(value, e.Narrow):
        return _field_alias(ctx, value.value)
    if isinstance(value, e.FieldGet):
        return ctx.program.entities[value.entity].fields[value.field].alias
    return None


def _own_name(node: ast.Expr) -> str | None:
    match node:
        case ast.Name(name=name):
            return name
        case ast.Attribute(name=ident) if not ident.name[:1].isupper():
            return ident.name
        case ast.Attribute(value=value):
            return _own_name(value)
        case ast.Projection(value=value) | ast.Maybe(value=value):
            return _own_name(value)
        case _:
            return None


def shown_as(
    ctx: Ctx, name: str, value: e.Expr, alias: str | None = None, optional: bool = False
) -> list[e.Item]:
    """The JSON items of a value: one, or for a reference one for each part of its key."""
    if not isinstance(t.unwrap(value.type), t.RefType):
        shown = jsonable(ctx, value)
        return [e.Item(name=alias or name, value=shown, optional=optional)]
    names = value_names(ctx.program.env, name, value.type, alias)
    keys = key_exprs(ctx, value)
    return [
        e.Item(name=part, value=key, optional=optional)
        for part, key in zip(names, keys, strict=True)
    ]


def key_exprs(ctx: Ctx, row: e.Expr) -> list[e.Expr]:
    """The parts of a row's key; none of no row."""
    env = ctx.program.env
    entity = env.entity(_entity(row.type))
    parts: list[e.Expr] = []
    for column in key_columns(env, entity):
        value = row
        for name in column.path:
            value = _key_field(ctx, value, name)
        parts.append(value)
    return parts


def _entity(type_: t.Type) -> str:
    inner = t.unwrap(type_)
    assert isinstance(inner, t.RefType)
    return inner.entity


def _key_field(ctx: Ctx, row: e.Expr, name: str) -> e.Expr:
    entity = _entity(row.type)
    type_ = ctx.program.entities[entity].fields[name].type
    safe = isinstance(row.type, t.OptionType)
    return e.FieldGet(
        row=row,
        entity=entity,
        field=name,
        type=t.optional(type_) if safe else type_,
        safe=safe,
    )


def jsonable(ctx: Ctx, value: e.Expr) -> e.Expr:
    """`value` as JSON: a row is shown as `*`, a reference that is read from a field as its key."""
    inner = t.unwrap(value.type)
    match inner:
        case t.RefType():
            keys = key_exprs(ctx, value) if _is_reference(value) else []
            return keys[0] if len(keys) == 1 else _star(ctx, value)
        case t.ListType(item=item) if _holds_rows(item):
            if isinstance(value, e.ListOf):
                items = tuple(jsonable(ctx, inner_value) for inner_value in value.items)
                return e.ListOf(items=items, type=t.ListType(item=t.strip(items[0].type)))
            return each(ctx, value, lambda row: jsonable(ctx, row))
        case _:
            return value


def _is_reference(value: e.Expr) -> bool:
    """Whether a row comes straight from a field that refers to it."""
    match value:
        case e.Narrow():
            return _is_reference(value.value)
        case e.If():
            sides = (value.then, value.otherwise)
            known = [side for side in sides if not isinstance(side, e.Const)]
            return bool(known) and all(_is_reference(side) for side in known)
        case _:
            return isinstance(value, e.FieldGet)


def _holds_rows(type_: t.Type) -> bool:
    match t.unwrap(type_):
        case t.RefType():
            return True
        case t.ListType(item=item):
            return _holds_rows(item)
        case _:
            return False


def _star(ctx: Ctx, value: e.Expr) -> e.Expr:
    inner = t.unwrap(value.type)
    name = ctx.body.fresh(_row_name(inner), ctx.variables())
    items = tuple(star_items(ctx, e.Var(name=name, type=inner)))
    type_: t.Type = object_type(items)
    if isinstance(value.type, t.OptionType):
        type_ = t.optional(type_)
    return e.Project(source=value, var=name, items=items, type=type_)


def show_as(ctx: Ctx, value: e.Expr, view: ast.Ident, span: Span) -> e.Expr:
    """`row.View`, or the same of none or of each row of a list."""
    from awmc.semantics.entities import view_type

    known = [name for name, decl in ctx.program.views.items() if _fits_view(value.type, decl)]
    decl = ctx.program.views.get(view.name)
    if decl is None or not _fits_view(value.type, decl):
        ctx.program.sink.report(
            "unknown-view",
            view.span,
            name=view.name,
            owner=quote(value.type),
            known=known,
            candidates=suggest(view.name, known),
        )
        return BROKEN
    if isinstance(value.type, t.ListType):
        return each(ctx, value, lambda item: show_as(ctx, item, view, span))
    type_: t.Type = view_type(ctx.program, view.name, span)
    if isinstance(value.type, t.OptionType):
        type_ = t.optional(type_)
    return e.ViewOf(source=value, view=view.name, type=type_)


def _fits_view(type_: t.Type, decl: ast.ViewDecl) -> bool:
    inner = t.unwrap(type_)
    if isinstance(inner, t.ListType):
        inner = t.unwrap(inner.item)
    return isinstance(inner, t.RefType) and inner.entity == decl.entity.name


def entry_items(ctx: Ctx, entries: Sequence[ast.Entry]) -> tuple[e.Item, ...]:
    """The items of a JSON object `{ a: 1, b }`."""
    from awmc.semantics.expressions import expr
    from awmc.semantics.objects import entry_name

    items: list[e.Item] = []
    for entry in entries:
        node = entry.value or ast.Name(entry.key.span, entry.key.name)
        value = expr(ctx, node)
        if is_broken(value.type) and not isinstance(value.type, t.ListType):
            continue
        check_hidden(ctx, value, node, "returned")
        name = entry_name(entry)
        alias = name if entry.value is not None else None
        items.extend(shown_as(ctx, name, value, alias, entry.optional))
    span = entries[0].span.to(entries[-1].span)
    return _distinct(ctx, items, span)


MAX_OBJECT = 2_000
"""Fields of a JSON object, those of the objects in it included."""


def object_fits(program: Program, span: Span, type_: t.Type) -> bool:
    """Whether an object is of a sensible size; objects that hold others twice double at each step."""
    count = fields_in(type_)
    if count <= MAX_OBJECT:
        return True
    what = "the number of fields of this object, inner ones included,"
    program.sink.report("limit-exceeded", span, what=what, size=count, limit=MAX_OBJECT)
    return False


def fields_in(type_: t.Type) -> int:
    """How many fields a JSON value has, inner ones included."""
    match type_:
        case t.ObjectType(fields=fields):
            return sum(1 + fields_in(field.type) for field in fields)
        case t.ListType(item=item) | t.OptionType(item=item) | t.MapType(value=item):
            return fields_in(item)
        case _:
            return 0


def object_type(items: Sequence[e.Item]) -> t.ObjectType:
    """The type of an object of these items."""
    fields: list[t.ObjectField] = []
    for item in items:
        type_ = t.unwrap(item.value.type) if item.optional else item.value.type
        fields.append(t.ObjectField(name=item.name, type=t.strip(type_), optional=item.optional))
    return t.ObjectType(fields=tuple(fields))
