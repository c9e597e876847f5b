"""Printing a tree and parsing it again gives the tree; spans tell where each node is."""

from __future__ import annotations

from pathlib import Path

import pytest
from syntax_helpers import LANGUAGE, SPECS, errors, read

from awmc.syntax.printer import print_module
from awmc.syntax.walk import children, shape, walk

FILES = SPECS + LANGUAGE


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_specs_have_no_syntax_errors(path: Path) -> None:
    assert errors(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_printing_and_parsing_gives_the_same_tree(path: Path) -> None:
    module, _ = read(path.read_text(encoding="utf-8"))
    printed = print_module(module)
    again, found = read(printed)
    assert found == ()
    assert shape(again.declarations) == shape(module.declarations)
    assert print_module(again) == printed


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_spans_nest_and_touch_no_space(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    module, _ = read(text)
    for node in walk(module):
        for child in children(node):
            assert node.span.start <= child.span.start <= child.span.end <= node.span.end
            covered = text[child.span.start : child.span.end]
            assert covered == covered.strip() != ""


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_comment_is_kept(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    module, _ = read(text)
    assert [text[c.span.start : c.span.end] for c in module.comments] == [
        c.text for c in module.comments
    ]
    whole_lines = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    kept = [c.text for c in module.comments]
    assert [line for line in whole_lines if line not in kept] == []
