"""A small environment, and copies of it that are broken in one place of their generated code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from awmc.driver import compile_file
from awmc.runtime import Environment

KIOSK = Path(__file__).parent / "kiosk.awm"


@cache
def kiosk_files() -> dict[str, str]:
    compiled = compile_file(KIOSK)
    assert compiled.package is not None
    return {name: text for name, text in compiled.package.files.items() if isinstance(text, str)}


def kiosk(*changes: tuple[str, str, str]) -> Environment:
    """The environment with other text: (file, what stands there, what takes its place), everywhere in that file."""
    files = dict(kiosk_files())
    for name, old, new in changes:
        assert old in files[name], f"{name} has changed: {old}"
        files[name] = files[name].replace(old, new)
    return Environment.from_files(files)
