"""`data` blocks: a value for every field of every row, keys standing for rows."""

from __future__ import annotations

from dataclasses import replace

from awmc.diagnostics.suggest import suggest
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.ir.stmt import Value
from awmc.semantics import gather
from awmc.semantics.creation import data_cell, entity, field_values
from awmc.semantics.entities import default_of
from awmc.semantics.expressions import expr_as
from awmc.semantics.fit import is_broken
from awmc.semantics.program import EntityInfo, Program
from awmc.semantics.scope import Body, Ctx, Place
from awmc.source import Span
from awmc.syntax import ast

DATA = Place("`data`", me=False, random=True)


def data(program: Program) -> tuple[ir.Data, ...]:
    """Every data block in source order; a `state` without one gets its defaults before all."""
    made: list[ir.Data] = []
    streams: dict[str, int] = {}
    for decl in program.data:
        ctx = Ctx(program, DATA, Body())
        info = entity(ctx, decl.entity)
        if info is None:
            continue
        match decl:
            case ast.DataTable():
                made.append(_table(ctx, info, decl))
            case ast.DataFile():
                made.append(_file(ctx, info, decl))
            case ast.DataFor():
                streams[info.name] = streams.get(info.name, 0) + 1
                made.append(_for(ctx, info, decl, streams[info.name]))
    given = {block.entity for block in made}
    states = [info for info in program.entities.values() if info.state and info.name not in given]
    return (*(_defaults(program, info) for info in states), *made)


def _columns(
    ctx: Ctx, info: EntityInfo, idents: tuple[ast.Ident, ...], place: str
) -> list[ir.Field | None]:
    found: list[ir.Field | None] = []
    for ident in idents:
        field = info.fields.get(ident.name)
        if field is None:
            known = list(info.fields)
            ctx.program.sink.report(
                "unknown-column",
                ident.span,
                where=place,
                name=ident.name,
                owner=info.name,
                known=known,
                candidates=suggest(ident.name, known, idioms={}),
            )
        elif field in found:
            ctx.program.sink.report(
                "duplicate-entry", ident.span, name=ident.name, place="the columns"
            )
        found.append(field)
    return found


def _missing(ctx: Ctx, info: EntityInfo, given: set[str], span: Span, place: str) -> None:
    missing = [
        field.name
        for field in info.fields.values()
        if field.name not in given
        and not field.auto
        and not is_broken(field.type)
        and default_of(ctx.program, info, field) is None
    ]
    if missing:
        ctx.program.sink.report(
            "missing-column", span, where=place, missing=missing, owner=info.name
        )


def _table(ctx: Ctx, info: EntityInfo, decl: ast.DataTable) -> ir.DataTable:
    place = f"`data {info.name}`"
    columns = _columns(ctx, info, decl.columns, place)
    if all(columns):
        _missing(ctx, info, {c.name for c in columns if c}, decl.entity.span, place)
    wrong = sum(len(row.cells) != len(columns) for row in decl.rows)
    # Where most rows do not fit, it is the header that is wrong: one mistake, not one a row.
    header = f"header at {decl.span}" if wrong * 2 > len(decl.rows) else None
    rows: list[tuple[Value, ...]] = []
    spans: list[Span] = []
    for row in decl.rows:
        if len(row.cells) != len(columns):
            ctx.program.sink.report(
                "row-length",
                row.span,
                found=len(row.cells),
                expected=len(columns),
                columns=[c.name for c in columns if c],
                once=header,
            )
            continue
        rows.append(_row(ctx, info, columns, row))
        spans.append(row.span)
    return ir.DataTable(
        entity=info.name,
        columns=tuple(c.name for c in columns if c),
        rows=tuple(rows),
        spans=tuple(spans),
        span=decl.span,
    )


def _row(
    ctx: Ctx, info: EntityInfo, columns: list[ir.Field | None], row: ast.DataRow
) -> tuple[Value, ...]:
    cells: dict[str, Value] = {}
    for field, cell in zip(columns, row.cells, strict=True):
        if field is not None and not is_broken(field.type):
            what = f"the column `{field.name}` of `{info.name}`"
            cell_value = data_cell(ctx, cell, field.type, what)
            cells[field.name] = Value(path=(field.name,), value=cell_value)
    return tuple(
        value
        for field in info.fields.values()
        if (value := cells.get(field.name) or _default(ctx.program, info, field)) is not None
    )


def _default(program: Program, info: EntityInfo, field: ir.Field) -> Value | None:
    default = default_of(program, info, field)
    return None if default is None else Value(path=(field.name,), value=default)


def _file(ctx: Ctx, info: EntityInfo, decl: ast.DataFile) -> ir.DataFile:
    columns = _columns(ctx, info, decl.columns, f"`data {info.name}`")
    defaults = [_default(ctx.program, info, field) for field in info.fields.values()]
    return ir.DataFile(
        entity=info.name,
        columns=tuple(c.name for c in columns if c),
        path=decl.path.plain or "",
        defaults=tuple(value for value in defaults if value is not None),
        span=decl.span,
    )


def _for(ctx: Ctx, info: EntityInfo, decl: ast.DataFor, stream: int) -> ir.DataFor:
    inner, clauses = gather.clauses(ctx, decl.clauses)
    order = gather.order_keys(inner, decl.order)
    limit = expr_as(ctx, decl.limit, t.INT, "a `limit`") if decl.limit else None
    offset = expr_as(ctx, decl.offset, t.INT, "an `offset`") if decl.offset else None
    values = field_values(replace(inner, lazy=False), info, decl.entries, decl.span, in_data=True)
    return ir.DataFor(
        entity=info.name,
        clauses=clauses,
        order=order,
        limit=limit,
        offset=offset,
        values=values,
        stream=stream,
        span=decl.span,
    )


def _defaults(program: Program, info: EntityInfo) -> ir.DataFor:
    ctx = Ctx(program, DATA, Body())
    values = field_values(ctx, info, (), info.decl.name.span, in_data=True)
    return ir.DataFor(entity=info.name, clauses=(), values=values, stream=1, span=info.decl.span)
