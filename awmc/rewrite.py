"""Putting a changed text back into its file.

In: a file, the text that it had when it was read, and its new one, both with `\\n` at the ends of lines. Out: the file, in one step, with
the line ends, the byte-order mark and the rights that it had. Guaranteed: a file that may not be written, or that has changed since, is
left alone; an interrupt leaves the one text or the other, and nothing beside it; a link still points to the file.
"""

from __future__ import annotations

import os
from errno import EBUSY
from pathlib import Path

from awmc.source import normalise

_MARK = b"\xef\xbb\xbf"


def encoded(text: str, old: bytes) -> bytes:
    """The text as bytes, with the line ends and the byte-order mark of `old`."""
    if b"\r\n" in old:
        text = text.replace("\n", "\r\n")
    return (_MARK if old.startswith(_MARK) else b"") + text.encode()


def rewrite(path: Path, old: str, text: str) -> None:
    """Give the file this text in the place of `old`. Raises OSError where it cannot be written, or is not `old` any more."""
    path = path.resolve()
    mode = path.stat().st_mode
    if not mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(13, "it is read-only", str(path))
    found = path.read_bytes()
    if normalise(found.decode(errors="replace")) != old:
        raise OSError(EBUSY, "it has changed meanwhile; run the command again", str(path))
    data = encoded(text, found)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.chmod(mode)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
