"""Exports on disk: what was written is recorded, so that the next time awmc knows its own files.

In: the files of an export, and whose they are. Out: what was done. Guaranteed: a file that awmc did not write, or that was changed since, is never
overwritten, and neither is another export.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from awmc import __version__
from awmc.emit.manifest import digest
from awmc.emit.owned import WriteError
from awmc.emit.quote import json_text
from awmc.emit.write import WriteReport, write_among

RECORD = "awmc-export.json"
"""The file that names the files of an export."""


class ExportError(Exception):
    """An environment cannot be written in that form; the message says why, and what to do."""


def write_export(form: str, name: str, files: Mapping[str, str], folder: Path) -> WriteReport:
    """Write the export of `name` in a form ("openenv") to its folder. Raises WriteError."""
    head = {"form": form, "name": name}
    old = _head(folder)
    if old is not None and old != head:
        raise WriteError(
            f"{folder} holds {old['name']} in the form {old['form']}; choose another folder with -o"
        )
    _look_for_edits(files, folder)
    digests = {path: digest(text) for path, text in files.items()}
    record = json_text({**head, "awmc": __version__, "files": digests})
    return write_among({**files, RECORD: record}, folder, RECORD)


def _look_for_edits(files: Mapping[str, str], folder: Path) -> None:
    """Raises WriteError for a file that was changed since it was written, whose changes would be lost."""
    for path, written in _recorded(folder).items():
        try:
            there = (folder / path).read_text("utf-8", errors="replace")
        except OSError:
            continue  # it is gone
        if digest(there) != written and there != files.get(path):
            raise WriteError(
                f"{folder / path} was changed since awmc wrote it; move your changes elsewhere and delete it, or choose another folder with -o"
            )


def _recorded(folder: Path) -> dict[str, str]:
    """The digests of the files that were written the last time, by path."""
    try:
        return dict(json.loads((folder / RECORD).read_text("utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _head(folder: Path) -> dict[str, str] | None:
    """Whose export is in a folder; None where none is."""
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        return {"form": str(record["form"]), "name": str(record["name"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None  # then what is there is not ours, and writing among it will say so
