"""One episode: a state that calls change, and the ways back.

Guaranteed: `call` raises for no tool and no arguments that a caller may give, and changes either everything that a tool does or nothing (`reject` keeps what was
done); a snapshot, a fork or a reset is exact, clock and automatic numbers included. An episode is used by one thread at a time.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import struct
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from awmc.runtime.arguments import check
from awmc.runtime.closing import Closing
from awmc.runtime.database import (
    Database,
    DatabaseError,
    read_state,
    write_state,
)
from awmc.runtime.definition import Tool
from awmc.runtime.endings import check_rules
from awmc.runtime.failures import (
    CALL_LIMIT,
    EPISODE_OVER,
    INTERNAL_ERROR,
    UNKNOWN_TOOL,
    Failed,
    Rejected,
)
from awmc.runtime.journal import Change, Diff, History, user_cells
from awmc.runtime.limits import RESULT_LENGTH
from awmc.runtime.result import Result
from awmc.runtime.session import Session
from awmc.runtime.start import Start
from awmc.runtime.stirring import Rests, Unforeseen, rests_after, rests_before
from awmc.runtime.tables import Key
from awmc.runtime.trajectory import Step, answer_text

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment
    from awmc.runtime.judging.model import Cell, Changes, Verdict
    from awmc.runtime.verify import Final

Side = Literal["agent", "user"]
_LOG = logging.getLogger("awmc.runtime")
_MAGIC = b"awmc snapshot 1\n"


class Episode(Closing):
    """Made by `Environment.episode`. `calls` counts the agent's calls, failed ones too; `ended` is whether the episode is over."""

    def __init__(
        self,
        environment: Environment,
        start: Start,
        database: Database,
        *,
        continued: bool,
        record: bool = True,
    ) -> None:
        self.environment = environment
        self.calls = 0
        self.trajectory: list[Step] = []
        """Every call since the start, if it is kept."""
        self._record = record
        self._began = perf_counter()
        self._start = start
        self._database = database
        self._definition = environment.definition
        self._in_memory = start.file is None
        self._at_start = False
        """Whether the outer savepoints still lead to the template and to the start."""
        self._rules_hold = False
        """Whether every rule is known to hold, so that a call is asked only for what it has touched."""
        self._rests: Rests | None = {}
        """How the loops of `on call` were left; None at the start."""
        if not continued:
            self._fill()
        self._begin(at_start=not continued)
        if continued:
            self._history.complete = False

    def _fill(self) -> None:
        """Makes the start in the database, which is in no transaction; in memory with a savepoint that leads back to the template.

        A start that changes the schema on its way is committed: SQLite would read the schema again at each reset.
        """
        if not (self._in_memory and self._start.is_plain):
            self._start.fill(self.environment, self._database)
            return
        self.environment.template.fill(self._database)
        self._database.all("SAVEPOINT awmc_template")
        self._start.write(self.environment, self._database)

    def _begin(self, *, at_start: bool) -> None:
        """The state is in the database: from here on it is played."""
        self._read_state()
        self._history = History()
        self._at_start = at_start
        # the compiler has looked at every start; what a file holds, nobody has
        self._rules_hold = at_start and self._in_memory
        self._rests = None if self._rules_hold else {}
        if self._in_memory:
            self._database.all("SAVEPOINT awmc_episode")

    def _read_state(self) -> None:
        state = read_state(self._database)
        self.now = state["clock"]
        self.calls = int(state.get("calls", "0"))
        self.ended = "ended" in state
        self.task = state.get("task")
        limit = state.get("call_limit", self._start.limit_of(self.task))
        self._call_limit = None if limit is None else int(limit)
        actor = state.get("actor")
        self.actor: Key | None = None if actor is None else tuple(json.loads(actor))
        prefix = "auto:"
        self._numbers = {
            name.removeprefix(prefix): int(value)
            for name, value in state.items()
            if name.startswith(prefix)
        }
        self._user_cells = set(
            self._database.all("SELECT u.tbl, u.key, u.col FROM _awmc_user_write AS u")
        )

    # Calls

    def tools(self, side: Side = "agent") -> list[dict[str, Any]]:
        """What tools.json says of the tools that this side may call."""
        return self.environment.tools(side)

    def call(self, name: str, arguments: object = None, *, side: Side = "agent") -> Result:
        """Calls a tool with JSON arguments. Every failure is a `Result` with an error. Raises ValueError for a side that there is not."""
        if side not in ("agent", "user"):
            raise ValueError(f'a side is "agent" or "user", not {side!r}')
        began = perf_counter()
        try:
            tool = self._admit(name, side)
        except Failed as failed:
            result = Result.failure(failed)
        else:
            result = self._run(tool, {} if arguments is None else arguments, side)
        if not (result.ok or self._in_memory):
            self._count()
        if self._record:
            ended = perf_counter()
            step = Step(name, arguments, side, result, self.now, began - self._began, ended - began)
            self.trajectory.append(step)
        return result

    def _admit(self, name: str, side: Side) -> Tool[Any]:
        """The tool, if the call may be made; counts the call."""
        if self.ended:
            raise Failed(EPISODE_OVER, "The episode is over")
        if side == "agent":
            limit = self._call_limit
            if limit is not None and self.calls >= limit:
                raise Failed(CALL_LIMIT, f"No more than {limit} calls are allowed")
            self.calls += 1
        tool = self._definition.tools.get(name) if isinstance(name, str) else None
        if tool is None or tool.private or tool.by_user != (side == "user"):
            raise Failed(UNKNOWN_TOOL, self.environment.unknown_tool(name, side))
        return tool

    def _count(self) -> None:
        """Keeps in the file how many calls there were, failed ones too, for whoever goes on from it."""
        try:
            write_state(self._database, "calls", str(self.calls))
        except sqlite3.Error:
            _LOG.exception("the number of calls cannot be kept")

    def _run(self, tool: Tool[Any], arguments: object, side: Side) -> Result:
        database = self._database
        database.begin_call()
        database.all("SAVEPOINT awmc_call")
        try:
            result = self._play_foreseen(tool, arguments, side)
        except Failed as failed:
            result = Result.failure(failed)
        except Exception:
            # A fault of ours: whoever trains goes on, whoever mends us finds it in the log.
            _LOG.exception("the tool %s of %s failed", tool.name, self._definition.name)
            told = f"The tool {tool.name} failed for a reason of its own"
            result = Result.failure(Failed(INTERNAL_ERROR, told))
        except BaseException:
            self._undo()
            raise
        else:
            database.all("RELEASE awmc_call")
            return result
        self._undo()
        return result

    def _undo(self) -> None:
        if self._database.connection.in_transaction:
            self._database.all("ROLLBACK TO awmc_call")
            self._database.all("RELEASE awmc_call")
        elif self._in_memory:
            # SQLite gives up a whole transaction where memory or the disk is full, and the episode lives in one
            self.close()
            raise DatabaseError("SQLite has given up the episode")

    def _play_foreseen(self, tool: Tool[Any], arguments: object, side: Side) -> Result:
        """Plays the call; where a loop of `on call` has passed over a row that it should not have, again without doing so."""
        if self._rests is None and not tool.read_only:
            self._rests = self._at_start_rests()
        try:
            return self._play(tool, arguments, side)
        except Unforeseen:
            self._database.all("ROLLBACK TO awmc_call")
            self._database.begin_call()
            self._rests = {}
            return self._play(tool, arguments, side)

    def _at_start_rests(self) -> Rests:
        """How the loops of `on call` would be left, were it to run at this start; found once for each."""
        key = (self.task, self.actor)
        known = self.environment.start_rests
        if key not in known:
            known[key] = self._try_on_call()
            self._database.begin_call()
        return known[key]

    def _try_on_call(self) -> Rests:
        """Runs `on call` and takes it back."""
        on_call = self._definition.rules.on_call
        if on_call is None:
            return {}
        session = self._session(read_only=False)
        self._database.all("SAVEPOINT awmc_try")
        try:
            on_call(session)
        except (Failed, Rejected):
            return {}
        finally:
            self._database.all("ROLLBACK TO awmc_try")
            self._database.all("RELEASE awmc_try")
        return rests_before(session)

    def _play(self, tool: Tool[Any], arguments: object, side: Side) -> Result:
        checked = check(tool.arguments, arguments)
        session = self._session(tool.read_only)
        session.rests = self._rests or {}
        ended = False
        try:
            text = tool.function(session, checked)
            if tool.writes and self._definition.rules.on_call is not None:
                self._definition.rules.on_call(session)
            result, ended = Result(text), tool.ends
            if len(text) > RESULT_LENGTH:
                raise Failed("invalid_operation", "The result is too long")
        except Rejected as rejected:
            result = Result.failure(rejected)
        if session.moved:
            affected = session.affected if self._rules_hold else None
            check_rules(session, tool.checks, tool.invariants, session.ask_rows, affected)
        self._keep(session, ended, side)
        if not tool.read_only:
            self._rests = rests_after(session.rests, session)
        return result

    def _session(self, read_only: bool = True) -> Session:
        definition = self._definition
        return Session(
            self._database,
            self.environment.catalogue,
            definition.rules,
            self.now,
            self._numbers,
            self.environment.template.triggers,
            definition.actor,
            self.actor,
            self.environment.externs,
            read_only,
        )

    def _keep(self, session: Session, ended: bool, side: Side) -> None:
        """Writes what a call that stays has done to the episode's own state; in memory last, when nothing can fail."""
        if session.now != self.now:
            write_state(self._database, "clock", session.now)
        for table, number in session.numbers.items():
            if number != self._numbers.get(table):
                write_state(self._database, f"auto:{table}", str(number))
        if ended:
            write_state(self._database, "ended", "1")
        if not self._in_memory:
            write_state(self._database, "calls", str(self.calls))
        cells = self._mark_cells(session.changes, side)
        self.now, self._numbers, self._user_cells = session.now, session.numbers, cells
        self.ended = self.ended or ended
        self._history.add(session.changes)

    def _mark_cells(self, changes: list[Change], side: Side) -> set[Cell]:
        """The cells that the user's side wrote last, in the database too."""
        if side == "agent" and not self._user_cells:
            return self._user_cells
        cells = user_cells(self._user_cells, changes, side)
        for cell in sorted(cells - self._user_cells):
            self._database.write("INSERT OR IGNORE INTO _awmc_user_write VALUES (?, ?, ?)", cell)
        for cell in sorted(self._user_cells - cells):
            sql = "DELETE FROM _awmc_user_write WHERE tbl = ? AND key = ? AND col = ?"
            self._database.write(sql, cell)
        return cells

    # Judging

    def verify(self, answer: object = None) -> Verdict:
        """Whether the task is done, `answer` being the agent's final text (of any other value its JSON). Raises for nothing."""
        return self.environment.judge.verdict(self.task, self._final(), answer_text(answer))

    def changes(self) -> Changes:
        """The net changes since the start as the judge sees them: by table and key, values as stored."""
        return self.environment.judge.changes(self.task, self._final())

    def _final(self) -> Final:
        from awmc.runtime.verify import Final  # what only plays never judges

        history = self._history if self._history.complete else None
        return Final(self._database, history, self.now, self.actor, self._user_cells)

    # Looking

    def rows(self, entity: str) -> list[dict[str, Any]]:
        """All rows of an entity as dicts of columns, in run-time form. Raises KeyError for a name that is none."""
        row = self.environment.entities[entity]
        found = self._session().rows(row)
        return [dict(zip(row.TABLE.columns, row.TABLE.values(r), strict=True)) for r in found]

    def diff(self) -> Diff:
        """What has changed since the start, row by row."""
        session = self._session()
        return self._history.diff(
            self.environment.catalogue, lambda entity, key: session.find(entity, *key)
        )

    @property
    def connection(self) -> sqlite3.Connection:
        """The database, for reading."""
        return self._database.connection

    # Going back

    def snapshot(self) -> bytes:
        """The whole episode, to be given to `restore` of an episode of the same environment."""
        steps = [step.as_json() for step in self.trajectory]
        head = {
            "calls": self.calls,
            "history": self._history.to_json(),
            "rules_hold": self._rules_hold,
            "trajectory": steps,
        }
        text = json.dumps(head).encode()
        return _MAGIC + struct.pack(">Q", len(text)) + text + self._database.image()

    def restore(self, snapshot: bytes) -> None:
        """Makes this episode what it was, or another was, when the snapshot was taken. Raises ValueError for other bytes."""
        if not snapshot.startswith(_MAGIC):
            raise ValueError("these bytes are not a snapshot of an episode")
        at = len(_MAGIC) + 8
        (length,) = struct.unpack(">Q", snapshot[len(_MAGIC) : at])
        head = json.loads(snapshot[at : at + length])
        self._leave()
        self._database.fill(snapshot[at + length :])
        self._begin(at_start=False)
        self.calls = head["calls"]
        self._history = History.from_json(head["history"])
        self._rules_hold = bool(head.get("rules_hold")) and self._in_memory
        self.trajectory = [Step.from_json(step) for step in head["trajectory"]]

    def fork(self) -> Episode:
        """An independent episode in memory that goes on from here."""
        database = Database()
        database.fill(self._database.image())
        twin = Episode(
            self.environment,
            self._start.in_memory(),
            database,
            continued=True,
            record=self._record,
        )
        twin.calls = self.calls
        twin._history = self._history.copy()
        twin._rules_hold = self._rules_hold
        twin._rests = self._rests
        twin.trajectory = list(self.trajectory)
        return twin

    def reset(self) -> None:
        """Back to the start."""
        self._forget()
        if self._in_memory and self._at_start:
            self._database.all("ROLLBACK TO awmc_episode")
            self._read_state()
            self._history = History()
            self._rests = None
            return
        self._leave()
        self._fill()
        self._begin(at_start=True)

    def restart(self, seed: int = 0, actor: object = None, task: str | None = None) -> None:
        """To another start, as `Environment.episode` would begin it, in a small part of the time that a new episode takes.

        Raises ValueError as that does; the episode keeps the start that it had, then.
        """
        before, self._start = (
            self._start,
            self.environment.start(seed, actor, task, self._start.file),
        )
        quick = self._in_memory and self._at_start and before.is_plain and self._start.is_plain
        try:
            self._begin_again(quick=quick)
        except ValueError:
            self._start = before
            self._begin_again(quick=quick)
            raise

    def _begin_again(self, *, quick: bool) -> None:
        """To the start as it is now; `quick` if the savepoint of the template leads there and no schema changes on the way."""
        self._forget()
        if quick:
            self._database.all("ROLLBACK TO awmc_template")
            self._start.write(self.environment, self._database)
        else:
            self._leave()
            self._fill()
        self._begin(at_start=True)

    def _forget(self) -> None:
        self.trajectory = []
        self._began = perf_counter()

    def _leave(self) -> None:
        self._at_start = False
        if self._database.connection.in_transaction:
            self._database.all("ROLLBACK")

    # The end

    def save(self, path: str | Path) -> None:
        """Writes the state as a SQLite file, which takes the place of any file of that name in one step."""
        copy = Database()
        try:
            copy.fill(self._database.image())
            write_state(copy, "calls", str(self.calls))
            image = copy.image()
        finally:
            copy.close()
        target = Path(path)
        beside = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        beside.write_bytes(image)
        beside.replace(target)

    def close(self) -> None:
        """Frees what it holds; closing twice does no harm."""
        self._database.close()
