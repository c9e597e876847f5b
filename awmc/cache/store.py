"""Where the cache lies on disk: small files that anybody may lose.

In: a folder, names, bytes. Out: the same bytes, or None. Guaranteed:

- Nothing raises, whatever the disk or a stranger does; `problem` says why nothing is kept.
- A file is there whole or not at all (written beside its place, then renamed), and one that was damaged is not given.
- A folder of another user, or one that others may write to, is not used: what it holds would become code that runs here.
- Together the files stay below a limit; those that were not used for the longest time go first.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

LIMIT = 1 << 30
"""How many bytes are kept at most: about 8,000 results of real size."""
_FRESH = 24 * 60 * 60
"""A file that is read is marked as used when its last mark is older than this, in seconds."""
_HEAD = 65
"""The digest before the data, and a newline."""


def default_root() -> Path | None:
    """`$AWMC_CACHE_DIR`, else `awmc` among the caches of the user; None where the user has no folder."""
    if chosen := os.environ.get("AWMC_CACHE_DIR"):
        return Path(chosen).absolute()
    base = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):  # the standard says to ignore others
        return Path(base, "awmc")
    try:
        return Path.home() / ".cache" / "awmc"
    except RuntimeError:
        return None


class Store:
    """Files by name in the folder `root`, which is made where it is missing."""

    def __init__(self, root: Path, limit: int = LIMIT) -> None:
        self.root = root
        self.problem: str | None = None
        self._limit = limit
        try:
            os.makedirs(root, mode=0o700, exist_ok=True)
            self._refuse_open_folder()
        except OSError as error:
            self._fail(error)

    def read(self, name: str, limit: int) -> bytes | None:
        """The data written as `name`, unless they are damaged or more than `limit` bytes."""
        if self.problem is not None:
            return None
        path = f"{self.root}/{name}"
        try:
            with open(path, "rb") as file:
                found = file.read(limit + _HEAD + 1)
                used = os.fstat(file.fileno()).st_mtime
        except OSError:
            return None
        data = found[_HEAD:]
        if len(data) > limit or found[:_HEAD] != _head(data):
            return None
        if time.time() - used > _FRESH:
            with suppress(OSError):
                os.utime(path)
        return data

    def write(self, name: str, data: bytes) -> None:
        """Keep data as `name`, in place of what was there."""
        if self.problem is not None:
            return
        path = self.root / name
        new = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with new.open("wb") as file:
                    file.write(_head(data) + data)
                os.replace(new, path)
            except BaseException:
                new.unlink(missing_ok=True)
                raise
        except OSError as error:
            self._fail(error)

    def sweep(self) -> None:
        """Remove what was not used for long, if there is too much."""
        found = sorted(self._files())
        total = sum(size for _, size, _ in found)
        if total <= self._limit:
            return
        for _, size, path in found:
            if total <= self._limit * 0.8:
                break
            with suppress(OSError):
                os.unlink(path)
            total -= size

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """Every file: when it was used last, its size, its path."""
        for folder, _, names in os.walk(self.root):
            for name in names:
                with suppress(OSError):
                    found = os.lstat(f"{folder}/{name}")
                    yield found.st_mtime, found.st_size, f"{folder}/{name}"

    def _refuse_open_folder(self) -> None:
        found = os.stat(self.root)
        if not hasattr(os, "geteuid"):
            return
        if found.st_uid != os.geteuid():
            self.problem = "it belongs to another user"
        elif found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            self.problem = "others may write to it"

    def _fail(self, error: OSError) -> None:
        self.problem = error.strerror or type(error).__name__


def _head(data: bytes) -> bytes:
    return sha256(data).hexdigest().encode() + b"\n"
