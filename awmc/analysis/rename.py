"""A new name for something, everywhere.

In: an analysis, a place, and the new name. Out: the edits, or why it cannot be. Guaranteed: the renamed spec was looked at, and every
name in it means what it meant; the JSON of tools changes only where the renamed thing itself is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from awmc.analysis.document import Analysis, analyse
from awmc.analysis.resolve import Holder, Use
from awmc.analysis.symbols import Key, Symbol
from awmc.diagnostics.model import Edit, Severity
from awmc.ir import types as t
from awmc.ir.columns import value_names
from awmc.semantics.fields import RESERVED as TAKEN
from awmc.source import SourceFile, Span
from awmc.syntax import ast
from awmc.syntax.keywords import RESERVED
from awmc.syntax.table import table
from awmc.syntax.walk import walk


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be renamed, in a sentence for the author."""

    reason: str


def renamed_at(analysis: Analysis, path: str, offset: int) -> tuple[Symbol, Use] | Refusal:
    """What would be renamed at a place."""
    found = analysis.symbol_at(path, offset)
    if found is None:
        return Refusal("this is not a name that the spec declares")
    return found


def rename(
    analysis: Analysis,
    path: str,
    offset: int,
    name: str,
    folder: Path,
    texts: Mapping[str, SourceFile] | None = None,
) -> tuple[Edit, ...] | Refusal:
    """The edits that give what stands at a place a new name."""
    found = renamed_at(analysis, path, offset)
    if isinstance(found, Refusal):
        return found
    symbol, _ = found
    if name == symbol.name:
        return ()
    reason = _malformed(symbol, name) or _taken(analysis, symbol, name) or _fed(analysis, symbol)
    if reason:
        return Refusal(reason)
    edits = tuple(_edits(analysis, symbol, name))
    reason = _changed_meaning(analysis, symbol, edits, folder, texts or {})
    return Refusal(reason) if reason else edits


# ---------------------------------------------------------------- reasons


def _malformed(symbol: Symbol, name: str) -> str:
    kind = "TYPE_NAME" if symbol.is_type else "NAME"
    if not re.fullmatch(table().patterns[kind], name):
        form = (
            "`LikeThis`, in letters and digits"
            if symbol.is_type
            else "`like_this`, in small letters, digits and `_`"
        )
        return f"`{name}` is no name of {_a(symbol.kind)}: it is written {form}"
    if name in RESERVED or name in TAKEN:
        return f"`{name}` is a word of the language"
    return ""


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _taken(analysis: Analysis, symbol: Symbol, name: str) -> str:
    if symbol.kind in ("variable", "loop name", "parameter"):
        return ""  # whether it clashes depends on the place: the new text tells
    other = analysis.symbols.get((*symbol.key[:-1], name))
    if other is None:
        return ""
    owner = f" of `{other.owner}`" if other.owner else ""
    return f"`{name}` is already {_a(other.kind)}{owner}"


def _fed(analysis: Analysis, symbol: Symbol) -> str:
    """Names that stand in files of data, which are not renamed."""
    if symbol.kind == "field":
        for data in _files(analysis):
            if data.entity.name == symbol.owner and not data.columns:
                return (
                    f"`{symbol.owner}.{symbol.name}` is read from the column `{symbol.name}` of"
                    f" `{data.path.plain}`: list the columns in `data {symbol.owner} (…) from …` first"
                )
    if isinstance(symbol.node, ast.EnumMember) and symbol.node.spelling is None:
        for data in _files(analysis):
            if symbol.owner in _enums_of(analysis, data.entity.name):
                return (
                    f"`{data.path.plain}` may hold `{symbol.name}`:"
                    f' write `{symbol.name} = "{symbol.name}"` first, so that its spelling stays'
                )
    return ""


def _files(analysis: Analysis) -> Iterator[ast.DataFile]:
    for module in analysis.modules:
        for decl in module.declarations:
            if isinstance(decl, ast.DataFile):
                yield decl


