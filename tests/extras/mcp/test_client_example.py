"""The example of an MCP client plays against a real server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from serving import TOKEN, serving


def test_the_example_earns_every_reward() -> None:
    library = Path("generated/library")
    tasks = json.loads((library / "tasks.json").read_text())
    count = sum(task["family"] == "return_overdue" for task in tasks)
    with serving(library) as address:
        ran = subprocess.run(
            [sys.executable, "examples/mcp_client.py", address],
            env={**os.environ, "AWMC_TOKEN": TOKEN},
            capture_output=True,
            text=True,
        )
    assert ran.returncode == 0, ran.stderr
    assert [line.rsplit(" ", 1)[1] for line in ran.stdout.splitlines()] == ["1"] * count
