"""A small environment whose goals use what two database files must tell: old states, rows that are gone, every form of column."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from awmc.driver import compile_text
from awmc.runtime import Environment
from awmc.runtime.loader import load_files

SPEC = """
environment shop "A shop" { clock 2026-03-02T09:00:00  actor Member }
enum Status { open, paid, closed }
state Till { cash: money = 10  opened: bool = true }
entity Member { key id: text  name: text  has orders: [Order] by member }
entity Order {
  auto key id: text = "O{n:02}"
  member: Member  total: money  status: Status = open  urgent: bool = false
  tags: [text] = []  slots: {int: text} = {}  from: Order?  rate: float = 0.5  at: datetime = now()
  derive due = if status == open then total else 0
}
entity Line { key order: Order  key number: int  text: text }
def owed(m: Member) = sum(o.due for o in m.orders)
tool pay(order: Order) "Pay" { require order.status == open else "Paid"  set order.status = paid  set Till.cash += order.total }
tool mark(order: Order, tag: text) "Mark" { set order { tags: order.tags + [tag], urgent: true }  set order.slots[3] = tag }
tool drop(order: Order, number: int) "Drop a line" { delete Line(order, number) }
tool add(order: Order, number: int, text: text) "Add a line" { create Line { order, number, text } }
tool reorder(order: Order) "Order again" { let o = create Order { member: me, total: order.total, from: order }  return o }
tool wait() "Wait" { advance hours(1) }
data Member (id, name) { "a", "Ana"; "b", "Bo ?#% é" }
data Order (member, total, tags) { "a", 12.50, ["x"]; "b", 3, []; "a", 7, [] }
data Line (order, number, text) { "O01", 1, "one"; "O01", 2, "two"; "O02", 1, "three" }

task settle for o in Order if o.total > 5 order by o.id {
  actor o.member
  instruction "Pay {o.id}."
  solution { call pay(order = o) }
  goal {
    let m = o.member
    require o.status == paid and old(o.status) == open and old(o).status == paid
    require owed(m) == old(owed(m)) - o.total
    require Till.cash == old(Till.cash) + o.total and Till.opened
    for other in Order if other.id != o.id { require other.status == old(other.status) }
  }
  answer o.total
}
task mark_it {
  actor Member("a")
  given { set Order("O03") { tags: ["y"] }  set Order("O03").slots[1] = "first"  create Line { order: Order("O03"), number: 9, text: "given" } }
  instruction \"\"\"
  Mark "O03" \\\\ late,
  and tell.
  \"\"\"
  solution { call mark(order = Order("O03"), tag = "late")  call wait() }
  goal {
    require Order("O03").tags == old(Order("O03").tags) + ["late"] and Order("O03").urgent
    require Order("O03").slots[3] == "late" and old(Order("O03").slots[3]) == none
    require matches(join(Order("O03").tags, " "), "^y (?i:LATE)$")
    require now() == old(now()) + hours(1)
  }
}
task drop_it for l in Line if l.number == 1 {
  actor Member("a")
  instruction "Drop the line {l.text}."
  solution { call drop(order = l.order, number = l.number) }
  goal { require not any(k.number == 1 for k in Line if k.order == l.order)  require old(l.text) != "" }
}
task again {
  actor Member("a")
  instruction "Order it again."
  solution { let n = call reorder(order = Order("O03")) }
  answer the(o.id for o in Order if o.from == Order("O03"))
}
"""
Verdict = dict[str, Any]


@cache
def package() -> Mapping[str, str]:
    """The files of the generated package."""
    checked = compile_text(SPEC)
    assert checked.package is not None, checked.diagnostics
    return checked.package.files


@cache
def environment() -> Environment:
    return load_files(package())


@cache
def tasks() -> Mapping[str, Any]:
    """The functions of verifiers.py, by task."""
    import importlib

    name = environment().definition.package
    found: Mapping[str, Any] = importlib.import_module(f"{name}.verifiers").TASKS
    return found


def task(name: str) -> dict[str, Any]:
    return next(found for found in environment().tasks() if found["id"] == name)


def saved(name: str, folder: Path, *calls: tuple[str, dict[str, Any]]) -> tuple[str, str]:
    """The files of an episode of a task: at its start, and after calls."""
    episode = environment().episode(task=name)
    first, last = folder / "initial.db", folder / "final.db"
    for path in (first, last):
        path.unlink(missing_ok=True)
    episode.save(first)
    for tool, arguments in calls:
        assert episode.call(tool, arguments).ok
    episode.save(last)
    return str(first), str(last)


def solved(name: str, folder: Path) -> tuple[str, str]:
    steps = task(name)["solution"]
    return saved(name, folder, *((step["tool"], step["arguments"]) for step in steps))


def alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python verifiers.py …` where there is nothing but the two files and the standard library."""
    for file in ("verifiers.py", "judging.py"):
        (folder / file).write_text(package()[file], encoding="utf-8")
    # isolated mode leaves out the script's own folder, which people who run it have on their path
    start = f"import sys, runpy; sys.path.insert(0, {str(folder)!r}); "
    run = f"sys.argv = {['verifiers.py', *arguments]!r}; runpy.run_path({str(folder / 'verifiers.py')!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", start + run], capture_output=True, text=True, check=False
    )


def verdict(text: str) -> Verdict:
    found: Verdict = json.loads(text)
    return found
