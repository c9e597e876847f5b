"""What each name of a spec's files means.

In: syntax trees, and the notes that were taken while they were elaborated. Out: `Use`s: the place of a name and the key of what
it names, declarations included. A name whose surroundings make no sense has none; nor have keys of JSON objects, which name nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from awmc.analysis.symbols import TOOL, Key, Symbol, local
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics.observer import Notes
from awmc.semantics.program import Program
from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.walk import walk

Holder: TypeAlias = ast.CreateExpr | ast.DataFor | ast.SetFields | ast.ObjectExpr
"""What holds entries."""


@dataclass(frozen=True, slots=True)
class Use:
    """A name where it stands, and the key of what it names."""

    span: Span
    key: Key


class Resolver:
    """Finds the uses in trees that were elaborated with `notes`."""

    def __init__(self, notes: Notes, symbols: Mapping[Key, Symbol]):
        self._program = notes.program
        self._symbols = symbols
        self._names = notes.names
        self._values = dict(notes.values)

    def value(self, span: Span) -> e.Expr | None:
        """What the expression at `span` means."""
        return self._values.get(span)

    def type(self, node: ast.Node) -> t.Type | None:
        """The type of an expression, of what it may be, or of an item of a list."""
        value = self._values.get(node.span)
        if value is None:
            return None
        inner = t.unwrap(value.type)
        return t.unwrap(inner.item) if isinstance(inner, t.ListType) else inner

    def uses(self, modules: Sequence[ast.Module]) -> Iterator[Use]:
        """Every use in the modules that names something declared, each once."""
        found: dict[Use, None] = {
            Use(symbol.span, symbol.key): None for symbol in self._symbols.values()
        }
        if self._program is not None:
            for module in modules:
                for decl in module.declarations:
                    for node in walk(decl):
                        for use in self._of(node, decl, self._program):
                            if use.key in self._symbols:
                                found[use] = None
        yield from found

    # ------------------------------------------------------------ nodes

    def _of(self, node: ast.Node, decl: ast.Decl, program: Program) -> Iterator[Use]:
        match node:
            case ast.Name():
                key = self._name(node)
                if key is not None:
                    yield Use(node.span, key)
            case ast.NamedType(span=span, name=name):
                yield Use(Span(span.path, span.start, span.start + len(name)), (name,))
            case ast.Attribute():
                yield from self._attribute(node, program)
            case ast.Call():
                yield from self._call(node, program)
            case ast.ToolCallExpr(tool=tool):
                yield Use(tool.span, (TOOL, tool.name))
                yield from self._arguments(node.arguments, program.tools.get(tool.name))
            case ast.CreateExpr() | ast.DataFor():
                yield Use(node.entity.span, (node.entity.name,))
                yield from self._keys(node)
            case ast.ObjectExpr(type_name=ast.Ident() as ident):
                yield Use(ident.span, (ident.name,))
                yield from self._keys(node)
            case ast.SetFields() | ast.ObjectExpr():
                yield from self._keys(node)
            case ast.Projection():
                yield from self._drops(node, decl)
            case _:
                yield from self._declaration(node, decl, program)

    def _declaration(self, node: ast.Node, decl: ast.Decl, program: Program) -> Iterator[Use]:
        match node:
            case ast.EnvironmentDecl(actor=ast.Ident() as actor):
                yield Use(actor.span, (actor.name,))
            case ast.ViewDecl(entity=entity):
                yield Use(entity.span, (entity.name,))
            case ast.DataTable() | ast.DataFile():
                yield Use(node.entity.span, (node.entity.name,))
                yield from _idents(node.entity.name, node.columns)
            case ast.MayChange(entity=entity, field=field):
                yield Use(entity.span, (entity.name,))
                yield from _idents(entity.name, () if field is None else (field,))
            case ast.HasDecl(
                type=ast.ListTypeExpr(item=ast.NamedType() as item), by=ast.Ident() as by
            ):
                yield Use(by.span, (item.name, by.name))
            case _ if isinstance(decl, ast.EntityDecl):
                yield from _rule(node, decl, program)
            case _:
                pass

    # ------------------------------------------------------------ names

    def _name(self, node: ast.Name) -> Key | None:
        value = self._values.get(node.span)
        if isinstance(value, e.Const) and isinstance(value.type, t.EnumType):
            member = (value.type.name, node.name)
            if member in self._symbols:
                return member
        if node.span in self._names:
            return local(self._names[node.span])
        part = None if value is None else _part(value, node.name)
        return part or (node.name,)

    def _attribute(self, node: ast.Attribute, program: Program) -> Iterator[Use]:
        name = node.name.name
        if isinstance(node.value, ast.Name) and node.value.name in program.enums:
            yield Use(node.name.span, (node.value.name, name))
        elif name[:1].isupper():
            yield Use(node.name.span, (name,))
        else:
            yield from _of_type(self.type(node.value), node.name)

    def _call(self, node: ast.Call, program: Program) -> Iterator[Use]:
        name = node.function.name
        yield Use(node.function.span, (name,))
        if name in ("ancestors", "descendants") and len(node.arguments) == 2:
            row, field = (argument.value for argument in node.arguments)
            if isinstance(field, ast.Name):
                yield from _of_type(self.type(row), ast.Ident(field.span, field.name))
        if name in program.entities:
            named = [argument.name for argument in node.arguments if argument.name is not None]
            yield from _idents(name, named)
        symbol = self._symbols.get((name,))
        yield from self._arguments(node.arguments, symbol.node if symbol is not None else None)

    def _arguments(self, given: Sequence[ast.Argument], decl: ast.Node | None) -> Iterator[Use]:
        """Arguments by name, of what `decl` declares."""
        params: Sequence[ast.ParamDecl] = getattr(decl, "params", ())
        places = {param.name.name: param.name.span for param in params}
        for argument in given:
            if argument.name is not None and argument.name.name in places:
                yield Use(argument.name.span, local(places[argument.name.name]))

    # ------------------------------------------------------------ objects and projections

    def owner(self, node: Holder) -> str:
        """Whose parts the keys of an object are: an entity's, a record's or an enum's; "" where they are just JSON."""
        match node:
            case ast.CreateExpr(entity=ident) | ast.DataFor(entity=ident):
                return ident.name
            case ast.ObjectExpr(type_name=ast.Ident() as ident):
                return ident.name
            case ast.SetFields(target=target):
                return _owner(self.type(target))
            case ast.ObjectExpr():
                value = self._values.get(node.span)
                type_ = None if value is None else t.unwrap(value.type)
                return _owner(type_.key if isinstance(type_, t.MapType) else type_)

    def _keys(self, node: Holder) -> Iterator[Use]:
        """The keys of an object; that of a short entry, `{ copy }`, is a value too."""
        yield from _idents(self.owner(node), [entry.key for entry in node.entries])
        for entry in node.entries:
            if entry.value is None:
                key = self._name(ast.Name(entry.key.span, entry.key.name))
                if key is not None:
                    yield Use(entry.key.span, key)

    def _drops(self, node: ast.Projection, decl: ast.Decl) -> Iterator[Use]:
        owner = self.type(node.value)
        if isinstance(decl, ast.ViewDecl) and node is decl.projection:
            owner = t.RefType(entity=decl.entity.name)
        for item in node.items:
            if isinstance(item, ast.ProjectDrop):
                yield from _of_type(owner, item.name)


