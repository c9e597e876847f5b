"""What could be written at a place.

In: the last analysis of a spec, the text as it is now, and a place. Out: `Item`s, the nearest first. Guaranteed: answers for any text;
only the declaration at hand is looked at anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from awmc.analysis import offers
from awmc.analysis.document import Analysis
from awmc.analysis.offers import Item
from awmc.analysis.probe import Probe, keywords, probe
from awmc.ir import types as t
from awmc.semantics.program import Program
from awmc.semantics.type_exprs import SIMPLE
from awmc.source import SourceFile
from awmc.syntax import ast

_OPERAND_WORDS = ("if", "match", "not", "none", "true", "false")
_MOST = 500
"""The most items of one answer."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What could replace the text from `start` to `end`."""

    start: int
    end: int
    items: tuple[Item, ...]


def complete(analysis: Analysis, file: SourceFile, offset: int) -> Completion:
    """What could be written at a place of a text."""
    found = probe(analysis, file, offset)
    if found is None or found.scopes.program is None:
        return Completion(offset, offset, ())
    items: dict[str, Item] = {}
    for item in _items(found, found.scopes.program):
        items.setdefault(item.label, item)
    ranked = sorted(items.values(), key=lambda item: (item.rank, item.label))
    return Completion(found.start, found.end, tuple(ranked[:_MOST]))


def _items(found: Probe, program: Program) -> Iterator[Item]:
    special = _special(found, program)
    if special is not None:
        yield from special
        return
    leaf = found.leaf
    if isinstance(leaf, ast.Name):
        yield from _value(found, program)
    elif isinstance(leaf, ast.NamedType):
        yield from offers.types(program)
        if isinstance(found.path[0], ast.ToolDecl) and found.path[0].result in found.path:
            yield from offers.views(program)
    words = keywords(found.kinds)
    if found.in_text:
        words = list(_OPERAND_WORDS)
    yield from offers.words(word for word in words if word not in SIMPLE)


def _special(found: Probe, program: Program) -> Iterable[Item] | None:
    """The items of a place where only certain names can stand; None elsewhere."""
    leaf, parent, above = found.leaf, found.parent(), found.parent(2)
    match parent:
        case ast.Attribute(name=name) if name is leaf:
            return _members(found, parent.value, program)
        case ast.ToolCallExpr(tool=tool) if tool is leaf:
            return offers.tools(program)
        case ast.CreateExpr(entity=entity) | ast.DataFor(entity=entity) if entity is leaf:
            return offers.entities(program)
        case ast.DataTable() | ast.DataFile():
            if parent.entity is leaf:
                return offers.entities(program)
            taken = [ident.name for ident in parent.columns]
            return offers.fields(program, parent.entity.name, taken, stored=True)
        case ast.ViewDecl(entity=entity) | ast.MayChange(entity=entity) if entity is leaf:
            return offers.entities(program)
        case ast.EnvironmentDecl():
            return offers.entities(program) if parent.actor is leaf else []
        case ast.MayChange(entity=entity):
            return offers.fields(program, entity.name, stored=True)
        case ast.HasDecl(type=ast.ListTypeExpr(item=ast.NamedType(name=name))) if parent.by is leaf:
            owner = found.path[0]
            wanted = owner.name.name if isinstance(owner, ast.EntityDecl) else ""
            return offers.references(program, name, wanted)
        case ast.ProjectDrop():
            return _shown(found, above, program)
        case ast.Entry(key=key) if key is leaf:
            return _entries(found, parent, above, program)
        case ast.Argument(name=name) if name is leaf:
            return _parameters(above, program)
        case ast.Call(function=function) if function is leaf:
            if _fails(above, parent):
                return offers.errors(program)
            return [*offers.functions(program, called=True), *offers.entities(program, 3)]
        case _:
            return _rule(found, parent, program)


def _rule(found: Probe, parent: ast.Node | None, program: Program) -> Iterable[Item] | None:
    """What an entity's rule can name."""
    owner = found.path[0] if found.path else None
    if not isinstance(owner, ast.EntityDecl):
        return None
    name = owner.name.name
    match parent:
        case ast.UniqueRule() | ast.IndexRule() | ast.NoOverlapRule() if isinstance(
            found.leaf, ast.Ident
        ):
            return offers.fields(program, name, stored=True)
        case ast.FlowRule(field=field) if field is found.leaf:
            return offers.fields(program, name, stored=True)
        case ast.FlowArrow():
            rule = found.parent(2)
            info = program.entities.get(name)
            if (
                isinstance(rule, ast.FlowRule)
                and info is not None
                and rule.field.name in info.fields
            ):
                return offers.members(program, info.fields[rule.field.name].type)
            return []
        case _:
            return None


