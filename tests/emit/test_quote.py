"""Text of a spec stands for itself wherever it lands."""

import ast
import json

from hypothesis import example, given
from hypothesis import strategies as st

from awmc.emit import quote

HOSTILE = (
    "\"\"\" ''' \\ {{ x }} {% raw %} <script> --> */ -- ; | ` # [a](javascript:b) \u202e \x00 \r\n"
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(texts)
@example(HOSTILE)
@example("\\")
@example('"')
def test_a_python_literal_is_the_text(text: str) -> None:
    literal = quote.python_text(text)
    assert ast.literal_eval(literal) == text
    assert quote.HIDDEN.search(literal) is None


@given(texts)
@example(HOSTILE)
@example('ends in a "quote"')
@example("ends in a \\")
@example("\\" * 3)
def test_a_docstring_ends_where_it_should(text: str) -> None:
    source = f'def f():\n    """{quote.docstring(text)}"""\n'
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef) and len(function.body) == 1
    assert ast.get_docstring(function, clean=False)
    assert not quote.docstring(text).endswith(('"', "\\"))


@given(texts)
@example(HOSTILE)
def test_a_comment_and_a_cell_stay_on_their_line(text: str) -> None:
    for shown in (quote.comment(text), quote.plain(text), quote.code(text), quote.mermaid(text)):
        assert len(shown.splitlines()) <= 1
        assert quote.HIDDEN.search(shown) is None


@given(texts)
@example(HOSTILE)
def test_nothing_ends_a_cell_or_a_label_of_a_diagram(text: str) -> None:
    for shown in (quote.plain(text), quote.code(text)):
        assert "|" not in shown.replace("\\|", "")
    assert '"' not in quote.mermaid(text)


@given(texts)
@example(HOSTILE)
def test_prose_holds_no_markup_that_runs(text: str) -> None:
    shown = quote.block(text)
    assert "<script" not in shown.replace("\\<", "") and "](" not in shown


@given(st.recursive(texts, lambda b: st.lists(b) | st.dictionaries(texts, b), max_leaves=5))
def test_json_is_the_value_and_shows_what_it_holds(value: object) -> None:
    text = quote.json_text(value)
    assert json.loads(text) == value
    assert quote.HIDDEN.search(text.replace("\n", "")) is None
