"""A call over MCP: awmc's server beside servers that do nothing, with the SDK's own client.

Two figures of each call: the processor time of the server's process, which is its own share, and the time on the wall clock, most of which is the client's.
The floor is the SDK's low-level server, as lean as it gets, that answers with the same text without looking anywhere (`mcp_server`). Two calls: `nothing`,
whose tool does nothing, and `my_loans` of the library, a typical read. All servers run throughout, each in a process of its own, and take turns.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from awmc.runtime import load
from benchmarks.measure import Figure, Line, Missing, Settings, Target

if find_spec("mcp") is None or find_spec("mcp_types") is None:
    raise Missing('needs the MCP SDK: pip install "awmc[mcp]"')

import anyio
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from awmc.serve.telling import Told

HERE = Path(__file__).parent
AWMC = (sys.executable, "-m", "awmc")
NO_OP = (sys.executable, "-m", "benchmarks.mcp_server")
TOKEN = "token-of-the-benchmarks"
ENVIRONMENT = {**os.environ, "AWMC_TOKEN": TOKEN, "FASTMCP_LOG_LEVEL": "ERROR"}
MOST_ROUNDS = 10
CALLS = 32
"""In a round, of all clients together: few, so that a busy moment of the machine falls on all servers."""
PATIENCE = 60.0
"""Seconds in which a server must say where it is."""
TOOLS: dict[str, dict[str, Any]] = {"nothing": {}, "my_loans": {"limit": 5}}
"""The calls, with their arguments."""
OTHERS = {"sdk": "SDK as it comes", "mcpserver": "MCPServer", "fastmcp": "FastMCP"}
SHARE = Target("ratio", 1.5)


@dataclass
class Way:
    """One server's clients, the process that serves them, and what was found in each round, in seconds a call."""

    clients: list[Client]
    process: int
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


Opening = Callable[[], AbstractAsyncContextManager[Way]]


