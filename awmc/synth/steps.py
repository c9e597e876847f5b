"""The steps of `awmc gen` on an output folder: scenarios, wanted tasks, specs; what comes of each is written, and told, as soon as it is there.

In: a session (see `session.py`), and what is asked for. Out: records and files. Guaranteed: what is finished is in the folder when it is told; what is there is
not made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from awmc.diagnostics.suggest import suggest
from awmc.diagnostics.words import counted
from awmc.synth.apart import Examiner
from awmc.synth.attempts import Attempt, Outcome
from awmc.synth.embedding import Embeddings
from awmc.synth.feedback import feedback
from awmc.synth.lines import Written, read_scenarios, read_tasks
from awmc.synth.loop import Examine
from awmc.synth.pages import page
from awmc.synth.problems import Examination
from awmc.synth.proposals import Refused, Settings
from awmc.synth.records import Scenario, WantedTasks
from awmc.synth.report import Report, read_reports, report_json, report_of
from awmc.synth.scenarios import scenarios
from awmc.synth.seeds import Seed
from awmc.synth.session import Session
from awmc.synth.specs import Job, Means, Size, write_all
from awmc.synth.story import as_it_goes, at_the_end, plain
from awmc.synth.tasks import Untold, all_tasks


class StepError(Exception):
    """A step cannot begin; the message says what is missing, and what to do."""


@dataclass(frozen=True)
class Batch:
    """What came of specs. `left` are those that are not proven; `reports` are all of the folder, those of earlier runs too."""

    left: tuple[str, ...]
    reports: tuple[Report, ...]


async def find_scenarios(
    session: Session, seeds: Sequence[Seed], count: int, settings: Settings
) -> tuple[list[Scenario], bool]:
    """The scenarios of the folder, as many as are wanted if so many are found; whether they were."""
    written = Written(session.folder.scenarios)
    have = known_scenarios(session)

    def told(one: Scenario | Refused) -> None:
        if isinstance(one, Scenario):
            written.add(one, one.name)
            session.tell(f"{one.name} ({plain(one.category)}): {plain(one.description)}")
        else:
            session.tell(f"refused {one.name or '(no name)'}: {one.reason}: {plain(one.why)}")

    gone = written.taken_out(one.name for one in have)
    found = await scenarios(
        seeds, count, have, session.ask, session.budget, session.prompts, settings, told, gone
    )
    if found.short:
        session.tell(found.short, warning=True)
    return list(found.records), not found.short


def embeddings(session: Session) -> Embeddings:
    """Embeddings by the session's model for them."""
    return Embeddings(partial(session.ask.embed, budget=session.budget))


def known_scenarios(session: Session) -> list[Scenario]:
    """The scenarios of the folder."""
    path = session.folder.scenarios
    return read_scenarios(path) if path.exists() else []


def known_tasks(session: Session) -> list[WantedTasks]:
    """The wanted tasks of the folder."""
    path = session.folder.tasks
    return read_tasks(path) if path.exists() else []


async def find_tasks(session: Session, wanted: Sequence[Scenario], count: int) -> list[WantedTasks]:
    """The tasks of scenarios, of as many as the model names any for."""
    written = Written(session.folder.tasks)
    have = known_tasks(session)

    def told(one: WantedTasks | Untold) -> None:
        if isinstance(one, Untold):
            session.tell(f"{one.scenario}: no tasks: {plain(one.why)}", warning=True)
            return
        written.add(one, one.scenario)
        session.tell(f"{one.scenario}: {counted(len(one.tasks), 'task')}")

    return await all_tasks(
        wanted, have, count, session.ask, session.budget_of, session.prompts, told
    )


async def write_specs(session: Session, jobs: Sequence[Job], processes: int) -> Batch:
    """Write the specs that are not in the folder, and the page of all; so many are examined at once."""
    for job in jobs:
        session.folder.check(job.scenario.name)
    left = [job for job in jobs if not session.folder.spec(job.scenario.name).exists()]
    if len(left) < len(jobs):
        session.tell(f"{counted(len(jobs) - len(left), 'spec')} of {len(jobs)} finished before")
    try:
        async with Examiner(processes) as examiner:
            means = Means(
                ask=session.ask,
                examiner=partial(_examined, session, examiner),
                feedback=feedback,
                prompts=session.prompts,
                budget=session.budget,
                limits=session.limits,
                watch=partial(_watch, session),
            )
            await write_all(left, means, partial(_keep, session), session.concurrency)
    except BaseException:
        with suppress(OSError):  # why it ended is told, rather than that there is no page of it
            _write_page(session)
        raise
    reports = _write_page(session)
    names = [job.scenario.name for job in jobs]
    return Batch(tuple(n for n in names if not session.folder.spec(n).exists()), tuple(reports))


