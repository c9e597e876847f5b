"""A spec, or JSON, is found in whatever a model wrote around it."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awmc.synth.answers import NOTHING, spec_in
from awmc.synth.json_answers import json_lines_in
from awmc.synth.parts import split

TOP = Path(__file__).parents[2]
EXAMPLE = (TOP / "templates/prompt/example.awm").read_text(encoding="utf-8")
HALF = EXAMPLE.index("view LoanCard")
SNIPPET = 'tool borrow(tool: Tool) "Borrow a tool" {\n  ...\n}\n'

ANSWERS = {
    "bare": EXAMPLE,
    "fenced": f"```awm\n{EXAMPLE}```\n",
    "fence of no name": f"```\n{EXAMPLE}```",
    "fence that is not closed": f"Here it is:\n\n```awm\n{EXAMPLE}",
    "fence at the end of a sentence": f"Here it is: ```awm\n{EXAMPLE}\n```",
    "tildes": f"~~~~awm\n{EXAMPLE}~~~~\n",
    "indented fence": "1. The spec:\n   ```awm\n"
    + "".join(f"   {line}" if line.strip() else line for line in EXAMPLE.splitlines(True))
    + "   ```\n",
    "words around": f"Sure!\n\nHere's the spec:\n\n{EXAMPLE}\nThis models a library. Let me know!\n",
    "words between": f"{EXAMPLE[:HALF]}\nNow the tools:\n\n{EXAMPLE[HALF:]}\n- All of it is here.\n",
    "thoughts": f"<think>\n```awm\n{SNIPPET}```\nwait</think>\n{EXAMPLE}",
    "thoughts without a start": f"tool borrow() might do.\n</think>\n\n{EXAMPLE}",
    "a snippet and then the whole": f"I use\n```awm\n{SNIPPET}```\nas in:\n```awm\n{EXAMPLE}```\n",
    "the whole and then a snippet": f"```awm\n{EXAMPLE}```\nwhere\n```awm\n{SNIPPET}```\ndoes it.",
    "in two blocks": f"Data:\n```awm\n{EXAMPLE[:HALF]}```\nTools:\n```awm\n{EXAMPLE[HALF:]}```\n",
    "beside blocks of other things": f'```json\n{{"a": 1}}\n```\n```awm\n{EXAMPLE}```\n```sh\nls\n```',
    "a block within a block": f"```\n```awm\n{EXAMPLE}```\n",
    "of a Windows machine": "\ufeff" + f"```awm\n{EXAMPLE}```\n".replace("\n", "\r\n"),
    "with characters that no file holds": f"\ud800\0```awm\n{EXAMPLE}```\0\udfff",
}


@pytest.mark.parametrize("form", ANSWERS)
def test_the_spec_is_found_in_any_form_of_answer(form: str) -> None:
    found = spec_in(ANSWERS[form])
    assert found.fault == ""
    assert [part.core for part in split(found.text) if part.key] == [
        part.core for part in split(EXAMPLE) if part.key
    ]
    assert all(part.sound for part in split(found.text))
    assert (found.notes == ()) == (form in QUIET), found.notes


QUIET = {
    "bare",
    "fenced",
    "fence of no name",
    "tildes",
    "thoughts",
    "thoughts without a start",
    "thoughts at the end",
    "beside blocks of other things",
    "a block within a block",
    "of a Windows machine",
    "with characters that no file holds",
}
"""Forms of which there is nothing to note."""


def test_of_two_blocks_the_later_declaration_wins() -> None:
    found = spec_in("```awm\ndef one() -> int = 2\n```\nNo:\n```awm\ndef one() -> int = 1\n```\n")
    assert found.text == "def one() -> int = 1\n"
    assert any("the later was taken" in note for note in found.notes)


def test_removals_alone_are_an_answer() -> None:
    assert spec_in("Out with it:\n```\n# remove: task renew_loan\n```").text.strip() == (
        "# remove: task renew_loan"
    )


def test_what_was_left_out_is_noticed() -> None:
    assert any("`...`" in note for note in spec_in(SNIPPET).notes)


@pytest.mark.parametrize(
    "answer", ["", "I cannot do that.", "```python\nprint(1)\n```", '{"a": 1}', "<think>tool x() {"]
)
def test_an_answer_without_a_spec_is_a_fault_to_tell(answer: str) -> None:
    assert spec_in(answer).fault == NOTHING


@pytest.mark.parametrize(
    "piece", ["```\n", "<think>", "tool x() {", "{", '"', "'", "`", "a sentence. ", '"""\n', "/*"]
)
def test_a_million_characters_are_read_in_time(piece: str) -> None:
    started = process_time()
    text = piece * (900_000 // len(piece))
    spec_in(text)
    json_lines_in(text)
    assert process_time() - started < 60


def test_too_much_is_a_fault_to_tell() -> None:
    assert "1,200,000 characters" in spec_in("tool x() {\n" + "a" * 1_199_989).fault


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.text(), st.sampled_from(list(ANSWERS.values()))), max_size=3))
def test_no_answer_is_beyond_reading(pieces: list[str]) -> None:
    answer = "".join(pieces)
    spec_in(answer).text.encode()
    json.dumps(json_lines_in(answer), ensure_ascii=False).encode()


OBJECTS = [{"name": "a", "tags": [{"x": 1}, {"x": 2}]}, {"name": "b }{", "n": 2.5}]
LINES = "".join(json.dumps(one) + "\n" for one in OBJECTS)


@pytest.mark.parametrize(
    "answer",
    [
        LINES,
        json.dumps(OBJECTS),
        json.dumps({"scenarios": OBJECTS}, indent=2),
        f"Here's what I have:\n```jsonl\n{LINES}```\nThat's {{all}}.",
        f"<think>{LINES}</think>{json.dumps(OBJECTS, indent=1)}",
        json.dumps(OBJECTS)[:-1] + ",]",
        LINES.replace("}\n", ",}\n"),
        LINES + '{"name": "cut o',
        '{"scenarios": [' + LINES.replace("\n", ",\n") + '{"name": "cut',
        LINES.replace("\n", "\r\n"),
        '{"name": "broken}\n' + LINES,
        LINES + '{"name": NaN}\n[1, 2]\n"text"\n',
    ],
)
def test_the_whole_objects_are_found(answer: str) -> None:
    assert json_lines_in(answer) == OBJECTS


def test_texts_of_objects_can_be_written() -> None:
    """A half of a character goes, and takes no whole one with it."""
    assert json_lines_in(r'{"a": "x\ud800y \ud83d\ude00"}') == [{"a": "xy 😀"}]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.none()), min_size=2))
)
def test_lines_read_back(objects: list[dict[str, object]]) -> None:
    lines = "".join(json.dumps(one) + "\n" for one in objects)
    assert json_lines_in(lines) == objects
    assert json_lines_in(json.dumps(objects)) == objects
