"""OpenEnv's own validation of exported packages: of their files, of a running server, and of an episode in it."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from openenv.cli._validation import validate_running_environment
from openenv.validation import Level, Verdict, run_validation
from openenv.validation.types import ProviderCapability

from awmc.cli import run
from tests.extras.openenv.conftest import PLAYED, TOP, Served

OTHERS = sorted({p.name for p in (TOP / "generated").iterdir() if p.is_dir()} - set(PLAYED))
RUNTIME = ("startup", "reward_well_formed", "observation_schema", "state_contract")
"""What OpenEnv 0.10 checks of a running server; the other checks of its policy are still to come."""


class Running:
    """A server that runs already, in place of a container: it builds nothing and stops nothing."""

    name = "running"
    capabilities = frozenset({ProviderCapability.IMAGE_BUILD})
    supported_network_modes = frozenset({"no-network"})

    def __init__(self, url: str) -> None:
        self.base_url = url

    def build(self, root: Path, execution: Any) -> str:
        assert (root / execution.dockerfile).is_file()
        return "sha256:" + "0" * 64

    def start(self, spec: Any) -> Running:
        return self

    def inspect(self) -> dict[str, Any]:
        return {}

    def stop(self) -> None:
        """The fixture does."""


def test_the_files_are_valid_and_an_episode_is(served: Served) -> None:
    report = run_validation(served.folder, max_level=Level.SEMANTIC, provider=Running(served.url))
    found = {result.check_id: result for result in report.results}
    assert found["static.manifest"].status.value == "pass"
    for check in RUNTIME:
        result = found[f"runtime.{check}"]
        assert result.status.value == "pass", result.evidence
    assert report.verdict is not Verdict.FAIL
    capabilities = report.manifest.capabilities
    for location in (capabilities.oracle.location, capabilities.canaries):
        assert (served.folder / location).is_file()


def test_a_running_server_is_valid(served: Served) -> None:
    report = validate_running_environment(served.url, timeout_s=30)
    assert report["passed"], report["criteria"]


@pytest.mark.parametrize("name", OTHERS)
def test_the_manifest_of_every_other_environment_is_valid(name: str, tmp_path: Path) -> None:
    environment = str(TOP / "generated" / name)
    assert run(["export", "openenv", environment, "-o", str(tmp_path), "--allow-extern"]) == 0
    assert run_validation(tmp_path, max_level=Level.STATIC).verdict is Verdict.PASS


def test_export_runs_the_validation(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    export = ["export", "openenv", str(TOP / "generated/hotel"), "-o", str(tmp_path / "out")]
    assert run([*export, "--validate"]) == 0
    assert "Verdict: PASS" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 0, "57 of 57 trajectories"),
        (("--canaries",), 0, "trajectories earned what they must"),
        (("--task", "none"), 1, "0 of 0 trajectories"),
    ],
)
def test_the_oracle_script_finds_the_rewards(
    bank: Served,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    told: str,
) -> None:
    monkeypatch.setattr(sys, "argv", ["solve.py", "--url", bank.url, *arguments])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(bank.folder / "oracle/solve.py"), run_name="__main__")
    assert left.value.code == code and told in capsys.readouterr().out
