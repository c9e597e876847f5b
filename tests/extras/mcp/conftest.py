"""Node with the packages of package.json, and environments that are served by processes of their own.

package.json holds `vite` back, a part of the inspector that its command line does not use: later ones ask for a package that not every registry has.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import AWMC, begin, serving

from tests import npm

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> npm.Node:
    return npm.node_in(tmp_path_factory.mktemp("bin"))


@pytest.fixture(scope="session")
def installed(node: npm.Node) -> Path:
    """The folder with the packages of this folder's lock file."""
    return npm.installed(node, HERE)


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """conformance.awm, compiled."""
    folder = tmp_path_factory.mktemp("generated")
    subprocess.run((*AWMC, "compile", HERE / "conformance.awm", "-o", folder), check=True)
    return folder / "conformance"


@pytest.fixture(scope="session")
def address(board: Path) -> Iterator[str]:
    """Where the board is served over HTTP."""
    with serving(board) as address:
        yield address


@pytest.fixture
def endpoint(address: str) -> Callable[[str], str]:
    """Where a client of a version of the protocol finds an episode of the board for itself: by a session, or by a URL."""
    return lambda version: f"{address}/mcp" if version < "2026" else begin(address, "conformance")
