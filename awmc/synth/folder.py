"""The output folder of `awmc gen`: one run at a time, and files written in one step.

In: paths and texts. Out: files. Guaranteed: a file holds its old text or its new one, whenever the run is killed; what a person changed since awmc wrote it, and
what awmc did not write, is left as it is; a failure is a `FolderError` that says which file, and why.

    OUT/scenarios.jsonl  tasks.jsonl       what the steps hand on: see lines.py
        specs/NAME.awm                     proven: what is there is finished, and never written again
        quarantine/NAME.awm                never got clean
        drafts/NAME.awm                    the best so far of those under way
        reports/NAME.json  report.html     how it went
        graphs/NAME.json                   which tool needs what another gives
        answers.jsonl                      the journal: see journal.py
        .gen.lock  .gen.pid  .gen.written  whose turn it is, and digests of what awmc wrote
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import filelock

from awmc.synth.appending import append


class FolderError(OSError):
    """The output folder cannot be used; the message says why, and what to do."""


class Folder:
    """An output folder, which is made where it is missing. Raises FolderError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.scenarios = path / "scenarios.jsonl"
        self.tasks = path / "tasks.jsonl"
        self.answers = path / "answers.jsonl"
        self.page = path / "report.html"
        self._written = path / ".gen.written"
        with _told(path):
            path.mkdir(parents=True, exist_ok=True)
            self._digests = set(_lines(self._written))

    def spec(self, name: str) -> Path:
        """Where a proven spec is."""
        return self.path / "specs" / f"{name}.awm"

    def quarantined(self, name: str) -> Path:
        """Where a spec is that never got clean."""
        return self.path / "quarantine" / f"{name}.awm"

    def draft(self, name: str) -> Path:
        """Where the best state of a spec under way is."""
        return self.path / "drafts" / f"{name}.awm"

    def graph(self, name: str) -> Path:
        """Where the tool dependency graph of a spec is."""
        return self.path / "graphs" / f"{name}.json"

    def report(self, name: str) -> Path:
        """Where the story of a spec is."""
        return self.path / "reports" / f"{name}.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """For the time of a run. Raises FolderError where another is at work; one that was killed is not."""
        lock = filelock.FileLock(self.path / ".gen.lock", timeout=0)
        whose = self.path / ".gen.pid"
        try:
            lock.acquire()
        except filelock.Timeout:
            raise FolderError(
                f"another awmc gen is at work in {self.path} (process {_pid(whose)}): wait for it, or give another -o"
            ) from None
        except OSError as error:
            raise _cannot(self.path, error) from error
        try:
            self.write_text(whose, f"{os.getpid()}\n")
            yield
        finally:
            with suppress(OSError):
                whose.unlink(missing_ok=True)
            lock.release()

    def check(self, name: str) -> None:
        """Raises FolderError where there is no place for a spec of this name and what belongs to it: to be asked before anything is paid for."""
        for path in (self.spec(name), self.quarantined(name), self.draft(name), self.report(name)):
            with _told(path):
                if os.path.lexists(path.parent) and not path.parent.is_dir():
                    raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
                with suppress(FileNotFoundError):
                    if stat.S_ISDIR(path.stat().st_mode):  # which follows links, and refuses loops
                        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))

    def write_text(self, path: Path, text: str) -> None:
        """Write a file in one step, whatever it holds: for what is awmc's alone. Raises FolderError."""
        with _told(path):
            _replace(path, text.encode())

    def write_unless_changed(self, path: Path, text: str) -> bool:
        """Write a file in one step, unless it holds something that awmc did not write; whether it holds the text now. Raises FolderError."""
        data = text.encode()
        name = path.relative_to(self.path).as_posix()
        with _told(path):
            old = path.read_bytes() if path.exists() else None
            if old == data:
                return True
            if old is not None and _line(old, name) not in self._digests:
                return False
            append(self._written, f"{_line(data, name)}\n".encode())
            self._digests.add(_line(data, name))
            _replace(path, data)
        return True

    def remove_unless_changed(self, path: Path) -> bool:
        """Take a file away, unless it holds something that awmc did not write; whether it is gone. Raises FolderError."""
        name = path.relative_to(self.path).as_posix()
        with _told(path):
            if not path.exists():
                return True
            if _line(path.read_bytes(), name) not in self._digests:
                return False
            path.unlink()
        return True

    def keep(self, path: Path, text: str) -> bool:
        """Write a file in one step where there is none: for what is finished once it is there. Whether it was written. Raises FolderError."""
        if path.exists():
            return False
        return self.write_unless_changed(path, text)


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(
        f".{path.name}.new"
    )  # what a kill leaves of it is written over by the next run
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []


def _line(data: bytes, name: str) -> str:
    """What is noted of a file that awmc writes."""
    return f"{sha256(data).hexdigest()} {name}"


def _pid(path: Path) -> str:
    try:
        return path.read_text().strip() or "unknown"
    except OSError:
        return "unknown"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except FolderError:
        raise
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> FolderError:
    told = error.strerror or str(error)
    if isinstance(error, FileExistsError | NotADirectoryError):
        told = "something that is no folder is in the way"
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    end = (
        "free some space, and run the same command again; nothing was lost"
        if full
        else "see what is there and who may write it, or give another -o"
    )
    return FolderError(f"{path} cannot be read or written ({told}): {end}")
