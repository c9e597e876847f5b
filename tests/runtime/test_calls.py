"""What single calls do: sides, limits, `old`, rejection, failures inside SQL, files."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from library import contracts
from library.rows import TABLES, Copy, Fine, Loan
from library.tools import INSERT_FINE

from awmc.runtime import Catalogue, Environment, Episode, Failed, load
from awmc.runtime.world import World


def code(result: Any) -> str | None:
    return None if result.ok else result.error["code"]


HOSTILE = [
    None,
    [],
    "x",
    {1: 2},
    {"copy_barcode": None},
    {"copy_barcode": "x" * 10_000_000},
    {"copy_barcode": "\ud800"},
    {"copy_barcode": "a\0b"},
    {"copy_barcode": float("nan")},
    {"copy_barcode": {"a": {"b": object()}}},
    {"copy_barcode": "C3", "due": "2026-02-30"},
    {"copy_barcode": "C3", "due": "2026-03-09T00:00:00"},
    {"copy_barcode": "C3", "due": 10**5000},
    {"copy_barcode": "C3", "{due}": "\u202e"},
    {"copy_barcode": "C3", "copy_bar\ud800": 1},
    {"hours": float("inf")},
    {"hours": 2**63},
    {"hours": True},
    {"hours": "3"},
    {"amount": 0.001, "loan_id": "L00001"},
    {"amount": 1e300, "loan_id": "L00001"},
    {"loan_id": "'; DROP TABLE loan; --"},
]


@pytest.mark.parametrize("tool", ["borrow", "wait", "impose", "discard", "join", "none", ""])
def test_hostile_arguments_never_raise_nor_change_anything(episode: Episode, tool: str) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for arguments in [*HOSTILE, {"copy_barcode": deep}]:
        before = episode.connection.serialize()
        result = episode.call(tool, arguments)
        if tool == "wait" and arguments is None:
            continue  # all that it takes has a default
        assert code(result) in ("invalid_arguments", "not_found", "unknown_tool")
        result.text.encode("utf-8")
        assert episode.connection.serialize() == before


def test_hostile_names_of_tools_never_raise(episode: Episode) -> None:
    for name in (None, 3, [], "x" * 10_000_000, "\ud800", "__class__"):
        result = episode.call(name)
        assert code(result) == "unknown_tool"
        result.text.encode("utf-8")


def test_a_float_without_a_fraction_is_an_int_and_null_takes_the_default(episode: Episode) -> None:
    assert episode.call("wait", {"hours": 3.0}).value == "2026-03-02T12:00:00"
    assert episode.call("wait", {"hours": None}).value == "2026-03-03T12:00:00"


def test_each_side_has_its_own_tools(episode: Episode) -> None:
    assert code(episode.call("tidy")) == "unknown_tool"
    assert code(episode.call("borrow", {"copy_barcode": "C3"}, side="user")) == "unknown_tool"
    assert code(episode.call("secret")) == "unknown_tool"
    assert [tool["name"] for tool in episode.tools()] == ["borrow"]
    assert [tool["name"] for tool in episode.tools("user")] == ["tidy"]


def test_the_last_writer_of_a_cell_is_known(episode: Episode) -> None:
    def cells() -> list[Any]:
        sql = "SELECT tbl, key, col FROM _awmc_user_write ORDER BY tbl, key, col"
        return episode.connection.execute(sql).fetchall()

    episode.call("tidy", side="user")
    assert cells() == [("copy", '["C2"]', "shelf"), ("desk", "[]", "changes")]
    episode.call("shelve", {"copy_barcode": "C3"})
    assert cells() == [("copy", '["C2"]', "shelf")]
    episode.call("shelve", {"copy_barcode": "C2"})
    assert cells() == []


def test_a_rejection_keeps_what_was_done_without_on_call(episode: Episode) -> None:
    result = episode.call("log_in", {"member_id": "M3", "password": "x"})
    assert result.error == {
        "code": "precondition_failed",
        "message": "Wrong password, 1 so far",
    }
    assert episode.rows("Member")[2]["failed_logins"] == 1
    assert episode.rows("Desk") == [{"changes": 0, "nights": 0}]


def test_a_fault_of_generated_code_is_undone(episode: Episode) -> None:
    before = episode.connection.serialize()
    assert code(episode.call("faulty")) == "internal_error"
    assert episode.connection.serialize() == before


def test_an_interrupt_leaves_the_episode_whole(
    episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = episode.connection.serialize()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("awmc.runtime.episode.check_rules", interrupted)
        with pytest.raises(KeyboardInterrupt):
            episode.call("discard", {"copy_barcode": "C1"})
    assert episode.connection.serialize() == before
    assert episode.call("discard", {"copy_barcode": "C1"}).value["loans"] == 1


def test_a_failure_inside_sql_keeps_its_reason(episode: Episode) -> None:
    expected = {"code": "invalid_operation", "message": "Division by zero"}
    assert episode.call("share_in_sql", {"by": 0}).error == expected
    assert episode.call("share", {"by": 8}).value == [12.5, 12.5]


def test_no_query_runs_for_ever(episode: Episode) -> None:
    assert episode.call("borrow", {"copy_barcode": "C3"}).ok
    before = episode.connection.serialize()
    for _ in range(2):
        assert code(episode.call("endless")) == "invalid_operation"
        assert episode.connection.serialize() == before
    assert episode.call("return_book", {"loan_id": "L00008"}).ok


def test_old_sees_deleted_rows_and_insertion_order(episode: Episode) -> None:
    expected = {"loans": 1, "live": 0, "fines_before": 1}
    assert episode.call("discard", {"copy_barcode": "C2"}).value == expected


def test_old_of_an_inner_tool_is_the_state_before_that_tool(episode: Episode) -> None:
    result = episode.call("return_and_discard", {"loan_id": "L00001"})
    assert result.value["discarded"]["fines_before"] == 2


def test_automatic_numbers_are_never_issued_twice(episode: Episode) -> None:
    assert episode.call("impose", {"loan_id": "L00007", "amount": 1}).value == {"id": 4}
    assert episode.call("discard", {"copy_barcode": "C2"}).ok
    assert episode.call("impose", {"loan_id": "L00001", "amount": 1}).value == {"id": 5}
    assert code(episode.call("impose", {"loan_id": "L00001", "amount": 11})) is not None
    assert episode.call("impose", {"loan_id": "L00001", "amount": 1}).value == {"id": 6}


def test_a_check_that_reads_the_clock_is_for_what_the_call_touched(episode: Episode) -> None:
    assert code(episode.call("borrow", {"copy_barcode": "C3", "due": "2026-06-01"})) is not None
    assert episode.call("wait", {"hours": 48 * 30}).ok
    assert episode.call("borrow", {"copy_barcode": "C3", "due": "2026-06-01"}).ok


def test_a_task_brings_its_actor_its_data_and_its_limit(library: Environment) -> None:
    with library.episode(task="return_it") as episode:
        assert episode.actor == ("M1",)
        assert code(episode.call("nothing")) == "unknown_tool"
        assert episode.call("return_book", {"loan_id": "L00001"}).ok
        assert code(episode.call("borrow", {"copy_barcode": "C1"})) == "call_limit"
        assert episode.call("tidy", side="user").ok
    with library.episode(task="reopened") as episode:
        assert episode.rows("Loan")[1]["status"] == "active"
        assert not episode.diff()
        assert code(episode.call("reopen", {"loan_id": "L00007"})) is None
        assert episode.call("return_book", {"loan_id": "L00007"}).ok
        assert code(episode.call("reopen", {"loan_id": "L00007"})) == "constraint_violated"


def test_a_tool_may_end_the_episode(episode: Episode) -> None:
    snapshot = episode.snapshot()
    assert episode.call("finish").ok
    assert episode.ended
    assert code(episode.call("borrow", {"copy_barcode": "C3"})) == "episode_over"
    episode.restore(snapshot)
    assert episode.call("borrow", {"copy_barcode": "C3"}).ok


@pytest.mark.parametrize("wrong", [{"actor": "M9"}, {"task": "retrun_it"}])
def test_an_episode_that_cannot_be_says_so(library: Environment, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="there is no"):
        library.episode(**wrong)


def test_an_episode_in_a_file_goes_on(library: Environment, tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with library.episode(actor="M1", file=path) as episode:
        assert episode.call("borrow", {"copy_barcode": "C3"}).ok
        assert not episode.call("borrow", {"copy_barcode": "C3"}).ok
        episode.call("wait")
    with library.episode(file=path) as episode:
        assert episode.actor == ("M1",)
        assert episode.calls == 3
        assert episode.now == "2026-03-03T09:00:00"
        assert len(episode.rows("Loan")) == 3
        episode.reset()
        assert len(episode.rows("Loan")) == 2


def test_a_saved_state_is_a_database_of_its_own(episode: Episode, tmp_path: Path) -> None:
    path = tmp_path / "after.sqlite"
    before = tmp_path / "before.sqlite"
    episode.save(before)
    result = episode.call("borrow", {"copy_barcode": "C3"})
    episode.save(path)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM loan").fetchone() == (3,)
    connection.close()
    arguments = {"copy_barcode": "C3"}
    assert contracts.verify_borrow(before, path, arguments, result.value).ok
    for wrong in (
        contracts.verify_borrow(before, before, arguments, result.value),
        contracts.verify_borrow(before, path, arguments, {}),
        contracts.verify_borrow(before, path, {"copy_barcode": "C2"}, result.value),
        contracts.verify_borrow(before, path, arguments, {"error": {"code": "x", "message": ""}}),
        contracts.verify_borrow(path, before, arguments, result.value),
    ):
        assert not wrong.ok
        assert wrong.differences


def test_a_snapshot_after_a_write_differs(episode: Episode) -> None:
    start = episode.snapshot()
    episode.call("discard", {"copy_barcode": "C1"})
    assert episode.snapshot() != start
    with pytest.raises(ValueError, match="not a snapshot"):
        episode.restore(b"SQLite format 3")


def test_threads_may_play_one_episode_each(library: Environment) -> None:
    results: list[Any] = []

    def play() -> None:
        for _ in range(20):
            with library.episode(actor="M1") as episode:
                results.append(episode.call("borrow", {"copy_barcode": "C3"}).text)

    threads = [Thread(target=play) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 80
    assert len(set(results)) == 1


def test_versions_live_side_by_side_and_leave_no_trace(
    library: Environment, tmp_path: Path
) -> None:
    folder = Path(__file__).parent / "library"
    files = {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*.*")
        if path.suffix != ".pyc"
    }
    files["tools.py"] = files["tools.py"].replace("No such copy", "Not here")
    with (
        Environment.from_files(files) as other,
        other.episode(actor="M1") as new,
        library.episode(actor="M1") as old,
    ):
        told = [e.call("borrow", {"copy_barcode": "X"}).error["message"] for e in (old, new)]
    assert told == ["No such copy", "Not here"]
    assert other.externs == {}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    load(tmp_path).close()
    assert not list(tmp_path.rglob("*.pyc"))


def test_outside_code_runs_only_where_it_is_allowed(library: Environment) -> None:
    allowed = library.externs
    leaves = {"geo:double": sys.exit}  # outside code ends a call, and not the trainer
    for externs, expected in (
        (allowed, 6),
        ({}, "invalid_operation"),
        (leaves, "invalid_operation"),
    ):
        world = World(library.catalogue, externs=externs)
        try:
            answer = world.extern("geo:double", 3)
        except Failed as failed:
            answer = failed.code
        assert answer == expected


def test_a_world_refuses_what_breaks_a_rule_and_stays_as_it_was(library: Environment) -> None:
    world = World(Catalogue(TABLES), contracts.MODEL.rules)
    loan = {"copy_barcode": "C", "member_id": "M", "from_": "2026-01-02", "status": "active"}
    for due, rule in (("2026-01-01", "loan_check_1"), ("2026-01-03", "reference")):
        with pytest.raises(Failed) as refused:
            world.create(Loan, **loan, due=due)
        assert refused.value.rule == rule
    assert world.rows(Loan) == []
    assert world.numbers == {}


def test_a_value_is_asked_once_between_two_writes_and_anew_after_each(episode: Episode) -> None:
    """Whatever a call does between two questions, a delete and a look at the past included, the answer is the database's."""
    sql = "SELECT count(*) || ' ' || coalesce(max(f.amount), '') FROM fine AS f WHERE f.loan_id = :loan"
    loan = episode.call("borrow", {"copy_barcode": "C3"}).value["id"]
    session = episode._session(read_only=False)
    asked: list[str] = []

    def told() -> Any:
        episode.connection.set_trace_callback(asked.append)
        answers = {session.value(sql, loan=loan), session.value(sql, loan=loan)}
        episode.connection.set_trace_callback(None)
        ((now,),) = episode.connection.execute(sql, {"loan": loan}).fetchall()
        assert answers == {now}
        return now

    copy = session.get(Copy, "C3")
    before = told()
    fine = session.create(INSERT_FINE, Fine, loan_id=loan, amount=5)
    made = told()
    assert session.before(told) == before
    assert told() == made != before
    session.delete(fine)
    assert told() == before
    assert len(asked) == 5
    session.update("UPDATE copy SET shelf = :shelf WHERE barcode = :barcode", copy, shelf="Z")
    assert told() == before
    assert len(asked) == 5, "no fine was written"


def test_a_look_back_at_a_cascade_has_every_row_in_its_place(episode: Episode) -> None:
    """What went with its owner is back in the order in which it was made, under SQLite's own row numbers too."""
    loan = episode.call("borrow", {"copy_barcode": "C3"}).value["id"]
    session = episode._session(read_only=False)
    for amount in (5, 7, 6):
        session.create(INSERT_FINE, Fine, loan_id=loan, amount=amount)

    def numbered() -> list[Any]:
        tables = ("copy", "loan", "fine")
        asked = [f"SELECT t.rowid, t.* FROM {table} AS t ORDER BY t.rowid" for table in tables]
        return [episode.connection.execute(sql).fetchall() for sql in asked]

    before = numbered()
    again = episode._session(read_only=False)
    again.delete(again.get(Copy, "C3"))
    after = numbered()
    assert [len(old) - len(new) for old, new in zip(before, after, strict=True)] == [1, 1, 3]
    assert again.before(numbered) == before
    assert numbered() == after
