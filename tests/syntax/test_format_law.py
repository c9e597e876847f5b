"""The one format: it depends on tokens, comments and blank lines alone, loses nothing, and is its own result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from format_helpers import TEXTS, collapsed, formatted, things, widened
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syntax_helpers import LANGUAGE, read
from test_printer_law import compound, leaves

from awmc.syntax import ast
from awmc.syntax.layout.comments import Remarks, comment_text
from awmc.syntax.layout.measure import columns
from awmc.syntax.layout.render import WIDTH, render
from awmc.syntax.layout.stream import stream
from awmc.syntax.print_expressions import lay_expr
from awmc.syntax.walk import shape

every_text = pytest.mark.parametrize("name", TEXTS)


@every_text
def test_formatting_keeps_the_tree_and_the_comments(name: str) -> None:
    text = TEXTS[name]
    result = formatted(text)
    assert result.fault == ""
    before, after = read(text)[0], read(result.text)[0]
    assert shape(after.declarations) == shape(before.declarations)
    assert [c.text for c in after.comments] == [comment_text(c) for c in before.comments]


@every_text
def test_formatting_again_changes_nothing(name: str) -> None:
    once = formatted(TEXTS[name]).text
    assert formatted(once).text == once


@every_text
def test_what_parses_is_formatted_whole(name: str) -> None:
    assert formatted(TEXTS[name]).complete


@every_text
def test_no_space_is_left_where_nobody_sees_it(name: str) -> None:
    """At the ends of lines, at the ends of blocks, and twice between them."""
    text = formatted(TEXTS[name]).text
    lines = text.split("\n")
    assert lines[-1] == "" and (len(lines) == 1 or lines[-2])
    inside = {
        n for before, thing, _ in things(text) if "\n" in thing for n in _lines_of(text, thing)
    }
    for number, (line, following) in enumerate(pairwise(lines)):
        if number in inside:
            continue
        assert line == line.rstrip(), line
        assert line or following, "two blank lines"
        assert line or number, "a blank line at the start"
        assert not (line.endswith("{") and not following and number + 1 not in inside), line
        assert not (not line and following.strip() == "}" and number + 1 not in inside), number


def _lines_of(text: str, thing: str) -> range:
    """The lines that hold a long text."""
    first = text.count("\n", 0, text.index(thing))
    return range(first, first + thing.count("\n") + 1)


@every_text
@pytest.mark.parametrize("respaced", [collapsed, widened])
def test_spaces_and_line_ends_do_not_matter(
    name: str, respaced: Callable[[str, Random], str]
) -> None:
    assert formatted(respaced(TEXTS[name], Random(name))).text == formatted(TEXTS[name]).text


@every_text
def test_lines_are_as_short_as_their_texts_allow(name: str) -> None:
    """A line that is too long holds nothing but one long text, a type or a path."""
    long = [line for line in formatted(TEXTS[name]).text.split("\n") if _width(line) > WIDTH]
    assert [line for line in long if _width(line) - _longest_text(line) > WIDTH // 2] == []


def _width(line: str) -> int:
    """The columns of a line without the comment at its end."""
    return columns(
        "".join(before + thing for before, thing, is_comment in things(line) if not is_comment)
    )


def _longest_text(line: str) -> int:
    return max((len(thing) for _, thing, _ in things(line)), default=0)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.recursive(leaves, compound, max_leaves=15))
def test_an_expression_of_any_width_says_the_same(expr: ast.Expr) -> None:
    for width in (20, 60, 120):
        text = render(stream(("def f() = ", lay_expr(expr))), Remarks(), None, width)
        module, found = read(text)
        assert found == ()
        (declaration,) = module.declarations
        assert isinstance(declaration, ast.DefDecl)
        assert shape(declaration.value) == shape(expr)


MODIFIERS = ("key", "auto", "unique", "owner", "hidden", "scratch")


def commented(text: str, random: Random) -> str:
    """The text with comments of its own at one place in five, beside a token or between lines, but not between a modifier and its name."""
    parts: list[str] = []
    last = ""
    for number, (before, thing, is_comment) in enumerate(things(text)):
        # At the start of a line `//` is the comment of other languages.
        is_free = thing != "//" and last not in MODIFIERS and not is_comment
        if random.randrange(5) == 0 and is_free:
            before += random.choice(["", "\n", "\n\n"]) + f"# {number}\n"
        parts += [before, thing]
        last = thing
    return "".join(parts)


@pytest.mark.parametrize("path", LANGUAGE, ids=lambda path: path.stem)
def test_a_comment_may_stand_anywhere(path: Path) -> None:
    tidy = formatted(path.read_text(encoding="utf-8")).text
    text = commented(tidy, Random(path.name))
    result = formatted(text)
    assert result.complete, result
    assert formatted(result.text).text == result.text
    assert formatted(collapsed(text, Random(path.name))).text == result.text
    assert neighbours(result.text) == neighbours(text)


STRAY = (
    "enum  Kind{ a }\nentity Visit {\n  auto key id: int\n  day: date owner\n  member:  Visit?\n}\n"
)


def test_an_entity_whose_layout_misleads_is_kept_until_it_says_what_it_means() -> None:
    result = formatted(STRAY)
    assert (result.kept, result.errors) == (1, ())
    assert result.text == STRAY.replace("enum  Kind{ a }\n", "enum Kind { a }\n\n")
    assert "`owner` stands after `day` and belongs to `member`" in result.doubts[0]
    assert formatted(STRAY.replace("owner\n ", "\n owner")).complete


def neighbours(text: str) -> list[tuple[str, str]]:
    """Each comment with the token before it, but for what the canonical form adds and leaves out."""
    found, last = [], ""
    for _, thing, is_comment in things(text):
        if is_comment:
            found.append((last, thing))
        elif thing not in ("(", ")", ";", ","):
            last = thing
    return found


def mutants(text: str, random: Random, count: int) -> Iterator[str]:
    """The text with one token deleted, doubled, or replaced by another one of it."""
    parts = things(text)
    tokens = [number for number, (_, _, is_comment) in enumerate(parts) if not is_comment]
    for _ in range(count):
        place = random.choice(tokens)
        thing = parts[place][1]
        other = parts[random.choice(tokens)][1]
        new = random.choice(["", f"{thing} {thing}", other])
        yield "".join(
            before + (new if number == place else thing)
            for number, (before, thing, _) in enumerate(parts)
        )


@pytest.mark.parametrize("path", LANGUAGE, ids=lambda path: path.stem)
def test_what_does_not_parse_is_kept(path: Path) -> None:
    """Nothing crashes, no comment is lost, no mistake is made, and the result is final."""
    for text in mutants(path.read_text(encoding="utf-8"), Random(path.name), 4):
        result = formatted(text)
        assert result.complete or result.errors
        before, after = read(text), read(result.text)
        assert {d.name for d in after[1]} <= {d.name for d in before[1]}
        if "foreign-comment" not in {d.name for d in before[1]}:
            kept = [comment_text(c) for c in after[0].comments]
            assert kept == [comment_text(c) for c in before[0].comments]
        assert formatted(result.text).text == result.text
