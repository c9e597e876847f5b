"""What people are shown of a proof."""

from __future__ import annotations

import pytest

from awmc.cli.proofs import SURVIVORS, show_proof
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


def test_of_a_weak_goal_a_few_mutants_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    instances = [InstanceReport(f"move.{i}", True, Count(mutants=40)) for i in range(20)]
    told = [Finding("sharp", one.task, f"mutant {i}") for one in instances for i in range(40)]
    family = FamilyReport("move", tuple(instances), findings=tuple(told))
    proof = Proof(
        "lifts",
        Options(),
        TasksReport((family,)),
        SoundReport("lifts", 0, 0),
        LiveReport("lifts", 0),
    )
    show_proof(proof, notes=False)
    out = capsys.readouterr().out
    assert out.count("error [sharp]") == SURVIVORS and "797 more findings not shown" in out
    show_proof(proof, notes=True)
    assert capsys.readouterr().out.count("error [sharp]") == 800
