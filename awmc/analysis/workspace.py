"""The specs that an editor has open: which files belong together, and what was found in each spec last.

In: texts as they are opened, changed and closed, by path. Out: for each change the main files of the specs to look at again. Looking
is for the caller to do, on a thread of its own if it likes: a `Job` holds all that it needs, and is not changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from awmc.analysis.document import Analysis, analyse
from awmc.modules import Parse
from awmc.source import SourceFile, normalise
from awmc.syntax.parse import parse

MOST_FILES = 300
"""The most files of a folder that are asked whether they use another."""

_ENVIRONMENT = re.compile(r"^\s*environment\b", re.MULTILINE)
_USE = re.compile(r'^\s*use\s+"([^"\n]+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Job:
    """A spec to be looked at: its main file, and the texts of the files that are open."""

    main: SourceFile
    folder: Path
    texts: Mapping[str, SourceFile]
    parse: Parse

    def run(self) -> Analysis:
        """Look at it."""
        return analyse(self.main, self.folder, self.texts, self.parse)


class Workspace:
    """The open files, and the last analysis of each spec by the path of its main file."""

    def __init__(self, parse: Parse = parse) -> None:
        self.files: dict[str, SourceFile] = {}
        self.analyses: dict[str, Analysis] = {}
        self._parse = parse
        self._mains: dict[str, str] = {}

    def put(self, path: str, text: str) -> SourceFile:
        """Take the text of a file that is open."""
        file = self.files[path] = SourceFile(path, normalise(text))
        return file

    def close(self, path: str) -> None:
        """A file is open no longer: what is on disk counts."""
        self.files.pop(path, None)
        self.analyses.pop(path, None)
        self.forget()

    def forget(self) -> None:
        """Files on disk may use others than before."""
        self._mains.clear()

    def main_of(self, path: str) -> str:
        """The main file of the spec that a file belongs to: itself, or one that uses it."""
        file = self.files.get(path)
        if file is not None and _ENVIRONMENT.search(file.text):
            self._mains.pop(path, None)
            return path
        if path not in self._mains:
            self._mains[path] = next(self._users_of(path, {path}), path)
        return self._mains[path]

    def touched(self, path: str) -> list[str]:
        """The specs to look at again when a file has changed, its own first."""
        main = self.main_of(path)
        others = [known for known, found in self.analyses.items() if path in found.paths]
        return list(dict.fromkeys([main, *others]))

    def job(self, main: str) -> Job | None:
        """What is needed to look at a spec; None where its main file cannot be read."""
        file = self.files.get(main) or _read(Path(main))
        if file is None:
            return None
        return Job(file, Path(main).parent, dict(self.files), self._parse)

    def analysis(self, path: str) -> Analysis | None:
        """The last analysis of the spec that a file belongs to."""
        return self.analyses.get(self.main_of(path))

    def looks(self, path: str) -> Iterator[Analysis]:
        """An analysis of each spec that a file is part of, the last one where there is one."""
        main = self.main_of(path)
        others = () if main == path else self._users_of(path, {path})
        for one in dict.fromkeys([main, *others]):
            job = None if one in self.analyses else self.job(one)
            found = (
                self.analyses.get(one) if job is None else analyse(job.main, job.folder, job.texts)
            )
            if found is not None and path in found.paths:
                yield found

    def _users_of(self, path: str, seen: set[str]) -> Iterator[str]:
        """The main files of the specs that use a file, by whatever way."""
        for other, text in self._neighbours(Path(path)):
            if other not in seen and path in _used(other, text):
                seen.add(other)
                if _ENVIRONMENT.search(text):
                    yield other
                else:
                    yield from self._users_of(other, seen)

    def _neighbours(self, path: Path) -> Iterator[tuple[str, str]]:
        """The files that may use a file: those that are open, then those of its folder and the one above."""
        for known, file in self.files.items():
            yield known, file.text
        for folder in (path.parent, path.parent.parent):
            found = sorted(folder.glob("*.awm"))[:MOST_FILES] if folder.is_dir() else []
            for other in found:
                text = None if other.as_posix() in self.files else _read(other)
                if text is not None:
                    yield text.path, text.text


def _read(path: Path) -> SourceFile | None:
    if not path.is_file():
        return None  # reading a pipe would wait for a writer
    try:
        return SourceFile(path.as_posix(), normalise(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _used(path: str, text: str) -> set[str]:
    """The files that a text brings in."""
    folder = PurePosixPath(path).parent
    return {(folder / name).as_posix() for name in _USE.findall(text)}
