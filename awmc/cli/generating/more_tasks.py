"""`awmc gen more-tasks`: new, proven tasks for an environment that there is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awmc.cli import generation
from awmc.cli.output import Failure
from awmc.diagnostics.words import counted

if TYPE_CHECKING:
    from awmc.synth.more_tasks.steps import MoreTasks
    from awmc.synth.session import Session


@click.command("more-tasks")
@click.argument("spec", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--count", type=click.IntRange(1), default=10, show_default=True, help="How many tasks to add."
)
@click.option(
    "--walk-seed",
    type=int,
    default=0,
    show_default=True,
    help="What the choice of tools and rows depends on: another number finds other tasks.",
)
@click.option(
    "--in-place",
    is_flag=True,
    help="Add the tasks to SPEC itself, in the place of a copy in OUT/specs.",
)
@generation.options
def command(spec: Path, count: int, walk_seed: int, in_place: bool, **options: Any) -> int:
    """Add tasks to the environment of a spec, each proven.

    They are found by walking the graph of which tool needs what another gives or changes, and proven before a model is asked; the model only words them. The
    text of SPEC stays as it is; the new tasks stand at its end.

    Exits with 1 where fewer are found.
    """

    async def work(session: Session) -> int:
        return await _add(session, spec, count, walk_seed, in_place)

    return generation.run(work, **options)


async def _add(session: Session, spec: Path, count: int, seed: int, in_place: bool) -> int:
    from awmc import CompileError
    from awmc.source import normalise
    from awmc.synth.lines import read_text
    from awmc.synth.more_tasks.steps import Settings, more_tasks
    from awmc.synth.story import plain

    place = spec if in_place else session.folder.spec(spec.stem)
    text = normalise(read_text(spec))
    if not in_place:
        _check_place(spec, text, place)
    try:
        found = await more_tasks(
            text,
            spec,
            count,
            session.ask,
            session.budget_of(spec.stem),
            session.prompts,
            Settings(seed=seed),
            lambda line: click.echo(plain(line)),
        )
    except CompileError as error:
        raise Failure(f"{error}\n{spec} does not compile: mend it first") from error
    if found.unfinished:
        draft = session.folder.draft(spec.stem)
        session.folder.write_unless_changed(draft, found.text)
        so_far = f"{draft} has {counted(len(found.added), 'new task')} so far"
        raise Failure(f"{found.why}; {so_far}, and the same command goes on")
    _write(session, spec, text, place, found)
    if found.why:
        click.echo(found.why, err=True)
    return int(len(found.added) < count)


def _check_place(spec: Path, text: str, place: Path) -> None:
    """Fail before anything is paid for."""
    from awmc.source import SourceFile
    from awmc.synth.shown import Text
    from awmc.synth.wishes import forbidden

    if place.exists():
        raise Failure(
            f"{place} is there already, and what is finished is not written again: give another -o, or take it away"
        )
    foreign = forbidden(Text(SourceFile(spec.as_posix(), text)))
    if foreign:
        raise Failure(
            f"{spec}:{foreign[0].line}: the spec needs other files, which a copy elsewhere would not find: give --in-place"
        )


def _write(session: Session, spec: Path, text: str, place: Path, found: MoreTasks) -> None:
    from awmc.emit.quote import json_text
    from awmc.rewrite import rewrite

    folder = session.folder
    folder.write_text(
        folder.path / "graphs" / f"{spec.stem}.json", json_text(found.graph.as_json())
    )
    if not found.added:
        return
    if place == spec:
        rewrite(spec, text, found.text)
    else:
        folder.remove_unless_changed(folder.draft(spec.stem))
        folder.keep(place, found.text)
    click.echo(f"{counted(len(found.added), 'task')} added: {', '.join(found.added)}")
    click.echo(f"{place} has them; `awmc diff {spec} {place}` shows them" if place != spec else f"{place} has them")  # fmt: skip
