"""A text that is parsed again after a change gives what a fresh parse gives: trees, places and reports."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from awmc.analysis.reparse import Reparser
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax.parse import parse
from awmc.syntax.walk import shape
from tests.test_robustness import mutations

SPECS = sorted(Path("specs").glob("*.awm"))


def same(parser: Reparser, text: str) -> None:
    """Compare the parser that remembers with a fresh one."""
    file, fresh, again = SourceFile("a.awm", text), Sink(), Sink()
    wanted, found = parse(file, fresh), parser(file, again)
    assert again.diagnostics == fresh.diagnostics
    # What is made of the rest of a broken declaration may differ where another one starts within its brackets.
    assert shape(found, places=True) == shape(wanted, places=True) or fresh.has_errors
    assert found.comments == wanted.comments


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_changed_text_is_parsed_as_if_it_were_new(path: Path) -> None:
    spec = path.read_text(encoding="utf-8")
    parser, rng = Reparser(), random.Random(path.stem)
    for text in (spec, *mutations(spec, seed=len(spec))[:4], spec):
        same(parser, text)
    place = rng.randrange(len(spec))
    for typed in ("x", 'xy {"""', "\n\n", "\ntool t("):
        same(parser, spec[:place] + typed + spec[place:])
    same(parser, spec[:place])


def test_a_long_text_may_hold_what_looks_like_a_declaration() -> None:
    parser = Reparser()
    for policy in ("", "tool use is free\n", "entity Loan\nenum X\n"):
        text = f'environment a {{\n policy """\n{policy}"""\n}}\nentity A {{ key id: text }}\n'
        same(parser, text)
        same(parser, text.replace('"""\n}', "}"))
