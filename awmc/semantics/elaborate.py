"""The semantic pass: from the syntax trees of a spec to its IR, or to diagnostics.

In: the modules of one spec (used files first, the main file last), the sink, and their sources. Out: the `Environment`, or None
if anything is wrong; every mistake is reported in one run. After it every name is resolved, every expression typed,
implicit steps are explicit, effects are known, and nothing recurses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from awmc.diagnostics.sink import Sink
from awmc.diagnostics.suggest import suggest
from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.ir.node import Node
from awmc.semantics import data, effects, entities, functions, sizes, tasks, tools
from awmc.semantics.cascades import drop_cascades
from awmc.semantics.cycles import cycles, required_cycles
from awmc.semantics.declare import declare
from awmc.semantics.expressions import condition
from awmc.semantics.observer import UNOBSERVED, Observer
from awmc.semantics.program import Program
from awmc.semantics.scope import Body, Ctx, Place
from awmc.source import Sources, Span
from awmc.syntax import ast

_NO_EFFECTS = ir.Effects()


def elaborate(
    modules: Sequence[ast.Module], sink: Sink, sources: Sources, observer: Observer = UNOBSERVED
) -> ir.Environment | None:
    """The environment that `modules` declare; None if there are errors (then `sink` holds them)."""
    try:
        return _elaborate(modules, sink, sources, observer)
    finally:
        drop_cascades(modules, sink, sources)


def elaborate_one(
    modules: Sequence[ast.Module], decl: ast.Decl, sources: Sources, observer: Observer
) -> None:
    """Elaborate one declaration of `modules`, and what its types need, for the observer alone."""
    program = declare(modules, Sink(), sources, observer)
    if program.too_wide:
        return
    match decl:
        case ast.EntityDecl() if decl.name.name in program.entities:
            entities.define(program, program.entities[decl.name.name])
        case ast.RecordDecl() if decl.name.name in program.records:
            _records(program)
        case ast.ErrorDecl() if decl.name.name in program.errors:
            functions.error_kind(program, decl.name.name)
        case ast.InvariantDecl():
            _invariant(program, decl)
        case ast.DefDecl() if decl.name.name in program.defs:
            functions.define(program, decl.name.name)
        case ast.ViewDecl() if decl.name.name in program.views:
            entities.define_view(program, decl.name.name)
        case ast.ToolDecl() if decl.name.name in program.tools:
            tools.define(program, decl.name.name)
        case ast.OnDecl():
            tools.handler(program, decl)
        case ast.DataTable() | ast.DataFile() | ast.DataFor():
            program.data = [decl]
            data.data(program)
        case ast.TaskDecl():
            tasks.task(program, decl)
        case _:
            pass


def _elaborate(
    modules: Sequence[ast.Module], sink: Sink, sources: Sources, observer: Observer
) -> ir.Environment | None:
    program = declare(modules, sink, sources, observer)
    main = modules[-1].path
    if program.too_wide:
        return None
    if program.environment is None:
        sink.report("missing-environment", Span.nowhere(main), path=main)
    _actor(program)
    required_cycles(program)
    _records(program)
    env = replace(
        program.env,
        records=tuple(program.records.values()),
        entities=tuple(entities.define(program, info) for info in program.entities.values()),
        errors=tuple(functions.error_kind(program, name) for name in program.errors),
        invariants=tuple(_invariant(program, decl) for decl in program.invariants.values()),
        defs=tuple(functions.define(program, name) for name in program.defs),
        externs=tuple(program.externs.values()),
        views=tuple(entities.define_view(program, name) for name in program.views),
        tools=tuple(tools.define(program, name) for name in program.tools),
        handlers=tuple(tools.handler(program, decl) for decl in program.handlers),
        data=data.data(program),
        tasks=tuple(tasks.task(program, decl) for decl in program.tasks.values()),
        source=main,
        sources=tuple(module.path for module in modules),
    )
    if sink.has_errors or not sizes.loops_fit(program, env) or _endless(program, env):
        return None
    _misplaced_me(program, env)
    env = effects.with_effects(env)
    _nothing_to_judge(program, env)
    return None if sink.has_errors else env


def _actor(program: Program) -> None:
    env = program.environment
    if env is None or env.actor is None:
        return
    info = program.entities.get(env.actor.name)
    reason = ""
    if info is None:
        reason = "there is no such entity"
    elif info.state or len(program.env.entity(info.name).keys) != 1:
        reason = "its key is not one field"
    if reason:
        program.sink.report(
            "bad-actor",
            env.actor.span,
            name=env.actor.name,
            reason=reason,
            candidates=suggest(env.actor.name, program.entities, idioms={}) if not info else (),
        )


def _records(program: Program) -> None:
    """The defaults of records' fields, which may use records declared later; that of a `T?` is none."""
    from awmc.semantics.expressions import expr_as

    for decl in program.record_decls:
        record = program.records[decl.name.name]
        nodes = {field.name.name: field.default for field in decl.fields}
        fields: list[ir.RecordField] = []
        for field in record.fields:
            node = nodes.get(field.name)
            if node is None and isinstance(field.type, t.OptionType):
                field = replace(field, default=e.Const(value=None, type=t.strip(field.type)))
            elif node is not None:
                ctx = Ctx(program, Place("a default", me=False), Body())
                what = f"the default of `{record.name}.{field.name}`"
                field = replace(field, default=expr_as(ctx, node, field.type, what))
            fields.append(field)
        program.records[record.name] = replace(record, fields=tuple(fields))


