"""docs/serving.md works word by word, beside a server that its first block starts."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from hosting import GENERATED

from tests.fences import DOCS, Block, blocks
from tests.walking import add, agrees, run

PORT = "8001"
TOKEN = "for-those-who-judge"


def steps(port: int) -> list[Block]:
    """The page's blocks, with a port that is free."""
    page = blocks(DOCS / "serving.md")
    return [replace(block, text=block.text.replace(PORT, str(port))) for block in page]


def started(step: Block, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The server of the first block, when it listens."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    process = subprocess.Popen(
        ["sh", "-ec", step.text.replace("\nawmc", "\nexec awmc")],
        cwd=folder,
        env={**os.environ, "PATH": path},
    )
    while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
        assert process.poll() is None
        sleep(0.05)
    return process


def test_the_page_works_word_by_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("curl"), "the page's examples use curl"
    monkeypatch.setenv("AWMC_TOKEN", TOKEN)
    (tmp_path / "generated").symlink_to(GENERATED)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server, *rest = steps(port)
    assert "serves" in server.words and TOKEN in server.text
    process = started(server, tmp_path, port)
    try:
        while rest:
            step = rest.pop(0)
            match step.language:
                case "sh":
                    expected = rest.pop(0).text if rest and rest[0].language == "text" else ""
                    printed = run(step.text, tmp_path, fails="fails" in step.words)
                    assert agrees(expected, printed), printed
                case "python":
                    assert step.title is not None
                    add(tmp_path / step.title, step.text)
                case other:
                    assert other == "json"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
