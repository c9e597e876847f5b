"""Entities' expressions: derived fields, defaults, rules, `@visible`; and views.

Each sees the row as `Var("self")`, its fields by their bare names. All are made on demand and once, since
they may use each other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.ir.stmt import Failure
from awmc.semantics.fit import fit, quote
from awmc.semantics.keys import auto_pattern
from awmc.semantics.program import EntityInfo, Program
from awmc.semantics.scope import Body, Ctx, Place
from awmc.semantics.type_exprs import resolve
from awmc.source import Span
from awmc.syntax import ast

if TYPE_CHECKING:
    from awmc.semantics.rules import Rules


def row_ctx(program: Program, info: EntityInfo, place: Place) -> Ctx:
    """A context in which the row is `self` and its fields are names."""
    body = Body(frozenset({"self"}))
    row = e.Var(name="self", type=t.RefType(entity=info.name))
    return Ctx(program, place, body).with_row(row, is_self=True)


def derived_type(program: Program, info: EntityInfo, name: str) -> t.Type:
    """The type of a derived field: the one it states, or that of its value."""
    decl = info.derived[name]
    if decl.type is not None:
        node = decl.type
        made = program.lazy(("derive-type", info.name, name), lambda: resolve(program, node))
        return t.strip(made) if made is not None else t.ERROR
    value = derived_value(program, info, name)
    if value is None:
        key = ("derive", info.name, name)
        what = f"the derived field `{info.name}.{name}`"
        program.sink.report("recursion", decl.span, what=what, cycle=program.cycle(key))
        return t.ERROR
    return t.strip(value.type)


def derived_value(program: Program, info: EntityInfo, name: str) -> e.Expr | None:
    """The value of a derived field; None while it is being elaborated."""
    return program.lazy(("derive", info.name, name), lambda: _derived(program, info, name))


def _derived(program: Program, info: EntityInfo, name: str) -> e.Expr:
    from awmc.semantics.expressions import expr, expr_as

    decl = info.derived[name]
    ctx = row_ctx(program, info, Place("a derived field", me=False))
    if decl.type is None:
        return expr(ctx, decl.value)
    type_ = derived_type(program, info, name)
    return expr_as(ctx, decl.value, type_, f"the derived field `{name}`")


def visible_condition(program: Program, info: EntityInfo) -> e.Expr | None:
    """The condition of `@visible`, or None without one."""
    rule = next((m for m in info.decl.members if isinstance(m, ast.VisibleRule)), None)
    if rule is None:
        return None

    def make() -> e.Expr:
        from awmc.semantics.expressions import condition

        return condition(row_ctx(program, info, Place("`@visible`")), rule.condition)

    return program.lazy(("visible", info.name), make)


def default_of(program: Program, info: EntityInfo, field: ir.Field) -> e.Expr | None:
    """The value of a field that is left out: its default, none for `T?`, or None where it must be given."""
    decl = info.field_decls.get(field.name)
    if decl is None or decl.default is None or field.auto:
        none = e.Const(value=None, type=t.strip(field.type))
        return none if isinstance(field.type, t.OptionType) else None
    node = decl.default

    def make() -> e.Expr:
        from awmc.semantics.expressions import expr

        what = f"the default of `{info.name}.{field.name}`"
        facts = {"what": what, "found": "the value of another field"}
        fields = {name: ("bad-default", facts) for name in info.names}
        ctx = Ctx(program, Place("a default", me=False), Body(elsewhere=fields))
        value = fit(ctx, expr(ctx, node, field.type), field.type, node.span, what)
        _constant_fits(program, value, field.type, node.span)
        return value

    return program.lazy(("default", info.name, field.name), make)


def _constant_fits(program: Program, value: e.Expr, type_: t.Type, span: Span) -> None:
    """A constant outside the limits of the type it is stored as is a mistake that needs no run."""
    if not isinstance(value, e.Const) or not outside(value.value, t.unwrap(type_)):
        return
    program.sink.report("out-of-range", span, value=program.text(span), type=quote(type_))


def outside(value: object, type_: t.Type) -> bool:
    """Whether a constant breaks the limits of a type."""
    match type_:
        case t.TextType():
            size: float | int | None = len(value) if isinstance(value, str) else None
        case t.IntType() | t.FloatType() | t.DecimalType():
            size = value if isinstance(value, int | float) else None
        case _:
            return False
    if size is None:
        return False
    low, high = type_.low, type_.high
    return (low is not None and size < low) or (high is not None and size > high)


def define(program: Program, info: EntityInfo) -> ir.Entity:
    """The finished entity."""
    shell = program.env.entity(info.name)
    fields = tuple(_finished(program, info, field) for field in shell.fields)
    auto = next((f for f in fields if f.auto), None)
    pattern = (
        auto_pattern(info.field_decls[auto.name])
        if auto and auto.name in info.field_decls
        else None
    )
    visible_rule = next((m for m in info.decl.members if isinstance(m, ast.VisibleRule)), None)
    return replace(
        shell,
        fields=fields,
        has=tuple(info.has.values()),
        derived=tuple(_define_derived(program, info, name) for name in info.derived),
        auto_pattern=pattern,
        visible=visible_condition(program, info),
        visible_failure=_visible_failure(program, info, visible_rule),
        **_rules(program, info),
    )


def _finished(program: Program, info: EntityInfo, field: ir.Field) -> ir.Field:
    decl = info.field_decls.get(field.name)
    default = default_of(program, info, field)
    automatic = isinstance(default, e.Now) or (
        isinstance(default, e.Builtin) and default.name == "today"
    )
    given = decl is not None and decl.default is not None and not field.auto
    return replace(field, default=default if given else None, automatic_time=automatic)


def _define_derived(program: Program, info: EntityInfo, name: str) -> ir.Derived:
    decl = info.derived[name]
    value = derived_value(program, info, name)
    assert value is not None
    return ir.Derived(
        name=name,
        type=derived_type(program, info, name),
        value=value,
        hidden=decl.hidden,
        doc=decl.doc.plain if decl.doc else None,
        text=program.text(decl.value.span),
        span=decl.span,
    )


def _visible_failure(
    program: Program, info: EntityInfo, rule: ast.VisibleRule | None
) -> Failure | None:
    if rule is None or rule.failure is None:
        return None
    from awmc.semantics.failures import failure

    ctx = row_ctx(program, info, Place("the message of a rule", me=False))
    return failure(ctx, rule.failure, "not_found")


def _rules(program: Program, info: EntityInfo) -> Rules:
    from awmc.semantics.rules import rules

    return rules(program, info)


def view_items(program: Program, name: str) -> tuple[e.Item, ...] | None:
    """The items of a view; None while they are being elaborated."""
    return program.lazy(("view", name), lambda: _view_items(program, name))


def _view_items(program: Program, name: str) -> tuple[e.Item, ...]:
    from awmc.semantics.projections import projection_items

    decl = program.views[name]
    info = program.entities.get(decl.entity.name)
    if info is None:
        program.sink.report(
            "unknown-entity",
            decl.entity.span,
            name=decl.entity.name,
            known=list(program.entities),
            candidates=suggest(decl.entity.name, program.entities, idioms={}),
            once=f"type:{decl.entity.name}",
        )
        return ()
    ctx = row_ctx(program, info, Place("a view", me=program.actor() is not None))
    row = e.Var(name="self", type=t.RefType(entity=info.name))
    return projection_items(ctx, row, decl.projection.items, decl.projection.span)


def view_type(program: Program, name: str, span: Span) -> t.ObjectType:
    """The type of a view's JSON."""
    from awmc.semantics.projections import object_fits, object_type

    items = view_items(program, name)
    if items is None:
        program.sink.report(
            "recursion", span, what=f"the view `{name}`", cycle=program.cycle(("view", name))
        )
        return t.ObjectType(fields=())
    type_ = object_type(items)
    return type_ if object_fits(program, span, type_) else t.ObjectType(fields=())


def define_view(program: Program, name: str) -> ir.View:
    """The finished view."""
    decl = program.views[name]
    items = view_items(program, name)
    assert items is not None
    return ir.View(
        name=name,
        entity=decl.entity.name,
        items=items,
        type=view_type(program, name, decl.span),
        doc=decl.doc.plain if decl.doc else None,
        span=decl.span,
    )
