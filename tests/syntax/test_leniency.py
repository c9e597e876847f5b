"""Foreign spellings: a warning each, the right tree, and a fix whose text has that very tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from syntax_helpers import LANGUAGE, errors, read

from awmc.diagnostics.fixes import apply_fixes, fixes_for
from awmc.syntax.walk import shape

FOREIGN = {
    "and": ("def d() = a && b", "def d() = a and b"),
    "tight and": ("def d() = a&&b", "def d() = a and b"),
    "or": ("def d() = a || b", "def d() = a or b"),
    "not": ("def d() = !a and !(b)", "def d() = not a and not (b)"),
    "null": ("def d() = f(null, nil)", "def d() = f(none, none)"),
    "None": ("def d() = a == None", "def d() = a == none"),
    "True": ("def d() = [True, False]", "def d() = [true, false]"),
    "is none": ("def d() = a is none", "def d() = a == none"),
    "is not null": ("def d() = a is not null", "def d() = a != none"),
    "triple": ("def d() = a === b or a !== c", "def d() = a == b or a != c"),
    "upper words": ("def d() = a AND b OR NOT c", "def d() = a and b or not c"),
    "else if": (
        "tool t() { if a { } else if b { } else if c { } else { } }",
        "tool t() { if a { } elif b { } elif c { } else { } }",
    ),
    "elsif": ("tool t() { if a { } elsif b { } }", "tool t() { if a { } elif b { } }"),
    "condition": ("tool t() { if a = 1 { } }", "tool t() { if a == 1 { } }"),
    "filter": (
        "def d() = count(x for x in S if x.a = 1)",
        "def d() = count(x for x in S if x.a == 1)",
    ),
    "let": ("tool t() { let a == 1 }", "tool t() { let a = 1 }"),
    "named argument": ("tool t() { call u(a: 1, b : 2) }", "tool t() { call u(a = 1, b = 2) }"),
    "function argument": ("def d() = f(1, b: 2)", "def d() = f(1, b = 2)"),
    "object": ("def d() = { a = 1, b: 2 }", "def d() = { a: 1, b: 2 }"),
    "create": ("tool t() { create E { a = 1 } }", "tool t() { create E { a: 1 } }"),
    "set": ("tool t() { set e { a = 1 } }", "tool t() { set e { a: 1 } }"),
    "projection": ("def d() = a.{ b = c }", "def d() = a.{ b: c }"),
    "fields": (
        "entity E { key id: int, a: text; b: int = 5, has xs: [F] by e; }",
        "entity E { key id: int a: text b: int = 5 has xs: [F] by e }",
    ),
    "statements": ("tool t() { let a = 1; return a; }", "tool t() { let a = 1 return a }"),
    "sections": ("task t { answer 1, answer 2; }", "task t { answer 1 answer 2 }"),
    "settings": ("environment e { seed 1, actor M; }", "environment e { seed 1 actor M }"),
    "declarations": ("def d() = 1;\ndef e() = 2;", "def d() = 1\ndef e() = 2"),
    "semicolon in an object": ("def d() = { a: 1; b: 2 }", "def d() = { a: 1, b: 2 }"),
    "record": ("def d() = Address { a: 1 }", "def d() = { a: 1 }"),
    "record in an object": (
        "tool t() { create E { a: Address { b: 1 }, c: [Point { x: 1 }] } }",
        "tool t() { create E { a: { b: 1 }, c: [{ x: 1 }] } }",
    ),
    "view": ("view V = Order { id }", "view V = Order.{ id }"),
    "arrow": ("def d() => int = 1", "def d() -> int = 1"),
    "arm": ("def d() = match x { a -> 1, b -> 2 }", "def d() = match x { a => 1, b => 2 }"),
    "flow": ("entity E { @flow s { a => b } }", "entity E { @flow s { a -> b } }"),
    "member": ('enum E { a: "A", b }', 'enum E { a = "A", b }'),
    "inside a text": ('def d() = "x {a && !b} y"', 'def d() = "x {a and not b} y"'),
    "short hour": ("def d() = 9:30", "def d() = 09:30"),
    "nested quotes": ('def d() = "{f(", ")} z"', "def d() = \"{f(', ')} z\""),
    "line comment": ("// a\ndef d() = 1", "# a\ndef d() = 1"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_is_read_as_what_it_means(name: str) -> None:
    foreign, proper = FOREIGN[name]
    module, found = read(foreign)
    expected, nothing = read(proper)
    assert found != ()
    assert nothing == ()
    assert shape(module.declarations) == shape(expected.declarations)


@pytest.mark.parametrize("text", [pair[0] for pair in FOREIGN.values()], ids=FOREIGN)
def test_the_fix_has_the_same_tree(text: str) -> None:
    check_fix(text)


@pytest.mark.parametrize("path", LANGUAGE, ids=lambda path: path.stem)
def test_fixing_a_whole_file_keeps_its_tree(path: Path) -> None:
    check_fix(path.read_text(encoding="utf-8"))


def check_fix(text: str) -> None:
    module, _ = read(text)
    fixed = text
    for _ in range(4):
        fixed, _ = apply_fixes(fixed, fixes_for("test.awm", read(fixed)[1]))
    again, left = read(fixed)
    assert left == ()
    assert shape(again.declarations) == shape(module.declarations)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('tool t(a: int "doc" = 5) { }', 'tool t(a: int = 5 "doc") { }'),
        ('entity E { key id: int "doc" = 5 }', 'entity E { key id: int = 5 "doc" }'),
        ("data E (a, b) { 1, 2; 3, 4; }", "data E (a, b) { 1, 2; 3, 4 }"),
        ("def d() = [1, 2,]", "def d() = [1, 2]"),
        ("enum E { a, b, }", "enum E { a, b }"),
        ("tool t(a: int,) { }", "tool t(a: int) { }"),
    ],
)
def test_both_forms_are_as_good(one: str, other: str) -> None:
    first, found = read(one)
    second, others = read(other)
    assert found == others == ()
    assert shape(first.declarations) == shape(second.declarations)


def test_what_looks_foreign_may_be_right() -> None:
    assert errors("tool t(a: int) { for x in Book { } if s == open { } }") == []
    assert read("entity E { is: bool  null: text  True1: text }")[1] != ()
    assert read("def d(e: E) = e.is and e.null")[1] == ()
