"""What `openenv push` would send to a Space, as far as that goes without one."""

from __future__ import annotations

import re
from pathlib import Path

from openenv.cli._cli_utils import validate_env_structure
from openenv.cli.commands.push import DEFAULT_PUSH_IGNORE_PATTERNS, _prepare_staging_directory

from tests.extras.openenv.conftest import Served


def test_a_package_is_pushed_as_it_is(bank: Served, tmp_path: Path) -> None:
    assert validate_env_structure(bank.folder) == ["Recommended directory missing: outputs/"]
    staged = tmp_path / "space"
    _prepare_staging_directory(bank.folder, "bank_env", staged, DEFAULT_PUSH_IGNORE_PATTERNS)
    dockerfile = (staged / "Dockerfile").read_text("utf-8").splitlines()
    assert dockerfile[-2:] == [
        "ENV ENABLE_WEB_INTERFACE=true",
        'CMD ["uvicorn", "bank_env.server.app:app", "--host", "0.0.0.0", "--port", "8000"]',
    ]
    readme = (bank.folder / "README.md").read_text("utf-8")
    assert (staged / "README.md").read_text("utf-8") == readme


def test_the_image_has_all_that_is_installed_and_no_oracle(bank: Served) -> None:
    dockerfile = (bank.folder / "server/Dockerfile").read_text("utf-8")
    copied = {
        name.rstrip("/")
        for line in re.findall(r"^COPY (.+) \S+$", dockerfile, re.M)
        for name in line.split()
    }
    there = {path.name for path in bank.folder.iterdir() if not path.name.startswith(".")}
    assert copied == there - {"oracle", "validation", "awmc-export.json", "__pycache__"}
