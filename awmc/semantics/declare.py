"""The first pass over declarations: names, fields and types; no expression is looked at but literal enum spellings.

In: the modules of a spec, used ones first. Out: a `Program` whose tables know every declaration, whose entities know
their fields' types, and whose `shell` can be asked for columns. Duplicates are reported and the first one kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from awmc.diagnostics.sink import Sink
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.semantics.cycles import record_cycles
from awmc.semantics.fields import RESERVED, column_names, entity_fields, has_lists, record_fields
from awmc.semantics.fit import is_broken, quote
from awmc.semantics.keys import check_keys, key_cycles
from awmc.semantics.observer import UNOBSERVED, Observer
from awmc.semantics.program import EntityInfo, Program, snake
from awmc.semantics.sizes import columns_fit
from awmc.semantics.type_exprs import resolve
from awmc.source import Sources
from awmc.syntax import ast

_Named: TypeAlias = (
    ast.EnumDecl
    | ast.RecordDecl
    | ast.EntityDecl
    | ast.ErrorDecl
    | ast.InvariantDecl
    | ast.DefDecl
    | ast.ExternDecl
    | ast.ViewDecl
    | ast.ToolDecl
    | ast.TaskDecl
)
_KINDS: dict[type[_Named], tuple[str, str]] = {
    ast.EnumDecl: ("an enum", ""),
    ast.RecordDecl: ("a record", ""),
    ast.EntityDecl: ("an entity", ""),
    ast.ErrorDecl: ("an error", ""),
    ast.InvariantDecl: ("an invariant", "invariant "),
    ast.DefDecl: ("a function", ""),
    ast.ExternDecl: ("a function", ""),
    ast.ViewDecl: ("a view", ""),
    ast.ToolDecl: ("a tool", "tool "),
    ast.TaskDecl: ("a task", "task "),
}
"""What a message calls each declaration, and the space that its name is in."""


def declare(
    modules: Sequence[ast.Module], sink: Sink, sources: Sources, observer: Observer = UNOBSERVED
) -> Program:
    """Declare everything in `modules`."""
    program = Program(sink=sink, sources=sources, observer=observer)
    for module in modules:
        for decl in module.declarations:
            _declare(program, decl)
    for record in program.record_decls:
        record_fields(program, record)
    record_cycles(program)
    for info in program.entities.values():
        entity_fields(program, info)
    for info in program.entities.values():
        check_keys(program, info)
    key_cycles(program)
    _shell(program)
    program.too_wide = not columns_fit(program)
    if program.too_wide:
        return program
    for info in program.entities.values():
        has_lists(program, info)
        column_names(program, info)
    observer.declared(program)
    return program


def _declare(program: Program, decl: ast.Decl) -> None:
    match decl:
        case ast.EnvironmentDecl():
            if program.environment is not None:
                first = program.environment
                program.sink.report(
                    "duplicate-environment",
                    decl.name.span,
                    name=decl.name.name,
                    other=first.name.name,
                    labels=[(first.span, "declared here")],
                )
            else:
                program.environment = decl
        case ast.OnDecl():
            program.handlers.append(decl)
        case ast.DataTable() | ast.DataFile() | ast.DataFor():
            program.data.append(decl)
        case ast.UseDecl() | ast.BadDecl():
            pass
        case _:
            kind, space = _KINDS[type(decl)]
            if _new(program, decl.name, kind, space):
                _keep(program, decl)


def _keep(program: Program, decl: _Named) -> None:
    """Put a declaration whose name is new into its table."""
    name = decl.name.name
    match decl:
        case ast.EnumDecl():
            program.enums[name] = _enum(program, decl)
        case ast.RecordDecl():
            program.record_decls.append(decl)
            doc = decl.doc.plain if decl.doc else None
            program.records[name] = ir.Record(name=name, doc=doc, fields=(), span=decl.span)
        case ast.EntityDecl():
            program.entities[name] = EntityInfo(decl, _table(program, name))
        case ast.ErrorDecl():
            program.errors[name] = decl
        case ast.InvariantDecl():
            program.invariants[name] = decl
        case ast.DefDecl():
            program.defs[name] = decl
        case ast.ExternDecl():
            _extern(program, decl)
        case ast.ViewDecl():
            program.views[name] = decl
        case ast.ToolDecl():
            program.tools[name] = decl
        case ast.TaskDecl():
            program.tasks[name] = decl
        case _:
            assert_never(decl)


def _table(program: Program, name: str) -> str:
    """The table of an entity: its name in snake case, told apart from other tables and from SQLite's own."""
    plain = snake(name)
    plain = f"the_{plain}" if plain.startswith("sqlite_") else plain
    taken = {info.table for info in program.entities.values()}
    table, number = plain, 2
    while table in taken:
        table, number = f"{plain}_{number}", number + 1
    return table


