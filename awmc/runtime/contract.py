"""Contract verifiers: whether a call did what its tool must do, judged by a second model of the tool in plain Python.

In come the states before and after a call, its arguments and its result; out comes a `Verification`. The model runs on a `World` of
the state before, with `on call` and the rules; then every row, the clock and the result are compared.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from awmc.runtime.arguments import Arguments, check
from awmc.runtime.database import select
from awmc.runtime.endings import check_rules
from awmc.runtime.failures import (
    CALL_LIMIT,
    CONSTRAINT_VIOLATED,
    EPISODE_OVER,
    INVALID_ARGUMENTS,
    INVALID_OPERATION,
    INVARIANT_VIOLATED,
    UNKNOWN_TOOL,
    Failed,
    Rejected,
)
from awmc.runtime.functions.encode import dump
from awmc.runtime.rules import Rules
from awmc.runtime.tables import Catalogue, Key, Row, Table, name_of
from awmc.runtime.world import Connection, World, open_read_only

A = TypeVar("A", bound=Arguments)
_OUTSIDE = (UNKNOWN_TOOL, CALL_LIMIT, EPISODE_OVER)
"""Errors that a call gets before its tool is asked: it must have changed nothing."""
_OWN_WORDS = (INVALID_ARGUMENTS, CONSTRAINT_VIOLATED, INVALID_OPERATION, INVARIANT_VIOLATED)
"""Codes whose messages may be the runtime's own, and so are not compared."""


@dataclass(frozen=True)
class Model:
    """What all verifiers of an environment share: its row classes, and its rules as functions of a `World`."""

    tables: tuple[type[Row], ...]
    rules: Rules = field(default_factory=Rules)
    actor: type[Row] | None = None


@dataclass(frozen=True)
class Verification:
    """`ok`, or how the call differs from its contract, one sentence each."""

    ok: bool
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract(Generic[A]):
    """The verifier of one tool. Called with the states before and after, the JSON arguments and the result's JSON value."""

    arguments: type[A]
    function: Callable[[World, A], object]
    model: Model
    writes: bool = False
    invariants: tuple[str, ...] | None = None
    checks: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """Its function's name."""
        return self.function.__name__

    def __call__(
        self,
        before: Connection,
        after: Connection,
        arguments: object,
        result: object,
        externs: Mapping[str, Callable[..., Any]] | None = None,
    ) -> Verification:
        """Whether the call kept the contract. `externs` are the outside functions that may run (`Environment.externs`)."""
        catalogue = Catalogue(self.model.tables)
        expected = self._read(before, catalogue, externs)
        wanted = None if _code(result) in _OUTSIDE else self._run(expected, arguments)
        if wanted is not None and not wanted.kept and expected.moved:
            expected = self._read(before, catalogue, externs)
        differences = [*_results(wanted, result), *_states(expected, after)]
        return Verification(not differences, tuple(differences))

    def _read(
        self,
        source: Connection,
        catalogue: Catalogue,
        externs: Mapping[str, Callable[..., Any]] | None,
    ) -> World:
        return World.read(source, catalogue, self.model.rules, self.model.actor, externs)

    def _run(self, world: World, arguments: object) -> _Outcome:
        """What the model gives; the world is as it leaves it, to be kept or not."""
        try:
            outcome = self._apply(world, arguments)
            if world.moved:
                check_rules(world, self.checks, self.invariants)
        except Failed as failed:
            return _Outcome(None, failed.code, failed.message, kept=False)
        return outcome

    def _apply(self, world: World, arguments: object) -> _Outcome:
        try:
            value = self.function(world, check(self.arguments, arguments))
        except Rejected as rejected:
            return _Outcome(None, rejected.code, rejected.message)
        if self.writes and self.model.rules.on_call is not None:
            self.model.rules.on_call(world)
        return _Outcome(json.loads(dump(value)), None, None)


