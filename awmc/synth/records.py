"""What the steps of `awmc gen` hand on: scenarios, and the tasks that users want, a JSON object a line.

In: files that a step wrote and a person may have edited. Out: frozen records. Guaranteed: a line that is no such record is refused with its number and
what is wrong with it; fields that are not known are kept, and written again; what is written reads back as it was.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

NAME = r"^[a-z][a-z0-9_]{0,47}$"
"""What an environment and a task may be called."""
LONGEST = 4000
"""Characters of a description of a world."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class Scenario(_Record):
    """A world that an environment is to be written for. `name` is that of the spec; `seed` the line that it was drawn from."""

    name: str = Field(pattern=NAME)
    description: str = Field(min_length=1, max_length=LONGEST)
    category: str = "other"
    seed: str | None = None


class WantedTask(_Record):
    """Something that a user of the world wants done: the environment must have a task of this name."""

    name: str = Field(pattern=NAME)
    description: str = Field(min_length=1, max_length=2000)


class WantedTasks(_Record):
    """The tasks that the environment of a scenario must have."""

    scenario: str = Field(pattern=NAME)
    tasks: tuple[WantedTask, ...]
