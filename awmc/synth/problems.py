"""What was found in a text that is to be a spec: problems, at the stage where the walk stopped.

Data alone, so that it passes between processes. What makes it is `examine.py`, what tells it to a model `feedback.py`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["syntax", "meaning", "data", "wishes", "advice", "proof", "clean"]
STAGES: tuple[Stage, ...] = ("syntax", "meaning", "data", "wishes", "advice", "proof", "clean")
"""In order: the text parses; names and types are right; data and tasks run; what was wanted is there; `awmc lint` is content; `awmc test` passes."""


@dataclass(frozen=True)
class Problem:
    """Something to repair. `code` is that of the diagnostic (AWM203), the check of `awmc test` that failed (solvable, vacuous, sharp, sound, live), a wish
    (missing-task, few-tools, few-tasks, few-rules, few-rows, short-solutions, unplayed, other-name), or what stopped the walk (use, extern, data-file, too-long, too-slow,
    too-big, crash).

    `subject` is the declaration that it is in, as "task renew_loan", or "". `text` is all that helps to repair it, on several lines: frame, labels, help,
    candidates, plan. `line` counts from 1.
    """

    stage: Stage
    code: str
    subject: str
    message: str
    text: str
    line: int | None = None
    candidates: tuple[str, ...] = ()
    """Names that may have been meant, best first."""
    fix: str = ""
    """The lines as a fix would make them, where the compiler knows one."""


@dataclass(frozen=True)
class Wanted:
    """What a spec must have besides being right: tasks of these names, so many tools, tasks, rules and rows, solutions of so many calls in the mean; the
    environment of this name.

    `alone`: it is one file that needs no other and no code from outside, so that none of `use`, `extern` and `data … from` may be in it.
    """

    tasks: tuple[str, ...] = ()
    least_tools: int = 0
    least_tasks: int = 0
    name: str | None = None
    alone: bool = True
    least_rules: int = 0
    least_rows: int = 0
    least_calls: float = 0.0
    most_rows: tuple[tuple[str, int], ...] = ()
    """How many rows of an entity count, so that not all of those wanted are of one; see `hardness.py`."""


@dataclass(frozen=True)
class Facts:
    """How big an environment is. 0 where the walk did not come so far."""

    lines: int = 0
    entities: int = 0
    tools: int = 0
    rules: int = 0
    tasks: int = 0
    rows: int = 0
    instances: int = 0
    solution_calls: float = 0.0
    """Mean number of calls of the solutions, task by task. `rules` are checks, flows, uniqueness, overlaps and invariants; `rows` those at the start. Of calls and rules those
    count that make it harder: see `hardness.py`."""
    rows_that_count: int = 0
    """`rows`, where only so many of an entity count."""


@dataclass(frozen=True)
class Examination:
    """What there is to say of a text. `text` is as it was examined: formatted, with the compiler's own safe fixes, `fixes` of them, applied."""

    text: str
    stage: Stage
    problems: tuple[Problem, ...] = ()
    facts: Facts = field(default_factory=Facts)
    fixes: int = 0
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()
    """What `awmc test` tells without objecting: guards and rules that no call reached."""

    @property
    def clean(self) -> bool:
        """Whether nothing is left to repair."""
        return self.stage == "clean"

    @property
    def rank(self) -> tuple[int, int]:
        """How good it is: compare two to tell the better. What a later stage would object to, too, does not count: mending a mistake may uncover others."""
        return STAGES.index(self.stage), -sum(one.stage == self.stage for one in self.problems)

    def codes(self) -> Counter[str]:
        """How many problems there are of each code."""
        return Counter(problem.code for problem in self.problems)
