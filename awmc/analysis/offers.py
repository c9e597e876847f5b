"""The items of a completion, by what they name.

In: a program, and what limits the choice. Out: `Item`s with their kind, type, words, and how near they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from awmc.analysis.words import FUNCTIONS, SNIPPETS, WORDS, signature
from awmc.ir import types as t
from awmc.semantics import entities as of_entities
from awmc.semantics.builtins import BUILTINS
from awmc.semantics.program import Program, one_line
from awmc.semantics.scope import Ctx
from awmc.semantics.type_exprs import SIMPLE
from awmc.syntax import ast


@dataclass(frozen=True, slots=True)
class Item:
    """Something that could be written. `kind` is that of a symbol, "keyword" or "function"."""

    label: str
    kind: str
    detail: str = ""
    """Its type or signature, in a line."""
    doc: str = ""
    rank: int = 5
    """How near it is: 0 is what the place expects."""
    snippet: str | None = None
    """What to insert, with places to fill in as editors write them; None for the label."""


def _doc(node: object) -> str:
    doc = getattr(node, "doc", None)
    return (doc.plain or "") if isinstance(doc, ast.TextLiteral) else ""


# ---------------------------------------------------------------- parts


def members(program: Program, type_: t.Type) -> Iterator[Item]:
    """The members of an enum."""
    if isinstance(type_, t.EnumType) and type_.name in program.enums:
        for member in program.enums[type_.name].members:
            yield Item(member.name, "member", type_.name, member.doc or "", 0)


def parts(program: Program, type_: t.Type, rank: int = 0) -> Iterator[Item]:
    """The fields of a row, a record or a JSON object."""
    match type_:
        case t.RefType(entity=entity):
            yield from fields(program, entity, rank=rank)
        case t.RecordType(name=name):
            yield from record_fields(program, name, rank=rank, entry=False)
        case t.ObjectType():
            for field in type_.fields:
                yield Item(field.name, "field", t.show(field.type), "", rank)
        case _:
            pass


def fields(
    program: Program,
    entity: str,
    taken: Collection[str] = (),
    *,
    stored: bool = False,
    entry: bool = False,
    rank: int = 0,
) -> Iterator[Item]:
    """The fields of an entity, with `stored` no others; `entry` writes the colon too, and leaves out what counts by itself."""
    info = program.entities.get(entity)
    if info is None:
        return
    for field in info.fields.values():
        if field.name not in taken and not (entry and field.auto):
            given = info.field_decls.get(field.name)
            needed = given is not None and given.default is None
            optional = isinstance(field.type, t.OptionType) or not needed
            yield Item(
                field.name,
                "field",
                t.show(field.type),
                field.doc or "",
                rank + (1 if entry and optional else 0),
                f"{field.name}: $0" if entry else None,
            )
    if stored:
        return
    for name, decl in info.derived.items():
        shown = t.show(of_entities.derived_type(program, info, name))
        yield Item(name, "derive", shown, _doc(decl), rank)
    for has in info.has.values():
        yield Item(has.name, "has", f"[{has.entity}]", has.doc or "", rank)


def record_fields(
    program: Program, name: str, taken: Collection[str] = (), *, rank: int = 0, entry: bool = True
) -> Iterator[Item]:
    """The fields of a record."""
    record = program.records.get(name)
    for field in record.fields if record is not None else ():
        if field.name not in taken:
            snippet = f"{field.name}: $0" if entry else None
            yield Item(field.name, "field", t.show(field.type), field.doc or "", rank, snippet)


def references(program: Program, entity: str, wanted: str) -> Iterator[Item]:
    """The fields of an entity that refer to another."""
    info = program.entities.get(entity)
    for field in info.fields.values() if info is not None else ():
        if t.unwrap(field.type) == t.RefType(entity=wanted):
            yield Item(field.name, "field", t.show(field.type), field.doc or "", 0)


# ---------------------------------------------------------------- declarations


def entities(program: Program, rank: int = 0) -> Iterator[Item]:
    """Entities and states."""
    for info in program.entities.values():
        kind = "state" if info.state else "entity"
        yield Item(info.name, kind, kind, _doc(info.decl), rank)


def enums(program: Program, rank: int = 4) -> Iterator[Item]:
    """Enums, by their names."""
    for enum in program.enums.values():
        known = ", ".join(member.name for member in enum.members)
        yield Item(enum.name, "enum", known[:80], enum.doc or "", rank)


def types(program: Program) -> Iterator[Item]:
    """The names of types."""
    for name in (*SIMPLE, "decimal"):
        yield Item(name, "type", "", WORDS.get(name, ""), 2)
    yield from entities(program, 1)
    yield from enums(program, 1)
    for record in program.records.values():
        yield Item(record.name, "record", "record", record.doc or "", 1)


def views(program: Program, entity: str | None = None) -> Iterator[Item]:
    """Views, of one entity or of all."""
    for name, decl in program.views.items():
        if entity is None or decl.entity.name == entity:
            yield Item(name, "view", f"view of {decl.entity.name}", _doc(decl), 1)


def tools(program: Program) -> Iterator[Item]:
    """What can be called."""
    for name, decl in program.tools.items():
        snippet = f"{name}({_filled([p for p in decl.params if p.default is None])})"
        yield Item(name, "tool", _params(program, decl.params), _doc(decl), 0, snippet)


def errors(program: Program) -> Iterator[Item]:
    """Errors, with their arguments to fill in."""
    for name, decl in program.errors.items():
        places = ", ".join(f"${{{n}:{p.name.name}}}" for n, p in enumerate(decl.params, start=1))
        snippet = f"{name}({places})" if decl.params else None
        yield Item(name, "error", _params(program, decl.params), "", 0, snippet)


def parameters(params: Sequence[ast.ParamDecl]) -> Iterator[Item]:
    """Parameters, as arguments by name."""
    for param in params:
        name = param.name.name
        yield Item(f"{name} =", "parameter", "", _doc(param), 0, f"{name} = $0")


def functions(program: Program, *, random: bool = False, called: bool = False) -> Iterator[Item]:
    """Functions: those of the spec and of the language; `called` where the bracket is there already."""
    for name, decl in program.defs.items():
        yield _function(name, _params(program, decl.params), _doc(decl), called)
    for name, extern in program.externs.items():
        shown = ", ".join(f"{param.name}: {t.show(param.type)}" for param in extern.params)
        yield _function(name, f"({shown})", extern.doc or "", called)
    for name in FUNCTIONS:
        known = BUILTINS.get(name)
        if known is not None and known.random and not random:
            continue
        text, doc = signature(name) or ("", "")
        places = "" if called else "()" if text.startswith(f"{name}()") else "($0)"
        yield Item(name, "function", text, doc, 6, f"{name}{places}")


def _function(name: str, parameters: str, doc: str, called: bool) -> Item:
    places = "" if called else "()" if parameters == "()" else "($0)"
    return Item(name, "def", parameters, doc, 4, f"{name}{places}")


def _params(program: Program, params: Sequence[ast.ParamDecl]) -> str:
    shown = (f"{p.name.name}: {one_line(program.text(p.type.span))}" for p in params)
    return f"({', '.join(shown)})"


def _filled(params: Sequence[ast.ParamDecl]) -> str:
    return ", ".join(f"{p.name.name} = ${n}" for n, p in enumerate(params, start=1))


# ---------------------------------------------------------------- scope and words


def scope(ctx: Ctx) -> Iterator[Item]:
    """The names in scope: variables first, then the fields of the rows at hand."""
    for frame in reversed(ctx.frames):
        for name, binding in frame.names.items():
            yield Item(name, "variable", t.show(binding.value.type), binding.kind, 1)
        if frame.row is not None:
            yield from parts(ctx.program, t.unwrap(frame.row.type), rank=2)
            if frame.is_self:
                yield Item("self", "keyword", t.show(frame.row.type), WORDS["self"], 3)
    actor = ctx.program.actor()
    if ctx.place.me and actor is not None:
        yield Item("me", "keyword", actor.name, WORDS["me"], 2)


def words(found: Iterable[str]) -> Iterator[Item]:
    """Words of the language."""
    for word in found:
        yield Item(word, "keyword", "", WORDS.get(word, ""), 5, SNIPPETS.get(word))
