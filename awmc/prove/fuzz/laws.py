"""What every call keeps, whoever makes it: an episode played under watch, call by call.

In: an environment, a script's start, calls. Out: the first law that is broken, or None. After every call the bytes of the state are compared,
every rule is looked at, and the tool's contract verifier is asked; `replays` holds what is known at the end of a sequence only.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from awmc.prove.fuzz.schemas import mismatch
from awmc.prove.fuzz.script import Script, ScriptCall
from awmc.prove.fuzz.sources import read_sources
from awmc.prove.fuzz.watch import Faults, Watched
from awmc.runtime.contract import Contract
from awmc.runtime.database import Database
from awmc.runtime.definition import Tool
from awmc.runtime.endings import check_rules
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode
from awmc.runtime.failures import INTERNAL_ERROR, Failed
from awmc.runtime.result import Result
from awmc.runtime.session import Session

RAISES = "a call raises nothing"
ERRORS = "an error changes nothing"
READ_ONLY = "a read-only tool changes nothing"
RULES = "every rule holds after every call"
DATABASE = "the database is whole"
CONTRACT = "the tool does what its contract says"
RESULT = "the result fits the tool's output schema"
JOURNAL = "the journal is a full comparison"
SEEN = "a snapshot sees what was written"
REPLAY = "the same seed and calls give the same bytes"
FORK = "a fork goes on as its episode does"
RESTORE = "a restored snapshot is what was there"
RESET = "a reset leads back to the start"

State = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
"""Entity -> key -> the row's columns."""


@dataclass(frozen=True)
class Broken:
    """A law that was broken, by a tool or by all of them, and how."""

    law: str
    subject: str
    message: str


class Ground:
    """What the trials of one environment share: the watch, the contract verifiers, two databases to look into states."""

    def __init__(self, env: Environment, faults: Faults) -> None:
        self.sources = read_sources(env)
        self.watched = Watched(env, self.sources)
        self.env = self.watched.env
        self.coverage = self.watched.coverage
        self.faults = faults
        self.before, self.after = Database(), Database()
        self.specs = {spec["name"]: spec for spec in env.definition.specs}
        self.contracts = _contracts(env)

    def check_sight(self) -> Broken | None:
        """Proves that the bytes which calls are compared by hold what an open transaction has written."""
        with self.env.episode() as episode:
            before = episode.connection.serialize()
            episode.connection.execute("UPDATE _awmc_state SET value = value || '!'")
            if episode.connection.in_transaction and episode.connection.serialize() != before:
                return None
        return Broken(
            SEEN, "the episode", "a write within the open transaction is not in its bytes"
        )

    def close(self) -> None:
        """Frees what it holds."""
        self.before.close()
        self.after.close()
        self.env.close()


def _contracts(env: Environment) -> dict[str, Contract[Any]]:
    """The contract verifier of each tool, where the package has them."""
    try:
        module = importlib.import_module(f"{env.definition.package}.contracts")
    except ModuleNotFoundError:
        return {}
    made = {value.name: value for value in vars(module).values() if isinstance(value, Contract)}
    wanted = {
        name: f"verify_{tool.function.__name__}" for name, tool in env.definition.tools.items()
    }
    return {name: made[verifier] for name, verifier in wanted.items() if verifier in made}


