"""What walks are drawn in: the environment with its graph, and a played episode of one actor.

In: a compiled environment. Out: results and net changes of calls played from the start. Guaranteed: the same calls give the same; nothing is left behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.ir import model as ir
from awmc.prove.fuzz.sources import Sources, read_sources
from awmc.prove.live import Live
from awmc.prove.plans import Call, Calls, solution_of
from awmc.prove.stage import net_of
from awmc.runtime.closing import Closing
from awmc.runtime.environment import Environment
from awmc.runtime.judging.model import Changes
from awmc.runtime.result import Result
from awmc.runtime.tables import encoded
from awmc.synth.more_tasks.graph import Graph, graph_of

NAMES = ("name", "title", "label", "subject", "headline", "full_name", "city")
"""What fields are called by whose values people name a row."""
_SAYABLE = re.compile(r"[^\W\d_]{3,}(?:[ '-][^\W\d_]+){0,5}")
"""A key that is a word or a name."""


@dataclass(frozen=True)
class World:
    """An environment: its meaning, its run-time form, its graph."""

    env: ir.Environment
    runtime: Environment
    seed: int = 0
    graph: Graph = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "graph", graph_of(self.env))

    @cached_property
    def sources(self) -> Sources:
        """Which arguments name rows, as the drawer of calls asks."""
        return read_sources(self.runtime)

    @cached_property
    def schemas(self) -> dict[str, dict[str, Any]]:
        """The JSON Schema of each tool's arguments."""
        return {spec["name"]: spec["inputSchema"] for spec in self.runtime.tools("agent")}

    @cached_property
    def tools(self) -> dict[str, ir.Tool]:
        """The agent's tools by name."""
        return {name: self.env.tool(name) for name in self.graph.tools}

    @cached_property
    def env_tools(self) -> tuple[str, ...]:
        """The names of all tools, private ones too."""
        return tuple(tool.name for tool in self.env.tools)

    @cached_property
    def known_calls(self) -> tuple[Call, ...]:
        """The calls of all solutions that there are."""
        return tuple(call for task in self.runtime.tasks() for call in solution_of(task))

    @cached_property
    def start(self) -> dict[str, list[Mapping[str, Any]]]:
        """The rows at the start as they are stored, by table."""
        with self.runtime.episode(record=False) as episode:
            return {
                row.TABLE.name: [encoded(values) for values in episode.rows(name)]
                for name, row in self.runtime.entities.items()
            }

    def stream(self, number: int) -> RandomStream:
        """The chance of one attempt."""
        return RandomStream(self.seed, "more tasks", number)


class Bench(Closing):
    """An episode of an actor without a task. Close it, or use it in a `with`."""

    def __init__(self, world: World, actor: Any) -> None:
        self.world = world
        self.actor = actor
        self.episode = world.runtime.episode(actor=actor, record=False)
        self.live = Live(self.episode)

    def play(self, calls: Iterable[Call]) -> list[Result]:
        """Plays calls from the start."""
        self.episode.reset()
        return [self.call(call) for call in calls]

    def call(self, call: Call) -> Result:
        """Plays one more call."""
        return self.episode.call(call.tool, dict(call.arguments), side=call.side)

    def changes(self) -> Changes:
        """The net changes since the start."""
        return self.episode.changes()

    def net(self) -> dict[str, Any]:
        """The net changes that are judged."""
        return net_of(self.world.runtime, self.changes())

    def net_after(self, calls: Calls) -> dict[str, Any]:
        """The net changes of calls played from the start."""
        self.play(calls)
        return self.net()

    def row_of(self, entity: str, key: Any) -> dict[str, Any] | None:
        """The row of a key, as it was at the start; None of one that was not there, or whose key has several columns."""
        table = self.world.runtime.entities[entity].TABLE
        return self.live.by_key.get(table.name, {}).get(key)

    @cached_property
    def _keys(self) -> frozenset[Any]:
        return frozenset(key for rows in self.live.by_key.values() for key in rows)

    @cached_property
    def _automatic(self) -> frozenset[Any]:
        tables = self.live.tables
        automatic = [rows for name, rows in self.live.by_key.items() if tables[name].auto]
        return frozenset(key for rows in automatic for key in rows)

    def is_internal(self, value: Any) -> bool:
        """Whether a value is a key that a user would not say: any but words and names."""
        if not isinstance(value, str) or value not in self._keys:
            return False
        return value in self._automatic or not _SAYABLE.fullmatch(value)

    def is_name(self, value: Any) -> bool:
        """Whether a value is a key that users say."""
        return value in self._keys and isinstance(value, str) and not self.is_internal(value)

    @cached_property
    def hidden_texts(self) -> frozenset[str]:
        """The texts that stand in hidden columns."""
        return frozenset(
            row[column]
            for name, table in self.live.tables.items()
            for column in table.hidden
            for row in self.live.rows[name]
            if isinstance(row[column], str)
        )

    def texts_for(self, tool: str, argument: str) -> Sequence[str]:
        """Texts that somebody would give as an argument: those that solutions give, else those of columns of that name; hidden ones never."""
        known = (c.arguments.get(argument) for c in self.world.known_calls if c.tool == tool)
        given = [text for text in known if isinstance(text, str)]
        found = dict.fromkeys(given or self.live.texts(argument))
        return [text for text in found if self.is_presentable(text)]

    def is_presentable(self, text: str) -> bool:
        """Whether a text may stand in an instruction as it is."""
        return (
            2 <= len(text) <= 160
            and text.isprintable()
            and text not in self.hidden_texts
            and not self.is_internal(text)
        )

    def close(self) -> None:
        """Frees the episode."""
        self.episode.close()
