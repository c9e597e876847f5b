"""One episode: a state that calls change.

Guaranteed: `call` raises for no tool and no arguments that a caller may give, and changes either everything that a tool does or nothing (`reject` keeps what was
done). An episode is used by one thread at a time.
"""

from __future__ import annotations

import logging
import sqlite3
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from awmc.runtime.arguments import check
from awmc.runtime.database import DatabaseError
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
from awmc.runtime.journal import Change, Diff, user_cells
from awmc.runtime.limits import RESULT_LENGTH
from awmc.runtime.result import Result
from awmc.runtime.rewind import Rewindable
from awmc.runtime.session import Session
from awmc.runtime.state import number_items, write_items, write_state
from awmc.runtime.stirring import Rests, Unforeseen, rests_after, rests_before
from awmc.runtime.trajectory import Step, answer_text

if TYPE_CHECKING:
    from awmc.runtime.judging.model import Cell, Changes, Verdict
    from awmc.runtime.verify import Final

Side = Literal["agent", "user"]
_LOG = logging.getLogger("awmc.runtime")


def no_side(side: object) -> ValueError:
    """What is raised for a side that there is not."""
    return ValueError(f'a side is "agent" or "user", not {side!r}')


class Episode(Rewindable):
    """Made by `Environment.episode`. `calls` counts the agent's calls, failed ones too; `ended` is whether the episode is over."""

    # Calls

    def tools(self, side: Side = "agent") -> list[dict[str, Any]]:
        """What tools.json says of the tools that this side may call."""
        return self.environment.tools(side)

    def call(self, name: str, arguments: object = None, *, side: Side = "agent") -> Result:
        """Calls a tool with JSON arguments. Every failure is a `Result` with an error. Raises ValueError for a side that there is not."""
        if side not in ("agent", "user"):
            raise no_side(side)
        began = perf_counter()
        try:
            tool = self._admit(name, side)
        except Failed as failed:
            result = Result.failure(failed)
        else:
            result = self._run(tool, {} if arguments is None else arguments, side)
        if not (self._in_memory or result.ok):
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
        # in memory the episode is one transaction, and what only looks has nothing to be undone
        undoable = not self._leaves_nothing(tool)
        if undoable:
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
            self._undo(undoable)
            raise
        else:
            if undoable:
                database.all("RELEASE awmc_call")
            return result
        self._undo(undoable)
        return result

    def _undo(self, undoable: bool) -> None:
        if self._database.connection.in_transaction:
            if undoable:
                self._database.all("ROLLBACK TO awmc_call")
                self._database.all("RELEASE awmc_call")
        elif self._in_memory:
            # SQLite gives up a whole transaction where memory or the disk is full, and the episode lives in one
            self.close()
            raise DatabaseError("SQLite has given up the episode")

    def _play_foreseen(self, tool: Tool[Any], arguments: object, side: Side) -> Result:
        """Plays the call; where a loop of `on call` has passed over a row that it should not have, again without doing so."""
        if self._rests is None and not tool.only_looks:
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
            if tool.writes and session.rules.on_call is not None:
                session.rules.on_call(session)
            result, ended = Result(text), tool.ends
            if len(text) > RESULT_LENGTH:
                raise Failed("invalid_operation", "The result is too long")
        except Rejected as rejected:
            result = Result.failure(rejected)
        if not self._leaves_nothing(tool):
            if session.moved:
                affected = session.affected if self._rules_hold else None
                check_rules(session, tool.checks, tool.invariants, session.ask_rows, affected)
            self._keep(session, ended, side)
            # of a file that others may write to nothing is known when the next call comes
            self._rests = rests_after(session.rests, session) if self._in_memory else {}
        return result

    def _leaves_nothing(self, tool: Tool[Any]) -> bool:
        """Whether a call of the tool writes nothing at all; in a file each call is counted."""
        return tool.only_looks and self._in_memory

    def _session(self, read_only: bool = True) -> Session:
        definition = self._definition
        return Session(
            self._database,
            self.environment.catalogue,
            definition.rules,
            self.now,
            self._numbers,
            definition.actor,
            self.actor,
            self.environment.externs,
            read_only,
        )

    def _keep(self, session: Session, ended: bool, side: Side) -> None:
        """Writes what a call that stays has done to the episode's own state; in memory last, when nothing can fail."""
        items: dict[str, str] = {}
        if session.issued:
            items = number_items(dict(sorted(session.issued.items())))
        if session.now != self.now:
            items["clock"] = session.now
        if ended:
            items["ended"] = "1"
        if not self._in_memory:
            items["calls"] = str(self.calls)
        write_items(self._database, items)
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
