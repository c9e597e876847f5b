"""A result as it is kept: two files, one for what every run needs of it, one for the texts of the package.

In: a `Checked`, and the digests of what it was made from. Out: the same, without what only the passes need. Guaranteed: what is damaged, or of
another form, gives None; only JSON is read, and no file name leads out of the package's folder.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from awmc.cache.store import Store
from awmc.checked import Checked, Package
from awmc.diagnostics.model import Applicability, Diagnostic, Edit, Fix, Label, Severity
from awmc.source import SourceFile, Span

MAX_FACTS = 10_000_000
MAX_TEXTS = 100_000_000
"""The most bytes of a file of facts, and of all texts of a package."""
_FILE = re.compile(r"\w[\w.]*(/\w[\w.]*)?")


class LostError(Exception):
    """A package's texts are no longer in the cache: the spec must be compiled again."""


@dataclass(frozen=True)
class StoredFiles(Mapping[str, str]):
    """The files of a package by name; their texts are read when one is asked for. Raises LostError then, if they have gone."""

    store: Store
    key: str
    digests: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        if name not in self.digests:
            raise KeyError(name)
        return self._texts()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)

    def _texts(self) -> dict[str, str]:
        found = self.__dict__.get("_read")
        if found is None:
            found = _read_texts(self.store, self.key)
            if {name: _digest(text) for name, text in found.items()} != self.digests:
                raise LostError
            self.__dict__["_read"] = found
        return found


def keep(store: Store, key: str, checked: Checked, folder: str, inputs: Mapping[str, str]) -> None:
    """Keep a result that has a package; `inputs` are the digests of the files that it brings in, by path from the spec's real `folder`."""
    package = checked.package
    assert package is not None
    shown = {span.path for found in checked.diagnostics for span in _spans(found)}
    facts = {
        "inputs": inputs,
        "used": sorted(used.relative_to(folder).as_posix() for used in checked.used),
        "diagnostics": [asdict(found) for found in checked.diagnostics],
        "shown": {file.path: file.text for file in checked.files if file.path in shown},
        "package": {
            "name": package.name,
            "rows": package.rows,
            "tasks": package.tasks,
            "tools": package.tools,
            "dropped": package.dropped,
            "files": {name: _digest(text) for name, text in package.files.items()},
        },
    }
    texts = json.dumps(dict(package.files), separators=(",", ":")).encode()
    store.write(_texts_name(key), zlib.compress(texts, 1))
    store.write(_facts_name(key), json.dumps(facts, separators=(",", ":")).encode())


@dataclass(frozen=True)
class Kept:
    """A result that was kept, and the digests of the files that its spec brings in."""

    checked: Checked
    inputs: Mapping[str, str]


def find(store: Store, key: str, folder: str, path: str) -> Kept | None:
    """The result that was kept for a spec in the real `folder`, shown as `path`."""
    data = store.read(_facts_name(key), MAX_FACTS)
    if data is None:
        return None
    try:
        facts = json.loads(data)
        inputs: dict[str, str] = dict(facts["inputs"])
        return Kept(_checked(facts, store, key, folder, path), inputs)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _checked(facts: dict[str, Any], store: Store, key: str, folder: str, path: str) -> Checked:
    package = facts["package"]
    files = package["files"]
    if not all(map(_FILE.fullmatch, files)) or not package["name"].isidentifier():
        raise ValueError("a name that leads elsewhere")
    return Checked(
        path=path,
        diagnostics=tuple(map(_diagnostic, facts["diagnostics"])),
        files=tuple(SourceFile(shown, text) for shown, text in facts["shown"].items()),
        package=Package(
            name=package["name"],
            files=StoredFiles(store, key, files),
            rows=package["rows"],
            tasks=package["tasks"],
            tools=package["tools"],
            dropped=tuple(package["dropped"]),
        ),
        used=frozenset(Path(folder, used) for used in facts["used"]),
    )


def _spans(found: Diagnostic) -> Iterator[Span]:
    yield found.span
    yield from (label.span for label in found.labels)


def _diagnostic(found: dict[str, Any]) -> Diagnostic:
    """A diagnostic of what `asdict` made of it."""
    labels = tuple(Label(span=Span(**one["span"]), text=one["text"]) for one in found["labels"])
    fixed = {
        "severity": Severity(found["severity"]),
        "span": Span(**found["span"]),
        "labels": labels,
        "candidates": tuple(found["candidates"]),
        "fix": None if found["fix"] is None else _fix(found["fix"]),
    }
    return Diagnostic(**{**found, **fixed})


def _fix(fix: dict[str, Any]) -> Fix:
    edits = tuple(Edit(span=Span(**one["span"]), text=one["text"]) for one in fix["edits"])
    return Fix(title=fix["title"], applicability=Applicability(fix["applicability"]), edits=edits)


def _read_texts(store: Store, key: str) -> dict[str, str]:
    data = store.read(_texts_name(key), MAX_TEXTS)
    if data is None:
        raise LostError
    try:
        unpacked = zlib.decompressobj().decompress(data, MAX_TEXTS)
        texts: dict[str, str] = json.loads(unpacked)
        return dict(texts)
    except (zlib.error, ValueError, TypeError, RecursionError):
        raise LostError from None


def _facts_name(key: str) -> str:
    return f"facts/{key[:2]}/{key}.json"


def _texts_name(key: str) -> str:
    return f"texts/{key[:2]}/{key}.z"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
