"""The guides for authors: made of the sources that are there, and true of the compiler."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from awmc.cli import run
from awmc.diagnostics.model import Diagnostic, Severity
from awmc.guide.absent import ABSENT, Absent
from awmc.guide.mistakes import MISTAKES
from awmc.guide.pages import files
from awmc.guide.trial import Piece, found
from awmc.resources import folder, template_text
from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.semantics.reference import SPECIAL

CHARACTERS_A_TOKEN = 3.2
"""A little less than BPE tokenizers (o200k, cl100k) read of the prompt at a time: 3.25."""
EXAMPLE = folder("templates") / "prompt" / "example.awm"


def test_the_guides_are_current() -> None:
    for path, text in files().items():
        assert path.read_text(encoding="utf-8") == text, "run: python -m awmc.guide"


def test_the_prompt_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prompt"]) == 0
    text = capsys.readouterr().out
    assert text == template_text("prompt/reference.md")
    assert len(text) / CHARACTERS_A_TOKEN < 6_000
    assert EXAMPLE.read_text(encoding="utf-8") in text


def test_the_prompt_has_one_signature_a_function() -> None:
    _, _, rest = template_text("prompt/reference.md").partition("```text\n")
    signatures = re.split(r": (?=\w+\()|; |\n", rest.partition("```")[0])
    for name in {*BUILTINS, *SPECIAL} - set(GATHERS):
        found = [text for text in signatures if text.startswith(f"{name}(") and " -> " in text]
        assert len(found) == 1, name


def test_the_example_is_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is formatted, compiles without a finding, its tasks can be solved, and no mutant survives."""
    spec = tmp_path / "example.awm"
    spec.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert run(["lint", "--build", str(spec)]) == 0
    assert "nothing found" in capsys.readouterr().out
    assert run(["fmt", "--check", str(spec)]) == 0
    assert run(["test", str(spec), "--no-keep", "--examples", "20"]) == 0
    assert "(100.0%)" in capsys.readouterr().out


@pytest.mark.parametrize("piece", MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_answered_and_their_mending_is_right(piece: Piece) -> None:
    first = found(piece.spec(piece.wrong))[0]
    assert first.severity is Severity.error
    assert first.help, "it says what to write"
    assert found(piece.spec(piece.right)) == ()


def test_there_are_ten_mistakes() -> None:
    assert len(MISTAKES) == 10


@pytest.mark.parametrize("item", ABSENT, ids=lambda item: item.what)
def test_what_is_absent_is_answered_with_what_to_write(item: Absent) -> None:
    said = [words(diagnostic) for diagnostic in found(item.piece.spec(item.piece.wrong))]
    code = item.write.split("`")[1]
    assert any(code in text for text in said), said


def words(diagnostic: Diagnostic) -> str:
    """All that a diagnostic says."""
    fix = diagnostic.fix.title if diagnostic.fix else ""
    return "\n".join([diagnostic.message, diagnostic.help or "", *diagnostic.candidates, fix])
