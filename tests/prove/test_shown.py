"""What people are shown of a proof."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.cli.proofs import show_proof
from awmc.prove.findings import Finding
from awmc.prove.reach import LiveReport
from awmc.prove.run import Options, Proof
from awmc.prove.sound import SoundReport
from awmc.prove.tasks_report import Count, FamilyReport, InstanceReport, TasksReport


@pytest.mark.parametrize(
    ("mutants", "killed", "equivalent", "told"),
    [
        (2001, 2000, 0, "99.9%"),
        (2000, 1000, 1000, "100.0%"),
        (0, 0, 0, "100.0%"),
        (100, 57, 0, "57.0%"),
    ],
)
def test_shares_are_rounded_down(mutants: int, killed: int, equivalent: int, told: str) -> None:
    assert f"{Count(mutants, killed, equivalent).least_share:.1%}" == told


@given(kinds=st.lists(st.sampled_from(["argument", "left out", None]), max_size=12))
def test_mutants_of_one_task_and_kind_are_shown_by_one_example(kinds: list[str | None]) -> None:
    """Two instances each of two tasks; None is a finding that is no mutant's."""
    families, told = [], []
    for name in ("move", "load"):
        instances = tuple(InstanceReport(f"{name}[{i}]", True) for i in range(2))
        found = [
            Finding("sharp", one.task, f"{one.task} {number}.", detail=kind and change(kind))
            for one in instances
            for number, kind in enumerate(kinds)
        ]
        families.append(FamilyReport(name, instances, findings=tuple(found)))
        told += found
    note = Finding("live", "tool", "a note", severity="note")
    live = LiveReport("lifts", 0, findings=(note,))
    report = TasksReport(tuple(families))
    proof = Proof("lifts", Options(), report, SoundReport("lifts", 0, 0), live)
    brief, whole = shown(proof, notes=False), shown(proof, notes=True)
    assert all(found.message in whole for found in (*told, note)) and "more of" not in whole
    first = {(f.subject[:4], f.mutant_kind or f): f for f in reversed(told)}
    assert {f.message for f in told if f.message in brief} == {f.message for f in first.values()}
    more = [int(number) for number in re.findall(r"and (\d+) more of the same kind", brief)]
    assert len(told) == len(first) + sum(more) and all(more)
    assert "1 note not shown: run with --notes" in brief


def change(kind: str) -> dict[str, str]:
    return {"kind": kind, "change": "something else"}


def shown(proof: Proof, *, notes: bool) -> str:
    with redirect_stdout(StringIO()) as out:
        show_proof(proof, notes=notes)
    return out.getvalue()
