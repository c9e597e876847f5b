"""Node, from the wheel of the dev group, and the extension's npm packages, installed once for each lock file.

Nothing is written to `editors/vscode`: packages are kept beside the virtual environment's own, the extension is copied.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from vscode_helpers import EXTENSION, NODE, NPM, ROOT, Run

LOCKED = (".npmrc", "package.json", "package-lock.json")


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs Node with arguments; gives what it printed. `npm` is on its path, as programs of npm expect."""
    bin_ = tmp_path_factory.mktemp("bin")
    npm = bin_ / "npm"
    npm.write_text(f'#!/bin/sh\nexec "{NODE}" "{NPM}" "$@"\n')
    npm.chmod(0o755)
    path = os.pathsep.join([str(bin_), str(NODE.parent), os.environ["PATH"]])

    def run(*words: object, cwd: Path = ROOT, **variables: str) -> str:
        environment = {**os.environ, "PATH": path, **variables}
        done = subprocess.run(
            [str(NODE), *map(str, words)], cwd=cwd, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    return run


@pytest.fixture(scope="session")
def installed(node: Run) -> Path:
    """The folder that `npm ci` filled; it is made anew where the lock file is another one."""
    digest = hashlib.sha256(b"".join((EXTENSION / name).read_bytes() for name in LOCKED))
    kept = Path(sys.prefix) / "npm" / digest.hexdigest()[:16]
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=kept.parent))
        for name in LOCKED:
            shutil.copy(EXTENSION / name, made)
        node(NPM, "ci", "--omit=optional", cwd=made)
        try:
            made.rename(kept)
        except OSError:  # another process was faster
            shutil.rmtree(made)
    return kept


@pytest.fixture(scope="session")
def unpacked(node: Run, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as it is installed: packaged by `vsce`, then taken out of the archive."""
    folder = tmp_path_factory.mktemp("extension")
    ignored = shutil.ignore_patterns("node_modules", "*.vsix", "__pycache__")
    shutil.copytree(EXTENSION, folder / "source", ignore=ignored)
    shutil.copytree(installed / "node_modules", folder / "source" / "node_modules", symlinks=True)
    node(NPM, "run", "package", "--", "--out", folder / "awmc.vsix", cwd=folder / "source")
    shutil.unpack_archive(folder / "awmc.vsix", folder / "vsix", "zip")
    return folder / "vsix" / "extension"
