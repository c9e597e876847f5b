"""Generated folders on disk: written whole or not at all, and untouched where nothing changed.

In: the files of each environment, by name. Out: what was done. Guaranteed:

- A folder is written beside its place and then renamed, so that an interrupt leaves the old one or the new one whole.
- Nothing is written where every file already has its bytes, so modification times tell what changed.
- A file that awmc did not write (see `owned`) stays, and so does `proof.json`. Where one has the name of a file of awmc's, and other bytes, the folder
  is not written at all.

Whether a file has its bytes already is asked of a `Look`: `READING` reads it, and the cache knows it by its times.

`write_among` is for a folder that is somebody's own: it is not renamed, and what awmc did not write is not even overwritten.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

from awmc.emit.owned import (
    MANIFEST,
    WriteError,
    ours,
    present,
    read,
    refuse_strangers,
    stranger,
)
from awmc.unified import unified

PROOF = "proof.json"
"""What testing measured: written by another command, kept by this one."""

Files = Mapping[str, str]
"""The files of one environment, by their name in its folder."""


@dataclass(frozen=True)
class WriteReport:
    """What became of the files of one folder, by name; `kept` are those that awmc did not write."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]


class Look(Protocol):
    """How to see what is on disk."""

    def holds(self, folder: Path, name: str, files: Files) -> bool:
        """Whether the file `name` in a folder is that of `files`. Raises OSError."""

    def wrote(self, folder: Path, name: str, files: Files, found: os.stat_result) -> None:
        """Hear that the file `name` of `files` was written; `found` is what the open file said after the last byte."""


class Reading:
    """Reads every file."""

    def holds(self, folder: Path, name: str, files: Files) -> bool:
        """Whether the file `name` in a folder is that of `files`. Raises OSError."""
        return read(folder / name) == files[name]

    def wrote(self, folder: Path, name: str, files: Files, found: os.stat_result) -> None:
        """Nothing is kept."""


READING = Reading()


def write(
    environments: Mapping[str, Files], out: Path, look: Look = READING
) -> dict[str, WriteReport]:
    """Write each environment's files to `out/<name>/`. Raises WriteError."""
    reports = {}
    for name, files in environments.items():
        try:
            reports[name] = write_folder(files, out / name, look)
        except OSError as error:
            raise _unwritable(out / name, error) from error
    return reports


def _unwritable(folder: Path, error: OSError) -> WriteError:
    reason = error.strerror or type(error).__name__
    return WriteError(
        f"cannot write {folder}: {reason}; check that you may write there, or choose another folder with -o"
    )


def write_folder(files: Files, folder: Path, look: Look = READING) -> WriteReport:
    """Make `folder` hold `files`. Raises OSError, and then leaves it as it was."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotADirectoryError(0, "it is a link or a file, not a folder")
    report = _report(files, folder, look)
    if report.written or report.removed:
        _refuse_strangers(report, folder)
        _replace(files, folder, report, look)
    return report


def _refuse_strangers(report: WriteReport, folder: Path) -> None:
    """Raises WriteError where writing would lose a file of somebody else's."""
    if MANIFEST in report.written:  # else it names all files already
        refuse_strangers(report.written, folder)


def _report(
    files: Files, folder: Path, look: Look = READING, record: str = MANIFEST
) -> WriteReport:
    """What writing `files` means for a folder, whose record names those that are awmc's."""
    unchanged = tuple(name for name in files if look.holds(folder, name, files))
    there = set(present(folder))
    # a record that is unchanged names the files that are to be there
    known = set(files) if record in unchanged else ours(folder, record)
    return WriteReport(
        written=tuple(name for name in files if name not in unchanged),
        unchanged=unchanged,
        removed=tuple(sorted((there & known) - set(files))),
        kept=tuple(sorted(there - known - set(files) - {PROOF})),
    )


def write_among(files: Files, folder: Path, record: str) -> WriteReport:
    """Make `folder`, which may hold more, hold `files`; those of the last time that are not among them go.

    `record` is the last of `files`; like a manifest, it names the others. Each file is replaced in one step. Raises WriteError, where a file that
    awmc did not write is in the way before anything is written.
    """
    try:
        _look_for_strangers(files, folder, ours(folder, record))
        report = _report(files, folder, record=record)
        if folder.exists():
            _update(files, folder, report)
        else:
            _replace(files, folder, report)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return report


def _look_for_strangers(files: Files, folder: Path, known: set[str]) -> None:
    """Raises WriteError for what is in the way and is not ours."""
    if folder.exists() and not folder.is_dir():
        raise WriteError(f"{folder} is a file; choose a folder with -o")
    for name in files:
        path = folder / name
        if not path.parent.resolve().is_relative_to(folder.resolve()):
            raise WriteError(f"{path.parent} leads out of {folder}; choose another folder with -o")
        if os.path.lexists(path) and name not in known and read(path) != files[name]:
            raise stranger(path)


def _update(files: Files, folder: Path, report: WriteReport) -> None:
    """Replace what has changed, one file after the other."""
    for name in report.written:
        new = folder / f"{name}.{os.getpid()}.tmp"
        try:
            _write(new, files[name])
            os.replace(new, folder / name)
        finally:
            new.unlink(missing_ok=True)
    for name in report.removed:
        (folder / name).unlink()
        for place in list((folder / name).parents)[: len(Path(name).parts) - 1]:
            if any(place.iterdir()):
                break
            place.rmdir()


def check(environments: Mapping[str, Files], out: Path, look: Look = READING) -> str:
    """What `write` would change, as a unified diff; "" where nothing. Raises WriteError where that would refuse to."""
    return "".join(
        part
        for name, files in environments.items()
        for part in _folder_diff(files, out / name, look)
    )


def _folder_diff(files: Files, folder: Path, look: Look) -> Iterator[str]:
    report = _report(files, folder, look)
    _refuse_strangers(report, folder)
    for name in files:
        if name in report.written:
            yield _diff(read(folder / name), files[name], f"{folder.as_posix()}/{name}")
    for name in report.removed:
        yield _diff(read(folder / name), None, f"{folder.as_posix()}/{name}")


def _diff(old: str | None, new: str | None, path: str) -> str:
    old_name = "/dev/null" if old is None else f"a/{path}"
    new_name = "/dev/null" if new is None else f"b/{path}"
    return unified(old or "", new or "", old_name, new_name)


def _replace(files: Files, folder: Path, report: WriteReport, look: Look = READING) -> None:
    """Build the new folder beside the old one, then swap them by renaming."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        new.chmod(0o777 & ~_umask())
        found = {name: _write(new / name, files[name]) for name in report.written}
        for name in (*report.unchanged, *report.kept, PROOF):
            _copy(folder / name, new / name)
        _swap(new, folder)
        for name, stat in found.items():
            look.wrote(folder, name, files, stat)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _swap(new: Path, folder: Path) -> None:
    """Put `new` where `folder` is; if that fails in between, put the old one back."""
    if not folder.exists():
        os.rename(new, folder)
        return
    old = Path(mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    try:
        os.rename(folder, old)
        try:
            os.rename(new, folder)
        except BaseException:
            if not folder.exists():
                os.rename(old, folder)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _write(path: Path, text: str) -> os.stat_result:
    """What the open file says of itself after the last byte."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(text.encode())
        file.flush()
        return os.fstat(file.fileno())


def _copy(path: Path, target: Path) -> None:
    if path.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
