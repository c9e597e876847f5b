"""Beginning anew is exact and cheap: no schema changes, few statements; what only looks pays for no way back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library.models import BorrowArguments, FineArguments, JoinArguments, WaitArguments

from awmc.runtime import Environment, Episode, Failed, load
from awmc.runtime.arguments import check

GENERATED = sorted(path for path in Path("generated").iterdir() if path.is_dir())
JSON = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 20_000),
    st.just(2**63),
    st.floats(-2, 3),
    st.sampled_from(["", "C1", "2026-03-09", "\ud800", "a\0b"]),
    st.lists(st.sampled_from(["x", None, 1]), max_size=2),
)
NAMES = st.sampled_from(
    [
        "copy_barcode",
        "due",
        "id",
        "name",
        "email",
        "tags",
        "hours",
        "loan_id",
        "amount",
        "x",
        3,
        None,
    ]
)


def play(episode: Episode, task: dict[str, Any]) -> list[str]:
    calls = task["solution"]
    return [episode.call(c["tool"], c["arguments"], side=c["side"]).text for c in calls]


def contents(episode: Episode) -> list[str]:
    return list(episode.connection.iterdump())


@contextmanager
def statements(episode: Episode) -> Iterator[list[str]]:
    found: list[str] = []
    episode.connection.set_trace_callback(found.append)
    try:
        yield found
    finally:
        episode.connection.set_trace_callback(None)


def own(episode: Episode, pragma: str) -> Any:
    return episode.connection.execute(f"PRAGMA {pragma}").fetchone()[0]


@pytest.mark.parametrize("folder", GENERATED, ids=lambda path: path.name)
def test_no_reset_changes_a_schema_and_the_same_start_is_one_statement_away(folder: Path) -> None:
    with load(folder, allow_extern=True) as env, env.episode() as used:
        tasks = [task for task in env.tasks() if task["given"]][:1]
        tasks += [task for task in env.tasks() if not task["given"]][:1]
        for task in tasks:
            before = own(used, "schema_version")
            used.restart(task=task["id"])
            with env.episode(task=task["id"]) as fresh:
                assert contents(used) == contents(fresh)
                start = contents(fresh)
                assert play(used, task) == play(fresh, task)
                assert contents(used) == contents(fresh)
            with statements(used) as found:
                used.restart(task=task["id"])
            assert found == ["ROLLBACK TO awmc_episode"]
            assert contents(used) == start
            play(used, task)
            used.reset()
            assert contents(used) == start
            assert own(used, "schema_version") == before
            assert own(used, "defer_foreign_keys") == 0
            used.restart()
            with statements(used) as found:
                used.restart(task=task["id"])
            assert len(found) <= 4 or task["given"]
            assert contents(used) == start


def test_a_reset_does_not_grow_with_the_episodes_before_it(episode: Episode) -> None:
    start = contents(episode)
    with statements(episode) as found:
        for _ in range(100):
            episode.call("borrow", {"copy_barcode": "C3"})
            episode.reset()
    assert found.count("ROLLBACK TO awmc_episode") > 90
    assert found.count("ROLLBACK") > 1  # SQLite forgets what it would write back
    assert contents(episode) == start


@pytest.mark.parametrize("folder", GENERATED, ids=lambda path: path.name)
def test_what_only_looks_begins_nothing_that_must_be_ended(folder: Path) -> None:
    with load(folder, allow_extern=True) as env:
        task = env.tasks()[0]
        looks = [t.name for t in env.definition.tools.values() if t.only_looks and not t.private]
        with env.episode(task=task["id"]) as episode:
            before = episode.connection.serialize()
            for name in looks:
                side = "user" if env.definition.tools[name].by_user else "agent"
                with statements(episode) as found:
                    episode.call(name, {}, side=side)
                assert {sql.split()[0] for sql in found} <= {"SELECT", "WITH"}
            assert episode.connection.serialize() == before


def test_flows_hold_again_after_what_a_task_is_given(library: Environment, tmp_path: Path) -> None:
    for file in (None, tmp_path / "episode.db"):
        with library.episode(task="reopened", file=file) as episode:
            assert episode.call("return_book", {"loan_id": "L00007"}).ok
            with pytest.raises(sqlite3.IntegrityError, match="loan_status_flow"):
                episode.connection.execute("UPDATE loan SET status = 'active' WHERE id = 'L00007'")


LOAN = "INSERT INTO loan VALUES ('L90000', 'C90', 'M1', '2026-03-01', '2026-04-01', 'active')"
COPY = "INSERT INTO copy VALUES ('C90', 'A')"


@pytest.mark.parametrize("file", [False, True], ids=["in memory", "in a file"])
def test_what_a_task_is_given_may_be_in_any_order_but_not_without_an_end(
    library: Environment, tmp_path: Path, file: bool
) -> None:
    (task, *_) = library.tasks()
    turned, dangling = (
        {**task, "given": found} for found in ([[LOAN, []], [COPY, []]], [[LOAN, []]])
    )
    place = tmp_path / "episode.db" if file else None
    with Environment(replace(library.definition, tasks=(turned,))) as env:
        for _ in range(2):
            with env.episode(task=task["id"], file=place) as episode:
                assert [row["barcode"] for row in episode.rows("Copy")][-1] == "C90"
                with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
                    episode.connection.execute("DELETE FROM copy WHERE barcode = 'C90'")
    with Environment(replace(library.definition, tasks=(dangling,))) as env:
        for _ in range(2):
            with pytest.raises(sqlite3.IntegrityError):
                env.episode(task=task["id"], file=place and place.with_name("other.db"))


def test_who_is_not_there_is_never_the_actor(library: Environment) -> None:
    with library.episode(actor="M1") as episode:
        for wrong in ("m1", ["M1", "M1"], 1, True):
            for _ in range(2):
                with pytest.raises(ValueError, match="no Member"):
                    episode.restart(actor=wrong)
        episode.restart(actor=["M1"])
        assert episode.actor == ("M1",)


@given(
    model=st.sampled_from([BorrowArguments, FineArguments, JoinArguments, WaitArguments]),
    values=st.dictionaries(NAMES, JSON, max_size=4),
)
def test_a_plain_dict_is_checked_as_any_mapping_is(model: Any, values: dict[Any, Any]) -> None:
    def found(arguments: object) -> Any:
        try:
            return check(model, arguments)
        except Failed as failed:
            return failed.code, failed.message

    assert found(values) == found(MappingProxyType(values))
