"""Rules on bodies of many conditions: what was required last is remembered, and not without end."""

from __future__ import annotations

from pathlib import Path

from awmc.driver import Options, run
from awmc.lint.facts.paths import MOST_KNOWN, conditions
from awmc.lint.subject import Subject
from awmc.source import SourceFile, Sources


def test_the_latest_of_many_requirements_are_known() -> None:
    requires = [f'require n != {i} else "not {i}"' for i in range(3 * MOST_KNOWN)]
    text = (
        'environment shop "A shop" { clock 2026-03-02T09:00:00 }\n'
        + 'tool f(n: int "A number") "Give it back" {\n'
        + "\n".join([*requires, requires[-1], "return n"])
        + "\n}\n"
    )
    checked = run(SourceFile("shop.awm", text), Path(), Options(select=("implied-require",)))
    assert [found.name for found in checked.diagnostics] == ["implied-require"]
    assert checked.environment is not None
    known = [one.known for one in conditions(Subject(Sources(), (), checked.environment))]
    assert max(map(len, known)) == MOST_KNOWN
