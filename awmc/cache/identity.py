"""What the compiler itself is: one text for all that its output may depend on, but for specs and settings.

In: the installed package, or a checkout of it. Out: a digest. Guaranteed: every change of awmc's code, templates, grammar or words changes
it, in an editable install too, and so does another version of Python, of SQLite or of a library that awmc needs.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from awmc import __version__
from awmc.cache.digests import Digests, place
from awmc.cache.store import Store
from awmc.resources import folder

_PACKAGE = Path(__file__).resolve().parents[1]
_LIBRARIES = re.compile(
    r"(click|jinja2|lark|markupsafe|pydantic|pydantic_core|ruff|sqlglot)-[^-]+\.dist-info", re.I
)


def compiler_identity(store: Store) -> str:
    """The identity of the compiler as it is on disk now."""
    digests = Digests(store, place(_PACKAGE))
    whole = sha256(f"{__version__}\n{sys.version}\n{sqlite3.sqlite_version}\n".encode())
    for number, top in enumerate((_PACKAGE, folder("grammar"), folder("templates"))):
        for below, name in _files(str(top)):
            digest = digests.of(f"{top}{below}", name)
            whole.update(f"{number}{below}/{name} {digest}\n".encode(errors="surrogateescape"))
    for name in _libraries():
        whole.update(f"{name}\n".encode(errors="surrogateescape"))
    digests.save()
    return whole.hexdigest()


def _files(top: str, below: str = "") -> Iterator[tuple[str, str]]:
    """Every file below a folder: its folder as seen from there, and its name. Compiled Python follows from the rest."""
    folders = []
    with os.scandir(top + below) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                folders.append(entry.name)
            elif not entry.name.endswith(".pyc"):
                yield below, entry.name
    for name in folders:
        if name != "__pycache__":
            yield from _files(top, f"{below}/{name}")


def _libraries() -> Iterator[str]:
    """Names and versions of the libraries that are found first on the path, as they are installed."""
    for path in sys.path:
        try:
            yield from sorted(filter(_LIBRARIES.fullmatch, os.listdir(path or ".")))
        except OSError:
            continue  # an entry of the path may be an archive, or missing
