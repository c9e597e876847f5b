"""Files that a spec names: only those in the spec's own folder or below it.

In: the folder and the path as the spec writes it, which is untrusted. Out: the file's real path, or None where it
would lead out of the folder: by `..`, as an absolute path, or through a link. Nothing is read.
"""

from pathlib import Path, PurePosixPath


def resolve_inside(folder: Path, name: str) -> Path | None:
    """The path that `name` means in `folder`; None where that is outside, or no path at all."""
    if not name or "\\" in name or "\0" in name or ":" in name:
        return None
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return None
    try:
        home = folder.resolve()
        found = (home / path).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return None
    return found if found.is_relative_to(home) and found != home else None
