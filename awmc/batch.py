"""Many specs at once: which files are specs, in how many processes they are compiled, and what they may not share.

In: paths. Out: one `Checked` for each spec, in order of path. Guaranteed: the same result for any number of
processes. A file without an environment that another one of the batch uses is no spec of its own; two
environments of one name are an error.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from awmc.cache import Cache, Keeper
from awmc.checked import Checked
from awmc.collecting import collect_rarely, collecting_rarely
from awmc.source import Sources, Span, read_source

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from awmc.diagnostics.model import Diagnostic
    from awmc.driver import Options

PASSES = ("awmc.driver", "awmc.semantics", "awmc.lint", "awmc.build", "awmc.package")
"""What every worker needs."""


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
    found = []
    for checked in _apart(_mapped(partial(_check, options=options), paths, jobs)):
        done(checked)
        found.append(checked)
    return specs_only(found)


def compile_all(
    paths: Sequence[Path], *, jobs: int = 1, cache: Cache | None = None
) -> Iterator[Checked]:
    """Compile each of the files, in order, and give what was made without its trees. Raises ConfigError.

    What the cache knows is not compiled. A file that declares no environment and that a known spec brings in is passed over.
    """
    known = {} if cache is None else cache.find_all(paths)
    used = {path for checked in known.values() for path in checked.used}
    parts = {path for path in paths if path.resolve() in used} if used else set()
    wanted = [path for path in paths if path not in parts or _may_declare_environment(path)]
    work = partial(compile_anew, keeper=None if cache is None else cache.keeper)
    made = _mapped(work, [path for path in wanted if path not in known], jobs)
    return _apart(_merged(wanted, known, made))


def _merged(
    paths: Iterable[Path], known: Mapping[Path, Checked], made: Generator[Checked, None, None]
) -> Iterator[Checked]:
    """The results in the order of the paths: those that are known, and between them those that are made."""
    try:
        for path in paths:
            yield known[path] if path in known else next(made)
        next(made, None)  # its end, where workers are waited for
    finally:
        made.close()


def compile_anew(path: Path, keeper: Keeper | None) -> Checked:
    """Compile a file, which the cache then knows; what was made, without its trees. Raises ConfigError."""
    from awmc.driver import compile_file

    checked = compile_file(path) if keeper is None else keeper.keeping(compile_file, path)
    return replace(checked, environment=None, build=None) if checked.package else checked


def diagnostics(results: Iterable[Checked]) -> tuple[tuple[Diagnostic, ...], Sources]:
    """What was found in all of them, each thing once, and the files to show it in."""
    sources = Sources()
    once: dict[Diagnostic, None] = {}
    for checked in results:
        once.update(dict.fromkeys(checked.diagnostics))
        for file in checked.files:
            sources.add(file)
    return tuple(once), sources


def _check(path: Path, options: Options) -> Checked:
    from awmc.driver import check_file

    return check_file(path, options)


def _mapped(
    work: Callable[[Path], Checked], paths: Sequence[Path], jobs: int
) -> Generator[Checked, None, None]:
    jobs = min(jobs, len(paths))
    if jobs <= 1:
        with collecting_rarely():
            yield from map(work, paths)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs, _prepared(), _begin_worker) as pool:
        try:
            yield from pool.map(work, paths)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _prepared() -> BaseContext:
    """The way to start workers, so that the passes are imported once for all of them where the system allows it."""
    from multiprocessing import get_context

    context = get_context()
    if context.get_start_method() == "fork":
        for name in PASSES:
            import_module(name)
    elif context.get_start_method() == "forkserver":
        context.set_forkserver_preload(list(PASSES))
    return context


def _begin_worker() -> None:
    """Collects rarely; and an interrupt is the parent's to handle, where a worker would only print a traceback."""
    collect_rarely()
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
    from awmc.diagnostics.sink import Sink

    file = read_source(path, None, Sink())
    return file is None or "environment" in file.text


def _used_by(path: Path) -> frozenset[Path]:
    from awmc.diagnostics.sink import Sink
    from awmc.modules import load_modules, used_files

    file, sink = read_source(path, path.as_posix(), Sink()), Sink()
    if file is None:
        return frozenset()
    return used_files(load_modules(file, path.parent, Sources(), sink), path.parent)


def specs_only(found: Sequence[Checked]) -> list[Checked]:
    """Without files that others use and that declare no environment."""
    used = {path for checked in found for path in checked.used}
    return [
        checked
        for checked in found
        if not (checked.is_part and Path(checked.path).resolve() in used)
    ]


def _apart(found: Iterable[Checked]) -> Iterator[Checked]:
    """With an error at each environment whose name an earlier spec has."""
    first: dict[str, str] = {}
    for checked in found:
        name = checked.name
        if name is not None and name in first:
            yield _refused(checked, name, first[name])
            continue
        if name is not None:
            first[name] = checked.path
        yield checked


def _refused(checked: Checked, name: str, other: str) -> Checked:
    from awmc.diagnostics.sink import Sink

    sink = Sink()
    main = checked.sources.get(checked.path) or read_source(Path(checked.path), checked.path, sink)
    place = re.search(rf"\benvironment\s+{name}\b", main.text) if main is not None else None
    span = Span(checked.path, *place.span()) if place is not None else Span.nowhere(checked.path)
    sink.report("duplicate-environment", span, name=name, other=other)
    return replace(
        checked,
        diagnostics=(*checked.diagnostics, *sink.diagnostics),
        files=checked.files if main is None else (*checked.files, main),
        environment=None,
        package=None,
    )


def _hidden(file: Path, folder: Path) -> bool:
    return file != folder and any(p.startswith(".") for p in file.relative_to(folder).parts)
