"""Servers of exported scenarios, started as programs that read the format start them, and a client of the Model Context Protocol."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

FIRST = """\
import sys
sys.modules["awmc"] = None
import warnings
warnings.filterwarnings("ignore", category=DeprecationWarning)
"""
MOUNT = """\
    from fastapi_mcp import FastApiMCP
    mcp = FastApiMCP(app)
    mcp.mount_http()
"""


def substituted(code: str, database: Path, port: int) -> str:
    """The code as it is run: on that database and port, with MCP in front of it, and without awmc."""
    lines = []
    for line in code.split("\n"):
        if "create_engine(" in line:
            left = line.split("create_engine(")[0]
            line = f"{left}create_engine('sqlite:///{database}', connect_args={{'check_same_thread': False}})"
        if "uvicorn.run(app" in line:
            lines.append(MOUNT.rstrip())
            line = f"    uvicorn.run(app, host='127.0.0.1', port={port})"
        lines.append(line)
    return FIRST + "\n".join(lines)


@contextmanager
def serving(code: str, database: Path, folder: Path) -> Iterator[str]:
    """A server while it runs: the address of its MCP endpoint."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    program = folder / f"server_{port}.py"
    program.write_text(substituted(code, database, port), "utf-8")
    log = folder / f"server_{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, str(program)],
            stdout=output,
            stderr=output,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": ""},
        )
        try:
            _wait(process, port, log)
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    while True:
        assert process.poll() is None, log.read_text("utf-8")
        with socket.socket() as trial:
            trial.settimeout(1)
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue


@asynccontextmanager
async def client(address: str) -> AsyncIterator[ClientSession]:
    """A session with a server."""
    async with (
        streamable_http_client(address) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        yield session


async def call(session: ClientSession, tool: str, arguments: dict[str, Any]) -> Any:
    """The JSON value that the agent sees."""
    result = await session.call_tool(tool, arguments)
    (content,) = result.content
    assert not result.isError, content
    return json.loads(content.text)


def run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)
