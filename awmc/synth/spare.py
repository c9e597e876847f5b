"""Where answers wait that the output folder has no room for: a folder of the user's own elsewhere, named after the journal.

In: lines, and the journal that they belong to. Out: a file that the next run on the same folder finds. Guaranteed: nobody but the user can have put it there.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from awmc.synth.appending import append


def put_aside(journal: Path, lines: bytes) -> Path | None:
    """Keep lines elsewhere; the file, or None where no other place can be written either."""
    for folder in _folders(journal):
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(folder):
                file = folder / journal.name
                append(file, lines)
                return file
    return None


def set_aside(journal: Path) -> Iterator[Path]:
    """The files that wait for a journal."""
    for folder in _folders(journal):
        file = folder / journal.name
        if _is_ours(folder) and file.is_file():
            yield file


def lines_of(file: Path) -> list[bytes]:
    """The lines of such a file."""
    return file.read_bytes().splitlines(keepends=True)


def _folders(journal: Path) -> tuple[Path, ...]:
    name = f"awmc-gen-{sha256(os.fsencode(journal.resolve())).hexdigest()[:16]}"
    return Path(tempfile.gettempdir(), name), Path.home() / ".cache" / name


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder that nobody but the user may write: temporary folders are open to all."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return stat.S_ISDIR(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
