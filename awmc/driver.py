"""The order of the passes: the one module that knows it.

    SourceFile → modules (parse) → elaborate → lint → [barrier] → build → lint of what was built → [barrier] → emit → format → check → write

In: files or texts of specs. Out: `Checked` or `Compiled`, which hold the diagnostics and whatever was made. Guaranteed:
a spec that is wrong never raises; an exception is a bug of awmc.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import TYPE_CHECKING

from awmc.checked import Checked, Package
from awmc.config import Config, find_config
from awmc.diagnostics.model import Diagnostic
from awmc.diagnostics.sink import Sink
from awmc.ir.model import Environment
from awmc.modules import Parse, Read, load_modules, used_files
from awmc.origin import find_origin
from awmc.source import SourceFile, Sources, read_source
from awmc.syntax.parse import parse

if TYPE_CHECKING:
    from awmc.build import Build
    from awmc.lint import Subject
    from awmc.lint.selection import Selection
    from awmc.semantics.observer import Observer


@dataclass(frozen=True)
class Options:
    """How far the walk goes, and which advice is given."""

    build: bool = True
    """Whether data and tasks are run. Without, what only they can tell is not found, and nothing can be emitted."""
    emit: bool = False
    """Whether code is generated."""
    lint: bool = True
    """Whether the rules of `awmc.lint` are looked at."""
    select: tuple[str, ...] = ()
    """The advice to give, in place of what the settings select: see `awmc.lint.selection`."""
    ignore: tuple[str, ...] = ()
    """Advice not to give, besides what the settings ignore."""
    texts: Mapping[Path, str] = field(default_factory=dict)
    """Texts that stand for those of files, by real path."""


DEFAULT = Options()
"""Everything but generating code."""
NO_CONFIG = Config()
"""The settings where there are none."""


def check_text(
    text: str, path: str = "shop.awm", folder: Path | None = None
) -> tuple[Diagnostic, ...]:
    """What is wrong with a spec, advice aside; its files are looked for in `folder` (else in the folder of `path`)."""
    return run(SourceFile(path, text), folder or Path(path).parent, Options(lint=False)).diagnostics


def compile_text(text: str, path: str = "shop.awm", folder: Path | None = None) -> Checked:
    """A spec given as text, compiled."""
    return run(SourceFile(path, text), folder or Path(path).parent, Options(lint=False, emit=True))


def check_file(path: Path, options: Options = DEFAULT, shown: str | None = None) -> Checked:
    """What there is to say of the spec in a file, with the settings of its folder. Raises ConfigError.

    Diagnostics show the file as `shown`, else as its path.
    """
    return _read_and_run(path, options, path.as_posix() if shown is None else shown)


def compile_file(path: Path, options: Options = DEFAULT, shown: str | None = None) -> Checked:
    """The spec in a file, compiled; nothing is written. Raises ConfigError."""
    return check_file(path, replace(options, emit=True), shown)


def run(
    main: SourceFile,
    folder: Path,
    options: Options = DEFAULT,
    config: Config = NO_CONFIG,
) -> Checked:
    """The walk of a spec, as far as it goes. Raises ConfigError where the settings or options name advice that there is not."""
    from awmc.lint import lint_data, settled
    from awmc.lint.selection import select

    selection = select(config, options.select, options.ignore, rules=options.lint)
    sink, sources = Sink(), Sources()
    subject = look(main, folder, sources, sink, selection, read=_reading(options.texts))
    environment = subject.environment
    package = None
    if environment is not None and options.build:
        subject = replace(subject, build=_build(environment, folder, sink, sources))
        if subject.build is not None:
            lint_data(subject, sink, selection)
            package = _emit(subject, folder, main, sink, options)
    return Checked(
        path=main.path,
        diagnostics=settled(subject, sink, selection),
        files=tuple(sources),
        environment=None if sink.has_errors else environment,
        build=subject.build,
        package=package,
        used=used_files(subject.modules, folder),
        is_part=not any(_is_environment(d) for m in subject.modules for d in m.declarations),
    )


def look(
    main: SourceFile,
    folder: Path,
    sources: Sources,
    sink: Sink,
    selection: Selection,
    *,
    read: Read = read_source,
    parse: Parse = parse,
    observer: Observer | None = None,
) -> Subject:
    """The walk of a spec without running anything: its trees, its environment if there are no errors, and advice in the sink.

    An editor reads and parses in its own way, and looks on.
    """
    from awmc.lint import Subject, lint
    from awmc.semantics import elaborate
    from awmc.semantics.observer import UNOBSERVED

    modules = load_modules(main, folder, sources, sink, read, parse)
    found = elaborate(modules, sink, sources, observer or UNOBSERVED)
    environment = None if found is None or sink.has_errors else _named(found, folder, main)
    subject = Subject(sources, modules, environment)
    lint(subject, sink, selection)
    return subject


def _reading(texts: Mapping[Path, str]) -> Read:
    """Reads files, but for those that texts stand for."""

    def read(path: Path, shown: str, sink: Sink) -> SourceFile | None:
        text = texts.get(path)
        return read_source(path, shown, sink) if text is None else SourceFile(shown, text)

    return read


def _is_environment(declaration: object) -> bool:
    from awmc.syntax.ast import EnvironmentDecl

    return isinstance(declaration, EnvironmentDecl)


def _build(environment: Environment, folder: Path, sink: Sink, sources: Sources) -> Build | None:
    from awmc.build import build

    return build(environment, folder, sink, sources)


def _emit(
    subject: Subject, folder: Path, main: SourceFile, sink: Sink, options: Options
) -> Package | None:
    origin = find_origin(subject.env, folder, main.path, subject.sources, sink)
    if sink.has_errors or not options.emit:
        return None
    from awmc.package import emit_package

    return emit_package(subject.env, subject.built, origin)


def _read_and_run(path: Path, options: Options, shown: str) -> Checked:
    start = monotonic()
    sink = Sink()
    config = find_config(path.parent)
    main = _reading(options.texts)(path.resolve(), shown, sink)
    if main is None:
        return Checked(shown, sink.diagnostics, ())
    return replace(run(main, path.parent, options, config), seconds=monotonic() - start)


def _named(environment: Environment, folder: Path, main: SourceFile) -> Environment:
    """With the names of its files as generated code shows them: the same from wherever awmc runs."""
    shown = PurePosixPath(main.path).parent
    home = PurePosixPath(folder.resolve().name)
    sources = tuple(
        (home / PurePosixPath(path).relative_to(shown)).as_posix() for path in environment.sources
    )
    source = (home / PurePosixPath(main.path).name).as_posix()
    return replace(environment, source=source, sources=sources)
