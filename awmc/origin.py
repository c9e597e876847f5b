"""What an environment was made from: the files of its spec, and the Python of its outside functions.

In: the environment, and the folder of its spec. Out: an `Origin`. Guaranteed: nothing outside the folder is
read, and no outside function runs; a missing one is reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath

from awmc.diagnostics.sink import Sink
from awmc.folder import resolve_inside
from awmc.ir.model import DataFile, Environment, Extern
from awmc.source import Sources, read_source


@dataclass(frozen=True)
class Origin:
    """Digests (SHA-256) of all files by their path beside the spec, and the text of each outside module."""

    digests: Mapping[str, str]
    externs: Mapping[str, str] = field(default_factory=dict)


def find_origin(
    environment: Environment, folder: Path, main: str, sources: Sources, sink: Sink
) -> Origin:
    """The origin of an environment whose main file diagnostics show as `main`."""
    shown = PurePosixPath(main).parent
    digests = {
        PurePosixPath(file.path).relative_to(shown).as_posix(): _digest(file.text.encode())
        for file in sources
        if file.path.endswith(".awm")
    }
    for data in environment.data:
        path = resolve_inside(folder, data.path) if isinstance(data, DataFile) else None
        if isinstance(data, DataFile) and path is not None and path.is_file():
            digests[data.path] = _digest(path.read_bytes())
    externs: dict[str, str] = {}
    for extern in environment.externs:
        if extern.module not in externs:
            text = _extern(extern, folder, shown, sink)
            externs[extern.module] = text
            digests[f"{extern.module}.py"] = _digest(text.encode())
    return Origin(digests, externs)


def _extern(extern: Extern, folder: Path, shown: PurePosixPath, sink: Sink) -> str:
    """The text of an outside function's module; "" where a mistake was reported."""
    name = f"{extern.module}.py"
    path = resolve_inside(folder, name)
    if path is None:
        sink.report("path-outside", extern.span, path=name)
        return ""
    if not path.is_file():
        text, reason = (
            f"{extern.module}:{extern.function}",
            f"there is no file `{name}` beside the spec",
        )
        sink.report("bad-extern", extern.span, text=text, reason=reason)
        return ""
    file = read_source(path, (shown / name).as_posix(), sink)
    return file.text if file is not None else ""


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
