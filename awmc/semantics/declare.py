"""The first pass over declarations: names, fields and types; no expression is looked at but literal enum spellings.

In: the modules of a spec, used ones first. Out: a `Program` whose tables know every declaration, whose entities know
their fields' types, and whose `shell` can be asked for columns. Duplicates are reported and the first one kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from awmc.diagnostics.sink import Sink
from awmc.diagnostics.suggest import suggest
from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.ir.columns import entity_columns
from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.semantics.fit import is_broken, quote
from awmc.semantics.program import EntityInfo, Program, snake
from awmc.semantics.type_exprs import resolve
from awmc.source import Sources, Span
from awmc.syntax import ast

RESERVED = {"me", "self", "old", "now", "none", "true", "false"}
_KEY_TYPES = (t.TextType, t.IntType, t.DateType, t.DatetimeType, t.EnumType, t.RefType)


def declare(modules: Sequence[ast.Module], sink: Sink, sources: Sources) -> Program:
    """Declare everything in `modules`."""
    program = Program(sink=sink, sources=sources)
    for module in modules:
        for decl in module.declarations:
            _declare(program, decl)
    for record in program.record_decls:
        _record_fields(program, record)
    _record_cycles(program)
    for info in program.entities.values():
        _entity_fields(program, info)
    for info in program.entities.values():
        _keys(program, info)
    _key_cycles(program)
    _shell(program)
    for info in program.entities.values():
        _has_lists(program, info)
        _column_names(program, info)
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
        case ast.EnumDecl():
            if _new(program, decl.name, "an enum"):
                program.enums[decl.name.name] = _enum(program, decl)
        case ast.RecordDecl():
            if _new(program, decl.name, "a record"):
                program.record_decls.append(decl)
                doc = decl.doc.plain if decl.doc else None
                record = ir.Record(name=decl.name.name, doc=doc, fields=(), span=decl.span)
                program.records[decl.name.name] = record
        case ast.EntityDecl():
            if _new(program, decl.name, "an entity"):
                info = EntityInfo(decl, snake(decl.name.name))
                program.entities[decl.name.name] = info
        case ast.ErrorDecl():
            if _new(program, decl.name, "an error"):
                program.errors[decl.name.name] = decl
        case ast.InvariantDecl():
            if _new(program, decl.name, "an invariant", "invariant "):
                program.invariants[decl.name.name] = decl
        case ast.DefDecl():
            if _new(program, decl.name, "a function"):
                program.defs[decl.name.name] = decl
        case ast.ExternDecl():
            if _new(program, decl.name, "a function"):
                _extern(program, decl)
        case ast.ViewDecl():
            if _new(program, decl.name, "a view"):
                program.views[decl.name.name] = decl
        case ast.ToolDecl():
            if _new(program, decl.name, "a tool", "tool "):
                program.tools[decl.name.name] = decl
        case ast.TaskDecl():
            if _new(program, decl.name, "a task", "task "):
                program.tasks[decl.name.name] = decl
        case ast.OnDecl():
            program.handlers.append(decl)
        case ast.DataTable() | ast.DataFile() | ast.DataFor():
            program.data.append(decl)
        case ast.UseDecl() | ast.BadDecl():
            pass


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


def _record_fields(program: Program, decl: ast.RecordDecl) -> None:
    record = program.records[decl.name.name]
    fields: dict[str, ir.RecordField] = {}
    for field in decl.fields:
        type_ = resolve(program, field.type)
        if field.name.name in fields:
            program.sink.report(
                "duplicate-field", field.name.span, owner=decl.name.name, name=field.name.name
            )
            continue
        place = f"the field `{field.name.name}` of `{decl.name.name}`"
        _storable(program, type_, field.type.span, place, decl.name.name, in_record=True)
        doc = field.doc.plain if field.doc else None
        fields[field.name.name] = ir.RecordField(name=field.name.name, type=type_, doc=doc)
    if not fields:
        program.sink.report(
            "empty-declaration", decl.span, what=f"the record `{decl.name.name}`", part="field"
        )
    program.records[decl.name.name] = ir.Record(
        name=record.name, doc=record.doc, fields=tuple(fields.values()), span=decl.span
    )


def _record_cycles(program: Program) -> None:
    """A record that holds itself would have endless columns."""

    def inside(type_: t.Type) -> list[str]:
        match type_:
            case t.RecordType(name=name):
                return [name]
            case t.OptionType(item=item) | t.ListType(item=item):
                return inside(item)
            case t.MapType(value=value):
                return inside(value)
            case _:
                return []

    graph = {
        name: [other for field in record.fields for other in inside(field.type)]
        for name, record in program.records.items()
    }
    for cycle in cycles(graph):
        record = program.records[cycle[0]]
        shown = " → ".join(f"`{name}`" for name in cycle)
        program.sink.report("recursive-record", record.span, name=record.name, cycle=shown)
        for name in cycle:
            broken = program.records[name]
            program.records[name] = ir.Record(
                name=name,
                doc=broken.doc,
                fields=tuple(f for f in broken.fields if not inside(f.type)),
                span=broken.span,
            )


def cycles(graph: dict[str, list[str]]) -> list[list[str]]:
    """One closed path for each node that first closes one, in order; each node is part of at most one."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in graph:
        stack: list[tuple[str, int]] = [(start, 0)]
        path: list[str] = []
        while stack:
            name, place = stack.pop()
            if place == 0:
                if name in done or name not in graph:
                    continue
                if name in path:
                    found.append([*path[path.index(name) :], name])
                    done.update(path[path.index(name) :])
                    continue
                path.append(name)
            if place < len(graph[name]):
                stack.append((name, place + 1))
                stack.append((graph[name][place], 0))
            else:
                done.add(name)
                path.remove(name)
    return found


