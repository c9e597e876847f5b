"""The wheel holds all that the compiler needs: it works in a fresh environment, from another folder."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

TOP = Path(__file__).parents[2]


def test_an_installed_wheel_compiles_a_spec_elsewhere(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    wheels = tmp_path / "wheels"
    run(
        [*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(TOP)]
    )
    fresh = tmp_path / "fresh"
    venv.create(fresh, with_pip=False, symlinks=True)
    python = fresh / "bin/python"
    (wheel,) = wheels.glob("*.whl")
    run([*pip, "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)])
    _share_dependencies(fresh)

    folder = tmp_path / "elsewhere"
    folder.mkdir()
    awmc = str(fresh / "bin/awmc")
    run([awmc, "new", "shop"], folder)
    run([awmc, "compile", "shop.awm", "-o", "out"], folder)
    told = run([awmc, "call", "out/shop", "cancel", "repair_id=R001"], folder)
    assert '"cancelled"' in told
    assert "## A whole spec" in run([awmc, "prompt"], folder)
    prompts = "from awmc.synth.prompts import Prompts; print(Prompts().messages('suitable', scenarios=[], categories=[]))"
    assert "You judge whether worlds suit" in run([str(python), "-c", prompts], folder)
    charts = "from awmc.synth.pages import page; print(page([]))"
    assert "<html" in run([str(python), "-c", charts], folder)
    assert "root ::= " in run([awmc, "grammar", "--format", "gbnf"], folder)
    place = run([str(python), "-c", "import awmc; print(awmc.__file__)"], folder)
    assert Path(place.strip()).is_relative_to(fresh)


def _share_dependencies(fresh: Path) -> None:
    """Let the fresh environment see what awmc depends on, without a network."""
    (packages,) = fresh.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")


def run(command: list[str], folder: Path = TOP) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
