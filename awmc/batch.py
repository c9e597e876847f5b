"""Many specs at once: which files are specs, in how many processes they are compiled, and what they may not share.

In: paths. Out: one `Checked` for each spec, in order of path. Guaranteed: the same result for any number of
processes. A file without an environment that another one of the batch uses is no spec of its own; two
environments of one name are an error.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from awmc.diagnostics.model import Diagnostic
from awmc.diagnostics.sink import Sink
from awmc.driver import Checked, Options, check_file
from awmc.source import Sources, Span


def find_specs(paths: Iterable[Path]) -> list[Path]:
    """The files that paths name: files as they are, folders with every `.awm` below them, sorted."""
    found: dict[Path, None] = {}
    for path in paths:
        below = (
            sorted(p for p in path.rglob("*.awm") if not p.is_dir()) if path.is_dir() else [path]
        )
        found.update(dict.fromkeys(file for file in below if not _hidden(file, path)))
    return list(found)


def run_all(
    paths: Sequence[Path],
    options: Options,
    *,
    jobs: int = 1,
    done: Callable[[Checked], None] = lambda checked: None,
) -> list[Checked]:
    """Check, or compile, each of the files; `done` is told of each one that is finished. Raises ConfigError."""
    work = partial(check_file, options=options)
    found = []
    for checked in _mapped(work, paths, min(jobs, len(paths))):
        done(checked)
        found.append(checked)
    return _apart(_specs_only(found))


def diagnostics(results: Iterable[Checked]) -> tuple[tuple[Diagnostic, ...], Sources]:
    """What was found in all of them, each thing once, and the files to show it in."""
    sources = Sources()
    once: dict[Diagnostic, None] = {}
    for checked in results:
        once.update(dict.fromkeys(checked.diagnostics))
        for file in checked.files:
            sources.add(file)
    return tuple(once), sources


def _mapped(work: Callable[[Path], Checked], paths: Sequence[Path], jobs: int) -> Iterator[Checked]:
    if jobs <= 1:
        yield from map(work, paths)
        return
    with ProcessPoolExecutor(jobs, initializer=_ignore_interrupt) as pool:
        try:
            yield from pool.map(work, paths)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _ignore_interrupt() -> None:
    """An interrupt is the parent's to handle; a worker would only print a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _specs_only(found: list[Checked]) -> list[Checked]:
    """Without files that others use and that declare no environment."""
    used = {path for checked in found for path in checked.used}
    return [
        checked
        for checked in found
        if not (checked.is_part and Path(checked.path).resolve() in used)
    ]


def _apart(found: list[Checked]) -> list[Checked]:
    """With an error at each environment whose name an earlier spec has."""
    first: dict[str, str] = {}
    result = []
    for checked in found:
        name = checked.environment.name if checked.environment is not None else None
        if name is not None and name in first:
            checked = _refused(checked, name, first[name])
        elif name is not None:
            first[name] = checked.path
        result.append(checked)
    return result


def _refused(checked: Checked, name: str, other: str) -> Checked:
    sink = Sink()
    main = checked.sources.get(checked.path)
    place = re.search(rf"\benvironment\s+{name}\b", main.text) if main is not None else None
    span = Span(checked.path, *place.span()) if place is not None else Span.nowhere(checked.path)
    sink.report("duplicate-environment", span, name=name, other=other)
    found = (*checked.diagnostics, *sink.diagnostics)
    return replace(checked, diagnostics=found, environment=None, package=None)


def _hidden(file: Path, folder: Path) -> bool:
    return file != folder and any(p.startswith(".") for p in file.relative_to(folder).parts)
