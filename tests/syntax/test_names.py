"""Words of the language are free as names wherever the grammar leaves room for one."""

from __future__ import annotations

import pytest
from syntax_helpers import errors, read

from awmc.syntax.keywords import RESERVED
from awmc.syntax.table import table

PLACES = {
    "field": "entity E {{ key {0}: int }}",
    "optional field": "entity E {{ key id: int  {0}: text? = none }}",
    "record field": "record R {{ {0}: text  b: int }}",
    "has": "entity E {{ key id: int  has {0}: [F] by {0} }}",
    "derive": "entity E {{ key id: int  derive {0}: int = 1 }}",
    "parameter": "tool t({0}: int) {{ return {0} + {0} * 2 }}",
    "parameter of def": "def d({0}: int) -> int = {0}",
    "let": "tool t() {{ let {0} = 1 return {0} }}",
    "typed let": "tool t() {{ let {0}: int = 1 set {0}.a = {0} }}",
    "loop": "tool t() {{ for {0} in xs {{ delete {0} }} }}",
    "comprehension": "def d() = [{0}.a for {0} in xs if {0} order by {0} limit {0} offset {0}]",
    "call argument": "def d() = f({0}, {0} = {0})",
    "attribute": "def d() = a.{0}.b.{0}",
    "entry": "tool t() {{ create E {{ {0}, b: 1 }} }}",
    "full entry": "tool t() {{ set r {{ {0}: {0}, {0}? }} }}",
    "projection": "def d() = a.{{ {0}, {0}?, b: {0}, {0}.{{ {0} }} }}",
    "dropped": "def d() = a.{{ *, -{0} }}",
    "enum member": "enum E {{ {0}, b }}",
    "spelled member": 'enum E {{ a, {0} = "x" "doc", c }}',
    "flow": "entity E {{ key id: int  @flow {0} {{ {0} -> {0}, b; b -> {0} }} }}",
    "rule": "entity E {{ key id: int  @unique ({0}, b)  @no_overlap ({0}) {0}..{0} if {0} }}",
    "tool": "tool {0}() {{ call {0}() let x = call {0}(a = 1) }}",
    "def": "def {0}() = {0}(1)",
    "task": "task {0} for {0} in E if {0} {{ actor {0} answer {0} may change E.{0} }}",
    "invariant": "invariant {0} {{ {0} }}",
    "environment": 'environment {0} "doc" {{ }}',
    "columns": "data E ({0}, b) {{ {0}, 1; }}",
    "match": "def d() = match {0} {{ {0} => {0}, b => {0} }}",
    "choice": "def d() = if {0} then {0} else {0}",
    "index": "def d() = {0}[{0}] + {0}[{0}:{0}]",
    "text": 'def d() = "{{{0}}}"',
}

PROMISED = (
    "state order limit status key index task data view from to by type name date time owner goal check set actor text"
).split()
WORDS = sorted({*PROMISED, *table().words} - RESERVED)


@pytest.mark.parametrize("place", PLACES)
def test_most_words_are_free(place: str) -> None:
    taken = {word: errors(PLACES[place].format(word)) for word in WORDS}
    # The word that starts a value may not also be the value there.
    assert {word: found for word, found in taken.items() if found} == {}


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_reserved_words_are_refused_as_variables(word: str) -> None:
    assert errors(f"tool t() {{ let {word} = 1 }}") == ["reserved-word"]


def test_a_field_may_be_called_match() -> None:
    assert (
        errors("entity Bet { key id: int  owner match: Match }\ndef d(b: Bet) = b.match.id") == []
    )


def test_words_end_where_letters_end() -> None:
    assert errors("def d() = [orders for orders in form if notes order by limits]") == []
    assert errors("tool t() -> Panel bye { }") != []


def test_a_space_before_the_colon_is_no_matter() -> None:
    loose, found = read("entity E { key id : int  state : text }")
    assert found == ()
    assert [d for d in loose.declarations] != []


@pytest.mark.parametrize(
    "text",
    [
        "def d() = xs[10:20]",
        "def d() = xs[10:200]",
        "def d() = xs[a:b]",
        "def d() = xs[:b] + xs[a:] + xs[:]",
        "def d() = xs[a + 10:20 * b]",
        "def d() = xs[f(x = 1, y = [09:30]):if_x]",
        "def d() = [09:30, 10:00]",
        "def d() = m['a'].b[2024-05-15]",
    ],
)
def test_colons_in_brackets_are_slices(text: str) -> None:
    assert errors(text) == []