def measure(settings: Settings) -> Iterator[Line]:
    """Over HTTP with 1 and 16 clients and over the standard streams."""
    rounds = 1 if settings.quick else 5 * min(settings.rounds, MOST_ROUNDS)
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "generated"
        command = [*AWMC, "compile", str(HERE / "nothing.awm"), "-o", str(made)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        folders = {"nothing": made / "nothing", "my_loans": Path("generated/library")}
        answers = Path(scratch) / "answers.json"
        answers.write_text(json.dumps([_answer(tool, folders[tool]) for tool in TOOLS]), "utf-8")
        with ExitStack() as stack:
            kinds = ("floor",) if settings.quick else ("floor", *_others())
            servers = _servers(stack, folders.values(), answers, kinds)
            for tool in TOOLS:
                for number in (1, 16):
                    ways: dict[str, Opening] = {}
                    for kind in servers if tool == "nothing" else ("awmc", "floor"):
                        urls = partial(_url, servers[kind].address, kind, folders[tool].name)
                        ways[kind] = partial(_http, urls, servers[kind].process, number)
                    where = f"HTTP, {number} client{'s' * (number > 1)}"
                    yield from anyio.run(_lines, ways, tool, where, rounds)
        words = ["serve", str(folders["nothing"]), "--transport", "stdio"]
        ways = {"awmc": partial(_stdio, [*AWMC, *words])}
        for kind in kinds:
            ways[kind] = partial(_stdio, [*NO_OP, kind, str(answers), "--stdio"])
        yield from anyio.run(_lines, ways, "nothing", "stdio", rounds)


async def _lines(ways: Mapping[str, Opening], tool: str, where: str, rounds: int) -> list[Line]:
    """What a call of a tool costs each way; a first round is not counted."""
    async with AsyncExitStack() as stack:
        opened = {kind: await stack.enter_async_context(way()) for kind, way in ways.items()}
        for number in range(rounds + 1):
            for way in opened.values():
                await _round(way, tool, counted=number > 0)
    cpu = {kind: 1e6 * Figure.median(way.cpu) for kind, way in opened.items() if way.cpu}
    wall = {kind: 1e6 * Figure.median(way.wall) for kind, way in opened.items()}
    found = [_line(f"{tool}, {where}: wall clock", wall, None)]
    if cpu:
        found.insert(0, _line(f"{tool}, {where}: server's CPU", cpu, SHARE))
    return found


def _line(work: str, found: Mapping[str, Figure], target: Target | None) -> Line:
    others = {OTHERS[kind]: found[kind] for kind in OTHERS if kind in found}
    return Line("mcp", work, "µs", found["awmc"], found["floor"], others, target)


async def _round(way: Way, tool: str, *, counted: bool) -> None:
    each = CALLS // len(way.clients)
    before, start = _processor_time(way.process), time.perf_counter()
    async with anyio.create_task_group() as group:
        for client in way.clients:
            group.start_soon(_call, client, tool, each)
    seconds, after = time.perf_counter() - start, _processor_time(way.process)
    if counted:
        way.wall.append(seconds / (each * len(way.clients)))
        if before is not None and after is not None:
            way.cpu.append((after - before) / (each * len(way.clients)))


async def _call(client: Client, tool: str, times: int) -> None:
    for _ in range(times):
        result = await client.call_tool(tool, TOOLS[tool])
        if result.is_error:
            raise RuntimeError(f"{tool} failed: {result.content}")


def _processor_time(process: int) -> float | None:
    """Seconds of all threads of another process, to the nanosecond where Linux tells; None elsewhere."""
    try:
        return time.clock_gettime((~process << 3) | 2)  # as clock_getcpuclockid(3) makes it
    except (AttributeError, OSError):
        return None


# ------------------------------------------------------------ clients


@asynccontextmanager
async def _http(urls: Callable[[], str], process: int, number: int) -> AsyncIterator[Way]:
    """So many clients of a server that runs already, each at a URL of its own."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(urls())) for _ in range(number)]
        yield Way(clients, process)


@asynccontextmanager
async def _stdio(command: Sequence[str]) -> AsyncIterator[Way]:
    """A client that starts its server."""
    before = _children()
    parameters = StdioServerParameters(command=command[0], args=list(command[1:]), env=ENVIRONMENT)
    async with Client(stdio_client(parameters)) as client:
        yield Way([client], next(iter(_children() - before), 0))


def _url(address: str, kind: str, environment: str) -> str:
    """Where a client finds the tools: for awmc's server a new episode."""
    if kind != "awmc":
        return f"{address}/mcp"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    url = f"{address}/envs/{environment}/episodes"
    with urllib.request.urlopen(urllib.request.Request(url, b"{}", headers)) as response:
        path: str = json.load(response)["mcp"]
    return address + path


def _children() -> set[int]:
    """The processes that this one has started and that run, where Linux tells."""
    found: set[int] = set()
    for listed in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            found.update(map(int, listed.read_text().split()))
    return found


# ------------------------------------------------------------ servers


@dataclass(frozen=True)
class _Server:
    address: str
    process: int


def _servers(
    stack: ExitStack, folders: Iterable[Path], answers: Path, kinds: Iterable[str]
) -> dict[str, _Server]:
    """awmc's server and servers that do nothing, all running until the stack ends."""
    ours = [*AWMC, "serve", *map(str, folders), "--port", "0", "--rate", "1000000"]
    commands = {"awmc": ours}
    commands |= {kind: [*NO_OP, kind, str(answers)] for kind in kinds}
    return {kind: stack.enter_context(_running(command)) for kind, command in commands.items()}


@contextmanager
def _running(command: Sequence[str]) -> Iterator[_Server]:
    """A process that says its address."""
    with tempfile.NamedTemporaryFile("r+") as log:  # a pipe that nobody reads could fill up
        process = subprocess.Popen(command, env=ENVIRONMENT, stderr=log, stdout=log)
        try:
            end = time.monotonic() + PATIENCE
            while not (found := re.search(r"http://\S+(?=\n)", Path(log.name).read_text("utf-8"))):
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{' '.join(command)}: {Path(log.name).read_text('utf-8')}")
                time.sleep(0.02)
            yield _Server(found[0], process.pid)
        finally:
            process.terminate()
            process.wait()


def _others() -> list[str]:
    return [kind for kind in OTHERS if kind != "fastmcp" or find_spec("fastmcp") is not None]


def _answer(tool: str, folder: Path) -> dict[str, Any]:
    """A tool as awmc lists it, and what it says to whoever is signed in first: the floor has as much to carry."""
    with load(folder) as environment:
        told = Told(environment)
        with environment.episode(actor=next(iter(environment.first_actors()), None)) as episode:
            text, content = told.result(tool, episode.call(tool, TOOLS[tool]))
        listed = next(one for one in told.tools if one["name"] == tool)
    return {"tool": listed, "text": text, "content": content}
