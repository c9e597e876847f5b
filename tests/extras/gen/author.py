"""A language model that writes a spec and forgets things, for tests of the whole of `awmc gen`.

It knows the right spec, drafts one with mistakes in it, and at each repair gives the declarations that it is told to be wrong as they ought to be. So it comes to the
end where what it is told names the right declarations, and only there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from awmc.synth.parts import split
from tests.scripted_model import Answer, Body, says


@dataclass(frozen=True)
class World:
    """A spec that is right, and what is said of it. `slips` are mistakes that a draft of it may have."""

    name: str
    line: str
    text: str
    tasks: Mapping[str, str]
    tools: int
    slips: Sequence[tuple[str, str]] = ()


LIBRARY = World(
    "tool_library",
    "A tool library: members borrow drills and ladders, and may keep them longer",
    Path("templates/prompt/example.awm").read_text("utf-8"),
    {
        "renew_loan": "Keep a given tool a few days longer, and hear what it costs.",
        "borrow_cheapest": "Borrow the cheapest tool that is there.",
    },
    tools=5,
)
SHOP = World(
    "repair_shop",
    "A repair shop: people bring things to be mended",
    Path("templates/new.awm").read_text("utf-8").replace("{{ name }}", "repair_shop"),
    {
        "cancel_waiting": "Cancel a repair that has not begun.",
        "what_it_costs": "Hear what a given repair costs.",
        "bring_a_lamp": "Bring a lamp to be mended.",
    },
    tools=3,
    slips=(
        ("require repair.status == waiting", "require repair.state == waiting"),
        ("call cancel(repair = r)", 'call cancel(repair = Repair("R002"))'),
    ),
)

MISTAKES: Mapping[str, tuple[str, str]] = {
    "a name that there is not": ("l.due < today()", "l.due_on < today()"),
    "a spelling of other languages": ("tool.stock > 0 else", "tool.stock > 0 and !false else"),
    "a goal that more than the solution meets": (
        "l.due == old(l.due) + days(3)",
        "l.due > old(l.due)",
    ),
    "a brace too few": (
        "  return me.{ name, address, limit }\n}",
        "  return me.{ name, address, limit }\n",
    ),
}  # fmt: skip
"""Of the library."""


@dataclass
class Author:
    """Answers to the questions of `awmc gen`. `slips` become mistakes of the draft, `left_out` are declarations that it lacks; `wrapped` is what is around it, `name`
    what it calls the environment. One that is lazy repairs nothing."""

    world: World
    slips: Sequence[tuple[str, str]] = ()
    left_out: Sequence[str] = ()
    wrapped: str = "{}"
    name: str = ""
    lazy: bool = False
    asked: list[str] = field(default_factory=list)
    """Which prompts it was asked."""

    def __call__(self, body: Body) -> Answer:
        """The answer to a request."""
        words = "\n".join(message["content"] for message in body["messages"])
        kind = _kind(words)
        self.asked.append(kind)
        return says({"tasks": self.tasks, "draft": self.draft, "repair": self.repair}[kind](words))

    def tasks(self, _: str) -> str:
        """What users want."""
        return "\n".join(
            json.dumps({"name": name, "kind": "steps", "description": told})
            for name, told in self.world.tasks.items()
        )

    def draft(self, _: str) -> str:
        """The spec with its mistakes."""
        text = "".join(
            part.text for part in split(self.world.text) if part.key not in self.left_out
        )
        for right, wrong in self.slips:
            assert right in text, right
            text = text.replace(right, wrong)
        return self.wrapped.replace(
            "{}", text.replace(self.world.name, self.name or self.world.name)
        )

    def repair(self, words: str) -> str:
        """The declarations that are told to be wrong, or to be missing, as they ought to be."""
        if self.lazy:
            return "It looks right to me."
        told = words.partition("## What is wrong with it")[2]
        wanted = set(_concerned(told))
        return "Sorry. Here they are:\n\n```awm\n{}```\n".format(
            "".join(part.text for part in split(self.world.text) if part.key in wanted)
        )


def _kind(words: str) -> str:
    if "You collect what the users of a service want done" in words:
        return "tasks"
    return "repair" if "## What is wrong with it" in words else "draft"


def _concerned(told: str) -> Iterator[str]:
    for line in told.splitlines():
        if line.startswith('{"code"'):
            found = json.loads(line)
            yield found.get("in", "")
            yield from re.findall(r"`(task \w+)", found["message"])
    yield from (f"task {name}" for name in re.findall(r"there is no task `(\w+)`", told))
