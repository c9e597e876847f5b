"""What names mean, over every spec: each name of a file has a symbol, leads to its declaration, and can be renamed."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from awmc.analysis.document import Analysis, analyse
from awmc.analysis.rename import Refusal, rename
from awmc.analysis.symbols import Symbol
from awmc.analysis.words import FUNCTIONS
from awmc.diagnostics.model import Edit, Severity
from awmc.diagnostics.sink import Sink
from awmc.ir import types as t
from awmc.semantics.type_exprs import SIMPLE
from awmc.source import SourceFile
from awmc.syntax import ast
from awmc.syntax.tokens import Tokens
from awmc.syntax.walk import walk

SPECS = sorted(Path("specs").glob("*.awm"))
RENAMED = 2
"""Symbols of each spec that are renamed."""
LANGUAGE = {*SIMPLE, "decimal", "me", "self", "n", *FUNCTIONS}
"""Names that the language gives; `n` is the running number of an automatic key."""


@cache
def analysis(path: Path) -> Analysis:
    return analyse(SourceFile(path.as_posix(), path.read_text(encoding="utf-8")), path.parent)


def json_keys(found: Analysis) -> set[tuple[str, int]]:
    """Where names of JSON objects stand: they are data, and name nothing in the spec."""
    places: set[tuple[str, int]] = set()
    for module in found.modules:
        for decl in module.declarations:
            for node in walk(decl):
                match node:
                    case ast.ProjectItem(name=ast.Ident() as name):
                        places.add((module.path, name.span.start))
                    case ast.ObjectExpr(entries=entries) if not found.resolver.owner(node):
                        places.update((module.path, entry.key.span.start) for entry in entries)
                    case ast.Attribute(value=value, name=name) if isinstance(
                        found.resolver.type(value), t.ObjectType
                    ):
                        places.add((module.path, name.span.start))
                    case ast.Projection(value=value, items=items) if isinstance(
                        found.resolver.type(value), t.ObjectType
                    ):
                        places.update((module.path, item.span.start) for item in items)
                    case _:
                        pass
    return places


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_name_means_something(path: Path) -> None:
    found = analysis(path)
    known = {(use.span.path, use.span.start): use for use in found.uses}
    keys = json_keys(found)
    lost: list[str] = []
    for module in found.modules:
        file = found.sources.get(module.path)
        assert file is not None
        for token in Tokens(file, Sink()).tokens:
            name = token.text.removesuffix(":")
            place = (file.path, token.start)
            is_name = token.kinds in (("NAME",), ("TYPE_NAME",), ("FIELD",))
            if not is_name or place in keys:
                continue
            if place in known:
                symbol = found.symbols[known[place].key]
                assert file.slice(known[place].span) == name == symbol.name
            elif name not in LANGUAGE:
                line, _ = file.position(token.start)
                lost.append(f"{file.path}:{line} {name}")
    assert lost == []


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_declarations_hold_their_names_and_references_lead_back(path: Path) -> None:
    found = analysis(path)
    for symbol in found.symbols.values():
        file = found.sources.get(symbol.span.path)
        assert file is not None and file.slice(symbol.span) == symbol.name
        assert symbol.whole.start <= symbol.span.start < symbol.span.end <= symbol.whole.end
    by_key = {key: set(found.references(key)) for key in dict.fromkeys(u.key for u in found.uses)}
    for use in found.uses:
        assert use in by_key[use.key]
        assert found.symbols[use.key].span in {other.span for other in by_key[use.key]}


def applied(found: Analysis, edits: tuple[Edit, ...]) -> dict[str, SourceFile]:
    """The files of a spec after edits."""
    texts = {file.path: file.text for file in found.sources}
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = texts[edit.span.path]
        texts[edit.span.path] = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return {path: SourceFile(path, text) for path, text in texts.items()}


def chosen(found: Analysis, path: Path) -> list[Symbol]:
    """A seeded sample of the symbols of the main file, each of another kind."""
    rng = random.Random(path.stem)
    by_kind: dict[str, list[Symbol]] = {}
    for symbol in found.symbols.values():
        if symbol.span.path == path.as_posix():
            by_kind.setdefault(symbol.kind, []).append(symbol)
    return [rng.choice(by_kind[kind]) for kind in rng.sample(sorted(by_kind), RENAMED)]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_renamed_spec_is_the_same_spec(path: Path) -> None:
    found, main = analysis(path), path.as_posix()
    for symbol in chosen(found, path):
        new = "QuiteNew" if symbol.is_type else "quite_new"
        edits = rename(found, main, symbol.span.start, new, path.parent)
        if isinstance(edits, Refusal):
            assert "column" in edits.reason or "may hold" in edits.reason, (symbol, edits.reason)
            continue
        files = applied(found, edits)
        after = analyse(files[main], path.parent, files)
        assert not [d for d in after.diagnostics if d.severity is Severity.error]
        assert meaning(after, new, symbol.name) == meaning(found, symbol.name, symbol.name)
        back = rename(
            after, main, after.sources.get(main).text.index(new), symbol.name, path.parent, files
        )  # type: ignore[union-attr]
        assert not isinstance(back, Refusal), (symbol, back)
        if all(edit.text == new for edit in edits):
            assert {f.path: f.text for f in applied(after, back).values()} == {
                f.path: f.text for f in found.sources
            }


def meaning(found: Analysis, name: str, called: str) -> list[tuple[str, str]]:
    """What the names of a spec mean, in their order, but for what one of them is called."""
    symbols = [found.symbols[use.key] for use in found.uses]
    return [(symbol.kind, called if symbol.name == name else symbol.name) for symbol in symbols]