def _new(program: Program, name: ast.Ident, kind: str, space: str = "") -> bool:
    """Whether a name is new in its space, reporting if not. Tools, tasks and invariants have spaces of their own."""
    key = space + name.name
    if name.name in RESERVED:
        program.sink.report(
            "taken-name", name.span, name=name.name, reason="the language uses it for itself"
        )
        return False
    if space == "" and (name.name in BUILTINS or name.name in GATHERS):
        reason = "it is a function of the language"
        program.sink.report("taken-name", name.span, name=name.name, reason=reason)
        return False
    if key in program.declared:
        program.sink.report(
            "duplicate-declaration",
            name.span,
            name=name.name,
            second=kind,
            first="already",
            labels=[(program.declared[key], "declared here")],
        )
        return False
    program.declared[key] = name.span
    return True


def _enum(program: Program, decl: ast.EnumDecl) -> ir.Enum:
    members: dict[str, ir.EnumMember] = {}
    spellings: set[str] = set()
    for member in decl.members:
        spelling = member.spelling.plain if member.spelling else None
        shown = member.name.name if spelling is None else spelling
        if member.name.name in members or shown in spellings:
            program.sink.report(
                "duplicate-member", member.span, owner=decl.name.name, name=member.name.name
            )
            continue
        spellings.add(shown)
        doc = member.doc.plain if member.doc else None
        members[member.name.name] = ir.EnumMember(name=member.name.name, spelling=shown, doc=doc)
    if not members:
        program.sink.report(
            "empty-declaration", decl.span, what=f"the enum `{decl.name.name}`", part="member"
        )
    doc = decl.doc.plain if decl.doc else None
    return ir.Enum(name=decl.name.name, doc=doc, members=tuple(members.values()), span=decl.span)


def _shell(program: Program) -> None:
    env = program.environment
    program.shell = ir.Environment(
        name=env.name.name if env else "",
        doc=env.doc.plain if env and env.doc else None,
        clock=env.clock.value if env and env.clock else "2026-01-01T00:00:00",
        seed=int(env.seed.text) if env and env.seed and env.seed.text.isdecimal() else 0,
        actor=env.actor.name if env and env.actor else None,
        policy=env.policy.plain if env and env.policy else None,
        enums=tuple(program.enums.values()),
        records=tuple(program.records.values()),
        entities=tuple(
            ir.Entity(
                name=info.name,
                table=info.table,
                doc=info.decl.doc.plain if info.decl.doc else None,
                state=info.state,
                fields=tuple(f for f in info.fields.values() if not is_broken(f.type)),
                span=info.decl.span,
            )
            for info in program.entities.values()
        ),
        source="",
    )


def _extern(program: Program, decl: ast.ExternDecl) -> None:
    source = decl.source.plain or ""
    module, _, function = source.partition(":")
    if not (module.isidentifier() and function.isidentifier()):
        reason = "write a module beside the spec and a function in it: `geo:haversine`"
        program.sink.report("bad-extern", decl.source.span, text=source, reason=reason)
    params: list[ir.Param] = []
    for param in decl.params:
        type_ = _extern_type(program, param.type, f"the parameter `{param.name.name}`")
        params.append(ir.Param(name=param.name.name, type=type_, span=param.span))
    program.externs[decl.name.name] = ir.Extern(
        name=decl.name.name,
        params=tuple(params),
        type=_extern_type(program, decl.result, "the result"),
        module=module,
        function=function,
        doc=decl.doc.plain if decl.doc else None,
        span=decl.span,
    )


def _extern_type(program: Program, node: ast.TypeExpr, what: str) -> t.Type:
    type_ = resolve(program, node)

    def plain(inner: t.Type) -> bool:
        match inner:
            case t.OptionType(item=item) | t.ListType(item=item):
                return plain(item)
            case t.MapType(key=key, value=value):
                return plain(key) and plain(value)
            case t.RefType():
                return False
            case _:
                return True

    if not plain(type_):
        program.sink.report("extern-type", node.span, what=what, type=quote(type_))
        return t.ERROR
    return type_
