"""Digests of files, found without reading those that are as they were.

In: files by folder and name. Out: their SHA-256. Guaranteed: a digest is that of the bytes that are there. A file is taken
for unchanged where its size, inode and times of change are, down to the nanosecond; the time that nobody can set (`st_ctime`) is among them. As in
git's index, a file that was changed in the moments before it was read is not known at all, for a later change may carry the same
time; it is read again the next time.
"""

from __future__ import annotations

import json
import os
import stat
import time
from hashlib import file_digest, sha256
from pathlib import Path

from awmc.cache.store import Store

SETTLED = 2_000_000_000
"""From so many nanoseconds on after its last change, a file's times tell the next change: file systems count in steps of up to two seconds."""
MAX_BYTES = 100_000_000

Row = list[int | str]
"""Size, inode, both times, and the digest."""


class Digests:
    """What is known of files, kept in a store under `name` from one run to the next."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._known = _read(store, name)
        self._changed = False

    def of(self, folder: str, name: str) -> str | None:
        """The digest of the file; None where there is no file that can be read."""
        path = f"{folder}/{name}"
        try:
            found = os.stat(path)
            if not stat.S_ISREG(found.st_mode):
                return None
            row = self._known.get(folder, {}).get(name)
            if row is not None and row[:4] == _marks(found):
                return str(row[4])
            return self._hash(folder, name)
        except OSError:
            return None

    def note(self, folder: str, name: str, found: os.stat_result, digest: str) -> None:
        """Know of a file that was just written; `found` is what the open file said after the last byte.

        Where times have no fractions of a second it is not known, for another change may come within the step.
        """
        if found.st_mtime_ns % 1_000_000_000:
            self._known.setdefault(folder, {})[name] = [*_marks(found), digest]
            self._changed = True

    def save(self) -> None:
        """Keep what is known, but for folders that are gone."""
        if not self._changed:
            return
        known = {folder: rows for folder, rows in self._known.items() if os.path.isdir(folder)}
        self._store.write(self._name, json.dumps(known, separators=(",", ":")).encode())
        self._changed = False

    def _hash(self, folder: str, name: str) -> str:
        now = time.time_ns()
        with open(f"{folder}/{name}", "rb") as file:
            found = os.fstat(file.fileno())
            digest = file_digest(file, "sha256").hexdigest()
        rows = self._known.setdefault(folder, {})
        if max(found.st_mtime_ns, found.st_ctime_ns) < now - SETTLED:
            rows[name] = [*_marks(found), digest]
            self._changed = True
        elif rows.pop(name, None) is not None:
            self._changed = True
        return digest


def place(folder: Path) -> str:
    """The name under which to keep what is known of the files of a folder."""
    return f"known/{sha256(os.fsencode(os.path.realpath(folder))).hexdigest()}.json"


def _marks(found: os.stat_result) -> Row:
    return [found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns]


def _read(store: Store, name: str) -> dict[str, dict[str, Row]]:
    """What was kept; nothing where it is not of this form."""
    try:
        known = json.loads(store.read(name, MAX_BYTES) or b"{}")
        right = all(len(row) == 5 for rows in known.values() for row in rows.values())
    except (ValueError, AttributeError, TypeError, RecursionError):
        return {}
    return known if right else {}