def _enums_of(analysis: Analysis, entity: str) -> set[str]:
    """The enums that an entity's fields hold."""
    program = analysis.notes.program
    info = program.entities.get(entity) if program is not None else None
    found: set[str] = set()
    for field in info.fields.values() if info is not None else ():
        inner = t.unwrap(field.type)
        if isinstance(inner, t.ListType):
            inner = t.unwrap(inner.item)
        if isinstance(inner, t.EnumType):
            found.add(inner.name)
    return found


def _changed_meaning(
    analysis: Analysis,
    symbol: Symbol,
    edits: Sequence[Edit],
    folder: Path,
    texts: Mapping[str, SourceFile],
) -> str:
    """Why the renamed spec is not the same one, found by looking at it."""
    changed = dict(texts)
    for file in analysis.sources:
        own = [edit for edit in edits if edit.span.path == file.path]
        if own:
            changed[file.path] = SourceFile(file.path, _apply(file.text, own))
    main = changed.get(analysis.main) or analysis.sources.get(analysis.main)
    assert main is not None
    after = analyse(main, folder, changed)
    before = Counter(d.name for d in analysis.diagnostics if d.severity is Severity.error)
    for found in after.diagnostics:
        if found.severity is Severity.error:
            before[found.name] -= 1
            if before[found.name] < 0:
                return f"the spec would not compile any more: {found.message}"
    if any(d.name == "shadowing" for d in after.diagnostics) and not any(
        d.name == "shadowing" for d in analysis.diagnostics
    ):
        return "another name in scope is called so"
    if _counts(analysis, edits) != _counts(after, ()):
        return "some uses would mean something else: a nearer thing is called so"
    return ""


def _counts(analysis: Analysis, edits: Sequence[Edit]) -> Counter[tuple[str, int]]:
    """How often each declared thing is used, by the place of its declaration once the edits are made."""
    places: dict[Key, tuple[str, int]] = {}
    for key, symbol in analysis.symbols.items():
        before = [
            e for e in edits if e.span.path == symbol.span.path and e.span.end <= symbol.span.start
        ]
        grown = sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in before)
        places[key] = (symbol.span.path, symbol.span.start + grown)
    return Counter(places[use.key] for use in analysis.uses)


def _apply(text: str, edits: Sequence[Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


# ---------------------------------------------------------------- edits


def _edits(analysis: Analysis, symbol: Symbol, name: str) -> Iterator[Edit]:
    shorts = _short_entries(analysis)
    for use in analysis.references(symbol.key):
        if use.span in shorts:
            yield _in_entry(analysis, use, *shorts[use.span], name)
        else:
            yield Edit(span=use.span, text=name)


def _short_entries(analysis: Analysis) -> dict[Span, tuple[ast.Entry, Key]]:
    """Entries such as `{ copy }`, by the place of their name, with the keys of the fields that they fill."""
    found: dict[Span, tuple[ast.Entry, Key]] = {}
    for module in analysis.modules:
        for decl in module.declarations:
            for node in walk(decl):
                if isinstance(node, Holder):
                    owner = analysis.resolver.owner(node)
                    for entry in node.entries:
                        if entry.value is None:
                            found[entry.key.span] = entry, (owner, entry.key.name)
    return found


def _in_entry(analysis: Analysis, use: Use, entry: ast.Entry, field: Key, name: str) -> Edit:
    """A short entry in full, so that only one of its two meanings gets the new name."""
    old, mark = entry.key.name, "?" if entry.optional else ""
    keys = {other.key for other in analysis.uses_at(use.span.path, use.span.start)}
    if keys == {field}:
        return Edit(span=use.span, text=name)  # the field is filled by itself
    if use.key == field:
        return Edit(span=entry.span, text=f"{name}{mark}: {old}")
    shown = old if field in keys else _shown(analysis, use, old)
    return Edit(span=entry.span, text=f"{shown}{mark}: {name}")


def _shown(analysis: Analysis, use: Use, name: str) -> str:
    """What a value of a JSON object is called: a reference after its key."""
    program, value = analysis.notes.program, analysis.resolver.value(use.span)
    if program is None or value is None or not isinstance(t.unwrap(value.type), t.RefType):
        return name
    names = value_names(program.env, name, value.type, None)
    return names[0] if len(names) == 1 else name
