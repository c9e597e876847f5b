"""Broken tools are found by the law that they break, by name, with few calls that show it again; sound ones pass."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

import awmc
from awmc.prove.findings import Finding
from awmc.prove.fuzz import laws
from awmc.prove.fuzz.script import read_script
from awmc.prove.fuzz.shrink import shrink
from awmc.prove.sound import replay, sound
from awmc.runtime import load
from tests.prove.breaking import kiosk

FIXTURES = sorted(Path("tests/language").glob("*.awm"))
Change = tuple[str, str, str]

FORGETS = [
    ("tools.py", "    s.update(SET_CUSTOMER_BALANCE, me, balance=exact(me.balance - price))\n", "")
]
ONE_ROW_TOO_MANY = [
    (
        "tools.py",
        "    made = s.create(\n        INSERT_ORDER",
        "    for _ in range(2): made = s.create(\n        INSERT_ORDER",
    )
]
KEEPS_WHAT_FAILS = [
    (
        "tools.py",
        "    # set order.status = cancelled\n",
        '    s.reject("precondition_failed", "Not today")\n',
    )
]
RAISES = [("tools.py", "    price = ", "    price = 1 // (order_.quantity - 3) and ")]
READER_WRITES = [
    (
        "tools.py",
        "    return s.json(MY_ORDERS",
        '    s._database.all("UPDATE item SET stock = stock + 1")\n    return s.json(MY_ORDERS',
    )
]
PAST_THE_JOURNAL = [
    (name, "    # set order.status = cancelled\n", text)
    for name, text in (
        ("tools.py", "    s._database.all(\"UPDATE customer SET name = 'X' WHERE id = 'C3'\")\n"),
        ("contracts.py", "    w.get(Customer, 'C3').name = 'X'\n"),
    )
]
BREAKS_AN_INVARIANT = [
    ("tools.py", "s.value(ORDER_ORDER_COUNT, me_id=me.id) >= 3", "False"),
    ("tools.py", 'invariants=("few_open",)', "invariants=()"),
    ("contracts.py", 'invariants=("few_open",)', "invariants=()"),
    (
        "contracts.py",
        'sum(1 for o in w.each(w.rows(Order)) if o.customer_id == me.id and o.status == "open") >= 3',
        "False",
    ),
]
BREAKS_AN_OVERLAP = [
    (name, 'checks=("booking_overlap_1",)', "checks=()") for name in ("tools.py", "contracts.py")
]
REMEMBERS = [
    ("rows.py", "TABLES", "MADE: list[int] = []\nTABLES"),
    ("tools.py", "from .rows import", "from .rows import MADE,"),
    ("contracts.py", "from .rows import", "from .rows import MADE,"),
    ("tools.py", '    return dump({"balance":', '    MADE.append(1)\n    return dump({"balance": len(MADE)}) if 1 else dump({"b":'),
    ("contracts.py", '    return {"balance":', '    return {"balance": len(MADE)} if 1 else {"b":'),
]  # fmt: skip
WRONG_TYPE = [("tools.py", '"balance": decimal_json(me.balance, 2)', '"balance": "much"')]

BROKEN: dict[str, tuple[list[Change], str, str, int]] = {
    "a tool forgets a write": (FORGETS, laws.CONTRACT, "pay", 1),
    "a tool writes one row too many": (ONE_ROW_TOO_MANY, laws.CONTRACT, "order", 1),
    "a tool fails and keeps a write": (KEEPS_WHAT_FAILS, laws.ERRORS, "cancel", 1),
    "a tool raises": (RAISES, laws.RAISES, "pay", 1),
    "a reader writes": (READER_WRITES, laws.READ_ONLY, "my_orders", 1),
    "a write passes the journal by": (PAST_THE_JOURNAL, laws.JOURNAL, "cancel", 1),
    "a tool breaks an invariant": (BREAKS_AN_INVARIANT, laws.RULES, "order", 3),
    "a tool breaks an overlap": (BREAKS_AN_OVERLAP, laws.RULES, "book", 2),
    "a tool remembers other episodes": (REMEMBERS, laws.REPLAY, "pay", 4),
    "a result has another type": (WRONG_TYPE, laws.RESULT, "pay", 1),
}


def scripted(finding: Finding) -> object:
    """The script in the command that a finding comes with."""
    assert finding.replay is not None
    words = shlex.split(finding.replay)
    assert words[:4] == ["awmc", "test", "specs/kiosk.awm", "--replay"]
    return json.loads(words[4])


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found_by_name_and_shown_with_few_calls(name: str) -> None:
    changes, law, tool, calls = BROKEN[name]
    with kiosk(*changes) as env:
        report = sound(env, examples=40, seed=2, target="specs/kiosk.awm")
        finding = next(f for f in report.findings if f.detail["law"] == law)
        assert finding.severity == "error"
        assert (finding.check, finding.subject) == ("sound", tool)
        script = scripted(finding)
        assert 1 <= len(read_script(script).calls) <= calls
        again = replay(env, script, target="specs/kiosk.awm")
        assert again is not None and again.detail["law"] == law
    with kiosk() as whole:
        assert replay(whole, script) is None


def test_the_tools_of_a_whole_spec_are_sound() -> None:
    with load(Path("generated") / "library") as env:
        report = sound(env, examples=8, seed=2)
        assert report.findings == ()
        assert report.calls > 25


@pytest.mark.parametrize("spec", FIXTURES, ids=lambda path: path.stem)
def test_every_form_of_the_language_is_sound(spec: Path) -> None:
    with awmc.load(spec, allow_extern=True) as env:
        assert sound(env, examples=2, seed=6).findings == ()


def test_the_same_seed_gives_the_same_report_and_another_seed_another() -> None:
    with kiosk(*FORGETS) as one, kiosk(*FORGETS) as other:
        first = sound(one, examples=15, seed=3).as_json()
        assert first == sound(other, examples=15, seed=3).as_json()
        assert first != sound(one, examples=15, seed=4).as_json()


def test_sequences_may_be_shared_out() -> None:
    with kiosk() as env:
        whole = sound(env, examples=10, seed=5)
        halves = [sound(env, examples=5, seed=5, first=n) for n in (0, 5)]
        assert whole.calls == sum(half.calls for half in halves)


def test_progress_is_told_of_every_sequence() -> None:
    told: list[int] = []
    with kiosk() as env:
        sound(env, examples=7, progress=told.append)
    assert sum(told) == 7


def test_a_script_that_is_none_is_refused() -> None:
    with kiosk() as env:
        for wrong in (
            3,
            {},
            {"calls": [1]},
            {"calls": [{"tool": "pay", "side": "x"}]},
            {"calls": [], "seed": "x"},
        ):
            with pytest.raises(ValueError, match="a "):
                replay(env, wrong)


def test_what_fails_is_made_as_small_as_it_can_be() -> None:
    noise = [{"tool": "my_orders", "arguments": {"status": "open"}}] * 5
    wanted = {"tool": "pay", "arguments": {"order_id": "O0001", "extra": [1, 2, 3]}}
    script = read_script([*noise, wanted, *noise])
    smallest = shrink(script, lambda s: any("order_id" in c.arguments for c in s.calls))
    assert [call.as_json() for call in smallest.calls] == [
        {"tool": "pay", "arguments": {"order_id": "O0001"}, "side": "agent"}
    ]
