"""The grammar is a reference for other engines too, so it must hold without what is peculiar to ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import interegular
import pytest
from lark import Lark
from lark.lexer import Token as LarkToken
from syntax_helpers import ROOT, SPECS

from awmc.diagnostics.sink import Sink
from awmc.resources import folder, grammar_text
from awmc.source import SourceFile
from awmc.syntax.machine import Machine
from awmc.syntax.parse import parse
from awmc.syntax.table import STARTS, STORED, table
from awmc.syntax.table_build import document_text


class WholeWords:
    """Has Lark read a word to its end before it compares it with the words of the language."""

    always_accept = ("NAME",)

    def process(self, stream: Iterator[LarkToken]) -> Iterator[LarkToken]:
        return stream


@cache
def lark() -> Lark:
    return Lark(
        grammar_text("awm.lark"),
        parser="lalr",
        lexer="contextual",
        strict=True,
        start=list(STARTS),
        postlex=WholeWords(),
    )


def test_has_no_conflict_and_no_two_tokens_that_match_the_same_text() -> None:
    assert lark().parser is not None


def test_needs_nothing_of_a_lexer_but_the_longest_match() -> None:
    text = re.sub(r"//.*", "", grammar_text("awm.lark"))
    for terminal in lark().terminals:
        assert not terminal.priority or terminal.name in ("DATE", "TIME", "DATETIME")
        assert not re.search(r"\(\?[=!<]|\\[bB]|[*+?}]\?", terminal.pattern.to_regexp())
    assert not re.search(r"^\w+\{", text, re.MULTILINE), "a template"
    assert "%declare" not in text


def test_words_may_be_longer_than_words_of_the_language() -> None:
    tree = lark().parse("tool bye(order_by: text) { require notify else 'x' }", start="module")
    names = {token.value for token in tree.scan_values(lambda t: isinstance(t, LarkToken))}
    assert {"bye", "notify"} <= names
    with pytest.raises(Exception, match="bye"):
        lark().parse("tool t() -> Panel bye { }", start="module")


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_lark_alone_reads_the_same_tokens(path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / str(path)).read_text(encoding="utf-8")
    taken: list[tuple[str, str]] = []
    feed = Machine.feed

    def spy(machine: Machine, token: object, kind: str) -> bool:
        done = feed(machine, token, kind)  # type: ignore[arg-type]
        if done and kind != "$END" and machine._end_state == table().end_states["module"]:
            taken.append((kind, token.text))  # type: ignore[attr-defined]
        return done

    monkeypatch.setattr(Machine, "feed", spy)
    parse(SourceFile("test.awm", text), Sink())
    assert taken == [(t.type, t.value) for t in lark_tokens(text)]


def lark_tokens(text: str) -> list[LarkToken]:
    """The tokens that Lark's own lexer reads as its parser goes."""
    interactive = lark().parse_interactive(text, start="module")
    return list(interactive.iter_parse())


class Automata:
    """The tokens that a lexer may read at a place, all tried at once, one character at a time."""

    def __init__(self) -> None:
        self._machines = {
            t.name: interegular.parse_pattern(t.pattern.to_regexp()).to_fsm()
            for t in lark().terminals
        }

    def longest(self, kinds: Iterable[str], text: str, place: int) -> tuple[str, int, int]:
        """The token that is accepted last, its end, and the place where no token can go on."""
        alive = {kind: self._machines[kind].initial for kind in sorted(kinds)}
        best, end = "", place
        while alive and place < len(text):
            moved = {}
            for kind, state in alive.items():
                machine = self._machines[kind]
                symbol = machine.alphabet[text[place]]
                following = machine.map.get(state, {}).get(symbol)
                if following is not None and machine.islive(following):
                    moved[kind] = following
            if not moved:
                break
            alive, place = moved, place + 1
            accepted = [
                kind for kind, state in alive.items() if state in self._machines[kind].finals
            ]
            if accepted:
                best, end = accepted[0], place
        return best, end, place


def test_no_token_is_a_dead_end_before_another() -> None:
    """A lexer that takes the longest match and never goes back reads a whole spec."""
    text = (ROOT / "specs" / "library.awm").read_text(encoding="utf-8")[:12_000]
    text = text[: text.rindex("\n}") + 3]
    automata = Automata()
    interactive = lark().parse_interactive("", start="module")
    place = 0
    while place < len(text):
        state = interactive.parser_state.position
        kinds = interactive.parser_state.parse_conf.states[state]
        allowed = {kind for kind in kinds if kind.isupper() or kind.startswith("__ANON")} - {"$END"}
        kind, end, reached = automata.longest({*allowed, "SPACE", "COMMENT"}, text, place)
        assert end == reached, f"read {text[place:reached]!r} and had to go back to {kind}"
        if kind not in ("SPACE", "COMMENT"):
            word = table().words.get(text[place:end])
            kind = word if kind == "NAME" and word in allowed else kind
            interactive.feed_token(LarkToken(kind, text[place:end]))
        place = end


def test_the_stored_table_is_that_of_the_grammar() -> None:
    stored = (folder("grammar") / STORED).read_text(encoding="utf-8")
    assert stored == document_text(), "run `python -m awmc.syntax.table_build`"
