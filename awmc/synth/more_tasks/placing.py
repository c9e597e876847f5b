"""New tasks for a spec on the disk: a copy with them in the output folder, or the spec itself.

In: a session, and the path of a spec. Out: `MoreTasks`, and files: the spec with its new tasks, the graph as JSON, and where it was stopped a draft. Guaranteed: what
cannot be written is told before anything is asked; a copy that is there is not written again; a spec in place is written only as it was read.
"""

from __future__ import annotations

from pathlib import Path

from awmc import CompileError
from awmc.diagnostics.words import counted
from awmc.emit.quote import json_text
from awmc.rewrite import rewrite
from awmc.source import SourceFile, normalise
from awmc.synth.lines import read_text
from awmc.synth.more_tasks.steps import MoreTasks, Settings, more_tasks
from awmc.synth.session import Session
from awmc.synth.shown import Text
from awmc.synth.steps import StepError
from awmc.synth.story import plain
from awmc.synth.wishes import forbidden


async def add_tasks(
    session: Session, spec: Path, count: int, settings: Settings, *, in_place: bool
) -> MoreTasks:
    """Add tasks to the spec, or to a copy in the folder's specs/. Raises StepError, and what `more_tasks` raises."""
    place = spec if in_place else session.folder.spec(spec.stem)
    text = normalise(read_text(spec))
    if not in_place:
        _check(spec, text, place)
    budget = session.budget_of(spec.stem)

    def told(line: str) -> None:
        session.tell(plain(line))

    try:
        found = await more_tasks(
            text, spec, count, session.ask, budget, session.prompts, settings, told
        )
    except CompileError as error:
        raise StepError(f"{error}\n{spec} does not compile: mend it first") from error
    if found.unfinished:
        draft = session.folder.draft(spec.stem)
        session.folder.write_unless_changed(draft, found.text)
        so_far = f"{draft} has {counted(len(found.added), 'new task')} so far"
        raise StepError(f"{found.why}; {so_far}, and the same command goes on")
    _write(session, spec, text, place, found)
    return found


def _check(spec: Path, text: str, place: Path) -> None:
    """Raises StepError where a copy cannot stand at the place."""
    if place.exists():
        raise StepError(
            f"{place} is there already, and what is finished is not written again: give another -o, or take it away"
        )
    foreign = forbidden(Text(SourceFile(spec.as_posix(), text)))
    if foreign:
        raise StepError(
            f"{spec}:{foreign[0].line}: the spec needs other files, which a copy elsewhere would not find: give --in-place"
        )


def _write(session: Session, spec: Path, text: str, place: Path, found: MoreTasks) -> None:
    folder = session.folder
    folder.write_text(folder.graph(spec.stem), json_text(found.graph.as_json()))
    if found.added:
        if place == spec:
            rewrite(spec, text, found.text)
        else:
            folder.remove_unless_changed(folder.draft(spec.stem))
            folder.keep(place, found.text)
        shown = "" if place == spec else f"; `awmc diff {spec} {place}` shows them"
        session.tell(f"{counted(len(found.added), 'task')} added: {', '.join(found.added)}")
        session.tell(f"{place} has them{shown}")
    if found.why:
        session.tell(found.why, warning=True)
