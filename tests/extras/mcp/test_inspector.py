"""The command line of MCP's official inspector, a client that awmc has no part in, against served environments."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from serving import AWMC, begin, serving

from tests.npm import ROOT, Node

Inspect = Callable[..., tuple[Any, int]]
ERAS = {"legacy": "2025-11-25", "modern": "2026-07-28"}
"""What the inspector calls the eras of the protocol, and a version of each."""
CALL = ("tools/call", "--tool-name")
TOOL_ERROR = 5
"""The inspector's exit code where a tool says that it failed."""


@pytest.fixture
def cli(node: Node, installed: Path, tmp_path: Path) -> Inspect:
    """Runs the inspector; gives what it printed, and its exit code."""
    package = installed / "node_modules" / "@modelcontextprotocol" / "inspector"
    launcher = package / "clients" / "launcher" / "build" / "index.js"

    def run(method: str, *words: object) -> tuple[Any, int]:
        options = ("--cli", "--format", "json", "--method", method)
        done = node.done(launcher, *options, *words, HOME=str(tmp_path))
        assert done.stdout, done.stderr
        return json.loads(done.stdout)["result"], done.returncode

    return run


@pytest.fixture(params=[(how, era) for how in ("http", "stdio") for era in ERAS], ids=" ".join)
def inspect(
    request: pytest.FixtureRequest, cli: Inspect, board: Path, endpoint: Callable[[str], str]
) -> Inspect:
    """The inspector over one transport in one era, on an episode of the board: one for all requests over HTTP, a new one for each over stdio."""
    how, era = request.param
    stdio = (*AWMC, "serve", board, "--transport", "stdio")
    target = (endpoint(ERAS[era]),) if how == "http" else stdio
    return lambda method, *words: cli(method, *words, "--protocol-era", era, "--", *target)


def test_the_inspector_lists_tools_and_calls_them(inspect: Inspect) -> None:
    listed, code = inspect("tools/list")
    assert code == 0 and "take_down" in [tool["name"] for tool in listed["tools"]]
    told, code = inspect(*CALL, "json_schema_2020_12_tool", "--tool-arg", "name=Fridays")
    assert code == 0
    assert told["structuredContent"] == {"result": ["The board is cleaned on Fridays."]}


def test_the_inspector_understands_that_a_call_failed(
    cli: Inspect, endpoint: Callable[[str], str]
) -> None:
    for era, version in ERAS.items():
        told, code = cli(*CALL, "test_error_handling", "--protocol-era", era, endpoint(version))
        assert (told["isError"], code) == (True, TOOL_ERROR)
        assert json.loads(told["content"][0]["text"])["error"]["code"] == "board_full"


def test_the_inspector_finds_no_fault_in_the_schemas_of_any_environment(cli: Inspect) -> None:
    environments = sorted(path.parent for path in ROOT.glob("generated/*/tools.json"))
    options = ("--transport", "http", "--protocol-era", "modern", "--strict")
    with serving(*environments, options=("--allow-extern",)) as address:
        for path in environments:
            listed, code = cli("tools/list", *options, begin(address, path.name))
            assert (len(listed["tools"]) > 0, code) == (True, 0), path.name
