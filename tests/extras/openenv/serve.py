"""A process that serves exported packages, each on a port of its own, where awmc cannot be imported.

Arguments: the folder that holds the packages, and their names. It prints the ports as JSON once all are up, and ends when its input does.
"""

from __future__ import annotations

import importlib
import json
import socket
import sys
import threading
import time
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import uvicorn


class Hidden(MetaPathFinder):
    """Hides awmc, which is installed where the tests run."""

    def find_spec(
        self, name: str, path: Any, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raises ModuleNotFoundError for awmc."""
        if name.split(".")[0] == "awmc":
            raise ModuleNotFoundError(f"{name} is hidden")
        return None


def main(folder: str, *names: str) -> None:
    """Serve until the input ends."""
    sys.meta_path.insert(0, Hidden())
    sys.path.insert(0, folder)
    ports = {name: start(importlib.import_module(f"{name}.server.app").app) for name in names}
    print(json.dumps(ports), flush=True)
    sys.stdin.read()


def start(app: Any) -> int:
    """Serve an app on a free port, which is given."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    threading.Thread(target=server.run, args=([listener],), daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    port: int = listener.getsockname()[1]
    return port


if __name__ == "__main__":
    main(*sys.argv[1:])
