"""The commands that play: tools, call, shell, play; and explain, new."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import awmc as package
from tests.cli.conftest import Awmc


def test_tools_lists_what_can_be_called(awmc: Awmc, shop: Path) -> None:
    ran = awmc("tools", "specs/shop.awm")
    assert "cancel repair_id=" in ran.out and "list_repairs [status=]" in ran.out
    assert [t["name"] for t in json.loads(awmc("tools", "shop", "--format", "json").out)] == [
        "list_repairs",
        "bring",
        "cancel",
    ]


def test_a_call_prints_its_result_and_fails_with_an_error(awmc: Awmc, shop: Path) -> None:
    awmc("compile")
    done = awmc("call", "generated/shop", "cancel", "repair_id=R001")
    assert done.code == 0
    assert json.loads(done.out) == {"id": "R001", "status": "cancelled"}
    other = awmc("call", "shop", "cancel", "repair_id=R001", "--as", "C2")
    assert other.code == 1
    assert json.loads(other.out)["error"]["message"] == "You have no such repair"
    assert awmc("call", "shop", "cancel", "R001").code == 2


def test_a_file_keeps_the_state_between_calls(awmc: Awmc, shop: Path) -> None:
    for price in ("R004", "R005"):
        ran = awmc("call", "shop", "bring", "thing=a lamp", "--db", "state.db")
        assert json.loads(ran.out) == {"id": price, "price": 20}


def test_a_text_stays_a_text_and_json_is_json(awmc: Awmc, shop: Path) -> None:
    assert awmc("call", "shop", "bring", "thing=12").code == 0
    assert awmc("call", "shop", "bring", "thing:=12").code == 1
    assert awmc("call", "shop", "bring", "thing:={").code == 2


def test_the_shell_plays_what_is_piped_in(
    awmc: Awmc, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = """
    cancel repair_id=R001
    diff
    rows Repair
    reset
    diff
    as C2
    cancel repair_id=R001
    "unclosed
    nonsense
    rows Nothing
    quit
    cancel repair_id=R003
    """
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    ran = awmc("shell", "shop")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[1] == '~ Repair(R001)  status: "waiting" -> "cancelled"'
    assert lines[5:7] == ["back at the start", "nothing has changed"]
    assert "You have no such repair" in lines[8]
    assert "close the quotes" in lines[9] and "unknown_tool" in lines[10]
    assert "there is no entity Nothing; there are Customer, Repair" in lines[11]
    assert len(lines) == 12


def test_a_task_is_played_to_its_end(awmc: Awmc, shop: Path) -> None:
    ran = awmc("play", "shop", "cancel_waiting", "--solution")
    assert ran.code == 0, ran.err
    assert "I no longer need a kettle mended." in ran.out
    assert '~ Repair(R001)  status: "waiting" -> "cancelled"' in ran.out
    assert "reward 1, score 1.00" in ran.out
    answer = awmc("play", "shop", "what_it_costs", "--solution")
    assert answer.code == 0 and "35.5" in answer.out
    wrong = awmc("play", "shop", "what_it_costs", "--solution", "--answer", "12")
    assert wrong.code == 1 and "the answer does not contain the number 35.50" in wrong.out
    wrong = awmc("play", "shop", "nothing", "--solution")
    assert wrong.code == 1 and "cancel_waiting, what_it_costs" in wrong.err


def test_a_script_is_played_and_written_down(awmc: Awmc, shop: Path) -> None:
    script = [{"tool": "cancel", "arguments": {"repair_id": "R001"}}, {"tool": "nothing"}]
    Path("script.json").write_text(json.dumps(script))
    files = ("--trajectory", "t.json", "--initial", "a.db", "--final", "b.db")
    ran = awmc("play", "shop", "cancel_waiting", "--script", "script.json", *files)
    assert ran.code == 0, ran.out + ran.err
    written = json.loads(Path("t.json").read_text())
    assert [step["ok"] for step in written["steps"]] == [True, False]
    assert written["verdict"]["reward"] == 1
    judged = awmc(
        "verify", "shop", "cancel_waiting", "--initial", "a.db", "--final", "b.db", "--json"
    )
    assert (judged.code, json.loads(judged.out)) == (0, written["verdict"])
    still = awmc("verify", "shop", "cancel_waiting", "--initial", "a.db", "--final", "a.db")
    assert still.code == 1 and "fails  goal 1" in still.out
    Path("c.db").write_text("no database")
    other = awmc("verify", "shop", "cancel_waiting", "--initial", "a.db", "--final", "c.db")
    assert other.code == 1 and "reward 0" in other.out
    for wrong in ("{", '{"calls": 1}', "[1]", "[" * 100_000):
        Path("wrong.json").write_text(wrong)
        refused = awmc("play", "shop", "cancel_waiting", "--script", "wrong.json")
        assert refused.code == 1 and "wrong.json is no script" in refused.err
    assert awmc("play", "shop", "cancel_waiting").code == 2


def test_load_gives_an_environment_or_every_diagnostic(awmc: Awmc, shop: Path) -> None:
    with package.load(shop) as env, env.episode(actor="C1") as episode:
        assert episode.call("cancel", {"repair_id": "R001"}).ok
    shop.write_text(shop.read_text().replace("Customer", "Custommer", 2))
    with pytest.raises(package.CompileError, match="Custom") as caught:
        package.load(shop)
    assert caught.value.diagnostics


def test_an_environment_with_errors_is_shown_as_such(awmc: Awmc) -> None:
    Path("bad.awm").write_text("tool")
    ran = awmc("tools", "bad.awm")
    assert ran.code == 1 and "bad.awm has errors" in ran.err
    assert awmc("tools", "nothing").code == 2
    Path("empty").mkdir()
    assert "not a generated environment" in awmc("tools", "empty").err


def test_explain_shows_a_page_and_guesses_a_name(awmc: Awmc) -> None:
    assert awmc("explain", "unknown-field").out.startswith("# unknown-field (AWM203)")
    assert awmc("explain", "awm203").code == 0
    wrong = awmc("explain", "unknown-feld")
    assert wrong.code == 1 and "did you mean unknown-field?" in wrong.err
    assert "AWM203  unknown-field" in awmc("explain").out


@pytest.mark.parametrize("name", ["Shop", "a-b", "1st", ""])
def test_new_refuses_what_is_no_name(awmc: Awmc, name: str) -> None:
    assert awmc("new", name).code == 2
    assert list(Path().iterdir()) == []


def test_new_overwrites_nothing(awmc: Awmc, shop: Path) -> None:
    shop.write_text("mine")
    assert awmc("new", "specs/shop").code == 1
    assert shop.read_text() == "mine"
