"""`awmc serve` in a process of its own, as those who train and evaluate use it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

AWMC = (sys.executable, "-m", "awmc")
TOKEN = "token-of-the-tests"


@contextmanager
def running(*words: str | Path) -> Iterator[str]:
    """The address that a server tells on its standard error output, while it runs."""
    with tempfile.NamedTemporaryFile("r+") as log:  # a pipe that nobody reads could fill up
        environment = {**os.environ, "AWMC_TOKEN": TOKEN}
        process = subprocess.Popen(words, env=environment, stderr=log)
        try:
            yield _address(process, Path(log.name))
        finally:
            process.terminate()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    while not (found := re.search(r"http://\S+(?=\n)", log.read_text())):
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    return found[0]


def serving(*environments: Path, options: tuple[str, ...] = ()) -> AbstractContextManager[str]:
    """The address of a server of environments."""
    return running(*AWMC, "serve", *environments, "--port", "0", *options)


def begin(address: str, environment: str) -> str:
    """The URL at which an agent finds a new episode."""
    url = f"{address}/envs/{environment}/episodes"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, b"{}", headers)) as response:
        path: str = json.load(response)["mcp"]
    return address + path
