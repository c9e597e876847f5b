"""Putting a changed text back into its file.

In: a file, and its new text with `\\n` at the ends of lines. Out: the file, in one step, with the line ends, the byte-order mark and the
rights that it had. Guaranteed: a file that may not be written is left alone; a link still points to the file.
"""

from __future__ import annotations

import os
from pathlib import Path

_MARK = b"\xef\xbb\xbf"


def encoded(text: str, old: bytes) -> bytes:
    """The text as bytes, with the line ends and the byte-order mark of `old`."""
    if b"\r\n" in old:
        text = text.replace("\n", "\r\n")
    return (_MARK if old.startswith(_MARK) else b"") + text.encode()


def rewrite(path: Path, text: str) -> None:
    """Give the file this text. Raises OSError where it cannot be written."""
    path = path.resolve()
    mode = path.stat().st_mode
    if not mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(13, "it is read-only", str(path))
    data = encoded(text, path.read_bytes())
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.chmod(mode)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
