"""`rules.py`: derived fields, defs, views, visibility, checks, invariants, messages and handlers, as functions of the session.

The same functions of a `World` stand in `contracts.py`, and in what the compiler runs itself: `rule_functions` makes either.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from textwrap import shorten

from awmc.emit.names import type_name
from awmc.emit.python import queries as asking
from awmc.emit.python.context import Context
from awmc.emit.python.functions import Maker
from awmc.emit.python.module import Module
from awmc.emit.python.nodes import const, name, pair
from awmc.emit.python.printer import code
from awmc.emit.python.projections import items_of
from awmc.emit.python.reached import Reached
from awmc.emit.python.rule_tables import CONSTRAINT, each_traces, rules_value
from awmc.emit.python.traces import stirred_loops
from awmc.emit.sql import lower_query, unenforced_checks
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.model import Entity, Environment, Handler, Invariant, View
from awmc.ir.once import once
from awmc.ir.stmt import Failure


def emit_rules(env: Environment) -> str:
    """The text of rules.py."""
    return rules_module(env)[1]


@once
def rules_module(env: Environment) -> tuple[Module, str]:
    """The module, with its constants for `tools.py` to share, and its text."""
    module = Module(env, f"The rules of the environment `{env.name}`.")
    make = Maker(env, "session", module, lower_query)
    local = unenforced_checks(env)
    blocks = list(rule_functions(make, local))
    value = rules_value(make, local)
    return module, module.render(blocks, [f"RULES = {value}"])


def rule_functions(make: Maker, local: Sequence[str]) -> Iterator[str]:
    """The functions, kind by kind in the spec's order. `local` names the checks of single rows that need one."""
    env, names = make.env, make.names
    yield from value_functions(make)
    for entity in env.entities:
        yield from _of_entity(make, entity, local)
    for invariant in env.invariants:
        doc = invariant.doc or invariant.text
        yield make.expression(names.invariants[invariant.name], [], invariant.condition, doc)
        yield from _of_each(make, invariant)
    yield from _handlers(make)


def _of_each(make: Maker, invariant: Invariant) -> Iterator[str]:
    """What an invariant says of one row, where a call looks at those alone that it may have touched."""
    each = each_traces(make, invariant)
    if each is not None:
        of = each.of
        doc = f"Whether {invariant.name} holds of one row of {of.entity.name}."
        row = [(of.name, t.RefType(entity=of.entity.name))]
        yield make.expression(make.names.each[invariant.name], row, of.condition, doc)


def value_functions(make: Maker, only: Reached | None = None) -> Iterator[str]:
    """Those of `def`s, derived fields and views: of all, or `only` of what is reached."""
    env, names = make.env, make.names
    for definition in env.defs:
        if only is None or definition.name in only.defs:
            params = [(p.name, p.type) for p in definition.params]
            doc = definition.doc or _short(definition.name, definition.text)
            yield make.expression(names.defs[definition.name], params, definition.value, doc)
    for entity in env.entities:
        for derived in entity.derived:
            if only is None or (entity.name, derived.name) in only.derived:
                doc = derived.doc or _short(derived.name, derived.text)
                function = names.derived[entity.name, derived.name]
                yield make.expression(function, _self(entity), derived.value, doc)
    for view in env.views:
        if only is None or view.name in only.views:
            yield _view(make, view)


def _short(name: str, text: str) -> str:
    """A definition of the spec, as far as one line holds it."""
    return f"`{shorten(f'{name} = {text}', 84, placeholder=' …')}`."


def _self(entity: Entity) -> list[tuple[str, t.Type]]:
    return [("self", t.RefType(entity=entity.name))]


