"""The grammars for constrained decoding accept what awmc parses, and what they generate parses."""

from __future__ import annotations

import random
from pathlib import Path

import interegular
import pytest

from awmc.cli import run
from awmc.diagnostics.sink import Sink
from awmc.resources import template_text
from awmc.source import SourceFile
from awmc.syntax.export import UNSEEN
from awmc.syntax.export.grammars import grammar_for, read_grammar, rule_names
from awmc.syntax.export.names import names_but
from awmc.syntax.export.terminals import TERMINALS
from awmc.syntax.tokens import Tokens
from tests.docs.test_reference import ALL as BLOCKS
from tests.grammar import stacks
from tests.grammar.guided import generated, reports, stuck

TOP = Path(__file__).parents[2]
SPECS = sorted({*(TOP / "specs").glob("*.awm"), *(TOP / "tests").rglob("*.awm")})
NEW = template_text("new.awm").replace("{{ name }}", "corner_shop")

FRAMES = {
    "module": "{}",
    "entity": "{}",
    "tool": "{}",
    "task": "{}",
    "statement": "tool t() {{ {}\n }}",
    "expression": "tool t() {{ return {}\n }}",
}
"""Rules to start from, and a spec that their texts make whole."""


@pytest.mark.parametrize("path", SPECS, ids=lambda path: str(path.relative_to(TOP)))
def test_every_spec_is_accepted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not reports(text):  # some hold foreign spellings on purpose
        assert stuck(text) is None


def test_every_block_of_the_documents_is_accepted() -> None:
    for block in BLOCKS:
        if block.wrong is None:
            for spec in block.specs():
                assert stuck(spec) is None, block


@pytest.mark.parametrize("start", FRAMES)
def test_what_is_generated_parses(start: str) -> None:
    ended = 0
    for seed in range(100):
        text = generated(start, seed)
        if text is not None:
            ended += 1
            whole = FRAMES[start].format(text)
            assert set(reports(whole)) <= set(UNSEEN), whole
    assert ended >= 50, "texts must end for the test to say something"


def test_mutated_tokens_are_rejected_as_by_the_parser() -> None:
    """What the grammar accepts of broken specs has no error, but for what it cannot see."""
    draw, rejected, broken = random.Random(7), 0, 0
    tokens = [token for token in Tokens(SourceFile("", NEW), Sink()).tokens if token.text]
    for _ in range(150):
        one, other = draw.choice(tokens), draw.choice(tokens)
        text = NEW[: one.start] + draw.choice(["", other.text]) + NEW[one.end :]
        found = set(reports(text)) - set(UNSEEN)
        accepted = stuck(text) is None
        assert not (found and accepted), text
        broken += bool(found)
        rejected += not accepted
    assert broken > 50
    assert rejected - broken <= 6, "few texts are left out that the parser takes"


@pytest.mark.parametrize(
    "sign", ["\\q", "\\u{0}", "\\ud800", "\\u{110000}", "{}", "{ }", "{x", "{x y}"]
)
def test_texts_are_well_formed(sign: str) -> None:
    assert reports(f'tool t(x: int) {{ return "a{sign}b" }}')
    assert stuck(f'tool t(x: int) {{ return "a{sign}b" }}') is not None


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-29",
        "1900-02-29",
        "2025-04-31",
        "0000-01-01",
        "24:00",
        "09:30:01",
        "1e999",
        "9223372036854775809",
    ],
)
def test_numbers_and_dates_exist(text: str) -> None:
    assert reports(f"tool t() {{ return {text} }}")
    assert stuck(text, "expression") is not None


@pytest.mark.parametrize(
    "text", ["2024-02-29", "2000-02-29", "23:59", "9223372036854775808", "1_000.5e-3"]
)
def test_unusual_numbers_and_dates_are_accepted(text: str) -> None:
    assert not reports(f"tool t() {{ return {text} }}")
    assert stuck(text, "expression") is None


@pytest.mark.parametrize(
    "text", ["tool bye() -> Panel bye {}", "returnx", "tool t(){ let not = 1 }", "usecommon"]
)
def test_words_do_not_run_together(text: str) -> None:
    assert stuck(text) is not None


def test_the_languages_of_terminals_are_within_those_of_the_grammar() -> None:
    original = read_grammar().patterns
    for name in ("NUMBER", "DATE", "DATETIME", "TIME", "RAW_TEXT"):
        wide = interegular.parse_pattern(original[name]).to_fsm()
        assert interegular.parse_pattern(TERMINALS[name]).to_fsm().issubset(wide), name


def test_names_but_some_words() -> None:
    some = interegular.parse_pattern(names_but({"in", "if", "iffy", "x"}, "a-z_")).to_fsm()
    for word in ("in", "if", "iffy", "x", "", "A", "9"):
        assert not some.accepts(word), word
    for word in ("i", "inn", "iff", "iffyy", "y", "_", "xX"):
        assert some.accepts(word), word


# ---------------------------------------------------------------- GBNF


SHORT = sorted((TOP / "tests" / "language").rglob("*.awm"), key=lambda p: p.stat().st_size)[:6]


@pytest.mark.parametrize("path", SHORT, ids=lambda path: path.stem)
def test_gbnf_accepts_specs_with_few_stacks(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not reports(text):
        accepted, widest = stacks.read(grammar_for("gbnf"), text)
        assert accepted
        assert widest < 300


@pytest.mark.parametrize("start", FRAMES)
def test_what_gbnf_generates_parses(start: str) -> None:
    grammar = grammar_for("gbnf", start)
    texts = [stacks.written(grammar, seed) for seed in range(8)]
    for text in filter(None, texts):
        whole = FRAMES[start].format(text)
        assert set(reports(whole)) <= set(UNSEEN), whole


def test_both_forms_start_from_any_rule() -> None:
    for name in rule_names()[::8]:
        assert grammar_for("llguidance", name).startswith("%llguidance {}\nstart: ")
        assert grammar_for("gbnf", name).startswith("root ::= ")


def test_the_reference_is_printed_as_it_is() -> None:
    assert "a comment a rule" in grammar_for("lark")


def test_a_rule_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["grammar", "--format", "gbnf", "--start", "tol"]) == 1
    assert "did you mean 'tool'?" in capsys.readouterr().err
    assert run(["grammar", "--format", "gbnf", "--start", "tool"]) == 0
    assert capsys.readouterr().out == grammar_for("gbnf", "tool")
