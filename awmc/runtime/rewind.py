"""An episode's database, where the episode stands in it, and the ways back: reset, restart, snapshots, forks, saved files.

In: an environment, a start, a database. Out: an episode's own state, in the database and as attributes. Guaranteed: every way back is exact, clock and automatic numbers
included. In memory the template is what was committed, and an episode is one transaction with a savepoint at its start, so that going back to either costs
as much as was changed since, whatever the size of the database.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Self

from awmc.runtime.closing import Closing
from awmc.runtime.database import Database
from awmc.runtime.journal import History
from awmc.runtime.start import Start, actor_key
from awmc.runtime.state import State, read_state, write_state
from awmc.runtime.stirring import Rests
from awmc.runtime.tables import Key
from awmc.runtime.trajectory import Step

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment

_MAGIC = b"awmc snapshot 1\n"
_AGAIN = 32
"""How often in a row the same start is gone back to by its savepoint. SQLite then writes back every page that was changed since the transaction
began, in whatever episode; a rollback of it all forgets them."""


class Rewindable(Closing):
    """What an `Episode` stands on. `calls` counts the agent's calls, failed ones too; `ended` is whether the episode is over."""

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
        self.trajectory: list[Step] = []
        """Every call since the start, if it is kept."""
        self._record = record
        self._began = perf_counter()
        self._start = start
        self._database = database
        self._definition = environment.definition
        self._in_memory = start.file is None
        self._opening: State | None = None
        """The start's state, while the transaction and its savepoint lead back to the template and to the start."""
        self._again = 0
        self._history = History()
        self._call_limit: int | None = None
        self.actor: Key | None = None
        self._rules_hold = False
        """Whether every rule is known to hold, so that a call is asked only for what it has touched."""
        self._rests: Rests | None = {}
        """How the loops of `on call` were left; None at the start."""
        if continued:
            self._go_on()
            self._history.complete = False
        else:
            self._fill()

    def _fill(self) -> None:
        """Makes the start in the database, which is in no transaction."""
        openings = self.environment.openings
        if not self._in_memory:
            self._stand(openings.fill(self._start, self._database))
            return
        self.environment.template.fill(self._database)
        self._open()

    def _open(self) -> None:
        """Makes the start of the template's state, in which the database in memory is, in no transaction."""
        self._database.all("BEGIN")
        opening = self.environment.openings.make(self._start, self._database)
        self._database.all("SAVEPOINT awmc_episode")
        self._opening, self._again = opening, 0
        self._stand(opening)

    def _go_on(self) -> None:
        """From the state that is in the database, which is in no transaction and may be that of any file: the actor is looked for."""
        self._stand(read_state(self._database))
        if self.actor is not None and self._definition.actor_stays:
            self.actor = actor_key(self.environment, self._database, self.actor)
        if self._call_limit is None:
            self._call_limit = self._start.limit_of(self.task)
        if self._in_memory:
            self._database.all("BEGIN")

    def _stand(self, state: State) -> None:
        """The state is in the database: from here on it is played."""
        self.now = state.now
        self.calls = state.calls
        self.ended = state.ended
        self.task = state.task
        self.actor = state.actor
        self._call_limit = state.call_limit
        self._numbers = state.numbers
        self._user_cells = state.user_cells
        self._history = History()
        # the compiler has looked at every start; what a file holds, nobody has
        self._rules_hold = self._opening is not None
        self._rests = None if self._rules_hold else {}

    # Back to a start

    def reset(self) -> None:
        """Back to the start."""
        self.trajectory = []
        self._began = perf_counter()
        opening, self._opening = self._opening, None  # until it is there again
        if opening is None:
            self._leave()
            self._fill()
        elif opening is self.environment.openings.known(self._start) and self._again < _AGAIN:
            self._database.all("ROLLBACK TO awmc_episode")
            self._opening, self._again = opening, self._again + 1
            self._stand(opening)
        else:
            self._database.all("ROLLBACK")
            self._open()

    def _leave(self) -> None:
        self._opening = None
        if self._database.connection.in_transaction:
            self._database.all("ROLLBACK")

    def restart(self, seed: int = 0, actor: object = None, task: str | None = None) -> None:
        """To another start, as `Environment.episode` would begin it, in a small part of the time that a new episode takes.

        Raises ValueError as that does; the episode keeps the start that it had, then.
        """
        start = self.environment.start(seed, actor, task, self._start.file)
        before, self._start = self._start, start
        try:
            self.reset()
        except ValueError:
            self._start = before
            self.reset()
            raise

    # Copies

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
        self._go_on()
        self.calls = head["calls"]
        self._history = History.from_json(head["history"])
        self._rules_hold = bool(head.get("rules_hold")) and self._in_memory
        self.trajectory = [Step.from_json(step) for step in head["trajectory"]]

    def fork(self) -> Self:
        """An independent episode in memory that goes on from here."""
        database = Database()
        database.fill(self._database.image())
        start = self._start.in_memory()
        twin = type(self)(self.environment, start, database, continued=True, record=self._record)
        twin.calls = self.calls
        twin._history = self._history.copy()
        twin._rules_hold, twin._rests = self._rules_hold, self._rests
        twin.trajectory = list(self.trajectory)
        return twin

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

    # The end

    @property
    def connection(self) -> sqlite3.Connection:
        """The database, for reading."""
        return self._database.connection

    def close(self) -> None:
        """Frees what it holds; closing twice does no harm."""
        self._database.close()