def _entity_fields(program: Program, info: EntityInfo) -> None:
    for member in info.decl.members:
        match member:
            case ast.FieldDecl():
                if _new_member(program, info, member.name):
                    info.field_decls[member.name.name] = member
                    info.fields[member.name.name] = _field(program, info, member)
            case ast.DeriveDecl():
                if _new_member(program, info, member.name):
                    info.derived[member.name.name] = member
            case ast.HasDecl():
                if _new_member(program, info, member.name):
                    other = (
                        member.type.item.name
                        if isinstance(member.type, ast.ListTypeExpr)
                        and isinstance(member.type.item, ast.NamedType)
                        else program.text(member.type.span)
                    )
                    info.has[member.name.name] = ir.Has(
                        name=member.name.name,
                        entity=other,
                        by=member.by.name if member.by else "",
                        doc=member.doc.plain if member.doc else None,
                        span=member.span,
                    )
            case _:
                pass


def _new_member(program: Program, info: EntityInfo, name: ast.Ident) -> bool:
    if name.name in RESERVED:
        program.sink.report(
            "taken-name", name.span, name=name.name, reason="the language uses it for itself"
        )
        return False
    if name.name in info.names:
        program.sink.report("duplicate-field", name.span, owner=info.name, name=name.name)
        return False
    return True


def _field(program: Program, info: EntityInfo, decl: ast.FieldDecl) -> ir.Field:
    type_ = resolve(program, decl.type)
    place = f"the field `{decl.name.name}` of `{info.name}`"
    type_ = _storable(program, type_, decl.type.span, place, info.name, in_record=False)
    flags = {modifier.name for modifier in decl.modifiers}
    if "owner" in flags and not isinstance(t.unwrap(type_), t.RefType | t.ErrorType):
        program.sink.report(
            "bad-owner", decl.span, owner=info.name, name=decl.name.name, found=quote(type_)
        )
        flags.discard("owner")
    return ir.Field(
        name=decl.name.name,
        type=type_,
        alias=decl.alias.plain if decl.alias else None,
        doc=decl.doc.plain if decl.doc else None,
        key="key" in flags,
        auto="auto" in flags,
        unique="unique" in flags,
        owner="owner" in flags,
        hidden="hidden" in flags,
        scratch="scratch" in flags,
        span=decl.span,
    )


