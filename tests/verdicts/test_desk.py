"""What a task means, episode by episode. Every verdict is asked for in both forms: from the journal, and of two files."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import awmc
from awmc.runtime import Environment, Verdict

Call = tuple[str, dict[str, Any]]
DESK = Path(__file__).parent / "desk.awm"


@pytest.fixture(scope="module")
def desk() -> Iterator[Environment]:
    with awmc.load(DESK) as environment:
        yield environment


def judged(
    desk: Environment, folder: Path, task: str, calls: list[Call], answer: str = ""
) -> Verdict:
    """The verdict on an episode in which these calls are made, and all succeed; `press` is the user's."""
    with desk.episode(task=task) as episode:
        episode.save(folder / "initial.db")
        for name, arguments in calls:
            side = "user" if name == "press" else "agent"
            result = episode.call(name, arguments, side=side)  # type: ignore[arg-type]
            assert result.ok, result
        episode.save(folder / "final.db")
        verdict = episode.verify(answer)
    verifiers = importlib.import_module(f"{desk.definition.package}.verifiers")
    files = [str(folder / "initial.db"), str(folder / "final.db")]
    assert verifiers.TASKS[task](*files, answer) == verdict.as_json()
    return verdict


CHAIR = ("open_ticket", {"title": "Broken chair", "tags": ["home"]})
DESK_TICKET = ("open_ticket", {"title": "Broken desk"})


def said(ticket: str, body: str, parent: int | None = None) -> Call:
    return "comment", {"ticket_id": ticket, "body": body, "parent_id": parent}


THREADS: dict[str, tuple[list[Call], str | None]] = {
    "as in the solution": (
        [CHAIR, said("T004", "It wobbles"), said("T004", "Noted", 2), DESK_TICKET],
        None,
    ),
    "in another order, with other keys": (
        [DESK_TICKET, CHAIR, said("T005", "It wobbles"), said("T005", "Noted", 2)],
        None,
    ),
    "later, at other times": (
        [
            ("wait", {"n": 3}),
            CHAIR,
            said("T004", "It wobbles"),
            said("T004", "Noted", 2),
            DESK_TICKET,
        ],
        None,
    ),
    "the reply under nothing": (
        [CHAIR, said("T004", "It wobbles"), said("T004", "Noted"), DESK_TICKET],
        "parent",
    ),
    "the comments the other way round": (
        [CHAIR, said("T004", "Noted"), said("T004", "It wobbles", 2), DESK_TICKET],
        "Comment",
    ),
    "on the wrong ticket": (
        [CHAIR, DESK_TICKET, said("T005", "It wobbles"), said("T005", "Noted", 2)],
        "refer to one another",
    ),
    "another word": (
        [
            ("open_ticket", {"title": "Broken chair", "tags": ["work"]}),
            said("T004", "It wobbles"),
            said("T004", "Noted", 2),
            DESK_TICKET,
        ],
        "tags",
    ),
    "one too few": ([CHAIR, said("T004", "It wobbles"), said("T004", "Noted", 2)], "Ticket"),
    "a note elsewhere": (
        [
            CHAIR,
            said("T004", "It wobbles"),
            said("T004", "Noted", 2),
            DESK_TICKET,
            ("set_note", {"ticket_id": "T001", "note": "x"}),
        ],
        "note",
    ),
}


@pytest.mark.parametrize("calls,told", THREADS.values(), ids=THREADS)
def test_without_a_goal_the_data_are_those_of_the_solution(
    desk: Environment, tmp_path: Path, calls: list[Call], told: str | None
) -> None:
    verdict = judged(desk, tmp_path, "thread", calls)
    assert verdict.reward == (told is None), verdict
    if told is not None:
        assert told in "".join(verdict.violations)


def test_an_automatic_key_is_that_of_the_agents_own_row(desk: Environment, tmp_path: Path) -> None:
    open_badge: Call = ("open_ticket", {"title": "New badge"})
    assert judged(desk, tmp_path, "number", [open_badge], "It is T004.").reward == 1
    other = [("open_ticket", {"title": "x"}), ("remove", {"ticket_id": "T004"}), open_badge]
    assert judged(desk, tmp_path, "number", other, "It is t005").reward == 1
    assert judged(desk, tmp_path, "number", other, "It is T004").violations == (
        'answer 1: the answer does not contain "T005"',
    )


TIDY = "tidy[T001]"
REMOVE: Call = ("remove", {"ticket_id": "T001"})


