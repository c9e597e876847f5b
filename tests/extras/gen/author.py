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

RIGHT = Path("templates/prompt/example.awm").read_text("utf-8")
NAME = "tool_library"
LINE = "A tool library: members borrow drills and ladders, and may keep them longer"
TASKS = {
    "renew_loan": "Keep a given tool a few days longer, and hear what it costs.",
    "borrow_cheapest": "Borrow the cheapest tool that is there.",
}

MISTAKES: Mapping[str, tuple[str, str]] = {
    "a name that there is not": ("l.due < today()", "l.due_on < today()"),
    "a spelling of other languages": ("tool.stock > 0 else", "tool.stock > 0 and !false else"),
    "a field left out": ('note: note', ''),
    "a goal that more than the solution meets": ("l.due == old(l.due) + days(3)", "l.due > old(l.due)"),
    "a step that the tool refuses": ("call renew(loan = l, more = 3)", "call renew(loan = l, more = 8)"),
    "a brace too few": ("  return me.{ name, address, limit }\n}", "  return me.{ name, address, limit }\n"),
}  # fmt: skip


@dataclass
class Author:
    """Answers to the questions of `awmc gen`. `slips` become mistakes of the draft, `left_out` are declarations that it lacks; `wrapped` is what is around it."""

    slips: Sequence[tuple[str, str]] = ()
    left_out: Sequence[str] = ()
    wrapped: str = "{}"
    name: str = NAME
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
            for name, told in TASKS.items()
        )

    def draft(self, _: str) -> str:
        """The spec with its mistakes."""
        text = "".join(part.text for part in split(RIGHT) if part.key not in self.left_out)
        for right, wrong in self.slips:
            assert right in text, right
            text = text.replace(right, wrong)
        return self.wrapped.replace("{}", text.replace(NAME, self.name))

    def repair(self, words: str) -> str:
        """The declarations that are told to be wrong, or to be missing, as they ought to be."""
        told = words.partition("## What is wrong with it")[2]
        wanted = set(_concerned(told))
        return "Sorry. Here they are:\n\n```awm\n{}```\n".format(
            "".join(part.text for part in split(RIGHT) if part.key in wanted)
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
