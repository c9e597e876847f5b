"""Task instances: stable names, proven solutions, and why some cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awmc.build import Instance
from awmc.driver import compile_file
from awmc.runtime import Environment

from .building import Built, built

HEADER = 'environment shop "A shop" { clock 2026-03-02T09:00:00  actor Member }\n'
SHOP = """
enum Status { open, paid, closed }
entity Member { key id: text  name: text  scratch seen: int = 0 }
entity Order {
  auto key id: text = "O{n:02}"
  member: Member  total: money  status: Status = open
  @flow status { open -> paid; paid -> closed } else "An order cannot go from {old} to {new}"
  @visible (member == me) else "Not your order"
}
entity Note { auto key id: int  order: Order  text: text }
entity Log { auto key id: int  line: text }
tool look(order: Order) "See an order" { set me.seen += 1  return order.{ id, total } }
tool pay(order: Order) "Pay" { require order.status == open else "It is {order.status}"  set order.status = paid }
tool note(order: Order, text: text) "Add a note" { let n = create Note { order, text }  return n }
tool confirm(order: Order) by user "Confirm" { set order.status = closed }
tool leave() ends "Leave" { create Log { line: "gone" } }
on call { for m in Member { set m.seen += 1 } }
data Member (id, name) { "a", "Ana"; "b", "Bo" }
data Order (member, total) { "a", 12.50; "b", 3; "a", 7 }
"""


def shop(text: str, folder: Path) -> Built:
    return built(SHOP + text, folder, HEADER)


def instances(text: str, folder: Path) -> tuple[Instance, ...]:
    return shop(text, folder).build.tasks


PAY = """
task settle for o in Order if o.total > 5 order by o.total desc {
  actor o.member
  instruction "Pay {o.total} for {o.id}, {me.name}."
  solution { call look(order = o)  call pay(order = o) }
  goal { let all_orders = [x for x in Order]  require o.status == paid
         for x in all_orders if x != o { require x.status == old(x.status) } }
  answer o.total
  answer [x.id for x in Order if x.status == paid]
}
"""


def test_an_instance_holds_all_that_judging_needs(tmp_path: Path) -> None:
    first, second = instances(PAY, tmp_path)
    assert first.as_json() == {
        "id": "settle[O01]",
        "family": "settle",
        "doc": None,
        "instruction": "Pay 12.50 for O01, Ana.",
        "user": None,
        "actor": "a",
        "call_limit": None,
        "given": [],
        "solution": [
            {"tool": "look", "arguments": {"order_id": "O01"}, "side": "agent"},
            {"tool": "pay", "arguments": {"order_id": "O01"}, "side": "agent"},
        ],
        "names": [["O01"]],
        "answers": [
            {
                "value": 12.5,
                "kind": "money",
                "column": ["order", "total"],
                "members": [],
                "created": [],
            },
            {
                "value": ["O01"],
                "kind": "text",
                "column": ["order", "id"],
                "members": [],
                "created": [],
            },
        ],
        "goal": [
            {"text": "o.status == paid", "guard": False},
            {"text": "x.status == old(x.status)", "guard": True},
        ],
        "may_change": {},
        "footprint": {
            "changed": {"order": [[["O01"], ["status"]]]},
            "deleted": {},
            "created": {},
        },
        "expected": {"created": {}, "changed": {}, "deleted": {}},
    }
    assert second.id == "settle[O03]"


def test_a_solution_may_use_results_and_the_user_side(tmp_path: Path) -> None:
    (made,) = instances(
        """
        task talk {
          actor Member("a")
          instruction "Do."
          user "You confirm what {me.name} pays."
          limit calls 2
          solution {
            let n = call note(order = Order("O01"), text = "hello")
            call confirm(order = Order("O03"))
            call note(order = Order("O01"), text = "{n.id}: {n.text}")
          }
          answer 2
        }""".replace('call confirm(order = Order("O03"))', ""),
        tmp_path,
    )
    assert made.solution[1].arguments == {"order_id": "O01", "text": "1: hello"}
    assert (made.user, made.call_limit) == ("You confirm what Ana pays.", 2)


def test_given_changes_the_start_without_flows(tmp_path: Path) -> None:
    text = """
    task again {
      actor Member("a")
      given { set Order("O01").status = closed  create Order { member: Member("b"), total: 1 }
              create Note { order: Order("O03"), text: "x" } }
      instruction "There are {count(o for o in Order)} orders, and O01 is {Order('O01').status}."
      solution { call pay(order = Order("O03")) }
      goal { require Order("O03").status == paid and old(Order("O01").status) == closed }
    }
    task plain { actor Member("a")  instruction "{count(o for o in Order)}"  solution { call pay(order = "O01") } }
    """
    again, plain = instances(text, tmp_path)
    assert again.instruction == "There are 4 orders, and O01 is closed."
    assert plain.instruction == "3"
    statements = [(sql.split()[0], parameters) for sql, parameters in again.given]
    assert statements[1:] == [
        ("UPDATE", ["closed", "O01"]),
        ("INSERT", ["O04", "b", 100, "open"]),
        ("INSERT", [1, "O03", "x"]),
        ("INSERT", ["auto:order", "4"]),
        ("INSERT", ["auto:note", "1"]),
    ]


def test_given_calls_a_tool_after_a_task_that_ended(tmp_path: Path) -> None:
    text = """
    task gone { actor Member("a")  instruction "."  limit calls 1  solution { call leave() } }
    task paid for i in range(2) {
      actor Member("a")
      given { call pay(order = "O01")  call pay(order = "O03") }
      instruction "O01 is {Order('O01').status}."
      solution { call leave() }
    }
    """
    _, first, second = instances(text, tmp_path)
    assert first.instruction == second.instruction == "O01 is paid."
    assert [step.tool for step in second.solution] == ["leave"]


def test_ids_are_labels_and_stable(tmp_path: Path) -> None:
    text = """
    task one { actor Member("a")  instruction "."  solution { call leave() } }
    task two for m in Member for n in range(2) { actor m  instruction "{n}"  solution { call leave() } }
    task three for x in [1.5, 1.5] { actor Member("a")  instruction "{x}"  solution { call leave() } }
    """
    ids = [made.id for made in instances(text, tmp_path)]
    assert ids[:5] == ["one", "two[a,0]", "two[a,1]", "two[b,0]", "two[b,1]"]
    assert ids[5:] == ["three[1.5]", "three[1.5#2]"]
    assert ids == [made.id for made in instances(text, tmp_path)]


def one(body: str) -> str:
    return 'task t { actor Member("a")  instruction "Do."  ' + body + " }"


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (one('solution { call look(order = Order("O01")) }'), "start-passes", "leaves the data"),
        (
            one('solution { call pay(order = Order("O02")) }'),
            "solution-fails",
            "not_found: Not your order",
        ),
        (
            one('solution { call pay(order = "O01")  call pay(order = "O01") }'),
            "solution-fails",
            "precondition_failed: It is paid",
        ),
        (
            one('solution { call leave()  call pay(order = "O01") }'),
            "solution-fails",
            "episode_over",
        ),
        (
            one('limit calls 1  solution { call look(order = "O01")  call pay(order = "O01") }'),
            "solution-fails",
            "call_limit",
        ),
        (
            one(
                'solution { call pay(order = "O01") } goal { require Order("O01").status == closed }'
            ),
            "solution-fails",
            '`Order("O01").status == closed`',
        ),
        (
            one(
                'solution { call pay(order = "O01") } goal { require Order("O02").status == open }'
            ),
            "start-passes",
            "holds already",
        ),
        (one('solution { call pay(order = Order("zz")) }'), "task-failed", "the solution"),
        (
            one("solution { call leave() } answer first(o.id for o in Order if o.total > 99)"),
            "task-failed",
            "`answer`",
        ),
        (one("solution { call leave() } answer 1 // (1 - 1)"), "task-failed", "`answer`"),
        (one("limit calls 1 - 1  solution { call leave() }"), "task-failed", "`limit calls`"),
        (
            one(
                'given { create Order { member: Member("zz"), total: 1 } }  solution { call leave() }'
            ),
            "task-failed",
            "`given`",
        ),
        (
            one('given { call pay(order = "O02") }  solution { call leave() }'),
            "task-failed",
            "`given`",
        ),
        (
            one("solution { call leave() }").replace("t {", "t for o in Order if o.total > 99 {"),
            "task-without-instances",
            "`t`",
        ),
        (
            one("solution { call leave() }").replace("t {", "t for i in range(5000) {"),
            "limit-exceeded",
            "1000",
        ),
    ],
)
def test_why_a_task_cannot_be_used(tmp_path: Path, text: str, name: str, said: str) -> None:
    ((found, message),) = shop(text, tmp_path).reports
    assert found == name and said in message, message


def test_a_few_instances_that_fail_are_left_out_and_told(tmp_path: Path) -> None:
    text = one("solution { call pay(order = o) }").replace("t {", "t for o in Order {")
    made = shop(text, tmp_path).build
    assert [task.id for task in made.tasks] == ["t[O01]", "t[O03]"]
    (told,) = made.dropped
    assert "t[O02]" in told and "Not your order" in told


def test_a_family_that_mostly_fails_is_an_error(tmp_path: Path) -> None:
    text = one("solution { call pay(order = o) }").replace("t {", "t for o in Order {")
    ((name, message),) = shop(text.replace('"a"', '"b"'), tmp_path).reports
    assert name == "family-dropped" and "2 of the 3" in message


def test_tasks_leave_the_rows_as_they_were(tmp_path: Path) -> None:
    def rows(text: str) -> Any:
        return shop(text, tmp_path).build.rows

    assert rows(PAY) == rows("")


def test_an_episode_starts_as_given_left_the_rows(tmp_path: Path) -> None:
    """The statements do in SQL what `given` did; the next automatic key follows those that it made."""
    spec = tmp_path / "shop.awm"
    spec.write_text(
        HEADER
        + SHOP
        + """
        state Till { open: bool = true  notes: {text: money} = {} }
        entity Node { key id: int  unique next: Node?  owner order: Order }
        data Node (id, next, order) { 1, 2, "O02"; 2, 3, "O02"; 3, none, "O01" }
        task t {
          actor Member("a")
          given {
            set Till { open: false, notes: { 'x': 1.5 } }
            set Node(2).next = none
            delete Order("O02")
            create Order { member: Member("b"), total: 2 }
            create Node { id: 2, next: Node(3), order: Order("O04") }
            set Node(3).next = Node(2)
          }
          instruction "Do."
          solution { let n = call note(order = "O01", text = "n")  call pay(order = "O01") }
        }"""
    )
    checked = compile_file(spec)
    assert checked.package is not None, [d.message for d in checked.diagnostics]
    with Environment.from_files(checked.package.files) as env, env.episode(task="t") as episode:
        assert episode.rows("Till") == [{"open": False, "notes": {"x": 150}}]
        assert [row["id"] for row in episode.rows("Order")] == ["O01", "O03", "O04"]
        assert [(row["id"], row["next_id"]) for row in episode.rows("Node")] == [(3, 2), (2, 3)]
        for step in env.tasks()[0]["solution"]:
            assert episode.call(step["tool"], step["arguments"]).ok
        assert len(episode.rows("Note")) == 1


def test_ids_are_unique_whatever_the_labels(tmp_path: Path) -> None:
    task = """
    task say for x in ["a", "a#2", "a", "a"] {
      actor Member("a")
      instruction "Note {x}."
      solution { call note(order = Order("O01"), text = x) }
    }"""
    made = [one.id for one in instances(task, tmp_path)]
    assert made == ["say[a]", "say[a#2]", "say[a#3]", "say[a#4]"]


def test_what_is_known_of_a_reference_now_says_nothing_of_what_it_was(tmp_path: Path) -> None:
    """`o.note != none` of the end does not make `old(o.note)` a row that must be there."""
    text = """
    entity Member { key id: text }
    entity Shift { key id: text  taken_by: Member?  needs: Member? }
    tool take(shift: Shift) "Take" { set shift.taken_by = me }
    data Member (id) { "a" }
    data Shift (id, taken_by) { "s", none; "t", "a" }
    task help_out {
      actor "a"
      instruction "Take the shift s."
      solution { call take(shift = "s") }
      goal { require any(s.taken_by == Member("a") and old(s.taken_by) == none for s in Shift) }
    }
    """
    assert [one.id for one in built(text, tmp_path, HEADER).build.tasks] == ["help_out"]


def test_why_a_goal_does_not_hold_is_told_however_long_it_is(tmp_path: Path) -> None:
    long = " and ".join(["o.total >= 0"] * 30)
    text = (
        'task t for o in Order limit 1 { actor o.member  instruction "Pay {o.id}"'
        "  solution { call pay(order = o) }"
        f'  goal {{ require Order("O99").total > 0 and {long} }} }}'
    )
    (found,) = shop(text, tmp_path).found
    assert "There is no Order 'O99'" in found.message


@pytest.mark.parametrize(
    ("limit", "solution", "told"),
    [
        (1, "call look(order = o)  call pay(order = o)", ["look", "pay"]),
        (3, "call look(order = o)  call pay(order = o)", ["look", "pay"]),
        (1, "call pay(order = o)  call pay(order = o)", ["pay", "pay"]),
    ],
)
def test_the_calls_of_a_solution_that_does_not_work_are_told(
    limit: int, solution: str, told: list[str], tmp_path: Path
) -> None:
    text = (
        f'task t for o in Order limit {limit} {{ actor o.member  instruction "Close {{o.id}}"'
        f"  solution {{ {solution} }}  goal {{ require o.status == closed }} }}"
    )
    (found,) = shop(text, tmp_path).found
    calls = " and ".join(f'`{tool}(order_id = "O01")`' for tool in told)
    assert found.help is not None and found.help.endswith(calls)
