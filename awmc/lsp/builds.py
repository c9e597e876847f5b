"""What only a run of a spec finds: its data and its tasks, run in a process of their own when a file is saved.

In: the main files of specs. Out: diagnostics by file, as soon as they are there. A spec's own Python runs there too, so it is a process
that can be stopped: a change stops it, and what it would have found is out of date.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from awmc.diagnostics.model import Severity
from awmc.lsp import convert
from awmc.source import SourceFile


class Builds:
    """The runs of specs, by their main files."""

    def __init__(
        self, tell: Callable[[str], None], file_of: Callable[[str], SourceFile | None]
    ) -> None:
        self._tell = tell
        self._file_of = file_of
        self._running: dict[str, asyncio.Task[None]] = {}
        self._found: dict[str, dict[str, list[lsp.Diagnostic]]] = {}

    def found(self, main: str) -> Mapping[str, list[lsp.Diagnostic]]:
        """Everything that the last run of a spec found, by file; nothing after a change."""
        return self._found.get(main, {})

    def start(self, main: str, done: Callable[[str], None]) -> None:
        """Run a spec; `done` is called with its main file when there is something to show."""
        self.stop(main)
        if Path(main).is_file():
            self._running[main] = asyncio.ensure_future(self._run(main, done))

    def stop(self, main: str) -> None:
        """Stop a run, and forget what the last one found."""
        self._found.pop(main, None)
        running = self._running.pop(main, None)
        if running is not None:
            running.cancel()

    def stop_all(self) -> None:
        """Stop every run."""
        for main in list(self._running):
            self.stop(main)

    async def _run(self, main: str, done: Callable[[str], None]) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "awmc", "lint", "--build", "--output-format", "json", main),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, err = await process.communicate()
        except asyncio.CancelledError:
            if process.returncode is None:
                process.kill()
            raise
        try:
            rows = json.loads(out)
        except ValueError:
            self._tell(f"awmc lint {main} failed:\n{err.decode(errors='replace')}")
            return
        found: dict[str, list[lsp.Diagnostic]] = {}
        for row in rows:
            file = self._file_of(row["path"])
            if file is not None and row["line"] is not None:
                found.setdefault(row["path"], []).append(_diagnostic(row, file))
        self._found[main] = found
        done(main)


def _diagnostic(row: Mapping[str, Any], file: SourceFile) -> lsp.Diagnostic:
    """A diagnostic from what `awmc lint` prints."""
    start = file.start(min(row["line"], file.lines)) + row["column"] - 1
    end = file.start(min(row["end_line"], file.lines)) + row["end_column"] - 1
    return lsp.Diagnostic(
        range=convert.range_of(file, file.span(start, end)),
        message=row["message"] if row["help"] is None else f"{row['message']}\n{row['help']}",
        severity=convert.SEVERITIES[Severity(row["severity"])],
        code=f"{row['code']} {row['name']}",
        source="awmc build",
    )
