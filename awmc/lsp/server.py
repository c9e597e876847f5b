"""The server's state and its loop: texts in, diagnostics out.

In: notices of texts that are opened, changed, saved and closed. Out: diagnostics, published when a moment has passed without a change.
Looking at a spec is done on a thread, so that completion need not wait for it; what is out of date when it is done is dropped.
Guaranteed: a failure is told to the editor with its trace, and the server lives on.
"""

from __future__ import annotations

import asyncio
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from awmc import __version__
from awmc.analysis.document import Analysis
from awmc.analysis.reparse import Reparser
from awmc.analysis.workspace import Workspace
from awmc.lsp import convert
from awmc.lsp.builds import Builds
from awmc.source import SourceFile

PAUSE = 0.02
"""Seconds without a change after which a spec is looked at."""


class Server(LanguageServer):
    """A language server of specs."""

    def __init__(self) -> None:
        super().__init__("awmc", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.specs = Workspace(Reparser())
        self.builds = Builds(self.tell, self._file)
        self.ended = False
        """Whether the editor has said that it is done."""
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._thread = ThreadPoolExecutor(1, "awmc-check")
        self._shown: dict[str, set[str]] = {}
        """The files with diagnostics of each spec."""

    # ------------------------------------------------------------ texts

    def changed(self, path: str, text: str) -> None:
        """A file has been opened, or has a new text."""
        self.specs.put(path, text)
        for main in self.specs.touched(path):
            self.builds.stop(main)
            self.check(main)

    def closed(self, path: str) -> None:
        """A file is open no longer."""
        mains = self.specs.touched(path)
        self.specs.close(path)
        for main in mains:
            if main == path:
                self.builds.stop(main)
                self._stop(main)
                self._publish_nothing(main)
            else:
                self.check(main)

    def saved(self, path: str) -> None:
        """A file is on disk: data and tasks can be run."""
        self.specs.forget()
        for main in self.specs.touched(path):
            if main not in self._checks:
                self.check(main)
            self.builds.start(main, self._publish_main)

    # ------------------------------------------------------------ looking

    def check(self, main: str) -> None:
        """Look at a spec soon, instead of a look that has been asked for before."""
        self._stop(main)
        self._checks[main] = asyncio.ensure_future(self._check(main))

    def _stop(self, main: str) -> None:
        running = self._checks.pop(main, None)
        if running is not None:
            running.cancel()

    async def _check(self, main: str) -> None:
        this = asyncio.current_task()
        try:
            await asyncio.sleep(PAUSE)
            job = self.specs.job(main)
            if job is None:
                return
            found = await asyncio.get_running_loop().run_in_executor(self._thread, job.run)
            self.specs.analyses[main] = found
            self._publish(main, found)
        except asyncio.CancelledError:
            raise
        except Exception:
            self.tell(traceback.format_exc())
        finally:
            if self._checks.get(main) is this:
                del self._checks[main]

    async def current(self, path: str) -> tuple[Analysis, SourceFile] | None:
        """The analysis of a file as it is now, once it is there, and the file in it."""
        while (running := self._checks.get(self.specs.main_of(path))) is not None:
            await asyncio.wait([running])
        found = self.specs.analysis(path)
        file = None if found is None else found.sources.get(path)
        return None if found is None or file is None else (found, file)

    async def latest(self, path: str) -> tuple[Analysis, SourceFile] | None:
        """The last analysis there is, which may be a few keystrokes old, and the text as it is now."""
        found = self.specs.analysis(path)
        if found is None:
            return await self.current(path)
        file = self.specs.files.get(path)
        return None if file is None else (found, file)

    def _file(self, path: str) -> SourceFile | None:
        """The text of a file that was last looked at."""
        found = self.specs.analysis(path)
        return None if found is None else found.sources.get(path)

    # ------------------------------------------------------------ diagnostics

    def _publish_main(self, main: str) -> None:
        found = self.specs.analyses.get(main)
        if found is not None:
            self._publish(main, found)

    def _publish(self, main: str, found: Analysis) -> None:
        by_path: dict[str, list[lsp.Diagnostic]] = {
            path: [] for path in (*self._shown.get(main, ()), *found.paths)
        }
        for one in found.diagnostics:
            if one.name == "missing-environment" and found.main in found.parts:
                continue  # a file for others to use, which nobody uses yet
            shown = convert.diagnostic(one, found.sources)
            if shown is not None:
                by_path.setdefault(one.span.path, []).append(shown)
        for path, more in self.builds.found(main).items():
            here = by_path.setdefault(path, [])
            known = {(one.code, one.range.start.line) for one in here}
            here.extend(one for one in more if (one.code, one.range.start.line) not in known)
        self._shown[main] = {path for path, diagnostics in by_path.items() if diagnostics}
        for path, diagnostics in by_path.items():
            if path not in self.specs.files or self.specs.main_of(path) == main:
                self._show(path, diagnostics)

    def _publish_nothing(self, main: str) -> None:
        for path in {main, *self._shown.pop(main, ())}:
            self._show(path, [])

    def _show(self, path: str, diagnostics: list[lsp.Diagnostic]) -> None:
        uri = convert.uri_of(path)
        document = self.workspace.text_documents.get(uri)
        version = document.version if document is not None else None
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri, diagnostics, version)
        )

    # ------------------------------------------------------------ words

    def tell(self, text: str) -> None:
        """Put a text into the editor's log."""
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, text))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A failure goes into the log with its trace, and into no window."""
        self.tell("".join(traceback.format_exception(error)))

    def stop(self) -> None:
        """End what runs."""
        self.builds.stop_all()
        for main in list(self._checks):
            self._stop(main)
        self._thread.shutdown(wait=False, cancel_futures=True)
