"""The command as tests call it: in this process, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from awmc.cli import run


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str


Awmc = Callable[..., Ran]


@pytest.fixture
def awmc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Awmc:
    """Run `awmc` with these arguments, in the test's own folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(list(arguments))
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return call


@pytest.fixture
def shop(awmc: Awmc) -> Path:
    """The spec that `awmc new` writes, as specs/shop.awm."""
    assert awmc("new", "specs/shop").code == 0
    return Path("specs/shop.awm")
