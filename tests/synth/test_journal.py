"""The journal gives back what it was given, whatever was done to its file between."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awmc.endpoint.completions import Usage
from awmc.synth.budget import Spent
from awmc.synth.journal import Journal, Kept, NoRoom, digest_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
COUNTS = st.integers(0, 10**9)
SPENT = st.builds(
    Spent,
    st.builds(Usage, COUNTS, COUNTS, COUNTS, COUNTS),
    st.none() | st.floats(0, 1e6),
    st.floats(0, 1e6).map(lambda seconds: round(seconds, 3)),
)
ANSWERS = st.builds(Kept, st.uuids().map(str), TEXTS, TEXTS, TEXTS, SPENT)


@pytest.fixture(autouse=True)
def own_temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    yield


def opened(path: Path) -> dict[str, Kept]:
    journal = Journal(path)
    try:
        kept = {digest: journal.get(digest) for digest in journal._places}
        return {digest: answer for digest, answer in kept.items() if answer is not None}
    finally:
        journal.close()


def written(path: Path, answers: list[Kept]) -> None:
    journal = Journal(path)
    for answer in answers:
        journal.keep([answer])
        assert journal.get(answer.digest) == answer
    journal.close()


@given(st.lists(ANSWERS, max_size=6))
@settings(max_examples=40, deadline=None)
def test_what_is_kept_is_given_again(answers: list[Kept]) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder, "answers.jsonl")
        written(path, answers)
        assert opened(path) == {answer.digest: answer for answer in answers}
        journal = Journal(path)
        assert journal.spent.usage == sum((one.spent.usage for one in answers), Usage())
        journal.close()


@given(st.lists(ANSWERS, min_size=1, max_size=4), st.data())
@settings(max_examples=60, deadline=None)
def test_a_cut_anywhere_spoils_the_last_line_alone(
    answers: list[Kept], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder, "answers.jsonl")
        written(path, answers)
        whole = path.read_bytes()
        cut = data.draw(st.integers(0, len(whole)))
        path.write_bytes(whole[:cut])
        ends = [
            sum(len(one.line().encode()) for one in answers[: n + 1]) - 1
            for n in range(len(answers))
        ]
        left = {one.digest: one for one, end in zip(answers, ends, strict=True) if end <= cut}
        assert opened(path) == left
        more = Kept("new", "a", "b", "stop", Spent())
        written(path, [more])
        assert opened(path) == {**left, "new": more}


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "null", '{"digest": 1}', '{"digest": "a", "usage": {}}', "[" * 10_000, "\x00"],
)
def test_a_line_that_is_no_answer_is_passed_over(tmp_path: Path, line: str) -> None:
    path = tmp_path / "answers.jsonl"
    good = Kept("a", "b", "c", "stop", Spent())
    path.write_text(f"{line}\n{good.line()}{line}\n")
    assert opened(path) == {"a": good}


def test_an_answer_that_has_no_place_waits_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out" / "answers.jsonl"
    path.parent.mkdir()
    first, second, third = (Kept(name, "b", "c" * 9, "stop", Spent(Usage(1))) for name in "123")
    journal = Journal(path)
    journal.keep([first])
    write = os.write

    def full(file: int, data: bytes) -> int:
        if file != journal._file:
            return write(file, data)
        if len(data) > 20:
            return write(file, data[:20])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    for answer in (second, third):
        with pytest.raises(
            NoRoom, match=r"No space left on device\); the answer is kept in .*elsewhere"
        ):
            journal.keep([answer])
        with pytest.raises(NoRoom, match="the answer is kept in"):
            journal.check_room()
    journal.close()
    assert path.read_text() == first.line()
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "elsewhere"))
    assert opened(path) == {"1": first, "2": second, "3": third}
    assert path.read_text() == first.line() + second.line() + third.line()
    assert not list((tmp_path / "elsewhere").rglob("answers.jsonl"))


def test_where_nothing_can_be_written_the_loss_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path / "answers.jsonl")
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / "home").write_text("")

    def full(file: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(NoRoom, match="the last answer is lost"):
        journal.keep([Kept("1", "b", "c", "stop", Spent())])
    journal.close()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owners here")
def test_answers_of_others_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from awmc.synth.spare import put_aside

    path = tmp_path / "answers.jsonl"
    place = put_aside(path, Kept("1", "b", "c", "stop", Spent()).line().encode())
    assert place is not None
    place.parent.chmod(0o777)
    assert opened(path) == {}


def test_a_digest_is_of_the_value_whatever_its_order() -> None:
    assert digest_of({"a": 1, "b": [1.5, None]}) == digest_of(
        json.loads('{"b": [1.5, null], "a": 1}')
    )
    assert digest_of({"a": 1}) != digest_of({"a": "1"})


@pytest.mark.parametrize("wrong", ['"100"', "null", "-5", "[]", "1e400", "NaN", "true"])
@pytest.mark.parametrize("name", ["input_tokens", "dollars", "seconds"])
def test_an_answer_whose_cost_was_edited_is_still_an_answer(
    tmp_path: Path, name: str, wrong: str
) -> None:
    path = tmp_path / "answers.jsonl"
    written(path, [Kept("one", "draft", "text", "stop", Spent(Usage(1, 100, 10), 100.0, 100.0))])
    path.write_text(re.sub(rf'"{name}": [\d.]+', f'"{name}": {wrong}', path.read_text()))
    assert opened(path)["one"].text == "text"
    journal = Journal(path)
    assert journal.spoiled == 0 and 0 <= journal.spent.tokens < 2 * 10**9
    assert 0 <= (journal.spent.dollars or 0) < 1e30 and 0 <= journal.spent.seconds < 1e30
    journal.close()


CHANGES = {
    "replaced": lambda path: path.with_name("new").replace(path),
    "cut short": lambda path: os.truncate(path, 5),
    "taken away": lambda path: path.unlink(),
    "added to": lambda path: path.write_bytes(path.read_bytes() + b"mine\n"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_an_answer_that_comes_after_an_editor_was_at_the_file_is_not_lost(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "answers.jsonl"
    first, late = (Kept(name, "draft", name, "stop", Spent()) for name in ("one", "two"))
    path.with_name("new").write_text(first.line())
    journal = Journal(path)
    journal.keep([first])
    CHANGES[kind](path)
    with pytest.raises(NoRoom, match="changed by another program"):
        journal.check_room()
    with pytest.raises(NoRoom, match="is kept in"):
        journal.keep([late])
    journal.close()
    assert opened(path)["two"] == late


def test_an_answer_that_was_overwritten_meanwhile_is_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    journal = Journal(path)
    journal.keep([Kept("one", "draft", "text", "stop", Spent())])
    path.write_text("x" * 500)
    with pytest.raises(NoRoom, match="run the same command again"):
        journal.get("one")
    journal.close()
