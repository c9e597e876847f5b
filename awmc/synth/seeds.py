"""The file of seeds that scenarios are drawn from.

In: lines of text: a word, a line about a world, or a JSON object with `description` and, if wanted, `name` and `category`; `#` begins a comment, empty lines
count for nothing. Out: seeds, in the order of the file, each once. Guaranteed: a file without a seed is refused, and says what is expected of it.

A seed that says what its world is, is a scenario already, and is taken as it is: an object with a description, a line of at least 8 words, or a line with
words after a colon ("A bike shed: members, bikes, rides and repairs"). What is shorter is a topic, for the model to draw from.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from awmc.synth.lines import LinesError, read_text, wrong
from awmc.synth.named import sentence_name, unused, world_name
from awmc.synth.records import LONGEST, Scenario

_WORDS = 8
_COMMENT = re.compile(r"(^|\s)#.*")


@dataclass(frozen=True)
class Seed:
    """A line of the file; `world` where it is a scenario already."""

    text: str
    world: Scenario | None = None


def read_seeds(path: Path) -> list[Seed]:
    """The seeds of a file. Raises LinesError."""
    found: dict[str, Seed] = {}
    taken: set[str] = set()
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        try:
            seed = _seed(line, taken)
        except ValueError as error:
            raise LinesError(f"{path}:{number}: {error}") from None
        if seed is not None and seed.text not in found:
            found[seed.text] = seed
            if seed.world is not None:
                taken.add(seed.world.name)
    if not found:
        told = "write a line for each world: a word, a sentence about it, or a JSON object with a description"
        raise LinesError(f"{path}: it has no seeds; {told}")
    return list(found.values())


def scenario_of(line: str) -> Scenario:
    """The scenario that one line is about, however short. Raises LinesError for a line that says nothing."""
    try:
        seed = _seed(line, set())
    except ValueError as error:
        raise LinesError(str(error)) from None
    if seed is None:
        raise LinesError("the line says nothing: write what the world is, as in 'A bike shed'")
    return seed.world or _world(seed.text, set())


def _seed(line: str, taken: set[str]) -> Seed | None:
    """The seed of a line, None for one without. Raises ValueError, in words."""
    text = line.strip()
    if text.startswith("{"):
        return _object(text, taken)
    text = _COMMENT.sub("", text).strip()
    if not text:
        return None
    if len(text) > LONGEST:
        raise ValueError(f"the line is longer than {LONGEST} characters")
    told = text.partition(":")[2].strip() or len(text.split()) >= _WORDS
    return Seed(text, _world(text, taken) if told else None)


def _world(text: str, taken: set[str]) -> Scenario:
    name = unused(world_name(sentence_name(text)) or "world", taken)
    return Scenario(name=name, description=text, seed=text)


def _object(text: str, taken: set[str]) -> Seed:
    try:
        found: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this begins as a JSON object, and is none: {error}") from None
    named, told = found.get("name"), found.get("description")
    if told is None and isinstance(named, str) and named.strip():
        return Seed(named.strip())
    name = (
        world_name(named) if isinstance(named, str) else world_name(sentence_name(str(told or "")))
    )
    if name in taken:
        raise ValueError(f"another line is called {name} already: give this one another name")
    try:
        return Seed(text, Scenario.model_validate({**found, "name": name or "world"}))
    except ValidationError as error:
        raise ValueError(wrong(error)) from None
