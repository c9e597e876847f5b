"""Exported packages, and a process that serves them without awmc."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from awmc.cli import run
from awmc.runtime.environment import Environment
from awmc.runtime.loader import load

TOP = Path(__file__).parents[3]
PLAYED = ("bank", "library", "smart_home", "sorting_game")
"""Between them: actors, data given, users with tools, tools that end, Python of the spec's own, read-only tasks."""


@dataclass(frozen=True)
class Served:
    """An exported package and its server."""

    name: str
    folder: Path
    url: str

    def trajectories(self, file: str) -> list[dict]:
        """What the package's oracle holds."""
        return json.loads((self.folder / "oracle" / file).read_text("utf-8"))

    def world(self) -> Environment:
        """The same environment in this process."""
        return load(TOP / "generated" / self.name, allow_extern=True)


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of PLAYED, named as Python packages."""
    folder = tmp_path_factory.mktemp("packages")
    for name in PLAYED:
        place = str(folder / f"{name}_env")
        environment = str(TOP / "generated" / name)
        assert run(["export", "openenv", environment, "-o", place, "--allow-extern"]) == 0
    sys.path.insert(0, str(folder))  # for their clients
    return folder


@pytest.fixture(scope="session")
def ports(packages: Path) -> Iterator[dict[str, int]]:
    """The ports on which a process of its own serves them."""
    names = [f"{name}_env" for name in PLAYED]
    command = [sys.executable, str(Path(__file__).with_name("serve.py")), str(packages), *names]
    with subprocess.Popen(
        command, cwd=packages, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        line = process.stdout.readline()
        assert line, "the server did not start"
        yield json.loads(line)
        process.stdin.close()


@pytest.fixture(params=PLAYED)
def served(request: pytest.FixtureRequest, packages: Path, ports: dict[str, int]) -> Served:
    """Each package in turn."""
    name = f"{request.param}_env"
    return Served(request.param, packages / name, f"http://127.0.0.1:{ports[name]}")


@pytest.fixture
def bank(packages: Path, ports: dict[str, int]) -> Served:
    """One whose users have tools of their own."""
    return Served("bank", packages / "bank_env", f"http://127.0.0.1:{ports['bank_env']}")
