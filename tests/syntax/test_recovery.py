"""Broken texts: every mistake reported in one run, none twice, and never an exception."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syntax_helpers import SPECS, errors, read

from awmc.diagnostics.model import Severity
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax import ast
from awmc.syntax.tokens import Token, Tokens
from awmc.syntax.walk import walk


def test_one_run_reports_every_mistake() -> None:
    text = """
enum Day { mon = 0, tue }
entity Order {
  key id int
  total: = 3
  @constraint (total > 0)
  status: text
}
class Shop { key id: int }
tool first(order: Order) -> Order.{ id } {
  let x = order.total +
  require x > > 3
  return order
}
tool second() {
  while true { set Game.turns += 1 }
  return [o for o in Order order by if o.a then 1 else 2]
}
def Game_open() -> bool = true
data Order (id, total) {
  1, 2;
  3, ), 4;
  5, 6;
}
"""
    assert errors(text) == [
        "enum-number",
        "unexpected-token",
        "unexpected-token",
        "unknown-rule",
        "unknown-declaration",
        "projection-as-type",
        "unexpected-token",
        "unexpected-token",
        "while-without-limit",
        "needs-parentheses",
        "name-case",
        "unexpected-token",
    ]


def test_what_is_not_broken_is_kept() -> None:
    module, _ = read(
        "entity A { key id: int  b: = 3\n c: text }\n"
        "tool t() {\n let x = 1\n let = 2\n return x\n}\n"
        "entity ( { }\n"
        "enum E { a, b }\n"
    )
    kinds = [type(declaration).__name__ for declaration in module.declarations]
    assert kinds == ["EntityDecl", "ToolDecl", "BadDecl", "EnumDecl"]
    tool = module.declarations[1]
    assert isinstance(tool, ast.ToolDecl)
    statements = [type(statement).__name__ for statement in tool.body.statements]
    assert statements == ["Let", "BadStmt", "Return"]


@pytest.mark.parametrize("word", ["on", "data", "task", "state", "error", "view", "use"])
def test_a_value_may_be_called_like_a_declaration_at_the_start_of_a_line(word: str) -> None:
    _, found = read(f"tool t({word}: int) {{\n  set x.y =\n    {word} return {word}\n}}\n")
    assert found == ()


def test_a_broken_declaration_keeps_its_name() -> None:
    module, _ = read("class Order { key id: int }\ntool t() { }")
    bad = module.declarations[0]
    assert isinstance(bad, ast.BadDecl)
    assert bad.name is not None and bad.name.name == "Order"


def test_a_missing_brace_does_not_swallow_the_next_declaration() -> None:
    module, found = read("entity A {\n  key id: int\n\nenum E { a }\n\ntool t() { return 1 }\n")
    assert [d.name for d in found] == ["unclosed-bracket"]
    assert [type(d).__name__ for d in module.declarations] == ["EntityDecl", "EnumDecl", "ToolDecl"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("def d() = " + "(" * 10_000, "too-deep"),
        ("def d() = " + "(" * 10_000 + "1" + ")" * 10_000, "too-deep"),
        ("def d() = " + "[" * 10_000 + "]" * 10_000, "too-deep"),
        ("tool t() " + "{ if a " * 5_000, "too-deep"),
        ("def d() = " + "not " * 10_000 + "a", "too-deep"),
        ("def d() = " + "-" * 10_000 + "a", "too-deep"),
        ("def d() = a" + " + a" * 10_000, "too-deep"),
        ("def d() = a" + ".b" * 10_000, "too-deep"),
        ("def d() = " + "if a then b else " * 10_000 + "c", "too-deep"),
        ("def d() = " + "\"{'" * 30_000, "too-deep"),
        ("def d() -> " + "[" * 10_000 + "int" + "]" * 10_000 + " = 1", "too-deep"),
        ('environment e "x" { policy """' + "a\n" * 1000, "unterminated-text"),
        ("def d() = 1" + "0" * 10_000, "bad-number"),
        ("def d() = 1e999", "bad-number"),
        ("def d() = a and\n\n\n", "unexpected-token"),
        ("}" * 1000, "unmatched-bracket"),
        ("entity A { " + "? x " * 50_000, "unexpected-token"),
        ("def d() = f(" + "{ a: 1 b " * 20_000, "too-deep"),
        ("\x01\x02 def d() = 1", "unexpected-character"),
        ("entity Größe { key id: int }", "name-case"),
    ],
)
def test_hostile_texts_are_diagnosed(text: str, wanted: str) -> None:
    module, found = read(text)
    assert wanted in [d.name for d in found]
    # Later passes go down the tree.
    assert deepest(module) < 200


def deepest(module: ast.Module) -> int:
    from awmc.syntax.walk import children

    depth, level = 0, [module]
    while level:
        depth, level = depth + 1, [child for node in level for child in children(node)]  # type: ignore[misc]
    return depth


def test_a_megabyte_is_read_in_seconds() -> None:
    text = SPECS[0].read_text(encoding="utf-8")
    large = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    start = time.perf_counter()
    read(large)
    assert time.perf_counter() - start < 60


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    read(text.replace("\0", ""))


PIECES = "entity Order { } ( ) [ ] key id: int = 3 , ; 'a' \"{b}\" tool t if else for in x . -> => @check return".split()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "\n"]), max_size=30))
def test_any_tokens_are_read(pieces: list[str]) -> None:
    module, found = read(" ".join(pieces))
    bad = [
        node for node in walk(module) if isinstance(node, ast.BadDecl | ast.BadStmt | ast.BadExpr)
    ]
    assert found or not bad


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_one_broken_token_gives_at_most_three_errors(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tokens = [t for t in Tokens(SourceFile(path.name, text), Sink()).tokens if t.text]
    random_ = random.Random(path.stem)
    for _ in range(max(15, 180 // len(SPECS))):
        broken = mutate(text, tokens, random_)
        found = [d for d in read(broken)[1] if d.severity is Severity.error]
        assert len(found) <= 3, [(d.name, d.span, d.message) for d in found]


def mutate(text: str, tokens: list[Token], random_: random.Random) -> str:
    """The text with one token deleted, doubled, swapped with the next or replaced by another."""
    index = random_.randrange(len(tokens) - 1)
    token, following, other = tokens[index], tokens[index + 1], random_.choice(tokens)
    before, after = text[: token.start], text[token.end :]
    match random_.randrange(4):
        case 0:
            return before + after
        case 1:
            return f"{before}{token.text} {token.text}{after}"
        case 2:
            between = text[token.end : following.start]
            return before + following.text + between + token.text + text[following.end :]
        case _:
            return before + other.text + after
