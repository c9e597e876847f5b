"""What a walk ends with the user being told: a value of its last result.

In: the steps of a walk, played. Out: a value that somebody may want to know, what it is, and what has to be said so that it is known which one is meant.
Guaranteed: it is no key, no yes or no, nothing that the instruction says already, and nothing that the environment makes by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.ir import types as t
from awmc.synth.more_tasks.bench import Bench
from awmc.synth.more_tasks.describing import described
from awmc.synth.more_tasks.graph import Shown, place_text
from awmc.synth.more_tasks.lookups import Step
from awmc.synth.more_tasks.places import Place, form, leaves, value_at
from awmc.synth.more_tasks.values import Fact, facts_of, type_at, words

_FEW_ITEMS = 6
_LONGEST = 60
_GUESSABLE = 4
"""A whole number up to it is found by guessing; of others 0."""
_KINDS = (t.IntType, t.FloatType, t.DecimalType, t.DateType, t.DatetimeType, t.TextType, t.EnumType)


@dataclass(frozen=True)
class Asked:
    """The value at `place` of the last result. `type` is its own, `column` what it is read from, where it is; `fact` shows it."""

    place: Place
    type: t.Type
    value: Any
    fact: Fact
    facts: tuple[Fact, ...]
    column: Shown | None

    @property
    def place_text(self) -> str:
        """Where it stands, whichever the row."""
        return place_text(form(self.place))


def asked_of(
    bench: Bench, steps: list[Step], said: tuple[Fact, ...], stream: RandomStream
) -> Asked | None:
    """One of the values of the last result; None where nothing is worth asking for."""
    last = steps[-1]
    found: list[Asked] = []
    for place in _candidates(last.value):
        one = _asked_at(bench, steps, said, place)
        if one is not None:
            found.append(one)
    return stream.pick(found) if found else None


def _asked_at(
    bench: Bench, steps: list[Step], said: tuple[Fact, ...], place: Place
) -> Asked | None:
    last, world = steps[-1], bench.world
    tool = world.tools[last.call.tool]
    known = type_at(world.env, tool.result, place)
    if known is None or not isinstance(known[0], _KINDS):
        return None
    value = value_at(last.value, place)
    shown = [s for s in world.graph.shown[tool.name] if s.path == form(place)]
    is_key = any(form(place) == s.path for s in world.graph.keys[tool.name])
    if value is None or is_key or any(_is_automatic(bench, s) for s in shown):
        return None
    if last.writes and not _is_news(bench, shown, known[0]):
        return None
    if not last.writes and (_was_shown(bench, steps[:-1], shown) or _stood_by(steps, value)):
        return None
    guessable = _GUESSABLE if isinstance(known[0], t.IntType) else 0
    if isinstance(value, int | float) and abs(value) <= guessable:
        return None
    if isinstance(known[0], t.EnumType) and len(world.env.enum(known[0].name).members) < 4:
        return None
    name = words(str(place[-1])) if place and isinstance(place[-1], str) else words(tool.name)
    (fact,) = facts_of(world.env, name, known[0], value)
    if len(fact.shown) > _LONGEST or any(_tells(other, fact) for other in said):
        return None
    told = described(bench, tool.name, last.value, place)
    if told is None or any(f.shown == fact.shown for f in told):
        return None
    column = shown[0] if len(shown) == 1 else None
    shown_already = {(f.kind, f.shown) for f in said}
    facts = tuple(f for f in told if (f.kind, f.shown) not in shown_already)
    return Asked(place, known[0], value, fact, facts, column)


def _is_news(bench: Bench, shown: list[Shown], type_: t.Type) -> bool:
    """Whether a call that writes has brought a value about, so that one asks for it: it is worked out, or of a field that has changed."""
    if isinstance(type_, t.EnumType | t.TextType):
        return False
    net, tables = bench.net(), bench.world.runtime.entities
    changed = {
        (table, column)
        for table, rows in net.get("changed", {}).items()
        for columns in rows.values()
        for column in columns
    }
    made = net.get("created", {})
    names = [(tables[s.entity].TABLE.name, s.column) for s in shown]
    return all(name in changed or name[0] in made for name in names)


def _was_shown(bench: Bench, steps: list[Step], shown: list[Shown]) -> bool:
    """Whether an earlier call has told it, so that nobody makes this one for it."""
    told = {(s.entity, s.column) for one in steps for s in bench.world.graph.shown[one.call.tool]}
    return any((s.entity, s.column) in told for s in shown)


def _stood_by(steps: list[Step], value: Any) -> bool:
    """Whether a value stood where the key of the row was read, as what is worked out does."""
    for origin in steps[-1].origins.values():
        if origin.kind == "read":
            places = [n for n, part in enumerate(origin.place) if isinstance(part, int)]
            item = value_at(
                steps[origin.step].value, origin.place[: places[-1] + 1 if places else 0]
            )
            if any(leaf == value for _, leaf in leaves(item)):
                return True
    return False


def _tells(said: Fact, wanted: Fact) -> bool:
    return said.shown.casefold() == wanted.shown.casefold() or said.value == wanted.value


def _is_automatic(bench: Bench, shown: Shown) -> bool:
    """A key, or a time that the environment sets."""
    table = bench.world.runtime.entities[shown.entity].TABLE
    return shown.column in table.key or shown.column in table.automatic_times


def _candidates(value: Any, place: Place = (), depth: int = 4) -> Iterator[Place]:
    if not depth:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _candidates(inner, (*place, name), depth - 1)
    elif isinstance(value, list):
        for at, item in enumerate(value[:_FEW_ITEMS]):
            yield from _candidates(item, (*place, at), depth - 1)
    elif value is not None and not isinstance(value, bool):
        yield place
