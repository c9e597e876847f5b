"""Which files in a folder are awmc's, so that nothing of somebody else's is lost.

In: a folder, and the name of the record in it that names awmc's files: a manifest, or that of an export. Out: the names of the files. Guaranteed: a
file that nothing shows to be awmc's is taken for somebody's own, whatever its name.

Where the record is damaged, as by a merge, what still stands in it counts. Where it is gone, a file of a generated folder is known by the first line that awmc
gives to what has comments.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

MANIFEST = "manifest.json"
_CACHES = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache"})
_DIGEST = re.compile(r'^ *"([^"\\\n]+)": "[0-9a-f]{64}",?$', re.MULTILINE)
_MARK = re.compile(rb"(#|--|<!--) (Code generated|Generated) by awmc\b")


class WriteError(Exception):
    """The output folder cannot be written; the message says why, and what to do."""


def present(folder: Path | str, before: str = "") -> Iterator[str]:
    """The files of a folder by name, as far as people and awmc put them there."""
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:
        return  # missing, or not to be looked into
    for entry in found:
        if not entry.is_dir(follow_symlinks=False):
            yield f"{before}{entry.name}"
        elif entry.name not in _CACHES:
            yield from present(entry.path, f"{before}{entry.name}/")


def ours(folder: Path, record: str = MANIFEST) -> set[str]:
    """The files that the record in the folder names, and itself."""
    text = read(folder / record) or "{}"
    try:
        files = json.loads(text)["files"]
    except (ValueError, KeyError, TypeError, RecursionError):
        files = dict.fromkeys(_DIGEST.findall(text.partition('"files": {')[2]))
    # what names none is not ours: then nothing in the folder is known to be
    return {record, *files} if isinstance(files, dict) and files else set()


def refuse_strangers(files: Iterable[str], folder: Path) -> None:
    """Raises WriteError where one of these files of a generated folder would take the place of a file that awmc did not write."""
    known = ours(folder)
    for name in files:
        for above in reversed(Path(name).parents[:-1]):
            place = folder / above
            if os.path.lexists(place) and (place.is_symlink() or not place.is_dir()):
                raise stranger(place)
        if os.path.lexists(folder / name) and name not in known and not _is_marked(folder / name):
            raise stranger(folder / name)


def stranger(path: Path) -> WriteError:
    """The error of a file in the way."""
    return WriteError(
        f"{path} was not written by awmc; move it away, or choose another folder with -o"
    )


def _is_marked(path: Path) -> bool:
    """Whether its first line says that awmc wrote it."""
    try:
        with path.open("rb") as file:
            return _MARK.match(file.read(100)) is not None
    except OSError:
        return False  # a folder, a link to nowhere, or not to be read


def read(path: Path) -> str | None:
    """The text of a file; None where there is none. Raises OSError."""
    try:
        return path.read_bytes().decode(errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
