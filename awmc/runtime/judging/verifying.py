"""A task judged by two database files and the final text: what the functions of a generated `verifiers.py` call.

Guaranteed: `verify` raises for no file and no text; where the files cannot be judged, the verdict is 0 and says why.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from awmc.runtime.failures import Failed
from awmc.runtime.judging.changes import between
from awmc.runtime.judging.contents import Contents, digest
from awmc.runtime.judging.files import Unusable, read_state_file
from awmc.runtime.judging.model import (
    Answer,
    Entity,
    Expected,
    Footprint,
    Key,
    Outcome,
    Rubric,
    Verdict,
    refused,
)
from awmc.runtime.judging.names import Known
from awmc.runtime.judging.states import Row, States
from awmc.runtime.judging.verdict import judge

Verify = Callable[..., dict[str, Any]]
"""`(initial_db_path, final_db_path, final_answer=None)`."""


@dataclass(frozen=True)
class Suite:
    """What all tasks of an environment share: its tables, the clock, and the digests of the initial rows by table."""

    rows: tuple[type[Row], ...]
    clock: str
    digests: Mapping[str, str]


@dataclass(frozen=True)
class Family:
    """What all instances of a task share: each clause of the goal with its text, and what may change besides."""

    goal: tuple[tuple[str, Callable[..., bool]], ...] = ()
    may_change: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)


@dataclass(frozen=True)
class At:
    """The row of a key, as the value of a loop's name."""

    entity: type[Row]
    key: Key


@dataclass(frozen=True)
class Instance:
    """One task. `names` are the values of the loops' names, `guards` the clauses (from 1) that hold at the start, `digests` those of the
    tables that start otherwise than the environment's; the rest is as in a `Rubric`."""

    id: str
    suite: Suite
    family: Family
    actor: Key | None = None
    names: tuple[Any, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    guards: tuple[int, ...] = ()
    changed: Mapping[str, Mapping[Key, tuple[str, ...]]] = field(default_factory=dict)
    deleted: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    created: Mapping[str, int] = field(default_factory=dict)
    expected: Expected = field(default_factory=Expected)
    answers: tuple[Answer, ...] = ()

    def rubric(self) -> Rubric:
        """What it asks for."""
        goal = tuple((text, n in self.guards) for n, (text, _) in enumerate(self.family.goal, 1))
        return Rubric(
            task=self.id,
            goal=goal,
            footprint=Footprint(self.changed, self.deleted, self.created),
            expected=self.expected,
            answers=self.answers,
            may_change=self.family.may_change,
        )


def verify(
    instance: Instance, initial_db_path: str, final_db_path: str, final_answer: str | None = None
) -> dict[str, Any]:
    """The verdict as a JSON value."""
    return verdict_of(instance, initial_db_path, final_db_path, final_answer or "").as_json()


def verdict_of(instance: Instance, initial: str, final: str, answer: str) -> Verdict:
    """The verdict."""
    try:
        before = _read_file("initial", initial, instance)
        after = _read_file("final", final, instance)
        _check_start(instance, before)
    except Unusable as error:
        return refused("file", str(error))
    entities = {row.ENTITY.table: row.ENTITY for row in instance.suite.rows}
    changes = between(entities, before.tables, after.tables)
    goal = [_outcome(instance, clause, before, after) for _, clause in instance.family.goal]
    return judge(
        instance.rubric(),
        entities,
        goal,
        changes,
        after.user_cells,
        answer,
        lambda table, column, text: _named_values(entities[table], column, after, text),
    )


def _read_file(which: str, path: str, instance: Instance) -> Contents:
    try:
        state = read_state_file(path, [row.ENTITY for row in instance.suite.rows])
    except Unusable as error:
        raise Unusable(f"the {which} database cannot be judged: {error}") from error
    _check_owner(which, state, instance)
    return state


def _check_owner(which: str, state: Contents, instance: Instance) -> None:
    if state.task != instance.id:
        told = "no task" if state.task is None else f"the task {state.task[:80]!r}"
        raise Unusable(f"the {which} database is of {told}, not of {instance.id!r}")
    wanted = None if instance.actor is None else key_json(instance.actor)
    if state.actor != wanted:
        raise Unusable(f"the actor of the {which} database is not {wanted}")


def _check_start(instance: Instance, state: Contents) -> None:
    wanted = {**instance.suite.digests, **instance.digests}
    for row in instance.suite.rows:
        table = row.ENTITY.table
        rows = state.tables[table].values()
        if digest(values.values() for values in rows) != wanted[table]:
            raise Unusable(
                f"the initial database is not the start of {instance.id!r}: {table} has other rows"
            )
    if state.clock != instance.suite.clock:
        raise Unusable(
            f"the initial database is not the start of {instance.id!r}: its clock has moved"
        )


def _outcome(
    instance: Instance, clause: Callable[..., bool], before: Contents, after: Contents
) -> Outcome:
    states = States(before, after)
    names = [_value(states, value) for value in instance.names]
    try:
        holds = clause(states, *names)
    except Failed as failed:
        return Outcome(False, failed.message)
    except Exception as error:
        # A forged file may hold what no episode would write (a date that is none): the goal's functions need not survive that.
        return Outcome(False, f"the goal cannot be evaluated on these data: {type(error).__name__}")
    return Outcome(True) if holds else Outcome(False, states.reason or "it does not hold")


def _value(states: States, value: Any) -> Any:
    if isinstance(value, At):
        return states.row(value.entity, value.key)
    if isinstance(value, list):
        return [_value(states, item) for item in value]
    return value


def _named_values(entity: Entity, column: str, state: Contents, text: str) -> list[str]:
    """The values of a column in the final state, of a list its items, all of whose words are in the text."""
    found = dict.fromkeys(row[column] for row in state.tables[entity.table].values())
    values = [value for value in found if value is not None]
    if column in entity.jsons:
        values = [item for value in values for item in json.loads(value)]
    return Known(values).named_in(text)


def key_json(key: Key) -> str:
    """A key as a database has it: a JSON array."""
    return json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))


def run_verifier(tasks: Mapping[str, Verify], arguments: Sequence[str]) -> int:
    """`python verifiers.py TASK initial.db final.db [ANSWER]`: prints the verdict; 0 if it is 1.0, 1 if not, 2 of a wrong use."""
    if len(arguments) not in (3, 4) or arguments[0] not in tasks:
        print("Usage: python verifiers.py TASK INITIAL_DB FINAL_DB [ANSWER]", file=sys.stderr)
        print(f"The tasks are: {', '.join(tasks)}", file=sys.stderr)
        return 2
    verdict = tasks[arguments[0]](*arguments[1:])
    print(json.dumps(verdict, indent=2))
    return 0 if verdict["reward"] == 1.0 else 1
