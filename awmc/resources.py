"""The files that ship beside the code: the grammar and the templates.

In: the name of such a file. Out: its text. In a checkout they are the folders `grammar/` and `templates/` at the
top of the repository; in an installed wheel they lie inside the package, as `_grammar/` and `_templates/`.
Guaranteed: works from any current directory; a missing file is a broken installation and raises FileNotFoundError.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def grammar_text(name: str) -> str:
    """The text of `grammar/<name>`."""
    return _read("grammar", name)


def template_text(name: str) -> str:
    """The text of `templates/<name>`."""
    return _read("templates", name)


def folder(kind: str) -> Path:
    """Where the files of `kind` (`grammar` or `templates`) are."""
    installed = _PACKAGE / f"_{kind}"
    return installed if installed.is_dir() else _PACKAGE.parent / kind


@cache
def _read(kind: str, name: str) -> str:
    return (folder(kind) / name).read_text(encoding="utf-8")