def _storable(
    program: Program, type_: t.Type, span: Span, place: str, owner: str, in_record: bool
) -> t.Type:
    """`type_`, or ERROR after a report that a field cannot have it."""
    inner = t.unwrap(type_)
    if isinstance(inner, t.ListType) and isinstance(t.unwrap(inner.item), t.RefType):
        entity = t.show(t.unwrap(inner.item))
        program.sink.report("list-of-entities", span, entity=entity, name="items")
        return t.ERROR
    reason = _unstorable(inner, in_record)
    if reason:
        program.sink.report("field-type", span, what=place, type=quote(type_), reason=reason)
        return t.ERROR
    return type_


def _unstorable(type_: t.Type, in_record: bool) -> str:
    match type_:
        case t.RefType() if in_record:
            return "a record holds values, not rows; keep the reference in the entity"
        case t.ListType(item=item) | t.MapType(value=item):
            if isinstance(item, t.RefType):
                return "rows are kept in an entity of their own"
            if isinstance(item, t.OptionType):
                return "what a list or map holds is never none"
            return _unstorable(item, True)
        case _:
            return ""


def _keys(program: Program, info: EntityInfo) -> None:
    keys = [field for field in info.fields.values() if field.key]
    if info.state:
        if keys:
            program.sink.report(
                "bad-key",
                keys[0].span,
                owner=info.name,
                name=keys[0].name,
                reason="a `state` has exactly one row, and no key",
            )
    elif not keys:
        program.sink.report("missing-key", info.decl.name.span, entity=info.name, known=info.names)
        return
    for field in keys:
        if not isinstance(field.type, (*_KEY_TYPES, t.ErrorType)):
            reason = (
                "it may be none"
                if isinstance(field.type, t.OptionType)
                else f"it is {quote(field.type)}"
            )
            program.sink.report(
                "bad-key", field.span, owner=info.name, name=field.name, reason=reason
            )
            info.fields[field.name] = _with_type(field, t.ERROR)
    for field in info.fields.values():
        if field.auto:
            _auto(program, info, field, len(keys))


def _with_type(field: ir.Field, type_: t.Type) -> ir.Field:
    from dataclasses import replace

    return replace(field, type=type_)


def _auto(program: Program, info: EntityInfo, field: ir.Field, keys: int) -> None:
    reason = ""
    decl = info.field_decls[field.name]
    if not field.key or keys > 1:
        reason = "it is not the only key of its entity"
    elif not isinstance(field.type, t.IntType | t.TextType | t.ErrorType):
        reason = f"it is {quote(field.type)}, neither `int` nor `text`"
    elif isinstance(field.type, t.TextType) and auto_pattern(decl) is None:
        reason = "a text needs a pattern as its default, with the running number once"
    elif isinstance(field.type, t.IntType) and decl.default is not None:
        reason = "an `int` counts by itself and has no default"
    if reason:
        program.sink.report("bad-auto", field.span, owner=info.name, name=field.name, reason=reason)


def auto_pattern(decl: ast.FieldDecl) -> ir.AutoPattern | None:
    """The pattern of an `auto` text key: `"L{n:05}"`."""
    if not isinstance(decl.default, ast.TextLiteral):
        return None
    parts = decl.default.parts
    numbers = [part for part in parts if isinstance(part, ast.Interpolation)]
    if (
        len(numbers) != 1
        or not isinstance(numbers[0].value, ast.Name)
        or numbers[0].value.name != "n"
    ):
        return None
    format_ = numbers[0].format or "0"
    if not format_.isdecimal() or int(format_) > 18:
        return None
    place = parts.index(numbers[0])
    before = "".join(part for part in parts[:place] if isinstance(part, str))
    after = "".join(part for part in parts[place + 1 :] if isinstance(part, str))
    return ir.AutoPattern(prefix=before, width=int(format_), suffix=after)


