"""What authors write first: each mistake in the spec of `awmc new`, with what is said about it."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from awmc.batch import diagnostics, run_all
from awmc.diagnostics.model import Severity
from awmc.diagnostics.render import render
from awmc.driver import Options
from awmc.fixing import fix_files
from awmc.resources import template_text

MOST = 3
REQUIRE = 'require repair.status == waiting else "The repair of {repair.thing} has begun"'
SET = "set repair.status = cancelled"
FILTER = "if status == none or r.status == status]"
CREATE = "create Repair { customer: me, thing, price: 20 }"
GOAL = "goal { require r.status == cancelled }"
NAME = "name: text(1..80)\n"
ROWS = '"C1", "Ana Silva";\n  "C2", "Bo Chen";'
COUNT = "count(r for r in me.repairs if r.status == waiting) < 3"

MENDED = {
    "and": (REQUIRE, "require repair.status == waiting && repair.price > 0 else 'Too late'"),
    "or": (REQUIRE, "require repair.status == waiting || repair.price > 0 else 'Too late'"),
    "not": (REQUIRE, "require !(repair.price > 90) else 'Too late'"),
    "null": (FILTER, "if status == null or r.status == status]"),
    "None": (FILTER, "if status is None or r.status == status]"),
    "is not": (FILTER, "if status is not none and r.status == status]"),
    "True": (FILTER, "if (status == none or r.status == status) and True]"),
    "else if": (SET, f"if repair.price > 5 {{ {SET} }} else if repair.price > 2 {{ {SET} }}"),
    "= in a condition": (REQUIRE, "require repair.status = waiting else 'Too late'"),
    ": in a call": ("cancel(repair = r)", "cancel(repair: r)"),
    "= in an object": (CREATE, "create Repair { customer: me, thing, price = 20 }"),
    "a comma between fields": (NAME, "name: text(1..80),\n"),
    "a semicolon between fields": (NAME, "name: text(1..80);\n"),
    "a record's name": ("return repair.{ id, price }", "return Repair { id: repair.id }"),
    "quotes inside quotes": ("{repair.thing}", '{join([repair.thing], ", ")}'),
    "a comment of C": ("# A spec has", "// A spec has"),
    "a datetime without seconds": ("02T09:00:00", "02T09:00"),
    "f-strings": ('else "The repair of', 'else f"The repair of'),
    "an f-string for an instruction": ('instruction "{r.c', 'instruction f"{r.c'),
    "a has list without brackets": ("[Repair] by customer", "Repair by customer"),
    "=> in a flow": ("waiting -> in_work", "waiting => in_work"),
}
"""Mistakes with a safe fix."""

REPORTED = {
    "create as a call": (CREATE, "create Repair(customer = me, thing = thing, price = 20)"),
    "a constructor": (CREATE, "Repair(customer = me, thing = thing, price = 20)"),
    "a positional argument": ("cancel(repair = r)", "cancel(r)"),
    "a key in brackets": ("cancel(repair = r)", 'cancel(repair = ["R1"])'),
    "a result type": (') "Bring', ') -> Repair.{ id, price } "Bring'),
    "numbers of an enum": ("waiting, in_work, done,", "waiting = 0, in_work = 1, done = 2,"),
    "a choice to order by": (FILTER, "order by if r.price > 3 then 1 else 2]"),
    "a choice of C": ("price: 20 }", 'price: thing == "x" ? 20 : 30 }'),
    "a choice of Python": ("price: 20 }", 'price: 20 if thing == "x" else 30 }'),
    "string": (NAME, "name: string\n"),
    "list[text]": (NAME, "name: text\n  tags: list[text] = []\n"),
    "Optional[text]": (NAME, "name: text\n  tag: Optional[text] = none\n"),
    "a reference": ("  customer: Customer\n", "  customer: Ref[Customer]\n"),
    "an enum as a type": ("status: RepairStatus =", "status: enum(waiting, done) ="),
    "a misspelt member": (REQUIRE, "require repair.status == wating"),
    "a quoted member": (REQUIRE, 'require repair.status == "waiting"'),
    "Enum::member": (REQUIRE, "require repair.status == RepairStatus::waiting"),
    "a misspelt field": (REQUIRE, "require repair.state == waiting"),
    "an assignment": (SET, "repair.status = cancelled"),
    "update": (SET, "update repair { status: cancelled }"),
    "assert": (REQUIRE, "assert repair.status == waiting"),
    "raise": (REQUIRE, 'if repair.status != waiting { raise "No" }'),
    "a message after a comma": (REQUIRE, 'require repair.status == waiting, "No"'),
    "a joined message": (REQUIRE, 'require false else "The " + repair.thing'),
    "class": ("entity Repair ", "class Repair "),
    "const": ("let repair", "const repair"),
    "a block of Python": (SET, f"if repair.price > 3:\n    {SET}"),
    "a method": (FILTER, 'if r.thing.lower() == "a"]'),
    "filter": (COUNT, "me.repairs.filter(r => r.status == waiting).length < 3"),
    "append": (SET, "me.repairs.append(repair)"),
    "where": (FILTER, "where r.status == status]"),
    "exists": (COUNT, "exists(r for r in me.repairs if r.status == waiting)"),
    "forall": (COUNT, "forall r in me.repairs: r.status == waiting"),
    "primary key": ("key id: text", "id: text primary key"),
    "a list of rows": ("has repairs: [Repair] by customer", "repairs: [Repair]"),
    "a quoted date": (NAME, 'name: text\n  born: date = "1999-03-03"\n'),
    "now without a call": ("= now()", "= now"),
    "today for now": ("= now()", "= today()"),
    "a date and a number": (NAME, "name: text\n  until: date = today() + 3\n"),
    "a condition for a goal": (GOAL, "goal { r.status == cancelled }"),
    "a goal after a colon": (GOAL, "goal: r.status == cancelled"),
    "a row in brackets": (GOAL, "goal { require Repair[r.id].status == cancelled }"),
    "get": (GOAL, "goal { require Repair.get(r.id).status == cancelled }"),
    "old without a call": (GOAL, "goal { require old.status == waiting }"),
    "a tool without call": ("call cancel(", "cancel("),
    "a description inside": (REQUIRE, 'description "Cancels"'),
    "two results": ("return repair.{ id, status }", "return repair.id, repair.status"),
    "a limit with a dash": (NAME, "name: text(1-80)\n"),
    "decimal with two numbers": ("price: money(0..)", "price: decimal(10, 2)"),
    "a tool without parameters": (
        'tool cancel(repair: Repair "The repair\'s number")',
        "tool cancel",
    ),
    "a def with a body": (
        "data Repair (",
        "def dear(r: Repair) -> bool { return r.price > 3 }\ndata Repair (",
    ),
    "return in a def": (
        "data Repair (",
        "def dear(r: Repair) -> bool = return r.price > 3\ndata Repair (",
    ),
    "++": (SET, "repair.price++"),
    "length": (COUNT, "me.repairs.length < 3"),
    "a quoted datetime": (REQUIRE, 'require repair.brought_at > "2026-03-01"'),
    "rows in parentheses": (ROWS, '("C1", "Ana Silva"), ("C2", "Bo Chen")'),
    "rows in brackets": (ROWS, '["C1", "Ana Silva"], ["C2", "Bo Chen"]'),
    "per cent": ("price: 20 }", "price: 20 * 5% }"),
    "a quoted clock": ("clock 2026-03-02T09:00:00", 'clock "2026-03-02T09:00:00"'),
    "a zone": ("clock 2026-03-02T09:00:00", "clock 2026-03-02T09:00:00Z"),
    "quoted members": (
        "{ waiting, in_work, done, cancelled }",
        '{ "waiting", "in_work", "done", "cancelled" }',
    ),
    "unique as a rule": (NAME, "name: text(1..80)\n  email: text\n  unique(email)\n"),
    "inheritance": ("entity Repair ", "entity Repair extends Thing "),
    "try": (SET, f"try {{ {SET} }}"),
    "a key for a row": ("customer: me, thing", "customer: me.id, thing"),
    "a key to compare": (REQUIRE, "require repair.customer == me.id"),
    "a task without a solution": ("  solution { call cancel(repair = r) }\n", ""),
    "a date in words": (NAME, 'name: text\n  born: date = "11 April 2026"\n'),
    "a quoted clock without a T": ("clock 2026-03-02T09:00:00", 'clock "2026-03-02 09:00"'),
    "an object for a row": ("cancel(repair = r)", "cancel(repair = r.{ id })"),
    "three cells in parentheses": (ROWS, '("C1", "Ana", 1),\n  ("C2", "Bo", 2)'),
    "if after order by": (FILTER, "order by r.id if r.price > 3]"),
    "sort by": (FILTER, "sort by r.id]"),
    "first without for": (COUNT, "first(w in me.repairs if w.status == waiting) != none"),
    "count with where": (COUNT, "count(me.repairs where status == waiting) < 3"),
    "the fields of a list": (COUNT, "sum(me.repairs.price) < 3"),
    "text[80]": (NAME, "name: text[80]\n"),
    "int with two numbers": (NAME, "name: text\n  age: int(1, 50)\n"),
    "a setting with a colon": ("  actor Customer", '  policy: "Be kind"\n  actor Customer'),
    "a setting in the plural": ("  actor Customer", '  policies "Be kind"\n  actor Customer'),
    "a section misspelt": ('instruction "{r.c', 'instruct "{r.c'),
    "a section in the plural": ("answer r.price", "answers r.price"),
    "an unknown section": ("answer r.price", "difficulty 3 answer r.price"),
    "a limit of calls": ("answer r.price", "limit 10 answer r.price"),
    "a list of Python as a result": (') "Bring', ') -> list[Repair] "Bring'),
    "a positional key": ("cancel(repair = r)", "cancel(r.id)"),
    "a view without its entity": ("tool cancel(", "view Card = { id, price }\ntool cancel("),
    "a view as a function": (
        "return repair.{ id, status }\n}",
        "return Card(repair)\n}\nview Card = Repair.{ id, price }",
    ),
    "a path in an object": ("return repair.{ id, status }", "return { repair.id, x: 1 }"),
    "an item twice": ("return repair.{ id, status }", "return repair.{ id, status, id }"),
    "a JSON name for a row": ("customer: me, thing", "customer_id: me.id, thing"),
    "a task of a range": ("for r in Repair if r.status == waiting", "for i in 1..5"),
    "a goal that the solution does not reach": (GOAL, "goal { require r.status == done }"),
    "a solution that fails": ("if r.status == waiting {", "if r.status == in_work {"),
    "a range with dots": (SET, "for i in 1..5 { set repair.price = 3 }"),
    "a duration with a unit": (SET, "set repair.brought_at = now() + 1h"),
    "unique without parentheses": (NAME, "name: text\n  email: text\n  @unique name, email\n"),
    "a name with dashes": ("task cancel_waiting", "task cancel-waiting"),
    "a method in a text": ("{repair.thing} has", "{repair.thing.lower()} has"),
    "a method of the spec": (REQUIRE, "require repair.is_open()"),
    "delete with where": (SET, "delete Repair where price > 3"),
    "for with where": (SET, f"for r in Repair where r.price > 3 {{ {SET} }}"),
    "me in an invariant": ("tool cancel(", "invariant few { len(me.repairs) < 9 }\ntool cancel("),
    "an error as a result": (
        '"Cancel a repair that is still waiting" {',
        '-> RepairStatus "Cancel a repair" { if repair.price > 3 { return { error: "No" } }',
    ),
    "a number for a text": ('"Ana Silva"', "5550101"),
    "no actor": ("  actor Customer", ""),
    "a misspelt actor": ("  actor Customer", "  actor Custmer"),
    "an optional key": ("key id: text", "key id: text?"),
    "an entity in small letters": ("entity Repair ", "entity repair "),
    "a key of a state": ("enum RepairStatus", "state Desk { key id: int }\nenum RepairStatus"),
    "a default of another field": ("price: money(0..)", "price: money(0..) = thing"),
    "a has list by another field": ("[Repair] by customer", "[Repair] by thing"),
    "a has list by no field": ("[Repair] by customer", "[Repair] by custmer"),
    "a missing brace": ("return repair.{ id, status }\n}", "return repair.{ id, status }\n"),
}
"""Mistakes that only the author can mend."""


def check(path: Path, source: str) -> tuple[str, int]:
    """What is said about a spec, and how many errors that are."""
    path.write_text(source)
    found, sources = diagnostics(run_all([path], Options()))
    text = "\n".join(render(one, sources) for one in found)
    errors = sum(one.severity is Severity.error for one in found)
    return text.replace(str(path), path.name), errors


@pytest.mark.parametrize("case", [*MENDED, *REPORTED])
def test_first_mistakes(case: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    right, wrong = (MENDED | REPORTED)[case]
    source = template_text("new.awm").replace("{{ name }}", "shop")
    assert right in source
    path = tmp_path / "shop.awm"
    text, errors = check(path, source.replace(right, wrong, 1))
    assert text and errors <= MOST
    assert f"{wrong}\n=====\n{text}\n" == snapshot
    if case in MENDED:
        fix_files([path], Options()).write()
        assert check(path, path.read_text()) == ("", 0)
