"""The two arguments of `awmc diff`: files, folders, or git revisions of either.

In: the words OLD and NEW. Out: the specs of each side, compiled, with display paths that say where they come from (`HEAD~1:specs/bank.awm`).
A word that exists as a file or folder is one, whatever colons it holds. Parts that other specs use are no specs of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from awmc.batch import find_specs
from awmc.checked import Checked
from awmc.diff.git import checkout
from awmc.driver import Options, check_file


class SideError(Exception):
    """A side that cannot be compared; the message says what to do."""


@dataclass(frozen=True)
class Specs:
    """What one argument names. `alone` is whether it is one file, which is compared whatever its environment is called."""

    shown: str
    found: tuple[Checked, ...]
    alone: bool

    @property
    def errors(self) -> bool:
        """Whether a spec has errors."""
        return any(checked.environment is None for checked in self.found)


def read_side(word: str, home: Path, *, emit: bool) -> Specs:
    """The specs of one argument; `home` is an empty folder for those of a revision. Raises SideError and GitError."""
    place, revision, colon, path = Path(word), *word.partition(":")
    if place.exists():
        return _specs(word, place, place.as_posix(), emit)
    if not colon:
        raise SideError(f"there is no file or folder {word}; a git revision is given as REV:PATH")
    return _specs(word, checkout(revision, path, home), f"{revision}:{_display(path)}", emit)


def _display(path: str) -> str:
    """The path as shown behind a revision: with a folder, so that what the spec brings in is shown behind the revision too."""
    plain = PurePosixPath(path).as_posix()
    return plain if "/" in plain else f"./{plain}"


def _specs(word: str, place: Path, shown: str, emit: bool) -> Specs:
    options = Options(lint=False, emit=emit)
    if not place.is_dir():
        return Specs(word, (check_file(place, options, shown),), alone=True)
    files = find_specs([place])
    if not files:
        raise SideError(f"no .awm file in {word}")
    found = {
        file: check_file(file, options, f"{shown}/{file.relative_to(place).as_posix()}")
        for file in files
    }
    used = {path for checked in found.values() for path in checked.used}
    specs = tuple(c for f, c in found.items() if not (c.is_part and f.resolve() in used))
    return Specs(word, specs, alone=False)