def _view(make: Maker, view: View) -> str:
    entity = make.env.entity(view.entity)
    cx = make.context(make.names.views[view.name])
    local = cx.declare("self")
    row = e.Var(name="self", type=t.RefType(entity=entity.name))
    cx = cx.bound({"self": name(local)})
    shown = asking.asked_view(cx, e.ViewOf(source=row, view=view.name, type=view.type))
    hint = f"dict[str, {make.module.use('typing', 'Any')}]"
    if shown is None:
        lines = [f"return {code(items_of(cx, view.items))}"]
    else:
        shown_as = cx.declare("shown")
        lines = [f"{shown_as}: {hint} = {code(shown)}", f"return {shown_as}"]
    params = [f"{local}: {make.module.use('.rows', type_name(entity.name))}"]
    doc = view.doc or f"A row of {entity.name} as {view.name} shows it."
    body = make.prologue(cx) + lines
    return make.source(make.names.views[view.name], params, hint, doc, body)


def _of_entity(make: Maker, entity: Entity, local: Sequence[str]) -> Iterator[str]:
    names = make.names
    if entity.visible is not None:
        doc = f"Whether `me` may see the row of {entity.name}."
        yield make.expression(names.visible[entity.name], _self(entity), entity.visible, doc)
    for check in entity.checks:
        if not check.local or check.name in local:
            yield make.expression(
                names.rules[check.name], _self(entity), check.condition, check.text
            )
    for overlap in entity.no_overlaps:
        if overlap.condition is not None:
            yield make.expression(
                names.rules[overlap.name], _self(entity), overlap.condition, overlap.text
            )
    told = [(c.name, c.failure) for c in entity.checks]
    told += [(o.name, o.failure) for o in entity.no_overlaps]
    told += [(u.name, u.failure) for u in entity.uniques]
    for rule, failure in told:
        yield _message(make, entity, rule, failure, None)
    for flow in entity.flows:
        yield _message(make, entity, flow.name, flow.failure, flow.field)


def _message(make: Maker, entity: Entity, rule: str, failure: Failure, flowing: str | None) -> str:
    """What the caller is told of a broken rule: a text, with a code where the spec declares an error."""
    cx = make.context(make.names.messages[rule])
    row, before = cx.declare("self"), cx.declare("before")
    cx = cx.bound({"self": name(row)})
    if flowing is not None:
        cx = _with_states(cx, name(row), name(before), flowing)
    made: ast.expr = cx.expr(failure.message)
    if failure.code != CONSTRAINT:
        made = pair(const(failure.code), made)
    kind = make.module.use(".rows", type_name(entity.name))
    return make.source(
        make.names.messages[rule],
        [f"{row}: {kind}", f"{before}: {kind} | None"],
        "str" if failure.code == CONSTRAINT else "tuple[str, str]",
        f"What is told of a broken {rule}.",
        [*make.prologue(cx), f"return {code(made)}"],
    )


def _with_states(cx: Context, row: ast.expr, before: ast.expr, field: str) -> Context:
    """`old` and `new` of a flow's message: the states of the row as it was and as it would be."""
    was = cx.column(cx.runtime("some", before), field)
    return cx.bound({"old": was, "new": cx.column(row, field)})


def _handlers(make: Maker) -> Iterator[str]:
    for event in ("call", "clock"):
        handlers = [h for h in make.env.handlers if h.event == event]
        if len(handlers) == 1:
            yield _handler(make, f"on_{event}", handlers[0])
        elif handlers:
            parts = [f"on_{event}_{n}" for n in range(1, len(handlers) + 1)]
            for part, handler in zip(parts, handlers, strict=True):
                yield _handler(make, part, handler)
            handle = "s" if make.store == "session" else "w"
            lines = [f"{part}({handle})" for part in parts]
            yield make.source(f"on_{event}", [], "None", _EVENTS[event], lines)


_EVENTS = {
    "call": "What follows every call that succeeded.",
    "clock": "What follows when the clock has moved.",
}


def _handler(make: Maker, function: str, handler: Handler) -> str:
    loops = stirred_loops(make, function, handler) if handler.event == "call" else {}
    return make.statements(function, [], handler.body, _EVENTS[handler.event], loops=loops)