def _rule(node: ast.Node, decl: ast.EntityDecl, program: Program) -> Iterator[Use]:
    """The fields and members in a rule of an entity."""
    owner = decl.name.name
    match node:
        case ast.UniqueRule(fields=fields) | ast.IndexRule(fields=fields):
            yield from _idents(owner, fields)
        case ast.NoOverlapRule():
            yield from _idents(owner, (*node.fields, node.start, node.end))
        case ast.FlowRule():
            yield from _idents(owner, (node.field,))
            info = program.entities.get(owner)
            field = None if info is None else info.fields.get(node.field.name)
            if field is not None and isinstance(field.type, t.EnumType):
                for arrow in node.arrows:
                    yield from _idents(field.type.name, (arrow.source, *arrow.targets))
        case _:
            pass


def _idents(owner: str, idents: Sequence[ast.Ident]) -> Iterator[Use]:
    for ident in idents:
        yield Use(ident.span, (owner, ident.name))


def _owner(type_: t.Type | None) -> str:
    """What has the parts of a type."""
    match type_:
        case t.RefType(entity=name) | t.RecordType(name=name) | t.EnumType(name=name):
            return name
        case _:
            return ""


def _of_type(type_: t.Type | None, ident: ast.Ident) -> Iterator[Use]:
    """A part of a row or record."""
    yield from _idents(_owner(type_), (ident,))


def _part(value: e.Expr, name: str) -> Key | None:
    """The part of a row or record that a bare name stands for."""
    match value:
        case e.Narrow():
            return _part(value.value, name)
        case e.FieldGet() | e.DerivedGet() | e.HasGet() if value.field == name:
            return (value.entity, name)
        case e.RecordGet(value=record) if value.field == name:
            inner = t.unwrap(record.type)
            return (inner.name, name) if isinstance(inner, t.RecordType) else None
        case e.Comprehension(clauses=(e.ForClause(source=e.HasGet() as source), *_)):
            return _part(source, name)
        case _:
            return None