@dataclass(frozen=True)
class _Outcome:
    value: Any
    code: str | None
    message: str | None
    kept: bool = True


def contract(
    arguments: type[A],
    model: Model,
    *,
    writes: bool = False,
    invariants: tuple[str, ...] | None = None,
    checks: tuple[str, ...] | None = None,
) -> Callable[[Callable[[World, A], object]], Contract[A]]:
    """Makes a `Contract` of a tool's model: a function that changes a `World` and returns the JSON value of the result.

    `writes` says whether the tool's own body may write, so that `on call` follows; the rest is as for `@tool`.
    """

    def made(function: Callable[[World, A], object]) -> Contract[A]:
        return Contract(arguments, function, model, writes, invariants, checks)

    return made


def _code(result: object) -> str | None:
    if isinstance(result, dict) and result.keys() == {"error"}:
        error = result["error"]
        if isinstance(error, dict) and error.keys() == {"code", "message"}:
            return str(error["code"])
    return None


def _results(wanted: _Outcome | None, result: object) -> list[str]:
    if wanted is None:
        return []
    if wanted.code is None:
        same = same_json(wanted.value, result)
        return [] if same else [f"The result is {_short(result)}, not {_short(wanted.value)}"]
    error = {"code": wanted.code, "message": wanted.message}
    if wanted.code in _OWN_WORDS and _code(result) == wanted.code:
        return []
    same = same_json({"error": error}, result)
    return [] if same else [f"The result is {_short(result)}, not the error {_short(error)}"]


def same_json(a: object, b: object) -> bool:
    """Whether two JSON values are the same: 1 is 1.0, but never true."""
    match a, b:
        case (dict(), dict()):
            return a.keys() == b.keys() and all(same_json(a[key], b[key]) for key in a)
        case (list(), list()):
            return len(a) == len(b) and all(map(same_json, a, b))
        case _:
            return isinstance(a, bool) == isinstance(b, bool) and a == b


def _states(expected: World, source: Connection) -> list[str]:
    if not isinstance(source, sqlite3.Connection):
        with closing(open_read_only(source)) as connection:
            return _states(expected, connection)
    differences = []
    ((now,),) = source.execute("SELECT s.value FROM _awmc_state AS s WHERE s.name = 'clock'")
    if expected.now != now:
        differences.append(f"The clock shows {now}, not {expected.now}")
    for entity in expected.catalogue.rows:
        differences += _rows(expected, source, entity)
    return differences


def _rows(expected: World, source: sqlite3.Connection, entity: type[Row]) -> list[str]:
    table = entity.TABLE
    rows = [table.values(row) for row in expected.rows(entity)]
    found = list(map(table.decode, source.execute(select(entity))))
    written = {change.row.KEY for change in expected.changes if type(change.row) is entity}
    if not written and rows == found:
        return []
    wanted = {_key(table, row): row for row in rows}
    there = {_key(table, row): row for row in found}
    told = [f"{name_of(table, key)} is missing" for key in wanted if key not in there]
    told += [f"{name_of(table, key)} should not be there" for key in there if key not in wanted]
    for key, values in wanted.items():
        is_ = there.get(key, values)
        if (
            is_ != values or key in written
        ):  # equality takes 1 for true: only the model could mix them
            told += _cells(table, key, values, is_)
    if not told and list(wanted) != list(there):
        told.append(f"The rows of {table.entity} are in another order")
    return told


def _key(table: Table, values: tuple[Any, ...]) -> Key:
    return tuple([values[place] for place in table.key_places])


def _cells(table: Table, key: Key, wanted: tuple[Any, ...], found: tuple[Any, ...]) -> list[str]:
    return [
        f"{name_of(table, key)}: {name} is {_short(is_)}, not {_short(should)}"
        for name, should, is_ in zip(table.names, wanted, found, strict=True)
        if not same_json(is_, should)
    ]


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 200 else text[:197] + "..."
