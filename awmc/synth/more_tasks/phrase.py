"""The words of a task: what a model says of a walk, and whether it may stand.

In: walks, as `brief` tells them. Out: for each a name and an instruction, or a reason why there is none. Guaranteed: an instruction that is given says every fact
that the task cannot be done without, names no tool and no key that a user would not know, and asks a question just where one is judged; it is one
line. A name fits the language, and nothing else has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awmc.ir.model import Environment
from awmc.lint.facts.requests import asks, questions
from awmc.runtime.judging.prose import plain
from awmc.syntax.keywords import RESERVED
from awmc.synth.json_answers import json_lines_in
from awmc.synth.more_tasks.bench import World
from awmc.synth.more_tasks.lookups import AS_THE, Step
from awmc.synth.more_tasks.values import Fact, says, words
from awmc.synth.more_tasks.walks import Walk
from awmc.synth.records import NAME

LONGEST = 700
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "walk": {"type": "integer"},
        "name": {"type": "string"},
        "instruction": {"type": "string"},
        "skip": {"type": "string"},
    },
    "required": ["walk"],
}
"""What a line of the answer is."""


@dataclass(frozen=True)
class Phrase:
    """What the model says of a walk: an instruction, or why it is to be skipped."""

    walk: int
    name: str
    instruction: str
    skip: str = ""


# What the model is told


def brief(world: World, walk: Walk) -> dict[str, Any]:
    """A walk as the model is told it."""
    wanted = [_wish(world, walk, n) for n, step in enumerate(walk.steps) if _is_wish(walk, n, step)]
    asked = None
    if walk.asked is not None:
        last = world.tools[walk.steps[-1].call.tool]
        which = ", ".join(fact.wanted for fact in walk.asked.facts)
        of = f" of the one with {which}" if which else ""
        asked = f"{walk.asked.fact.about}{of} (in the result of: {last.doc or words(last.name)})"
    return {
        "walk": walk.number,
        "user": _user(world, walk),
        "wanted": wanted,
        "asked": asked,
        "say": [fact.shown for fact in walk.facts if fact.kind != "flag"],
    }


def _is_wish(walk: Walk, n: int, step: Step) -> bool:
    return step.writes or n == len(walk.steps) - 1


def _wish(world: World, walk: Walk, n: int) -> str:
    """What a step is to do, with what: `Borrow a copy (copy: title "Dune"; span: 7)`."""
    step = walk.steps[n]
    tool = world.tools[step.call.tool]
    params = {one.argument: one.param for one in world.graph.taken[tool.name]}
    parts = []
    for name in step.call.arguments:
        facts = [fact for of, fact in step.facts if of == name]
        about = words(params.get(name, name))
        parts.append(_with(walk, step, name, about, facts))
    what = tool.doc or words(tool.name)
    return f"{what} ({'; '.join(parts)})" if parts else what


def _with(walk: Walk, step: Step, name: str, about: str, facts: Sequence[Fact]) -> str:
    origin = step.origins.get(name)
    if origin is None:
        told = ", ".join(fact.wanted.removeprefix(f"{about}: ") for fact in facts)
        return f"{about}: {told}"
    if origin.kind == "me":
        return f"{about}: the user"
    if origin.kind == "read" and walk.steps[origin.step].writes:
        return f"{about}: what came of step {_number(walk, origin.step)}"
    if not facts:
        return f"{about}: the only one that the user has"
    told = ", ".join(fact.wanted for fact in facts)
    return f"{about}: {told if told.startswith(AS_THE) else f'the one with {told}'}"


def _number(walk: Walk, step: int) -> int:
    """Which wish a step is, counted from 1."""
    return sum(1 for n, s in enumerate(walk.steps[: step + 1]) if _is_wish(walk, n, s))


def _user(world: World, walk: Walk) -> str:
    if world.env.actor is None:
        return "a user"
    entity = world.runtime.entities[world.env.actor].TABLE
    key = tuple(walk.actor) if isinstance(walk.actor, list) else (walk.actor,)
    for row in world.start[entity.name]:
        if tuple(row[c] for c in entity.key) == key and isinstance(row.get("name"), str):
            return str(row["name"])
    return "a user"


def about_environment(env: Environment) -> dict[str, Any]:
    """What the model is told of the environment."""
    return {"name": words(env.name), "doc": env.doc, "policy": env.policy, "today": env.clock[:10]}


# What it answers


def phrases_in(text: str) -> list[Phrase]:
    """The phrases of an answer; what is none is passed over, and of two for a walk the later one counts."""
    found: dict[int, Phrase] = {}
    for line in json_lines_in(text):
        walk = line.get("walk")
        if isinstance(walk, int) and not isinstance(walk, bool):
            phrase = Phrase(
                walk, _text(line, "name"), _text(line, "instruction"), _text(line, "skip")
            )
            found[walk] = phrase
    return list(found.values())


def _text(line: Mapping[str, Any], name: str) -> str:
    """A text on one line, without what no text may hold."""
    value = line.get(name)
    if not isinstance(value, str):
        return ""
    # a lone surrogate is no text
    sound = value.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
    return " ".join(sound.split())


def task_name(wanted: str, walk: Walk, taken: Iterable[str]) -> str:
    """A name for the task: the wanted one where it fits, else one of the tools that it is for; with a number where it is taken."""
    name = re.sub(r"[^a-z0-9]+", "_", wanted.casefold()).strip("_")[:40].rstrip("_")
    if not re.match(NAME, name) or name in RESERVED:
        tools = [step.call.tool for step in walk.steps if step.writes] or [walk.steps[-1].call.tool]
        name = "_and_".join(dict.fromkeys(tools))[:40].rstrip("_")
    known, number, made = set(taken), 2, name
    while made in known or made in RESERVED:
        made, number = f"{name}_{number}", number + 1
    return made


def wrong_with(world: World, walk: Walk, text: str) -> list[str]:
    """What keeps an instruction from standing, as the model is told it; nothing where it may."""
    if not text:
        return ["there is no instruction"]
    found = [f"it does not say {fact.wanted}" for fact in walk.facts if not says(text, fact)]
    if len(text) > LONGEST:
        found.append(f"it has {len(text)} characters; no more than {LONGEST} may stand")
    found += [f"it names the tool {name}" for name in _tools_in(world, text)]
    found += [f"it says {key}, which no user knows" for key in _keys_in(walk, text)]
    if walk.asked is not None and not asks(text):
        found.append(f"it does not ask for the {walk.asked.fact.about}")
    if walk.asked is not None and says(text, walk.asked.fact) and not _is_told(walk):
        found.append(f"it gives the answer away, {walk.asked.fact.shown}")
    if walk.asked is None and questions(text):
        found.append("it asks a question, but nothing is to be answered")
    return found


def _is_told(walk: Walk) -> bool:
    """Whether something that has to be said looks like the answer."""
    assert walk.asked is not None
    return any(says(fact.shown, walk.asked.fact) for fact in walk.facts)


def _tools_in(world: World, text: str) -> list[str]:
    tokens = set(re.findall(r"\w+", text.casefold()))
    return [name for name in world.env_tools if "_" in name and name in tokens]


def _keys_in(walk: Walk, text: str) -> list[str]:
    """The keys of the walk's rows that stand in a text, but for those that are to be said."""
    said = {plain(fact.shown) for fact in walk.facts}
    keys = dict.fromkeys(
        str(step.call.arguments[name])
        for step in walk.steps
        for name, origin in step.origins.items()
        if origin.kind in ("read", "me") and isinstance(step.call.arguments[name], str)
    )
    return [
        key
        for key in keys
        if plain(key) not in said
        and any(sign.isdigit() for sign in key)
        and re.search(rf"(?<!\w){re.escape(plain(key))}(?!\w)", plain(text))
    ]


def as_line(world: World, walk: Walk) -> str:
    """The brief of a walk on one line."""
    return json.dumps(brief(world, walk), ensure_ascii=False)