def note(ticket: str, text: str | None = "merged") -> Call:
    return "set_note", {"ticket_id": ticket, "note": text}


def test_a_row_that_goes_is_known_by_its_key(desk: Environment, tmp_path: Path) -> None:
    assert judged(desk, tmp_path, TIDY, [REMOVE, note("T002")]).reward == 1
    half = judged(desk, tmp_path, TIDY, [note("T001"), note("T002")])
    assert half.reward == 0 and half.score == 0
    assert half.violations[0] == "goal 1: 1 is not 0"
    assert any("T001" in told for told in half.violations)


def test_a_guard_earns_nothing_and_may_not_be_broken(desk: Environment, tmp_path: Path) -> None:
    kinds = [c.kind for c in judged(desk, tmp_path, TIDY, []).clauses]
    assert kinds == ["goal", "goal", "goal", "guard", "frame"]
    broken = judged(desk, tmp_path, TIDY, [REMOVE, note("T002"), note("T003", "x")])
    assert broken.score == 0 and [c.name for c in broken.clauses if not c.holds] == [
        "goal 4",
        "frame",
    ]
    # the frame asks for the row that the task deletes, and the score waits for the frame
    assert judged(desk, tmp_path, TIDY, [note("T002")]).score == 0


def test_the_users_side_and_what_is_open_are_outside_the_frame(
    desk: Environment, tmp_path: Path
) -> None:
    switch, press = ("switch", {"lamp_id": "L1"}), ("press", {"lamp_id": "L2"})
    assert judged(desk, tmp_path, "lights", [switch, press]).reward == 1
    assert judged(desk, tmp_path, "lights", [switch, press, note("T003", "also")]).reward == 1
    agent = judged(desk, tmp_path, "lights", [switch, ("switch", {"lamp_id": "L2"})])
    assert agent.violations == (
        "frame: Lamp 'L2': on changed from false to true, which the task does not ask for",
    )
    after = [switch, press, ("switch", {"lamp_id": "L2"}), ("switch", {"lamp_id": "L2"})]
    assert judged(desk, tmp_path, "lights", after).reward == 0
    only = judged(desk, tmp_path, "lights", [press])
    assert (only.reward, only.score) == (0.0, 0.5)


def test_a_net_change_is_none(desk: Environment, tmp_path: Path) -> None:
    calls = [note("T003", "x"), note("T003", None), ("open_ticket", {"title": "x"})]
    calls += [("remove", {"ticket_id": "T004"})]
    assert judged(desk, tmp_path, "which", calls, "No sound").reward == 1
    assert judged(desk, tmp_path, "which", [], "No sound").reward == 1
    assert judged(desk, tmp_path, "which", [], "").reward == 0
    assert judged(desk, tmp_path, "which", [note("T003")], "No sound").score == 0


def test_nothing_makes_verify_raise(desk: Environment, tmp_path: Path) -> None:
    with desk.episode(task="which") as episode:
        for answer in (
            None,
            3,
            ["No sound"],
            {"a": float("nan")},
            object(),
            "\ud800\0",
            "x" * 10**7,
        ):
            assert episode.verify(answer).reward == (answer == ["No sound"])
        snapshot = episode.snapshot()
        assert len(episode.trajectory) == 0
    with desk.episode(actor="C1") as free:
        assert "plays no task" in free.verify("No sound").violations[0]
        free.restore(snapshot)
        assert free.verify("No sound").reward == 1
    assert "closed" in free.verify("No sound").violations[0]


def test_an_episode_knows_what_was_done(desk: Environment) -> None:
    with desk.episode(task="which") as episode:
        episode.call("find", {"title": "sound"})
        episode.call("nothing", {"a": {1, 2}})
        first, second = (step.as_json() for step in episode.trajectory)
        assert first["result"] == [{"id": "T003", "title": "No sound", "status": "open"}]
        assert (first["ok"], second["ok"]) == (True, False)
        with episode.fork() as twin:
            twin.call("wait", {"n": 1})
            assert len(twin.trajectory) == 3 and len(episode.trajectory) == 2
            assert twin.trajectory[-1].clock == "2026-03-02T10:00:00"
        kept = episode.snapshot()
        episode.reset()
        assert episode.trajectory == []
        episode.restore(kept)
        assert [step.as_json() for step in episode.trajectory] == [first, second]
    with desk.episode(task="which", record=False) as quiet:
        quiet.call("find", {"title": "sound"})
        assert quiet.trajectory == []
