"""Loops of `on call` that go through those rows alone of which something may have changed since their last turn.

In: a loop's `Loop` (what a quiet turn of it reads), and the `Rest` in which it was left. Out: the rows that it has to go through, in order, and
the rest in which it is left now. Guaranteed: all that the loop changes is what it would change if it went through all rows. Where a turn
changes what a row reads that was to be passed over, `Unforeseen` says so, and the episode makes the call again with all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from awmc.runtime.journal import Change
from awmc.runtime.tables import E, Key, Row
from awmc.runtime.traces import MOST, Traces, affected

if TYPE_CHECKING:
    from awmc.runtime.session import Session

_KEPT = 1_000
"""Changes that are kept for a loop that is not run; of more, it goes through all rows."""


class Unforeseen(Exception):
    """A turn has changed what a row reads that was passed over."""


@dataclass(frozen=True, eq=False)
class Loop:
    """A loop over rows. `traces` lead to the rows whose turn may be another; with `clock`, that of any row may when the clock moves."""

    traces: Traces
    clock: bool = False


@dataclass(frozen=True)
class Rest:
    """How a loop was left: of every row a turn would have been quiet at that time, but for the `restless`; what has changed since then."""

    clock: str
    changes: tuple[Change, ...]
    restless: tuple[Key, ...]


Rests = Mapping[Loop, Rest]
"""What is known of loops; of one that is not there, nothing."""


@dataclass(frozen=True)
class Round:
    """A finished run of a loop: how many changes and what clock there were before it, and whose turn was not quiet."""

    mark: int
    clock: str
    restless: tuple[Key, ...]


def stirred(
    session: Session,
    loop: Loop,
    every: Callable[[], list[E]],
    chosen: Callable[[E], bool] | None,
) -> Iterator[E]:
    """The rows to go through: of `every` row that is `chosen`, those that may be stirred."""
    session.rounds[loop] = None
    mark, clock = len(session.changes), session.now
    candidates = cast("list[E] | None", _candidates(session, loop))
    restless: list[Row] = []
    if candidates is None:
        rows = every()
    else:
        rows = [row for row in candidates if chosen is None or chosen(row)]
        rows.sort(key=session.place)
    for row in session.each(rows):
        before = session.signs
        yield row
        if session.signs != before:
            restless.append(row)
    if candidates is not None:
        _require_foreseen(session, loop, candidates, session.changes[mark:])
    session.rounds[loop] = Round(mark, clock, tuple(row.KEY for row in restless))


def _candidates(session: Session, loop: Loop) -> list[Row] | None:
    """The rows whose turn may not be quiet; None where it may be any row's."""
    rest = session.rests.get(loop)
    if rest is None or (loop.clock and rest.clock != session.now) or len(rest.restless) > MOST:
        return None
    changes = [*rest.changes, *session.changes]
    led = affected(session, loop.traces, changes)
    if led is None:
        return None
    again = (session.find(loop.traces.entity, *key) for key in rest.restless)
    return list(dict.fromkeys([*led, *(row for row in again if row is not None)]))


def _require_foreseen(
    session: Session, loop: Loop, candidates: Iterable[Row], made: list[Change]
) -> None:
    """Raises `Unforeseen` where a change of the loop's own leads to a row that was passed over. New rows have no turn.

    One that was deleted may have been led to before that.
    """
    if made:
        led = affected(session, loop.traces, made)
        gone = (c.row for c in made if c.kind == "delete" and type(c.row) is loop.traces.entity)
        known = {*candidates, *(c.row for c in made if c.kind == "create")}
        if led is None or not known.issuperset([*led, *gone]):
            raise Unforeseen


def rests_after(rests: Rests, session: Session) -> dict[Loop, Rest]:
    """What is known of loops after a call that stays."""
    changes = tuple(session.changes)
    found = {
        loop: Rest(rest.clock, (*rest.changes, *changes), rest.restless)
        for loop, rest in rests.items()
        if loop not in session.rounds and len(rest.changes) + len(changes) <= _KEPT
    }
    for loop, done in session.rounds.items():
        if done is not None and len(changes) - done.mark <= _KEPT:
            found[loop] = Rest(done.clock, changes[done.mark :], done.restless)
    return found


def rests_before(session: Session) -> dict[Loop, Rest]:
    """What is known of loops that were run, and all of whose changes were taken back."""
    changes = tuple(session.changes)
    return {
        loop: Rest(done.clock, changes, done.restless)
        for loop, done in session.rounds.items()
        if done is not None
    }
