"""An environment that is loaded: its tools and tasks, and episodes of it. Several threads may use one, each with its own episodes."""

from __future__ import annotations

import difflib
import hashlib
import importlib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awmc.runtime.arguments import given
from awmc.runtime.closing import Closing
from awmc.runtime.database import Database
from awmc.runtime.definition import Definition
from awmc.runtime.episode import Episode, Side
from awmc.runtime.start import Openings, Start
from awmc.runtime.stirring import Rests
from awmc.runtime.tables import Catalogue, Key, Row
from awmc.runtime.template import Template

if TYPE_CHECKING:
    from awmc.runtime.verify import Judge

if TYPE_CHECKING:
    from awmc.runtime.parallel.coroutines import AsyncEpisode, AsyncPool
    from awmc.runtime.parallel.pool import Pool


class Environment(Closing):
    """Made by `awmc.runtime.load`, or from a `Definition`. `allow_extern` lets the spec's outside functions run."""

    def __init__(
        self,
        definition: Definition,
        *,
        allow_extern: bool = False,
        on_close: Callable[[], None] | None = None,
        files: Mapping[str, str] | None = None,
    ) -> None:
        self.definition = definition
        self.files = files
        """The generated package that it was loaded from, as the text of each file; None where it was made of a `Definition`."""
        self.allow_extern = allow_extern
        self._on_close = on_close
        self.name = definition.name
        self.catalogue = Catalogue(definition.tables)
        self.entities: dict[str, type[Row]] = {row.TABLE.entity: row for row in definition.tables}
        self.externs = _externs(definition) if allow_extern else {}

    @staticmethod
    def from_files(files: Mapping[str, str], *, allow_extern: bool = False) -> Environment:
        """The environment of a generated package, given as the text of each of its files."""
        from awmc.runtime.loader import load_files

        return load_files(files, allow_extern=allow_extern)

    @cached_property
    def digest(self) -> str | None:
        """The SHA-256 of its manifest, which has those of all its files, in hexadecimal; None where it was made of a `Definition`."""
        if self.files is None:
            return None
        return hashlib.sha256(self.files["manifest.json"].encode()).hexdigest()

    @cached_property
    def start_rests(self) -> dict[tuple[str | None, Key | None], Rests]:
        """How `on call` would leave its loops at a start, by the task and the actor; filled as episodes begin."""
        return {}

    @cached_property
    def template(self) -> Template:
        """The start of every episode."""
        definition = self.definition
        return Template(definition.schema, definition.data, definition.clock, self.catalogue)

    @cached_property
    def openings(self) -> Openings:
        """How its episodes begin."""
        return Openings(self)

    @cached_property
    def _tasks(self) -> dict[str, dict[str, Any]]:
        return {task["id"]: task for task in self.definition.tasks}

    def tools(self, side: Side = "agent") -> list[dict[str, Any]]:
        """What tools.json says of the tools that a side may call."""
        names = set(self._names(side))
        return [spec for spec in self.definition.specs if spec["name"] in names]

    def tasks(self) -> list[dict[str, Any]]:
        """What tasks.json says of every task instance."""
        return list(self.definition.tasks)

    def task(self, name: str) -> dict[str, Any]:
        """What tasks.json says of the instance of that id. Raises KeyError."""
        return self._tasks[name]

    @cached_property
    def judge(self) -> Judge:
        """What gives the verdicts of its episodes."""
        from awmc.runtime.verify import Judge  # what only plays never judges

        return Judge(self)

    def episode(
        self,
        seed: int = 0,
        actor: object = None,
        task: str | None = None,
        file: str | Path | None = None,
        record: bool = True,
    ) -> Episode:
        """A new episode. `actor` is the key of the signed-in row (a tuple of a compound key), `task` an instance's id.

        With `file` it lives in that SQLite file, and goes on from there if the file has a state. `record` keeps the trajectory.
        Raises ValueError for an actor, a task or a file that does not fit.
        """
        path = None if file is None else Path(file)
        start = self.start(seed, actor, task, path)
        continued = path is not None and path.exists() and path.stat().st_size > 0
        database = Database(path or ":memory:")
        try:
            return Episode(self, start, database, continued=continued, record=record)
        except BaseException:
            database.close()
            if path is not None and not continued:
                path.unlink(missing_ok=True)  # half a start is nothing to go on from
            raise

    def pool(self, size: int, *, processes: int = 0, record: bool = False) -> Pool:
        """`size` episodes that are played in batches, in this process or in so many others. `record` keeps their trajectories.

        Raises ValueError for a pool without episodes, and where other processes cannot load this environment.
        """
        from awmc.runtime.parallel.pool import Pool

        return Pool(self, size, processes=processes, record=record)

    def async_pool(self, size: int, *, processes: int = 0, record: bool = False) -> AsyncPool:
        """The same for coroutines, of which `size` may hold an episode at once."""
        from awmc.runtime.parallel.coroutines import AsyncPool

        return AsyncPool(self, size, processes=processes, record=record)

    @cached_property
    def _boundless(self) -> AsyncPool:
        from awmc.runtime.parallel.coroutines import AsyncPool

        return AsyncPool(self, None, record=True)

    def async_episode(
        self, *, task: str | None = None, actor: object = None, seed: int = 0
    ) -> AsyncEpisode:
        """A new episode for an `async with`, whose calls are awaited. All of them share one thread, which ends when the environment is closed.

        Raises ValueError for a task that there is not.
        """
        return self._boundless.episode(task=task, actor=actor, seed=seed)

    def start(
        self, seed: int = 0, actor: object = None, task: str | None = None, file: Path | None = None
    ) -> Start:
        """How an episode of these would begin. Raises ValueError for a task that there is not."""
        instance = None if task is None else self._tasks.get(task)
        if task is not None and instance is None:
            raise ValueError(f"there is no task {task!r}{_near(task, self._tasks)}")
        if actor is None and instance is not None:
            actor = instance.get("actor")
        return Start(seed, _key(actor), instance, file)

    def first_actors(self, limit: int = 1) -> list[Key]:
        """The keys of the first rows that can be signed in, in the order of the data; none of an environment without an actor."""
        entity = self.definition.actor
        if entity is None:
            return []
        with self.episode() as episode:
            rows = episode.rows(entity.TABLE.entity)[:limit]
        return [tuple(row[column] for column in entity.TABLE.key) for row in rows]

    def unknown_tool(self, name: object, side: Side) -> str:
        """The message for a name that is no tool of that side."""
        names = self._names(side)
        return f"There is no tool {given(name)}{_near(name, names)}"

    def _names(self, side: Side) -> list[str]:
        tools = self.definition.tools.items()
        return [n for n, t in tools if not t.private and t.by_user == (side == "user")]

    def close(self) -> None:
        """Frees what it holds; its episodes and pools go on, those of `async_episode` aside."""
        if "_boundless" in self.__dict__:
            self._boundless.close()
        for made in ("judge", "template"):  # an episode that goes on makes them anew
            if made in self.__dict__:
                self.__dict__.pop(made).close()
        if self._on_close is not None:
            self._on_close()


def _key(actor: object) -> Key | None:
    if actor is None:
        return None
    return tuple(actor) if isinstance(actor, list | tuple) else (actor,)


def _near(name: object, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(name)[:100], list(names), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _externs(definition: Definition) -> dict[str, Callable[..., Any]]:
    found = {}
    for name in definition.externs:
        module, function = name.split(":")
        found[name] = getattr(
            importlib.import_module(f"{definition.package}.externs.{module}"), function
        )
    return found
