"""The editor's words are those of the language: no more, no fewer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from truth import CONSTANTS, FUNCTIONS, TYPES
from vscode_helpers import EXTENSION

from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax.keywords import RESERVED, RULES, STATEMENTS
from awmc.syntax.parse import parse
from awmc.syntax.table import table
from editors.vscode.make_grammar import rendered

SNIPPETS = json.loads((EXTENSION / "snippets" / "awm.json").read_text(encoding="utf-8"))
GRAMMAR = EXTENSION / "syntaxes" / "awm.tmLanguage.json"


def scopes(node: Any) -> Iterator[tuple[str, str]]:
    """Every scope of the grammar with the pattern that gives it; of captures, with that of its group."""
    if isinstance(node, list):
        for item in node:
            yield from scopes(item)
    elif isinstance(node, dict):
        pattern = node.get("match") or node.get("begin")
        if pattern and "name" in node:
            yield node["name"], pattern
        for captures in (node.get("captures", {}), node.get("beginCaptures", {})):
            for group, scope in captures.items():
                if "name" in scope:
                    yield scope["name"], groups(pattern)[int(group)]
        for value in node.values():
            yield from scopes(value)


def groups(pattern: str) -> list[str]:
    """The whole of a pattern, and what stands between the parentheses of each group."""
    starts: list[tuple[int, int]] = []
    found = [pattern]
    place = 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\":
            place += 1
        elif sign == "[":
            place = re.compile(r"\[(?:\\.|[^\]\\])*\]").match(pattern, place).end() - 1  # type: ignore[union-attr]
        elif sign == "(":
            named = not pattern.startswith("(?", place)
            starts.append((place + 1, len(found) if named else 0))
            if named:
                found.append("")
        elif sign == ")":
            start, number = starts.pop()
            if number:
                found[number] = pattern[start:place]
        place += 1
    return found


def words_of(pattern: str) -> set[str]:
    """The words that a pattern names itself, look-arounds and sets of characters aside."""
    while (
        short := re.sub(
            r"\(\?<?[=!](?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*\)", "", pattern
        )
    ) != pattern:
        pattern = short
    plain = re.sub(r"\[(?:\\.|[^\]\\])*\]|\\.", " ", pattern)
    return set(re.findall(r"@?[a-z][a-z_0-9]+", plain))


def coloured(prefix: str) -> set[str]:
    found = scopes(json.loads(GRAMMAR.read_text(encoding="utf-8")))
    return {
        word for scope, pattern in found if scope.startswith(prefix) for word in words_of(pattern)
    }


def test_the_grammar_is_as_its_sources_make_it() -> None:
    assert GRAMMAR.read_text(encoding="utf-8") == rendered(), (
        "run: python -m editors.vscode.make_grammar"
    )


def test_keywords_are_those_of_the_language() -> None:
    assert coloured("keyword.") == {*table().words, *RULES} - {name.lower() for name in CONSTANTS}


def test_constants_types_and_functions_are_those_of_the_language() -> None:
    assert coloured("constant.language") == {name.lower() for name in CONSTANTS}
    assert coloured("support.type") == TYPES
    assert coloured("support.function") == FUNCTIONS


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippets_are_of_the_language(name: str) -> None:
    snippet = SNIPPETS[name]
    text = "\n".join(snippet["body"])
    while (inserted := re.sub(r"\$\{\d:((?:[^{}\\]|\\.|\{[^$}]*\\\})*)\}", r"\1", text)) != text:
        text = inserted
    text = text.replace("\\}", "}").replace("$0", "")
    if snippet["prefix"] in STATEMENTS:
        text = f"tool t() {{ {text} }}"
    elif snippet["prefix"] in RESERVED:
        text = f"def d() = {text}"
    sink = Sink()
    parse(SourceFile("snippet.awm", text), sink)
    assert "$" not in text and not sink.has_errors, text


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((EXTENSION / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
