"""Draws calls for an episode that goes on: mostly ones that should succeed, some that are nearly right, some hostile.

In: an environment with what its sources tell, an episode, a random stream. Guaranteed: the same stream and the same episode give the
same calls on every Python, for all chance comes from the stream, and it reads nothing but the episode's rows and results.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.prove.fuzz.rows import LiveRows
from awmc.prove.fuzz.script import Script, ScriptCall
from awmc.prove.fuzz.sources import Sources
from awmc.prove.fuzz.values import (
    EDGE_DATES,
    EDGE_DATETIMES,
    HOSTILE,
    NO_OBJECTS,
    ArgumentMaker,
    plain,
)
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode
from awmc.runtime.result import Result

VALID, NEAR = 0.7, 0.2
"""The shares of calls that should fit, and that nearly do; the rest is hostile."""
FEW = 0.3
"""The share of episodes that keep to one or two tools."""
NO_TOOLS: tuple[Any, ...] = ("", "no_such_tool", "__init__", "a\0b", "'; --", "x" * 1000, None, 3)


class Drawer:
    """Draws the calls of one episode. `told` it must be what each call gave."""

    def __init__(
        self, env: Environment, sources: Sources, episode: Episode, stream: RandomStream
    ) -> None:
        self._env = env
        self._named = sources.named
        self._stream = stream
        self._rows = LiveRows(episode, stream)
        self._make = ArgumentMaker(self._rows, stream)
        self._specs = {spec["name"]: spec for spec in env.definition.specs}
        weighted: list[str] = [name for name in self._specs for _ in range(_weight(env, name))]
        # a few tools called often reach what many tools called once do not: a limit, a full table
        few = stream.chance(FEW) and len(self._specs) > 3
        self._weighted = stream.sample(weighted, 2) if few else weighted
        self._private = [name for name in env.definition.tools if name not in self._specs]

    def told(self, result: Result, changed: bool) -> None:
        """What the last call gave, and whether it changed anything."""
        if changed:
            self._rows.changed()
        if result.ok:
            _gather(result.value, self._make.results)

    def any_call(self) -> ScriptCall:
        """A call of any kind."""
        if not self._weighted:
            return self._no_tool()
        name = self._a_tool()
        if self._stream.chance(VALID):
            return self.valid(name)
        if self._stream.chance(NEAR / (1 - VALID)):
            return self.near(name)
        return self._no_tool() if self._stream.chance(0.2) else self.hostile(name)

    def _a_tool(self) -> str:
        """A tool: as a rule one that the actor has rows for."""
        name = self._stream.pick(self._weighted)
        for _ in range(4):
            if self.has_rows_for(name):
                break
            name = self._stream.pick(self._weighted)
        return name

    def has_rows_for(self, name: str) -> bool:
        """Whether the actor has rows of what the tool must be given."""
        required = self._specs[name]["inputSchema"].get("required", ())
        return all(
            self._rows.own(named.entity) or not self._rows.ownable(named.entity)
            for argument, named in self._named.get(name, {}).items()
            if argument in required
        )

    def valid(self, name: str) -> ScriptCall:
        """A call of the tool whose arguments fit."""
        spec = self._specs[name]
        arguments = self._make.arguments(spec["inputSchema"], self._named.get(name, {}))
        return ScriptCall(name, arguments, spec["side"])

    # Nearly right

    def near(self, name: str) -> ScriptCall:
        """The same with one thing wrong."""
        call = self.valid(name)
        schema = self._specs[name]["inputSchema"]
        arguments = dict(call.arguments)
        if self._stream.chance(0.2) or not arguments:
            return ScriptCall(name, self._misnamed(arguments), call.side)
        which = self._stream.pick(list(arguments))
        options = self._siblings(plain(schema["properties"][which]), arguments[which])
        arguments[which] = self._stream.pick(options)
        return ScriptCall(name, arguments, call.side)

    def _misnamed(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if arguments and self._stream.chance(0.6):
            left_out = self._stream.pick(list(arguments))
            return {name: value for name, value in arguments.items() if name != left_out}
        return {**arguments, self._stream.pick(("extra", "self", "me", "limit_", "Id")): 1}

    def _siblings(self, schema: dict[str, Any], value: Any) -> list[Any]:
        found: list[Any] = [None, str(value), [value], {"value": value}]
        if "enum" in schema:
            return [*found, *schema["enum"], str(value).upper(), ""]
        match value:
            case bool():
                found += [int(value), str(value).lower(), not value]
            case int() | float():
                edges = [
                    schema[e] + d for e in ("minimum", "maximum") if e in schema for d in (-1, 0, 1)
                ]
                found += [value + 1, value - 1, -value, float(value), value + 0.001, 0, *edges]
            case str():
                found += [f"{value}x", value[:-1], value.lower(), f" {value}", "", value + "é"]
                found += ["y" * (schema["maxLength"] + d) for d in (0, 1) if "maxLength" in schema]
                if "pattern" in schema:
                    found += [*EDGE_DATES, *EDGE_DATETIMES]
                found.append(self._other_key())
            case list():
                found += [[], value * 2, [*value, None]]
            case dict():
                found += [{}, {**value, "extra": 1}, list(value)]
        return found

    def _other_key(self) -> Any:
        """A key of some row, that of another entity as a rule."""
        entity = self._stream.pick(list(self._rows.tables))
        rows = self._rows.rows(entity)
        key = self._rows.key(entity, self._stream.pick(rows)) if rows else ()
        return key[0] if key else entity

    # Hostile

    def hostile(self, name: str) -> ScriptCall:
        """A call that nobody should make."""
        call = self.valid(name)
        names = list(self._specs[name]["inputSchema"]["properties"])
        if self._stream.chance(0.15):
            return ScriptCall(name, self._stream.pick(NO_OBJECTS), call.side)
        if self._stream.chance(0.1):
            return ScriptCall(name, call.arguments, "user" if call.side == "agent" else "agent")
        arguments = dict(call.arguments)
        for which in (
            names if self._stream.chance(0.1) else self._stream.sample(names, min(1, len(names)))
        ):
            arguments[which] = self._stream.pick(HOSTILE)
        return ScriptCall(name, arguments, call.side)

    def _no_tool(self) -> ScriptCall:
        return ScriptCall(self._stream.pick((*NO_TOOLS, *self._private)), {}, "agent")


def draw_start(env: Environment, stream: RandomStream, seed: int) -> Script:
    """How an episode begins: a third of them as a task's, the others with any actor."""
    tasks = env.definition.tasks
    if tasks and stream.chance(0.35):
        return Script(task=stream.pick(tasks)["id"], seed=seed)
    return Script(actor=draw_actor(env, stream), seed=seed)


