"""Lines at the end of a file.

In: a file and bytes. Out: the file with them at its end, on the disk. Guaranteed: all of them or, where the disk does not take them, none.
"""

from __future__ import annotations

import os
from pathlib import Path


def append(path: Path, data: bytes) -> None:
    """Put bytes at the end of a file, which is made where it is missing. Raises OSError that names it; then it is as it was."""
    with path.open("ab", buffering=0) as file:
        start = file.seek(0, os.SEEK_END)
        try:
            while data:
                data = data[file.write(data) :]
            os.fsync(file.fileno())
        except OSError as error:
            os.truncate(path, start)
            raise OSError(error.errno, error.strerror, str(path)) from error
