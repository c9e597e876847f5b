"""The step `awmc gen evolve`: a world that is there, made harder.

In: a spec that compiles, and how much harder it shall be. Out: a job for the loop, whose start is the spec under another name, and whose wishes it does not meet yet.
Guaranteed: all tasks of the spec are wanted, and no less of anything than there is; so what comes out clean has more rules, more rows among which a task must
find its own, longer solutions and more tasks, and all of it is proven anew.

The wishes are what makes it harder: the loop repairs the spec until they are met, as it repairs anything else.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from awmc.build import Build
from awmc.checked import Checked
from awmc.diagnostics.model import Severity
from awmc.driver import Options, check_file
from awmc.source import SourceFile
from awmc.synth.examine import facts_of
from awmc.synth.hardness import NEW
from awmc.synth.problems import Facts, Wanted
from awmc.synth.records import LONGEST, Scenario, WantedTask, WantedTasks
from awmc.synth.shown import Text
from awmc.synth.specs import Job, Size
from awmc.synth.wishes import forbidden

_TOOLS = 8
"""So many tools may come beside those that there are."""

_SPREAD = 2
"""Of no entity more rows count than so many times its share."""


class EvolveError(Exception):
    """A spec that cannot be made harder; the message says why, and what to do."""


@dataclass(frozen=True)
class Harder:
    """How much harder: so many more rules and tasks, so many calls more in the mean of the solutions, so many times the rows."""

    rules: int = 3
    tasks: int = 2
    calls: float = 1.0
    rows: float = 1.5


def next_name(name: str) -> str:
    """What the harder one is called: `bank_2` after `bank`, `bank_3` after that."""
    base, number = re.fullmatch(r"(.*?)(?:_(\d{1,4}))?", name, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{base}_{int(number or 1) + 1}"


def evolution(path: Path, harder: Harder, name: str | None = None) -> Job:
    """The job that makes the spec at `path` harder. Raises EvolveError, and ConfigError where the settings beside it cannot be used."""
    checked = check_file(path, Options(lint=False))
    text = _alone(checked, path)
    assert checked.environment is not None and checked.build is not None
    facts = facts_of(checked, text)
    most = math.ceil(_SPREAD * harder.rows)
    rows = {entity: len(made) * most for entity, made in checked.build.rows.items()}
    job_name = name or next_name(checked.environment.name)
    tasks = _tasks(checked.build)
    wishes = Wanted(
        tasks=tuple(task.name for task in tasks),
        least_tools=facts.tools,
        least_tasks=facts.tasks + harder.tasks,
        name=job_name,
        least_rules=facts.rules + harder.rules,
        least_rows=math.ceil(facts.rows * harder.rows),
        least_calls=facts.solution_calls + harder.calls,
        most_rows=tuple((entity, max(most, NEW)) for entity, most in rows.items()),
    )
    return Job(
        scenario=Scenario(name=job_name, description=_told(checked)),
        tasks=WantedTasks(scenario=job_name, tasks=tasks),
        size=_size(facts, wishes),
        start=text,
        wishes=wishes,
    )


def _alone(checked: Checked, path: Path) -> str:
    """The text of a spec that compiles and needs no other file."""
    errors = [one for one in checked.diagnostics if one.severity is Severity.error]
    if errors:
        raise EvolveError(
            f"{path} does not compile ({errors[0].message}): mend it first; `awmc lint --build {path}` says what is wrong"
        )
    file = next((file for file in checked.files if file.path == checked.path), None)
    if file is None or checked.environment is None:
        raise EvolveError(f"{path} declares no environment: name the spec that does")
    foreign = forbidden(Text(SourceFile(checked.path, file.text)))
    if foreign:
        raise EvolveError(f"{path}:{foreign[0].line}: {foreign[0].message}")
    return file.text


def _tasks(build: Build) -> tuple[WantedTask, ...]:
    """The tasks of a spec, each told by its first instance."""
    told: dict[str, str] = {}
    for task in build.tasks:
        told.setdefault(task.family, task.instruction)
    return tuple(
        WantedTask(name=name, description=" ".join(text.split())[:2000] or name)
        for name, text in told.items()
    )


def _told(checked: Checked) -> str:
    assert checked.environment is not None
    words = checked.environment.doc or checked.environment.name
    return words[:LONGEST]


def _size(facts: Facts, wishes: Wanted) -> Size:
    return Size(
        tools=(facts.tools, facts.tools + _TOOLS),
        tasks=wishes.least_tasks,
        instances=facts.instances + 3 * (wishes.least_tasks - facts.tasks),
        rows=wishes.least_rows,
    )
