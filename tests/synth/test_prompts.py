"""Prompts of a user's own: whatever they do, it is told with the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from awmc.synth.prompts import PromptError, Prompts

HOSTILE = {
    "a division": "{{ 1 // 0 }}",
    "a template within itself": '{% include "tasks.md.jinja" %}',
    "a macro without end": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a method that is none": "{{ count.nothing() }}",
    "too great a number": "{{ 2.0 ** 99999 }}",
    "a missing part": '{% include "nothing.md.jinja" %}',
    "no end": "{% for x in have %}",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_template_that_cannot_be_filled_is_told(tmp_path: Path, kind: str) -> None:
    (tmp_path / "tasks.md.jinja").write_text(f"<!-- user -->\n{HOSTILE[kind]}\n")
    with pytest.raises(PromptError, match=r"tasks\.md\.jinja"):
        Prompts(tmp_path).messages("tasks", count=1, have=())


def test_a_template_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "tasks.md.jinja").write_bytes(b"<!-- user -->\n\xff")
    with pytest.raises(PromptError, match=r"tasks\.md\.jinja"):
        Prompts(tmp_path).messages("tasks", count=1)
