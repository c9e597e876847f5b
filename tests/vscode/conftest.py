"""Node, from the wheel of the dev group, and the extension's npm packages, installed once for each lock file.

Nothing is written to `editors/vscode`: packages are kept beside the virtual environment's own, the extension is copied.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from vscode_helpers import EXTENSION

from tests import npm


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> npm.Node:
    return npm.node_in(tmp_path_factory.mktemp("bin"))


@pytest.fixture(scope="session")
def installed(node: npm.Node) -> Path:
    """The folder with the packages of the extension's lock file."""
    return npm.installed(node, EXTENSION)


@pytest.fixture(scope="session")
def unpacked(node: npm.Node, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as it is installed: packaged by `vsce`, then taken out of the archive."""
    folder = tmp_path_factory.mktemp("extension")
    ignored = shutil.ignore_patterns("node_modules", "*.vsix", "__pycache__")
    shutil.copytree(EXTENSION, folder / "source", ignore=ignored)
    shutil.copytree(installed / "node_modules", folder / "source" / "node_modules", symlinks=True)
    node(npm.NPM, "run", "package", "--", "--out", folder / "awmc.vsix", cwd=folder / "source")
    shutil.unpack_archive(folder / "awmc.vsix", folder / "vsix", "zip")
    return folder / "vsix" / "extension"