def _invariant(program: Program, decl: ast.InvariantDecl) -> ir.Invariant:
    ctx = Ctx(program, Place("an invariant", me=False), Body())
    test = condition(ctx, decl.condition, "an invariant")
    return ir.Invariant(
        name=decl.name.name,
        doc=decl.doc.plain if decl.doc else None,
        condition=test,
        text=program.text(decl.condition.span),
        reads=_NO_EFFECTS,
        span=decl.span,
    )


def _graph(env: ir.Environment) -> dict[str, Counter[str]]:
    """Who uses whom how often, among what has a body; a key is a phrase for messages."""
    graph = {f"the function `{d.name}`": sizes.used_names(d.value) for d in env.defs}
    for entity in env.entities:
        for derived in entity.derived:
            graph[f"the derived field `{entity.name}.{derived.name}`"] = sizes.used_names(
                derived.value
            )
    graph.update({f"the view `{v.name}`": sizes.used_names(*v.items) for v in env.views})
    graph.update({f"the tool `{tool.name}`": sizes.used_names(*tool.body) for tool in env.tools})
    return graph


def _endless(program: Program, env: ir.Environment) -> bool:
    """Report whatever uses itself, or too much else; whether anything does."""
    spans: dict[str, Span] = {f"the function `{d.name}`": d.span for d in env.defs}
    for entity in env.entities:
        for derived in entity.derived:
            spans[f"the derived field `{entity.name}.{derived.name}`"] = derived.span
    spans.update({f"the view `{v.name}`": v.span for v in env.views})
    spans.update({f"the tool `{tool.name}`": tool.span for tool in env.tools})
    uses = _graph(env)
    found = cycles({name: list(used) for name, used in uses.items()})
    for cycle in found:
        names = [name[name.index("`") :] for name in cycle]
        program.sink.report("recursion", spans[cycle[0]], what=cycle[0], cycle=" → ".join(names))
    return bool(found) or not sizes.uses_fit(program, uses, spans)


def _nothing_to_judge(program: Program, env: ir.Environment) -> None:
    """A task whose solution writes nothing needs an answer, or every episode would pass it."""
    for task in env.tasks:
        if not task.answers and not task.solution_effects.writes:
            name = program.tasks[task.name].name
            program.sink.report("nothing-to-judge", name.span, task=task.name)


def _misplaced_me(program: Program, env: ir.Environment) -> None:
    """`me` reached through a `def` or a view from where nobody is signed in."""
    analysis = effects.Analysis(env)
    places: list[tuple[str, Span, list[Node]]] = [
        ("an invariant", x.span, [x.condition]) for x in env.invariants
    ]
    for entity in env.entities:
        places += [("a derived field", d.span, [d.value]) for d in entity.derived]
        places += [("`@check`", c.span, [c.condition]) for c in entity.checks]
    places += [("`on clock`", h.span, list(h.body)) for h in env.handlers if h.event == "clock"]
    for place, span, nodes in places:
        if analysis.of(*nodes).me:
            program.sink.report(
                "me-unavailable",
                span,
                name="me",
                place=place,
                reason="it is reached through a `def`",
            )
