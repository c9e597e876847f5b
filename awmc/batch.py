"""Many specs at once: which files are specs, in how many processes they are compiled, and what they may not share.

In: paths. Out: one `Checked` for each spec, in order of path. Guaranteed: the same result for any number of
processes. A file without an environment that another one of the batch uses is no spec of its own; two
environments of one name are an error.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from awmc.diagnostics.model import Diagnostic
from awmc.diagnostics.sink import Sink
from awmc.driver import Checked, Options, check_file
from awmc.modules import load_modules, used_files
from awmc.source import Sources, Span, read_source


def find_specs(paths: Iterable[Path]) -> list[Path]:
    """The files that paths name: files as they are, folders with every `.awm` below them, sorted."""
    found: dict[Path, None] = {}
    for path in paths:
        below = sorted(filter(_is_text, path.rglob("*.awm"))) if path.is_dir() else [path]
        found.update(dict.fromkeys(file for file in below if not _hidden(file, path)))
    return list(found)


def with_users(paths: Iterable[Path]) -> list[Path]:
    """The files, and for each that declares no environment the specs beside it and above that use it.

    Nothing is looked for outside the current folder, a file's own folder aside. A part that is checked alone is thus
    checked as it is used, as one file is that is about to be committed.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found[path] = None
        if not _may_declare_environment(path):
            found.update(dict.fromkeys(_users(path)))
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
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs, initializer=_ignore_interrupt) as pool:
        try:
            yield from pool.map(work, paths)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _ignore_interrupt() -> None:
    """An interrupt is the parent's to handle; a worker would only print a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _users(part: Path) -> list[Path]:
    here, real = Path.cwd(), part.resolve()
    above = (up for up in part.parent.parents if up.resolve().is_relative_to(here))
    return [
        path
        for folder in (part.parent, *above)
        for path in sorted(folder.glob("*.awm"))
        if _is_text(path) and _may_declare_environment(path) and real in _used_by(path)
    ]


def _is_text(path: Path) -> bool:
    """False for folders and for what would wait for a writer; a link that leads nowhere is left to be told."""
    return path.is_file() or not path.exists()


def _may_declare_environment(path: Path) -> bool:
    """False where the text has not even the word; a file that cannot be read is left to the compiler."""
    file = read_source(path, None, Sink())
    return file is None or "environment" in file.text


def _used_by(path: Path) -> frozenset[Path]:
    file, sink = read_source(path, path.as_posix(), Sink()), Sink()
    if file is None:
        return frozenset()
    return used_files(load_modules(file, path.parent, Sources(), sink), path.parent)


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