def draw_actor(env: Environment, stream: RandomStream) -> Any:
    """The key of somebody who may be signed in: often one with a task, for they have things to do. None where nobody is."""
    actor = env.definition.actor
    if actor is None:
        return None
    if env.definition.tasks and stream.chance(0.5):
        return stream.pick(env.definition.tasks).get("actor")
    with env.episode() as episode:
        row = LiveRows(episode, stream).pick(actor.TABLE.entity)
    key = [] if row is None else [row[column] for column in actor.TABLE.key]
    return key[0] if len(key) == 1 else key or None


def draw_owner(env: Environment, stream: RandomStream, entities: Sequence[str]) -> Any:
    """The key of somebody who has a row of one of the entities, of any kind that there is; None where nobody has."""
    with env.episode() as episode:
        rows = LiveRows(episode, stream)
        entity = stream.pick(entities)
        row = rows.pick(entity)
        key = None if row is None else rows.owner(entity, row)
    return None if key is None else key[0] if len(key) == 1 else list(key)


def _weight(env: Environment, name: str) -> int:
    """Tools that write are called more often, those that end the episode less."""
    tool = env.definition.tools[name]
    return 1 if tool.ends else 2 if tool.read_only else 4


def _gather(value: Any, found: dict[str, list[Any]], name: str = "", depth: int = 6) -> None:
    """The values of a result by their names, a few of each."""
    if isinstance(value, dict) and depth:
        for inner, item in list(value.items())[:40]:
            _gather(item, found, inner, depth - 1)
    elif isinstance(value, list) and depth:
        for item in value[:5]:
            _gather(item, found, name, depth - 1)
    elif name and isinstance(value, str | int | float) and not isinstance(value, bool):
        known = found.setdefault(name, [])
        if value not in known:
            known.append(value)
            del known[:-8]