def _members(found: Probe, node: ast.Expr, program: Program) -> Iterator[Item]:
    """What may follow `node.`."""
    if isinstance(node, ast.Name) and node.name in program.enums:
        yield from offers.members(program, t.EnumType(name=node.name))
        return
    value = found.scopes.values.get(node.span)
    if value is None:
        return
    inner = t.unwrap(value.type)
    if isinstance(inner, t.ListType):
        row = t.unwrap(inner.item)
        if isinstance(row, t.RefType):
            yield from offers.views(program, row.entity)
        return
    yield from offers.parts(program, inner)
    if isinstance(inner, t.RefType):
        yield from offers.views(program, inner.entity)


def _shown(found: Probe, projection: ast.Node | None, program: Program) -> Iterator[Item]:
    """What a projection could leave out."""
    view = found.path[0]
    if isinstance(view, ast.ViewDecl) and projection is view.projection:
        yield from offers.fields(program, view.entity.name, stored=True)
    elif isinstance(projection, ast.Projection):
        yield from _members(found, projection.value, program)


# ---------------------------------------------------------------- values


def _value(found: Probe, program: Program) -> Iterator[Item]:
    """Names where a value belongs."""
    parent, above = found.parent(), found.parent(2)
    context = found.context
    if isinstance(parent, ast.Argument):
        yield from _parameters(above, program)
        if isinstance(above, ast.Call) and above.function.name in ("ancestors", "descendants"):
            yield from _members(found, above.arguments[0].value, program)
    if context is None:
        yield from offers.entities(program, rank=4)
        yield from offers.functions(program)
        return
    ctx, expected = context
    if expected is not None:
        yield from offers.members(program, t.unwrap(expected))
    yield from offers.scope(ctx)
    yield from offers.entities(program, rank=4)
    yield from offers.enums(program)
    yield from offers.functions(program, random=ctx.place.random)


def _fails(parent: ast.Node | None, leaf: ast.Node | None) -> bool:
    """Whether the place is that of a failure: after `else`, `fail` and `reject`."""
    return parent is not None and getattr(parent, "failure", None) is leaf


def _parameters(owner: ast.Node | None, program: Program) -> Iterator[Item]:
    """The parameters of what is called that are not given yet."""
    match owner:
        case ast.ToolCallExpr():
            decl: ast.Node | None = program.tools.get(owner.tool.name)
            given: Sequence[ast.Argument] = owner.arguments
        case ast.Call():
            name = owner.function.name
            decl = program.defs.get(name) or program.errors.get(name)
            given = owner.arguments
        case _:
            return
    taken = {argument.name.name for argument in given if argument.name is not None}
    params: Sequence[ast.ParamDecl] = getattr(decl, "params", ())
    yield from offers.parameters([p for p in params if p.name.name not in taken])


def _entries(
    found: Probe, entry: ast.Entry, owner: ast.Node | None, program: Program
) -> Iterator[Item]:
    """The fields that an object may still have; the short entry `{ copy }` may be any name in scope."""
    entries: Sequence[ast.Entry] = getattr(owner, "entries", ())
    taken = [other.key.name for other in entries if other is not entry]
    match owner:
        case ast.CreateExpr(entity=entity) | ast.DataFor(entity=entity):
            yield from offers.fields(program, entity.name, taken, stored=True, entry=True)
        case ast.SetFields(target=target):
            value = found.scopes.values.get(target.span)
            inner = None if value is None else t.unwrap(value.type)
            if isinstance(inner, t.RefType):
                yield from offers.fields(program, inner.entity, taken, stored=True, entry=True)
        case ast.ObjectExpr():
            value = found.scopes.values.get(owner.span)
            inner = None if value is None else t.unwrap(value.type)
            if isinstance(inner, t.RecordType):
                yield from offers.record_fields(program, inner.name, taken)
            elif isinstance(inner, t.MapType):
                yield from offers.members(program, inner.key)
            elif found.context is not None:
                yield from offers.scope(found.context[0])
        case _:
            pass
