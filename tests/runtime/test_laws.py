"""Laws of an episode, held against random sequences of calls, good and bad."""

from __future__ import annotations

from typing import Any

import pytest
from drawn import MANY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from library import contracts

from awmc.runtime import Environment, Episode
from awmc.runtime.journal import Diff, RowChange

EASY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def state(episode: Episode) -> bytes:
    return episode.connection.serialize()


def contents(episode: Episode) -> list[str]:
    """Every table, awmc's own too, as SQL."""
    return list(episode.connection.iterdump())


def play(episode: Episode, calls: list[Any]) -> list[Any]:
    return [episode.call(name, arguments, side=side).text for name, arguments, side in calls]


@EASY
@given(calls=MANY)
def test_a_failed_call_changes_no_byte(library: Environment, calls: list[Any]) -> None:
    with library.episode(actor="M1") as episode:
        for name, arguments, side in calls:
            before = state(episode)
            result = episode.call(name, arguments, side=side)
            if not result.ok and name != "log_in":
                assert state(episode) == before


@EASY
@given(calls=MANY)
def test_the_same_calls_give_the_same_bytes(library: Environment, calls: list[Any]) -> None:
    with library.episode(actor="M1") as one, library.episode(actor="M1") as other:
        assert play(one, calls) == play(other, calls)
        assert state(one) == state(other)


@EASY
@given(first=MANY, second=MANY)
def test_snapshot_fork_and_reset_are_exact(
    library: Environment, first: list[Any], second: list[Any]
) -> None:
    with library.episode(actor="M1") as episode:
        start = contents(episode)
        play(episode, first)
        kept, snapshot, diff = contents(episode), episode.snapshot(), episode.diff()
        with episode.fork() as twin:
            results = play(episode, second)
            assert contents(twin) == kept
            assert play(twin, second) == results
            assert contents(twin) == contents(episode)
            assert twin.diff() == episode.diff()
            twin.reset()
            assert contents(twin) == start
        episode.restore(snapshot)
        assert contents(episode) == kept
        assert episode.diff() == diff
        assert play(episode, second) == results
        episode.reset()
        assert contents(episode) == start
        assert not episode.diff()
        assert play(episode, first) == play_fresh(library, first)


STARTS: list[dict[str, Any]] = [
    {"actor": "M1"},
    {"actor": "M2"},
    {},
    {"task": "return_it"},
    {"task": "reopened"},
]


@EASY
@given(starts=st.lists(st.sampled_from(STARTS), min_size=1, max_size=4), calls=MANY)
def test_a_restarted_episode_is_a_new_one(
    library: Environment, starts: list[dict[str, Any]], calls: list[Any]
) -> None:
    with library.episode(actor="M3") as episode:
        for start in starts:
            play(episode, calls)
            with pytest.raises(ValueError, match="no Member"):
                episode.restart(actor="nobody")
            episode.restart(**start)
            with library.episode(**start) as fresh:
                assert contents(episode) == contents(fresh)
                assert play(episode, calls) == play(fresh, calls)
                assert contents(episode) == contents(fresh) and episode.diff() == fresh.diff()
                episode.reset()
                fresh.reset()
                assert contents(episode) == contents(fresh) and not episode.trajectory


def play_fresh(library: Environment, calls: list[Any]) -> list[Any]:
    with library.episode(actor="M1") as episode:
        return play(episode, calls)


@EASY
@given(calls=MANY)
def test_the_journal_is_a_full_comparison(library: Environment, calls: list[Any]) -> None:
    with library.episode(actor="M1") as start, library.episode(actor="M1") as episode:
        play(episode, calls)
        assert _sorted(episode.diff()) == _sorted(_compared(library, start, episode))


def _sorted(diff: Diff) -> list[list[RowChange]]:
    return [
        sorted(changes, key=lambda c: (c.entity, str(c.key)))
        for changes in (diff.added, diff.removed, diff.changed)
    ]


def _compared(library: Environment, start: Episode, end: Episode) -> Diff:
    added, removed, changed = [], [], []
    for name, entity in library.entities.items():
        key = entity.TABLE.key
        old = {tuple(row[k] for k in key): row for row in start.rows(name)}
        new = {tuple(row[k] for k in key): row for row in end.rows(name)}
        added += [RowChange(name, k, None, new[k]) for k in new if k not in old]
        removed += [RowChange(name, k, old[k], None) for k in old if k not in new]
        for k in old.keys() & new.keys():
            columns = [c for c in old[k] if old[k][c] != new[k][c]]
            was, is_ = ({c: row[k][c] for c in columns} for row in (old, new))
            changed += [RowChange(name, k, was, is_)] if columns else []
    return Diff(tuple(added), tuple(removed), tuple(changed))


@EASY
@given(calls=MANY)
def test_every_call_keeps_its_contract(library: Environment, calls: list[Any]) -> None:
    with library.episode(actor="M1") as episode:
        for name, arguments, side in calls:
            with episode.fork() as before:
                result = episode.call(name, arguments, side=side)
                if side == "agent":
                    verify = getattr(contracts, f"verify_{name}")
                    value = result.value if result.ok else {"error": result.error}
                    verdict = verify(before.connection, episode.connection, arguments, value)
                    assert verdict.ok, (name, arguments, result, verdict.differences)
