"""Generated folders on disk: written whole or not at all, and untouched where nothing changed.

In: the files of each environment, by name. Out: what was done. Guaranteed:

- A folder is written beside its place and then renamed, so that an interrupt leaves the old one or the new one whole.
- Nothing is written where every file already has its bytes, so modification times tell what changed.
- A file that awmc did not write (the old manifest does not name it) stays, and so does `proof.json`.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from awmc.unified import unified

MANIFEST = "manifest.json"
PROOF = "proof.json"
"""What testing measured: written by another command, kept by this one."""
_CACHES = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache"})

Files = Mapping[str, str]
"""The files of one environment, by their name in its folder."""


class WriteError(Exception):
    """The output folder cannot be written; the message says why, and what to do."""


@dataclass(frozen=True)
class WriteReport:
    """What became of the files of one folder, by name; `kept` are those that awmc did not write."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]


def write(environments: Mapping[str, Files], out: Path) -> dict[str, WriteReport]:
    """Write each environment's files to `out/<name>/`. Raises WriteError."""
    reports = {}
    for name, files in environments.items():
        try:
            reports[name] = write_folder(files, out / name)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise WriteError(
                f"cannot write {out / name}: {reason}; check that you may write there, or choose another "
                "folder with -o"
            ) from error
    return reports


def write_folder(files: Files, folder: Path) -> WriteReport:
    """Make `folder` hold `files`. Raises OSError, and then leaves it as it was."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotADirectoryError(0, "it is a link or a file, not a folder")
    present = set(_present(folder))
    ours = _ours(folder)
    report = WriteReport(
        written=tuple(name for name, text in files.items() if not _holds(folder / name, text)),
        unchanged=tuple(name for name, text in files.items() if _holds(folder / name, text)),
        removed=tuple(sorted((present & ours) - set(files))),
        kept=tuple(sorted(present - ours - set(files) - {PROOF})),
    )
    if report.written or report.removed:
        _replace(files, folder, report)
    return report


def check(environments: Mapping[str, Files], out: Path) -> str:
    """What `write` would change, as a unified diff; "" where nothing."""
    return "".join(
        part
        for name, files in environments.items()
        for part in _folder_diff(files, out / name, (out / name).as_posix())
    )


def _folder_diff(files: Files, folder: Path, shown: str) -> Iterator[str]:
    gone = sorted((set(_present(folder)) & _ours(folder)) - set(files))
    for name in [*files, *gone]:
        old, new = _text(folder / name), files.get(name)
        if old != new:
            yield _diff(old, new, f"{shown}/{name}")


def _diff(old: str | None, new: str | None, path: str) -> str:
    old_name = "/dev/null" if old is None else f"a/{path}"
    new_name = "/dev/null" if new is None else f"b/{path}"
    return unified(old or "", new or "", old_name, new_name)


def _replace(files: Files, folder: Path, report: WriteReport) -> None:
    """Build the new folder beside the old one, then swap them by renaming."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        new.chmod(0o777 & ~_umask())
        for name in report.written:
            _write(new / name, files[name])
        for name in (*report.unchanged, *report.kept, PROOF):
            _copy(folder / name, new / name)
        _swap(new, folder)
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


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _copy(path: Path, target: Path) -> None:
    if path.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def _present(folder: Path) -> Iterator[str]:
    """The files of a folder by name, as far as people and awmc put them there."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - _CACHES)
        for name in names:
            yield (Path(place) / name).relative_to(folder).as_posix()


def _ours(folder: Path) -> set[str]:
    """The files that the manifest in the folder names, and itself."""
    try:
        manifest = json.loads(_text(folder / MANIFEST) or "{}")
        files = manifest["files"]
        return {MANIFEST, *files} if isinstance(files, dict) else set()
    except (ValueError, KeyError, TypeError):
        return set()  # damaged, or not ours: then nothing in the folder is known to be ours


def _holds(path: Path, text: str) -> bool:
    return _text(path) == text


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode(errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
