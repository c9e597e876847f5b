"""Each expression of the language by its SQL lowering and by its Python lowering, on the same data: the same value, or the same failure.

The tools of `differential.awm` run in an episode, where SQL answers; their contract verifiers, which are plain Python, judge the result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awmc.driver import run
from awmc.emit.models import emit_models
from awmc.emit.python import emit_contracts, emit_init, emit_rows, emit_rules, emit_tools
from awmc.emit.sql import emit_data, emit_schema
from awmc.emit.sql.selfcheck import selfcheck
from awmc.emit.tools_json import emit_tools_json
from awmc.ir.columns import param_names
from awmc.ir.model import Environment
from awmc.runtime.environment import Environment as Loaded
from awmc.runtime.loader import load_files
from awmc.runtime.template import Template
from awmc.source import SourceFile

SPEC = Path(__file__).with_name("differential.awm")

Rows = dict[str, list[dict[str, Any]]]


@cache
def environment() -> Environment:
    checked = run(SourceFile("differential.awm", SPEC.read_text("utf-8")), SPEC.parent)
    assert checked.environment is not None, checked.diagnostics
    return checked.environment


@cache
def package() -> Mapping[str, str]:
    env = environment()
    python = {
        "__init__.py": emit_init(env),
        "models.py": emit_models(env),
        "rows.py": emit_rows(env),
        "rules.py": emit_rules(env),
        "tools.py": emit_tools(env),
        "contracts.py": emit_contracts(env),
    }
    texts = {"schema.sql": emit_schema(env), "tools.json": emit_tools_json(env)}
    others = {"data.sql": "", "tasks.json": "[]", "manifest.json": "{}", "POLICY.md": ""}
    return {**python, **texts, **others}


@cache
def loaded() -> tuple[Loaded, Mapping[str, Any]]:
    made = load_files(package())
    module = import_module(made.definition.package + ".contracts")
    return made, {tool.name: getattr(module, f"verify_{tool.name}") for tool in environment().tools}


# --- the data ---

texts = st.one_of(
    st.sampled_from(
        [
            "",
            "a",
            "b",
            "ab",
            "Ab ",
            " b",
            "É",
            "ß",
            "İ",
            "ǆ",
            "𝔘",
            "a'b\"c",
            "x\ny",
            "A\u0301",
            "aB b a",
            "\u212a k",
        ]
    ),
    st.text("abAB Éß\u00a0\u3000İ\u212a\n'\"\\%_:{}", max_size=6),
)
dates = st.dates().map(str)
times = st.times().map(lambda at: at.strftime("%H:%M"))
datetimes = st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat())
near = st.sampled_from(
    ["2026-03-01", "2026-03-02", "2026-03-03", "2024-02-29", "0001-01-01", "9999-12-31"]
)
floats = st.one_of(
    st.sampled_from([0.0, 0.1, 0.1 + 0.2, 1e16, 1e-7, -2.675, 1e308, 123456789.125]),
    st.floats(allow_nan=False, allow_infinity=False),
)
money = st.one_of(st.integers(-300, 300), st.integers(-(10**15), 10**15))
ints = st.one_of(st.integers(-5, 5), st.integers(-(2**63), 2**63 - 1))


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


@st.composite
def data(draw: st.DrawFn) -> Rows:
    codes = draw(st.lists(st.sampled_from("pqrst"), unique=True, max_size=5))
    groups = [{"code": c, "parent_code": draw(some(st.sampled_from(codes)))} for c in codes]
    ids = [
        "me",
        *draw(
            st.lists(texts, unique=True, max_size=3).map(lambda xs: [x for x in xs if x != "me"])
        ),
    ]
    members = [draw(member(name, [group["code"] for group in groups])) for name in ids]
    loans = [draw(loan(number, ids)) for number in range(1, draw(st.integers(0, 5)) + 1)]
    seats = [
        {"loan_id": row["id"], "number": draw(st.integers(0, 9)), "owner_name": draw(some(texts))}
        for row in loans
        if draw(st.booleans())
    ]
    tickets = [draw(ticket(n, seats)) for n in range(draw(st.integers(0, 3)))] if seats else []
    return {
        "Settings": [{"rate": draw(st.integers(0, 100)), "floor_": draw(money)}],
        "Group": groups,
        "Member": members,
        "Loan": loans,
        "Seat": seats,
        "Ticket": tickets,
    }


@st.composite
def member(draw: st.DrawFn, key: str, groups: list[str]) -> dict[str, Any]:
    has_other = draw(st.booleans())
    grades = st.sampled_from(["gold", "basic", "S1"])
    return {
        "id": key,
        "name": draw(texts),
        "home_code": draw(some(st.sampled_from(groups))) if groups else None,
        "grade": draw(grades),
        "backup": draw(some(grades)),
        "vip": draw(st.booleans()),
        "joined": draw(dates),
        "seen": draw(some(datetimes)),
        "wakes": draw(times),
        "place_x": draw(floats),
        "place_y": draw(some(ints)),
        "other_x": draw(floats) if has_other else None,
        "other_y": draw(some(ints)) if has_other else None,
        "tags": draw(st.lists(texts, max_size=3)),
        "marks": draw(st.lists(st.integers(0, 3), max_size=3)),
        "scores": draw(st.dictionaries(texts, st.integers(0, 3), max_size=3)),
        "nick": draw(some(texts)),
        "wait": draw(st.integers(-100, 10**6)),
    }


@st.composite
def loan(draw: st.DrawFn, key: int, members: list[str]) -> dict[str, Any]:
    small = draw(st.booleans())
    amounts = st.integers(-300, 300) if small else money
    return {
        "id": key,
        "member_id": draw(st.sampled_from(members)),
        "guard_id": draw(some(st.sampled_from(members))),
        "amount": draw(amounts),
        "extra": draw(st.integers(0, 10000)),
        "bonus": draw(some(amounts)),
        "size": draw(st.integers(-1000, 1000)),
        "big": draw(st.integers(-9, 9) if small else ints),
        "ratio": draw(floats),
        "due": draw(st.one_of(near, dates)),
        "at": draw(datetimes),
        "status": draw(st.sampled_from(["active", "closed"])),
        "note": draw(some(texts)),
    }


@st.composite
def ticket(draw: st.DrawFn, number: int, seats: list[dict[str, Any]]) -> dict[str, Any]:
    seat, spare = draw(st.sampled_from(seats)), draw(some(st.sampled_from(seats)))
    return {
        "id": f"T{number:03}",
        "seat_loan_id": seat["loan_id"],
        "seat_number": seat["number"],
        "price": draw(st.integers(0, 100_000)),
        "spare_loan_id": spare and spare["loan_id"],
        "spare_number": spare and spare["number"],
    }


@st.composite
def arguments(draw: st.DrawFn, name: str, rows: Rows) -> dict[str, Any]:
    values: dict[str, st.SearchStrategy[Any]] = {
        "query": some(texts),
        "grade": some(st.sampled_from(["gold", "basic", "S1"])),
        "vip": some(st.booleans()),
        "since": some(dates),
        "min_owed": st.none(),
        "least": st.sampled_from([-1, 0, 0.5, 2]),
        "limit": st.integers(1, 50),
        "skip": st.integers(0, 5),
        "n": st.integers(-2, 5) if name != "pairs" else st.integers(0, 5),
        "m": st.integers(-1, 3),
        "group_code": st.sampled_from("pqr"),
        "names": st.lists(texts, max_size=3),
        "ids": st.lists(st.sampled_from([row["id"] for row in rows["Member"]]), max_size=2),
        "loan_id": st.sampled_from([row["id"] for row in rows["Loan"]] or [1]),
        "member_id": st.sampled_from([*(row["id"] for row in rows["Member"]), "nobody"]),
    }
    tool = environment().tool(name)
    names = [json for param in tool.params for json in param_names(environment(), param)]
    return {key: draw(values[key]) for key in names}


def test_every_statement_is_proven() -> None:
    files = package()
    selfcheck(files["schema.sql"], "", {k: v for k, v in files.items() if k.endswith(".py")})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(rows=data(), draw=st.data())
def test_sql_and_python_agree(rows: Rows, draw: st.DataObject) -> None:
    made, verifiers = loaded()
    start, text = made.definition, emit_data(environment(), rows)
    made.__dict__["template"] = Template(start.schema, text, start.clock, made.catalogue)
    with made.episode(actor="me") as episode:
        for tool, verifier in verifiers.items():
            given_ = draw.draw(arguments(tool, rows))
            value = json.loads(episode.call(tool, given_).text)
            judged = verifier(episode.connection, episode.connection, given_, value)
            assert judged.ok, (tool, given_, judged.differences, text)
