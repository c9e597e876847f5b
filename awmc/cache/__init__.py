"""Results of `awmc compile` from one run to the next: what has not changed is not compiled again.

In: the path of a spec. Out: the `Checked` that compiling it would give, or None. Guaranteed: the same diagnostics and the same files, byte for byte.

- A result is found by all that it depends on: the compiler itself (`identity`), the settings that hold, the spec's text and how it is shown; and
  it counts where every file that it was made from still has the bytes that it had.
- Only a result without errors is kept, for an error may depend on what is not there; and only one whose files are as they were read when the
  compiler has finished. A spec that brings a file in through a link is not kept.
- Files that were made are not believed either: an output counts as written where its digest is right (`Outputs`).

Nothing that comes from a spec's folder is trusted: the cache lies with the user (`store`), since what it holds becomes code.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from time import monotonic

from awmc.cache import results
from awmc.cache.digests import Digests, place
from awmc.cache.identity import compiler_identity
from awmc.cache.outputs import Outputs
from awmc.cache.store import Store, default_root
from awmc.checked import Checked
from awmc.config import Config, find_config
from awmc.source import normalise

DigestOf = Callable[[str, str], str | None]
"""The digest of a file of a folder; None where it cannot be read."""


def open_cache(output: Path) -> Cache | None:
    """The cache for specs that are compiled to the folder `output`; None where the user has no place for one."""
    root = default_root()
    if root is None:
        return None
    store = Store(root)
    digests = Digests(store, place(output))
    return Cache(Keeper(store, _at_start(root)), digests, Outputs(digests, output))


@dataclass
class Cache:
    """What earlier runs made, and what is known of files."""

    keeper: Keeper
    digests: Digests
    outputs: Outputs
    """How to see whether files that were made are as they should be."""
    _asking: _Asking = field(init=False)
    _grows: bool = False

    def __post_init__(self) -> None:
        self._asking = _Asking(self.keeper.compiler, self.digests.of)

    @property
    def store(self) -> Store:
        """Where the cache lies, and why nothing can be kept."""
        return self.keeper.store

    def find_all(self, paths: Iterable[Path]) -> dict[Path, Checked]:
        """The results that are known of these specs. Raises ConfigError."""
        found = {path: self._find(path) for path in paths}
        self._grows = None in found.values()
        return {path: checked for path, checked in found.items() if checked is not None}

    def close(self) -> None:
        """Keep what is known of files, and make room for what was compiled."""
        self.digests.save()
        if self._grows:
            self.store.sweep()

    def _find(self, path: Path) -> Checked | None:
        start = monotonic()
        ask = self._asking.ask(path)
        kept = None if ask is None else results.find(self.store, ask.key, ask.folder, ask.shown)
        if kept is None or ask is None or not self._holds(ask.folder, kept.inputs):
            return None
        return replace(kept.checked, seconds=monotonic() - start)

    def _holds(self, folder: str, inputs: Mapping[str, str]) -> bool:
        """Whether the files from which a result was made are as they were, and where they were."""
        return all(
            self._asking.is_inside(folder, name) and self.digests.of(folder, name) == digest
            for name, digest in inputs.items()
        )


@dataclass(frozen=True)
class Keeper:
    """Keeps results, in whichever process makes them."""

    store: Store
    compiler: str
    """The identity of the code that runs."""

    def keeping(self, work: Callable[[Path], Checked], path: Path) -> Checked:
        """What `work` gives for a spec; it is kept if it is for sure what `work` would give again."""
        before = _Asking(self.compiler, _digest).ask(path)
        checked = work(path)
        if before is None or checked.package is None or checked.errors:
            return checked
        inputs = _inputs(before.folder, checked)
        same = before == _Asking(compiler_identity(self.store), _digest).ask(path)
        if same and inputs is not None and inputs.pop(path.name) == before.digest:
            results.keep(self.store, before.key, checked, before.folder, inputs)
        return checked


@dataclass(frozen=True)
class Ask:
    """A question to the cache: the key of the result, the real folder of the spec, how it is shown, and the digest of its text."""

    key: str
    folder: str
    shown: str
    digest: str


@dataclass
class _Asking:
    """Asks for many specs, which share folders and settings."""

    compiler: str
    digest_of: DigestOf
    _configs: dict[Path, Config] = field(default_factory=dict)
    _real: dict[str, str] = field(default_factory=dict)

    def ask(self, path: Path) -> Ask | None:
        """What to ask for a spec; None where it cannot be read. Raises ConfigError."""
        folder = self._real_path(str(path.parent))
        digest = self.digest_of(folder, path.name)
        if digest is None:
            return None
        shown = path.as_posix()
        lint = self._config(path.parent).lint
        parts = (
            self.compiler,
            shown,
            os.path.basename(folder),
            digest,
            lint.select,
            lint.extend_select,
            self._config(path.parent).ignores_of(path) if lint.per_file_ignores else lint.ignore,
        )
        return Ask(sha256(json.dumps(parts).encode()).hexdigest(), folder, shown, digest)

    def is_inside(self, folder: str, name: str) -> bool:
        """Whether a name leads to a file of the folder by no link; the folder is a real one."""
        path = f"{folder}/{name}"
        try:
            return self._real_path(os.path.dirname(path)) == os.path.dirname(path) and stat.S_ISREG(
                os.lstat(path).st_mode
            )
        except OSError:
            return False

    def _config(self, folder: Path) -> Config:
        if folder not in self._configs:
            self._configs[folder] = find_config(folder)
        return self._configs[folder]

    def _real_path(self, folder: str) -> str:
        if folder not in self._real:
            self._real[folder] = os.path.realpath(folder)
        return self._real[folder]


@cache
def _at_start(root: Path) -> str:
    """The identity of the code that this process runs, whatever becomes of its files."""
    return compiler_identity(Store(root))


def _digest(folder: str, name: str) -> str | None:
    data = _data(f"{folder}/{name}")
    return None if data is None else sha256(data).hexdigest()


def _data(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def _inputs(folder: str, checked: Checked) -> dict[str, str] | None:
    """The digests of the files that a result was made from; None where one is not, or no longer, what was read.

    The spec itself may be a link; it is asked for by its digest.
    """
    texts = {file.text for file in checked.files} | _externs(checked)
    inside = _Asking("", _digest).is_inside
    main = Path(checked.path).name
    inputs = {}
    for name in (main, *_brought_in(folder, checked)):
        data = _data(f"{folder}/{name}") if name == main or inside(folder, name) else None
        if data is None or normalise(data.decode(errors="replace")) not in texts:
            return None
        inputs[name] = sha256(data).hexdigest()
    return inputs


def _externs(checked: Checked) -> set[str]:
    """The texts of outside functions, which the package has as they are."""
    files = {} if checked.package is None else checked.package.files
    return {text for name, text in files.items() if name.startswith("externs/")}


def _brought_in(folder: str, checked: Checked) -> Iterator[str]:
    """What the spec names of its folder: other files of it, data, modules of outside functions."""
    from awmc.ir.model import DataFile

    assert checked.environment is not None
    yield from (used.relative_to(folder).as_posix() for used in checked.used)
    for data in checked.environment.data:
        if isinstance(data, DataFile):
            yield PurePosixPath(data.path).as_posix()
    for module in {extern.module for extern in checked.environment.externs}:
        yield f"{module}.py"