def _key_cycles(program: Program) -> None:
    """A key that refers to a row whose key refers back has no parts."""
    graph = {
        name: [
            field.type.entity
            for field in info.fields.values()
            if field.key and isinstance(field.type, t.RefType)
        ]
        for name, info in program.entities.items()
    }
    for cycle in cycles(graph):
        info = program.entities[cycle[0]]
        for field in list(info.fields.values()):
            if field.key and isinstance(field.type, t.RefType):
                program.sink.report(
                    "bad-key",
                    field.span,
                    owner=info.name,
                    name=field.name,
                    reason="it leads back to the same entity",
                )
                info.fields[field.name] = _with_type(field, t.ERROR)
    for info in program.entities.values():
        if not info.state and not any(
            f.key and not is_broken(f.type) for f in info.fields.values()
        ):
            _invent_key(info)


def _invent_key(info: EntityInfo) -> None:
    """A key for an entity whose own is broken, so that what refers to it is still understood."""
    for field in list(info.fields.values()):
        if field.key or field.name == "id":
            from dataclasses import replace

            info.fields[field.name] = replace(field, key=True, type=t.INT)
            return
    info.fields = {
        "id": ir.Field(name="id", type=t.INT, key=True, auto=True, span=info.decl.span),
        **info.fields,
    }


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


def _has_lists(program: Program, info: EntityInfo) -> None:
    for has in list(info.has.values()):
        other = program.entities.get(has.entity)
        if other is None:
            program.sink.report(
                "unknown-entity",
                has.span,
                name=has.entity,
                known=list(program.entities),
                candidates=suggest(has.entity, program.entities, idioms={}),
                once=f"type:{has.entity}",
            )
            del info.has[has.name]
            continue
        wanted = t.RefType(entity=info.name)
        known = [field.name for field in other.fields.values() if t.unwrap(field.type) == wanted]
        by = has.by or (known[0] if len(known) == 1 else "")
        if by not in known:
            found = "no field" if by not in other.fields else quote(other.fields[by].type)
            program.sink.report(
                "bad-has",
                has.span,
                owner=info.name,
                name=has.name,
                entity=has.entity,
                field=by or "?",
                found=found,
                known=known or ["none at all"],
            )
            del info.has[has.name]
            continue
        info.has[has.name] = ir.Has(
            name=has.name, entity=has.entity, by=by, doc=has.doc, span=has.span
        )


def _column_names(program: Program, info: EntityInfo) -> None:
    """Two fields whose columns would have one name."""
    seen: dict[str, str] = {}
    entity = program.env.entity(info.name)
    for column in entity_columns(program.env, entity):
        first = seen.setdefault(column.name.lower(), column.path[0])
        if first != column.path[0]:
            program.sink.report(
                "duplicate-json-name",
                info.fields[column.path[0]].span,
                name=column.name,
                owner=f"`{info.name}`",
                first=f"`{first}`",
                second=f"`{column.path[0]}`",
            )


def required_cycles(program: Program) -> None:
    """Report entities of which no first row can be created, for each needs a row of the next."""

    def edges(owners_only: bool) -> dict[str, list[str]]:
        return {
            name: [
                field.type.entity
                for field in info.fields.values()
                if isinstance(field.type, t.RefType)
                and field.type.entity != name
                and (field.owner or not owners_only)
            ]
            for name, info in program.entities.items()
        }

    owned: set[str] = set()
    for only, entry in ((True, "owner-cycle"), (False, "create-order")):
        for cycle in cycles(edges(only)):
            if owned.isdisjoint(cycle):
                owned.update(cycle)
                shown = " → ".join(f"`{name}`" for name in cycle)
                span = program.entities[cycle[0]].decl.name.span
                program.sink.report(entry, span, entity=cycle[0], cycle=shown)


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
