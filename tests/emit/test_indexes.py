"""Indexes that the compiler chooses: what tools wait for is found without going through all rows, and nothing else becomes slower for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from awmc.driver import compile_text
from awmc.emit.sql import selfcheck

SPEC = """
environment shop "A shop that delivers" {{ clock 2026-03-02T09:00:00 }}
enum Status {{ open, sent, kept }}
entity Customer {{ key id: text }}
entity Order {{
  {key}
  customer: Customer
  status: Status = open
  @flow status {{ open -> sent; sent -> kept }}
  {more}
}}
tool order(customer: Customer) "Order something" {{
  {create}
  return {{ }}
}}
tool send_all() "Send what is open" {{
  for o in Order if o.status == open {{ set o.status = sent }}
  return {{ }}
}}
{tools}
data Customer (id) {{ "C1"; }}
"""
STATE = "order_with_status_open"
PLAIN = {"key": "auto key id: int", "more": "", "create": "create Order { customer }"}
COMPOUND = {
    "key": "key customer_again: text  key number: int",
    "more": "",
    "create": 'create Order { customer, customer_again: "x", number: 1 }',
}


def plans(**parts: str) -> dict[str, list[str]]:
    """How SQLite would run each statement of the tools, by name."""
    compiled = compile_text(SPEC.format(**{"tools": "", **parts}))
    assert compiled.package is not None, compiled.diagnostics
    files = compiled.package.files
    statements = dict(selfcheck._statements({"tools": files["tools.py"]}))
    connection = selfcheck._connect(files["schema.sql"])
    return {
        name.removeprefix("tools: "): list(_plan(connection, sql))
        for name, sql in statements.items()
    }


def _plan(connection: sqlite3.Connection, sql: str) -> Iterator[str]:
    params = dict.fromkeys(selfcheck._params(sql))
    for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", params):
        yield row[3]


def test_rows_in_a_state_that_they_leave_are_found_at_once() -> None:
    assert any(STATE in step for step in plans(**PLAIN)["SEND_ALL_ORDERS"])


def test_a_reference_is_preferred_to_a_state() -> None:
    tool = 'tool mine(customer: Customer) "Open ones" { return [o.id for o in Order if o.customer == customer and o.status == open] }'
    (plan,) = [steps for name, steps in plans(**PLAIN, tools=tool).items() if "MINE" in name]
    assert any("order_by_customer" in step for step in plan), plan


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        pytest.param({**PLAIN, "create": ""}, "open", id="no row is ever made"),
        pytest.param(PLAIN, "kept", id="rows never leave the state"),
        pytest.param(
            {
                **COMPOUND,
                "tools": 'tool mine(of: text) "Open ones" { return [o.number for o in Order if o.customer_again == of and o.status == open] }',
            },
            "open",
            id="a filter begins a longer key, which SQLite would not take then",
        ),
    ],
)
def test_other_states_have_no_index(parts: dict[str, str], state: str) -> None:
    text = SPEC.format(**{"tools": "", **parts}).replace("== open", f"== {state}")
    compiled = compile_text(text)
    assert compiled.package is not None, compiled.diagnostics
    assert "_with_status_" not in compiled.package.files["schema.sql"]
