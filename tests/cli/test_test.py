"""`awmc test`: what it says, what it writes, and how it ends."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from tests.cli.conftest import Awmc

FEW = ("--examples", "4", "--mutants", "8", "--jobs", "1")


def test_a_new_spec_is_proven(awmc: Awmc, shop: Path) -> None:
    awmc("compile")
    ran = awmc("test", *FEW)
    assert ran.code == 0, ran.out + ran.err
    assert "shop: proven" in ran.out and "4 of 4 tasks" in ran.out
    proof = json.loads(Path("generated/shop/proof.json").read_text())
    assert proof["passed"] and proof["tasks"]["share"] == 1
    before = Path("generated/shop/proof.json").read_bytes()
    assert awmc("test", "specs/shop.awm", *FEW[:-1], "2").code == 0
    assert Path("generated/shop/proof.json").read_bytes() == before
    assert awmc("compile", "--check").code == 0


def test_programs_read_it_too(awmc: Awmc, shop: Path) -> None:
    (proof,) = json.loads(awmc("test", "specs/shop.awm", "--output-format", "json", *FEW).out)
    assert proof["passed"] and proof["environment"] == "shop"
    assert not Path("generated").exists()
    report = awmc("test", "specs/shop.awm", "--output-format", "junit", *FEW)
    root = ElementTree.fromstring(report.out)
    assert root.find("testsuite").attrib["failures"] == "0"  # type: ignore[union-attr]
    names = {case.attrib["classname"] for case in root.iter("testcase")}
    assert names == {f"shop.{check}" for check in ("solvable", "vacuous", "sharp", "sound", "live")}


def test_what_is_wrong_is_said_with_a_way_to_see_it(awmc: Awmc, shop: Path) -> None:
    text = shop.read_text()
    goal = "goal { require r.status == cancelled }"
    assert goal in text
    shop.write_text(text.replace(goal, goal[:-1] + "require r.price > 0 }"))
    ran = awmc("test", "specs/shop.awm", *FEW)
    assert ran.code == 1 and "shop: not proven" in ran.out
    assert "goal 2 of cancel_waiting is never false: r.price > 0" in ran.out
    shop.write_text(text.replace("set repair.status = cancelled", ""))
    assert awmc("test", "specs/shop.awm").code == 1  # no solution does its task
    assert awmc("test", "specs/nothing.awm").code == 2
    assert awmc("test").code == 2


def test_mutants_of_one_kind_are_told_by_one_example_and_a_number(awmc: Awmc, shop: Path) -> None:
    goal = "goal { require r.status == cancelled }"
    loose = "goal { require any(x.status == cancelled for x in Repair) }\n  may change Repair"
    shop.write_text(shop.read_text().replace(goal, loose))
    few = ("test", "specs/shop.awm", "--examples", "0", "--jobs", "1")
    (proof,) = json.loads(awmc(*few, "--output-format", "json").out)
    errors = [found for found in proof["all_findings"] if found["severity"] == "error"]
    survivors = [found for found in errors if "change" in (found["detail"] or {})]
    kinds = Counter(found["detail"]["kind"] for found in survivors)  # all of one task
    assert kinds and max(kinds.values()) > 1
    shown, everything = awmc(*few).out, awmc(*few, "--notes").out
    for kind, number in kinds.items():
        assert shown.count(f"earns the reward ({kind})") == 1
        assert everything.count(f"earns the reward ({kind})") == number
        more = f"and {number - 1} more of the same kind; --notes shows all"
        assert (more in shown) == (number > 1)
    assert "more of the same kind" not in everything
    first = {found["detail"]["kind"]: found for found in reversed(survivors)}
    assert all(f"    replay: {found['replay']}\n" in shown for found in first.values())
    rest = [found for found in errors if found not in survivors]
    assert all(f"{found['subject']}: {found['message']}\n" in shown for found in rest)
    notes = len(proof["all_findings"]) - len(errors)
    assert f"\n  {notes} note" in shown and "not shown" not in everything


def test_a_script_is_replayed(awmc: Awmc, shop: Path) -> None:
    script = json.dumps({"calls": [{"tool": "cancel", "arguments": {"repair_id": "R001"}}]})
    ran = awmc("test", "specs/shop.awm", "--replay", script)
    assert (ran.code, ran.out) == (0, "the script breaks no law\n")
    assert awmc("test", "specs/shop.awm", "--replay", "{").code == 2
    assert awmc("test", "specs/shop.awm", "--replay", "@nothing.json").code == 1
    assert "cannot be played" in awmc("test", "specs/shop.awm", "--replay", "3").err
