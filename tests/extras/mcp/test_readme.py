"""What the README shows of serving works as it stands there."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from hosting import GENERATED

from tests.readme import shown
from tests.walking import run


def test_the_lines_begin_an_episode(tmp_path: Path) -> None:
    (tmp_path / "generated").symlink_to(GENERATED)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    export, serve, begin = shown("mcp").splitlines()
    serve = serve.replace(" &", f" --port {port} 2>/dev/null &")
    begin = begin.replace("8001", port).replace("curl", "curl --retry 60 --retry-connrefused")
    said = json.loads(run("\n".join([export, serve, begin, "kill $!"]), tmp_path))
    assert said["task"] == "return_overdue[L00018]" and said["mcp"].endswith(f"{said['id']}/mcp")
