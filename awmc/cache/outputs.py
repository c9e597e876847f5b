"""What is on disk of what was made: told by digests, so that nothing unchanged is read.

In: a generated folder, a file's name, the files that belong there. Out: whether it has its bytes. Guaranteed: see `digests`; a file that was edited
by hand is seen.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from awmc.cache.digests import Digests
from awmc.cache.results import StoredFiles
from awmc.emit.write import READING, Files


class Outputs:
    """The folders of environments in the folder `output`; `awmc.emit.write` asks it, and tells it what it wrote."""

    def __init__(self, digests: Digests, output: Path) -> None:
        self._digests = digests
        self._output = os.path.realpath(output)

    def holds(self, folder: Path, name: str, files: Files) -> bool:
        """Whether the file `name` of an environment's folder is that of `files`. Raises OSError, and LostError."""
        found = self._digests.of(f"{self._output}/{folder.name}", name)
        if found is None:
            return READING.holds(folder, name, files)  # which says why it cannot be read
        wanted = files.digests[name] if isinstance(files, StoredFiles) else _digest(files[name])
        return found == wanted

    def wrote(self, folder: Path, name: str, files: Files, found: os.stat_result) -> None:
        """Know of a file that was just written."""
        self._digests.note(f"{self._output}/{folder.name}", name, found, _digest(files[name]))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
