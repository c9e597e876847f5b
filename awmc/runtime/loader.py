"""Loading a generated package, from a folder or from texts, without leaving traces: no `.pyc`, no fixed module name.

Each load gives modules of their own, so that several versions of an environment live side by side. The code is what `awmc`
generated: loading it runs it. The spec's outside functions are imported only where they are allowed.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from itertools import count
from pathlib import Path
from types import CodeType, ModuleType

from awmc.runtime.definition import Definition
from awmc.runtime.environment import Environment

_ROOT = "awmc_environment_"
_NUMBERS = count(1)
_SUFFIXES = frozenset((".py", ".sql", ".json", ".md"))


class LoadError(Exception):
    """What was to be loaded is no generated package."""


def load(path: str | Path, *, allow_extern: bool = False) -> Environment:
    """The environment of a generated folder, `generated/bank`. Raises `LoadError` if it is none."""
    return load_files(read_files(path), allow_extern=allow_extern)


def read_files(path: str | Path) -> dict[str, str]:
    """The files of a generated folder, by their paths within it. Raises `LoadError` if it is none."""
    folder = Path(path)
    if not (folder / "__init__.py").is_file():
        raise LoadError(f"{folder} is not a generated environment: it has no __init__.py")
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8")
        for file in sorted(folder.rglob("*"))
        if file.suffix in _SUFFIXES and file.is_file()
    }


def load_files(files: Mapping[str, str], *, allow_extern: bool = False) -> Environment:
    """The environment of the texts of a generated package, by their paths within it. Raises `LoadError` if they are none."""
    if "__init__.py" not in files:
        raise LoadError("a generated environment has an __init__.py")
    name = f"{_ROOT}{next(_NUMBERS)}"
    texts = _FINDER.packages[name] = dict(files)
    try:
        definition = getattr(importlib.import_module(name), "ENVIRONMENT", None)
    except BaseException:
        _forget(name)
        raise
    if not isinstance(definition, Definition):
        _forget(name)
        raise LoadError("the package has no ENVIRONMENT")
    return Environment(
        replace(definition, package=name),
        allow_extern=allow_extern,
        on_close=lambda: _forget(name),
        files=texts,
    )


def _forget(name: str) -> None:
    _FINDER.packages.pop(name, None)
    for module in [m for m in sys.modules if m == name or m.startswith(name + ".")]:
        del sys.modules[module]


class _Texts(InspectLoader):
    """Loads modules, and resources by `get_data`, from the texts of one package."""

    def __init__(self, package: str, files: Mapping[str, str]) -> None:
        self._package = package
        self._files = files

    def path_of(self, fullname: str) -> str | None:
        """The file of a module, or None."""
        inner = fullname.split(".")[1:]
        for path in ("/".join([*inner, "__init__.py"]), "/".join(inner) + ".py"):
            if path in self._files:
                return path
        return None

    def is_package(self, fullname: str) -> bool:
        """Whether it may hold modules; a folder without `__init__.py` does, too."""
        path = self.path_of(fullname)
        return path is None or path.endswith("__init__.py")

    def get_source(self, fullname: str) -> str:
        """The text of a module; nothing of a plain folder."""
        path = self.path_of(fullname)
        return "" if path is None else self._files[path]

    def get_code(self, fullname: str) -> CodeType:
        """The code of a module; tracebacks show `<package/file>`."""
        shown = f"<{self._package}/{self.path_of(fullname) or fullname}>"
        return self.source_to_code(self.get_source(fullname), shown)

    def get_data(self, path: str) -> bytes:
        """A file by its path below the package's own."""
        inner = path.replace("\\\\", "/").removeprefix(f"<{self._package}>/")
        if inner not in self._files:
            raise FileNotFoundError(path)
        return self._files[inner].encode("utf-8")

    def exec_module(self, module: ModuleType) -> None:
        """Runs a module."""
        module.__file__ = f"<{self._package}>/{self.path_of(module.__name__) or ''}"
        super().exec_module(module)


class _Finder(MetaPathFinder):
    """Finds the modules of the packages that were loaded from texts."""

    def __init__(self) -> None:
        self.packages: dict[str, Mapping[str, str]] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module of ours, else None."""
        package, _, inner = fullname.partition(".")
        files = self.packages.get(package)
        if files is None:
            return None
        folder = inner.replace(".", "/") + "/"
        loader = _Texts(package, files)
        if loader.path_of(fullname) is None and not any(f.startswith(folder) for f in files):
            return None
        return ModuleSpec(fullname, loader, is_package=loader.is_package(fullname))


_FINDER = _Finder()
sys.meta_path.append(_FINDER)