class Trial:
    """One episode, played call by call under the laws."""

    def __init__(self, ground: Ground, start: Script) -> None:
        self._ground = ground
        self.start = start
        self.episode = start.episode(ground.env)
        self.calls: list[ScriptCall] = []
        self.results: list[str] = []
        self._image = self._first = self._read_image()
        self._began = self._rows = read_rows(self.episode)
        ground.before.fill(self._image)

    def close(self) -> None:
        """Ends the episode."""
        self.episode.close()

    @property
    def script(self) -> Script:
        """The start and the calls so far."""
        return self.start.with_calls(tuple(self.calls))

    def _read_image(self) -> bytes:
        return self.episode.connection.serialize()

    def check_start(self) -> Broken | None:
        """Whether the start itself keeps the rules."""
        return self._check_rules("the start", self._image)

    def step(self, call: ScriptCall) -> tuple[Broken | None, Result, bool]:
        """Makes a call: the first law that it broke, what it gave, and whether it changed anything."""
        self.calls.append(call)
        wrote = self.episode.connection.total_changes
        try:
            result = self.episode.call(call.tool, call.arguments, side=call.side)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            return Broken(RAISES, _name(call), told), Result(None, {}), False
        self.results.append(result.text)
        self._count(call, result)
        image = self._read_image()
        changed = image != self._image
        wrote = self.episode.connection.total_changes - wrote
        broken = self._judge(call, result, image, wrote > 0)
        if changed:
            self._image = image
            self._ground.before.fill(image)
        return broken, result, changed

    def _count(self, call: ScriptCall, result: Result) -> None:
        coverage = self._ground.coverage
        coverage.count(coverage.called, _name(call))
        if result.error is None:
            coverage.count(coverage.succeeded, _name(call))
        else:
            coverage.count(coverage.errors, result.error["code"])

    def _judge(self, call: ScriptCall, result: Result, image: bytes, wrote: bool) -> Broken | None:
        tool = self._tool(call)
        changed = image != self._image
        if result.error is not None and result.error["code"] == INTERNAL_ERROR:
            return Broken(RAISES, _name(call), self._ground.faults.last or "an internal error")
        if not result.ok and changed and (tool is None or not tool.may_reject):
            return Broken(ERRORS, _name(call), f"{_told(result)}, and the state is another")
        if tool is not None and tool.read_only and changed and not self._only_ended(tool):
            return Broken(READ_ONLY, tool.name, "it is read-only, and the state is another")
        return (
            self._check_seen(call, result, changed, wrote)
            or (self._check_change(call, image) if changed else None)
            or self._check_result(call, result)
            or self._check_contract(call, tool, result)
        )

    def _tool(self, call: ScriptCall) -> Tool[Any] | None:
        """The tool, if this side may call it."""
        spec = self._ground.specs.get(call.tool) if isinstance(call.tool, str) else None
        if spec is None or spec["side"] != call.side:
            return None
        return self._ground.env.definition.tools[call.tool]

    def _only_ended(self, tool: Tool[Any]) -> bool:
        """Whether no row is another: the end of the episode is noted beside the rows."""
        return tool.ends and read_rows(self.episode) == self._rows

    # After a call

    def _check_seen(
        self, call: ScriptCall, result: Result, changed: bool, wrote: bool
    ) -> Broken | None:
        """That bytes which are the same mean a state that is the same."""
        if not changed and wrote and result.ok and read_rows(self.episode) != self._rows:
            return Broken(SEEN, _name(call), "rows have changed, and the snapshot has not")
        return None

    def _check_change(self, call: ScriptCall, image: bytes) -> Broken | None:
        self._rows = read_rows(self.episode)
        return self._check_rules(_name(call), image) or self._check_journal(call)

    def _check_rules(self, subject: str, image: bytes) -> Broken | None:
        """Every rule, not only those that the tool is known to be able to break."""
        database = self._ground.after
        database.fill(image)
        for pragma in ("foreign_key_check", "integrity_check"):
            found = database.all(f"PRAGMA {pragma}")
            if found not in ([], [("ok",)]):
                return Broken(DATABASE, subject, f"{pragma}: {found[0]}")
        session = _session(self._ground.env, database, self.episode)
        try:
            check_rules(session, None, None, session.ask_rows)
        except Failed as failed:
            return Broken(RULES, subject, f"{failed.rule} does not hold: {failed.message}")
        for name, check in self._ground.env.definition.rules.local.items():
            for row in session.rows(check.entity):
                if not check.holds(session, row):
                    return Broken(RULES, subject, f"{name} does not hold of {row!r}")
        return None

    def _check_journal(self, call: ScriptCall) -> Broken | None:
        diff = self.episode.diff()
        told = {
            (c.entity, c.key): (c.before, c.after)
            for c in (*diff.added, *diff.removed, *diff.changed)
        }
        found = compared(self._began, self._rows)
        for row in {**found, **told}:
            if found.get(row) != told.get(row):
                is_, said = found.get(row), told.get(row)
                return Broken(JOURNAL, _name(call), f"{row}: changed {is_}, the journal has {said}")
        return None

    def _check_result(self, call: ScriptCall, result: Result) -> Broken | None:
        schema = self._ground.specs.get(_name(call), {}).get("outputSchema")
        told = mismatch(schema, result.value) if result.ok and schema is not None else None
        return None if told is None else Broken(RESULT, _name(call), told)

    def _check_contract(
        self, call: ScriptCall, tool: Tool[Any] | None, result: Result
    ) -> Broken | None:
        verify = None if tool is None else self._ground.contracts.get(tool.name)
        if verify is None:
            return None
        value = result.value if result.ok else {"error": result.error}
        arguments = {} if call.arguments is None else call.arguments
        before, after = self._ground.before.connection, self.episode.connection
        try:
            found = verify(before, after, arguments, value, self._ground.env.externs)
        except Exception as error:
            return Broken(
                CONTRACT, _name(call), f"its verifier raises {type(error).__name__}: {error}"
            )
        return None if found.ok else Broken(CONTRACT, _name(call), "; ".join(found.differences[:3]))


def read_rows(episode: Episode) -> State:
    """All rows of an episode, read from the database."""
    found: State = {}
    for entity, row in episode.environment.entities.items():
        key = row.TABLE.key
        found[entity] = {tuple(r[k] for k in key): r for r in episode.rows(entity)}
    return found


def compared(
    before: State, after: State
) -> dict[tuple[str, tuple[Any, ...]], tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """The rows that differ, with the columns that do, before and after."""
    found: dict[tuple[str, tuple[Any, ...]], Any] = {}
    for entity, old in before.items():
        new = after[entity]
        if new == old:
            continue
        for key in {**old, **new}:
            was, is_ = old.get(key), new.get(key)
            if was is None or is_ is None:
                found[entity, key] = (was, is_)
            elif was != is_:
                columns = [c for c in was if was[c] != is_[c]]
                found[entity, key] = ({c: was[c] for c in columns}, {c: is_[c] for c in columns})
    return found


def _session(env: Environment, database: Database, episode: Episode) -> Session:
    definition = env.definition
    return Session(
        database,
        env.catalogue,
        definition.rules,
        episode.now,
        {},
        definition.actor,
        episode.actor,
        env.externs,
        read_only=True,
    )


def _name(call: ScriptCall) -> str:
    return call.tool if isinstance(call.tool, str) else repr(call.tool)[:40]


def _told(result: Result) -> str:
    error = result.error or {}
    return f"It fails with {error.get('code')} ({error.get('message')})"[:200]
