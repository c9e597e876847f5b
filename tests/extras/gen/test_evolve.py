"""`awmc gen evolve`: a harder world of a spec that there is, which stays as it was."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Awmc, awmc  # noqa: F401  (a fixture)
from tests.extras.gen.author import SHOP
from tests.scripted_model import ScriptedModel, says

CHECK = """
entity Repair "A thing to mend" {
  auto key id: text = "R{n:03}"
  customer: Customer
  thing: text(1..80)
  price: money(0..)
  brought_at: datetime = now()
  status: RepairStatus = waiting
  @check (price <= 500) else "Nothing is mended for more than 500.00"
  @flow status { waiting -> in_work, cancelled; in_work -> done } else "A repair cannot go from {old} to {new}"
  @visible (customer == me) else "You have no such repair"
}
"""
ROWS = """
data Repair (customer, thing, price, status) {
  "C1", "a kettle", 20.00, waiting;
  "C1", "a radio", 35.50, in_work;
  "C1", "a car radio", 90.00, in_work;
  "C2", "a clock", 20.00, waiting;
}
"""
TASK = """
task swap_for_a_chair {
  actor Customer("C1")
  instruction "Never mind my kettle, cancel that. Bring in a chair instead."
  solution {
    let mine = call list_repairs(status = waiting)
    for r in mine if r.thing == "a kettle" { call cancel(repair = r.id) }
    call bring(thing = "a chair")
  }
}
"""
HARDER = ("--rules", "1", "--rows", "1.1", "--calls", "0.1", "--tasks", "1")


def evolved(awmc: Awmc, url: str, *options: str) -> tuple[int, str, str]:  # noqa: F811
    Path("repair_shop.awm").write_text(SHOP.text)
    common = ("--model", "m", "--base-url", url, "-o", "worlds")
    ran = awmc("gen", "evolve", "repair_shop.awm", *common, *options)
    return ran.code, ran.out, ran.err


def test_wishes_are_met_one_after_the_other_and_all_is_proven_anew(awmc: Awmc) -> None:  # noqa: F811
    with ScriptedModel([says(CHECK), says(f"```awm\n{ROWS}{TASK}```")]) as model:
        code, out, err = evolved(awmc, model.url, *HARDER)
        assert code == 0, out + err
        first, second = (body["messages"][-1]["content"] for body in model.requests)
    assert all(code in first for code in ("few-rules", "few-rows", "short-solutions", "few-tasks"))
    assert "few-rules" not in second and "few-rows" in second
    made = Path("worlds/specs/repair_shop_2.awm").read_text("utf-8")
    assert "environment repair_shop_2" in made
    for task in (*SHOP.tasks, "swap_for_a_chair"):
        assert f"task {task}" in made
    assert Path("repair_shop.awm").read_text() == SHOP.text
    assert awmc("test", "worlds/specs/repair_shop_2.awm", "--no-keep", "--jobs", "1").code == 0


def test_what_is_as_hard_as_before_is_not_taken_for_harder(awmc: Awmc) -> None:  # noqa: F811
    with ScriptedModel([says("It is hard enough."), says(SHOP.text)]) as model:
        code, out, _ = evolved(
            awmc, model.url, *HARDER, "--attempts", "2", "--name", "shop_at_night"
        )
    assert code == 1 and "out of budget" in out
    assert not list(Path("worlds").glob("specs/*.awm"))
    assert "environment shop_at_night" in Path("worlds/quarantine/shop_at_night.awm").read_text()


def test_a_spec_that_cannot_be_made_harder_is_told_before_anything_is_asked(awmc: Awmc) -> None:  # noqa: F811
    with ScriptedModel([says("")]) as model:
        common = ("--model", "m", "--base-url", model.url, "-o", "worlds")
        Path("broken.awm").write_text(SHOP.text.replace("price: money", "price: cash"))
        broken = awmc("gen", "evolve", "broken.awm", *common)
        Path("weather.py").write_text("def today() -> str:\n    return 'rain'\n")
        Path("uses.awm").write_text(SHOP.text + '\nextern rain() -> text from "weather:today"\n')
        uses = awmc("gen", "evolve", "uses.awm", *common)
        Path("part.awm").write_text("enum Color { red, green }\n")
        part = awmc("gen", "evolve", "part.awm", *common)
        name = awmc("gen", "evolve", "part.awm", *common, "--name", "Two Words")
        assert not model.requests
    assert broken.code == 1 and "does not compile" in broken.err and "awmc lint" in broken.err
    assert uses.code == 1 and "needs code from outside" in uses.err
    assert part.code == 1 and "declares no environment" in part.err
    assert name.code == 2 and "is no name of an environment" in name.err
