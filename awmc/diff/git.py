"""Files of a git revision, written to a folder so that they can be compiled there.

In: `REV:path`, as git writes it (from the top of the repository, or from the current folder with `./`). Out: a folder that holds what a spec
may bring in. Guaranteed: git is run without a shell, and sees no revision that begins with `-`; nothing is written outside the folder,
whatever paths a tree holds; links of the tree are left out, and no working file is touched.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ENDINGS = frozenset((".awm", ".py", ".csv", ".json", ".jsonl"))
"""The files that a spec may bring in."""
FILE_MODES = frozenset(("100644", "100755"))


class GitError(Exception):
    """The revision cannot be read; the message says why. `usage` is whether another argument would mend it."""

    def __init__(self, message: str, *, usage: bool = True) -> None:
        super().__init__(message)
        self.usage = usage


@dataclass(frozen=True)
class Blob:
    """A file of a tree: its object, and its path from the top of the repository."""

    object: str
    path: PurePosixPath


def checkout(revision: str, path: str, home: Path) -> Path:
    """Write what is needed of `path`, a spec or a folder, to `home`; where it is there. Raises GitError."""
    top = Path(_text("rev-parse", "--show-toplevel"))
    commit = _commit(revision)
    wanted = _from_top(path)
    kind = _kind(commit, wanted)
    if kind is None:
        raise GitError(
            f"there is no {path} in {revision}; paths are those of the top of the repository"
        )
    folder = wanted if kind == "tree" else wanted.parent
    root = home / (top.name or "repository")
    root.mkdir(parents=True, exist_ok=True)
    _write(_blobs(commit, folder), root)
    (root / folder).mkdir(parents=True, exist_ok=True)
    return root / wanted


def _commit(revision: str) -> str:
    if revision.startswith("-") or not revision:
        raise GitError(f"{revision!r} is no revision: one begins with a letter or a digit")
    try:
        return _text(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except GitError as error:
        if not error.usage:
            raise
        raise GitError(f"git knows no revision {revision}") from error


def _from_top(path: str) -> PurePosixPath:
    """The path from the top of the repository, without leading out of it."""
    prefix = (
        _text("rev-parse", "--show-prefix") if path.startswith(("./", "../")) or path == "." else ""
    )
    parts: list[str] = []
    for part in PurePosixPath(prefix, path).parts:
        if part == "..":
            if not parts:
                raise GitError(f"{path} leads out of the repository")
            parts.pop()
        elif part == "/":
            raise GitError(f"{path} is absolute; write it from the top of the repository")
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _kind(commit: str, path: PurePosixPath) -> str | None:
    """`blob` or `tree`; None where there is no such path."""
    if not path.parts:
        return "tree"
    for entry in _run("ls-tree", "-z", "--full-tree", commit, "--", path.as_posix()).split(b"\0"):
        meta, _, name = entry.partition(b"\t")
        if name.decode("utf-8", "surrogateescape") == path.as_posix():
            return meta.split()[1].decode()
    return None


def _blobs(commit: str, folder: PurePosixPath) -> list[Blob]:
    below = ["--", folder.as_posix()] if folder.parts else []
    listing = _run("ls-tree", "-r", "-z", "--full-tree", commit, *below)
    found = []
    for entry in filter(None, listing.split(b"\0")):
        meta, _, name = entry.partition(b"\t")
        mode, _, digest = meta.decode().split()
        path = PurePosixPath(name.decode("utf-8", "surrogateescape"))
        if mode in FILE_MODES and path.suffix in ENDINGS and _is_plain(path):
            found.append(Blob(digest, path))
    return found


def _is_plain(path: PurePosixPath) -> bool:
    """Whether the path stays below where it is put: git refuses others, but a tree may be made by hand."""
    return not path.is_absolute() and not {"..", ".git"} & set(path.parts)


def _write(blobs: list[Blob], root: Path) -> None:
    wanted = "".join(f"{blob.object}\n" for blob in blobs).encode()
    answer = _run("cat-file", "--batch", given=wanted)
    place = 0
    for blob in blobs:
        end = answer.index(b"\n", place)
        size = int(answer[place:end].split()[-1])
        file = root / blob.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer[end + 1 : end + 1 + size])
        place = end + size + 2


def _text(*arguments: str) -> str:
    return _run(*arguments).decode("utf-8", "surrogateescape").removesuffix("\n")


def _run(*arguments: str, given: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], input=given, capture_output=True, check=False)
    except FileNotFoundError as error:
        message = "git is not installed, so a revision cannot be read; give files or folders"
        raise GitError(message, usage=False) from error
    except ValueError as error:  # a NUL in an argument
        raise GitError("a revision or a path holds a character that git does not take") from error
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(words[0].removeprefix("fatal: ") if words else "git failed")
    return done.stdout
