"""How a symbol is shown: its signature as in the source, and its type.

In: an analysis and a symbol of it. Out: short texts.
"""

from __future__ import annotations

from awmc.analysis.document import Analysis
from awmc.analysis.symbols import Symbol
from awmc.ir import types as t
from awmc.ir.columns import value_names
from awmc.semantics import entities, functions, tools
from awmc.semantics.program import Program, one_line
from awmc.source import Span
from awmc.syntax import ast

LONGEST = 400
"""The most characters of a signature."""


def signature(analysis: Analysis, symbol: Symbol) -> str:
    """The declaration as it is written, without its body."""
    source = analysis.sources.get(symbol.span.path)
    if source is None:
        return symbol.name
    if symbol.kind in ("variable", "loop name"):
        word = "let " if symbol.kind == "variable" else "for "
        shown = type_of(analysis, symbol)
        return f"{word}{symbol.name}: {shown}" if shown else f"{word}{symbol.name}"
    text = one_line(source.slice(_head(symbol))).removesuffix("=").rstrip()
    if isinstance(symbol.node, ast.DeriveDecl | ast.DefDecl | ast.ToolDecl):
        inferred = type_of(analysis, symbol)
        if inferred and getattr(symbol.node, "type", getattr(symbol.node, "result", None)) is None:
            text = f"{text} -> {inferred}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _head(symbol: Symbol) -> Span:
    """The declaration up to its body."""
    node, whole = symbol.node, symbol.whole
    match node:
        case ast.ToolDecl():
            end = node.body.span.start
        case ast.DefDecl() | ast.DeriveDecl():
            end = node.value.span.start
        case ast.EntityDecl() | ast.TaskDecl() | ast.InvariantDecl() | ast.EnvironmentDecl():
            last = node.doc or node.name
            end = last.span.end
        case _:
            end = whole.end
    return Span(whole.path, whole.start, end)


def type_of(analysis: Analysis, symbol: Symbol) -> str:
    """The type of what a symbol names; "" where it has none, is an empty object, or nobody knows."""
    program = analysis.notes.program
    if program is None or program.too_wide:
        return ""
    found = _type(analysis, program, symbol)
    is_empty = isinstance(found, t.ObjectType) and not found.fields
    return "" if found is None or is_empty or isinstance(found, t.ErrorType) else t.show(found)


def _type(analysis: Analysis, program: Program, symbol: Symbol) -> t.Type | None:
    info = program.entities.get(symbol.owner)
    match symbol.kind:
        case "variable" | "loop name":
            return analysis.notes.types.get(symbol.span)
        case "parameter":
            return _param(program, symbol)
        case "field" if info is not None:
            field = info.fields.get(symbol.name)
            return None if field is None else field.type
        case "field" if symbol.owner in program.records:
            parts = {part.name: part.type for part in program.records[symbol.owner].fields}
            return parts.get(symbol.name)
        case "derive" if info is not None and symbol.name in info.derived:
            return entities.derived_type(program, info, symbol.name)
        case "has" if info is not None and symbol.name in info.has:
            return t.ListType(item=t.RefType(entity=info.has[symbol.name].entity))
        case "def" if symbol.name in program.defs:
            return functions.def_signature(program, symbol.name, symbol.span)[1]
        case "tool" if symbol.name in program.tools:
            return tools.result_type(program, symbol.name, symbol.span)
        case _:
            return None


def _param(program: Program, symbol: Symbol) -> t.Type | None:
    """The type of a parameter of a tool, def, error or extern, by the name of its owner."""
    for owner in (f"tool {symbol.owner}", symbol.owner):
        for param in program.params_of(owner):
            if param.name == symbol.name and param.span == symbol.whole:
                return param.type
    extern = program.externs.get(symbol.owner)
    for param in extern.params if extern is not None else ():
        if param.name == symbol.name:
            return param.type
    return None


def json_names(analysis: Analysis, symbol: Symbol) -> tuple[str, ...]:
    """What a field or a parameter is called in JSON; nothing where that is its own name."""
    program = analysis.notes.program
    node = symbol.node
    if (
        program is None
        or program.shell is None
        or not isinstance(node, ast.FieldDecl | ast.ParamDecl)
    ):
        return ()
    type_ = _type(analysis, program, symbol)
    if type_ is None or isinstance(t.unwrap(type_), t.ErrorType):
        return ()
    alias = node.alias.plain if node.alias is not None else None
    names = tuple(value_names(program.env, symbol.name, type_, alias))
    return () if names == (symbol.name,) else names