def add_scenario(session: Session, world: Scenario) -> Scenario:
    """A scenario, in the folder; one of its name that is there already, as it may have been edited."""
    written = Written(session.folder.scenarios)
    there = {one.name: one for one in known_scenarios(session)}
    if world.name not in there:
        written.add(world, world.name)
    return there.get(world.name, world)


def chosen(session: Session, names: Sequence[str] = ()) -> list[Scenario]:
    """The scenarios of these names, else all of the folder. Raises StepError where there is none, or one that is named is not there."""
    there = {one.name: one for one in known_scenarios(session)}
    if not there:
        raise StepError(
            f"{session.folder.scenarios} has no scenarios: run `awmc gen scenarios` first, or write some"
        )
    for name in names:
        if name not in there:
            near = suggest(name, list(there), idioms={})
            hint = f"did you mean {near[0]}?" if near else "they are " + ", ".join(list(there)[:8])
            raise StepError(f"{session.folder.scenarios} has no scenario {name}; {hint}")
    return [there[name] for name in names or there]


def jobs_for(session: Session, names: Sequence[str], tools: tuple[int, int]) -> list[Job]:
    """The specs to write: of the scenarios of these names, else of all. Raises StepError, also where one has no tasks."""
    wanted = chosen(session, names)
    tasks = {one.scenario: one for one in known_tasks(session)}
    without = [one.name for one in wanted if one.name not in tasks]
    if without:
        raise StepError(
            f"{session.folder.tasks} has no tasks for {', '.join(without[:8])}: run `awmc gen tasks` first, or name the scenarios that have theirs"
        )
    return [
        Job(one, tasks[one.name], Size(tools=tools, tasks=len(tasks[one.name].tasks)))
        for one in wanted
    ]


def _watch(session: Session, name: str, attempt: Attempt) -> None:
    session.tell(as_it_goes(name, attempt))


def _examined(session: Session, examiner: Examiner, job: Job) -> Examine:
    """Who examines the texts for a job; the best of them is in the folder at once."""
    best: list[Examination] = []
    path = session.folder.spec(job.scenario.name)

    async def examine(text: str, waived: frozenset[str]) -> Examination:
        found = await examiner(text, path, job.wished(waived))
        if not best or found.rank > best[-1].rank:
            best[:] = [found]
            session.folder.write_unless_changed(session.folder.draft(job.scenario.name), found.text)
        return found

    return examine


def _keep(session: Session, job: Job, outcome: Outcome) -> None:
    """Write what became of a spec, and tell it. The spec is the last: once it is there, nothing of it is written any more."""
    folder, name = session.folder, outcome.name
    report = report_of(outcome)
    folder.write_text(folder.report(name), report_json(report))
    if outcome.best is not None and not outcome.clean:
        _quarantine(session, name, outcome.best.text)
    folder.remove_unless_changed(folder.draft(name))
    if outcome.best is not None and outcome.clean:
        if not folder.remove_unless_changed(folder.quarantined(name)):
            _left_alone(session, folder.quarantined(name))
        folder.keep(folder.spec(name), outcome.best.text)
    session.tell(at_the_end(report).rstrip())


def _quarantine(session: Session, name: str, text: str) -> None:
    folder = session.folder
    if not folder.write_unless_changed(folder.quarantined(name), text):
        _left_alone(session, folder.quarantined(name))


def _left_alone(session: Session, path: Path) -> None:
    session.tell(f"{path} was changed since, and is left as it is", warning=True)


def _write_page(session: Session) -> list[Report]:
    reports, broken = read_reports(session.folder.path / "reports")
    for one in broken:
        session.tell(f"awmc: {plain(one)}", warning=True)
    title = f"Generated environments: {session.folder.path.name}"
    session.folder.write_text(session.folder.page, page(reports, broken, title))
    return reports
