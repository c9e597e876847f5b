"""Running a command again whenever a file changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click

from awmc.cli.output import spec_paths
from awmc.diagnostics.words import counted

PAUSE = 0.3
"""How long to wait between two looks, in seconds."""


def watch(paths: tuple[Path, ...], run_once: Callable[[], int]) -> int:
    """Run, then again after each change of a file beside the paths, until interrupted."""
    seen: object = None
    while True:
        now = _stamps(paths)
        if now != seen:
            try:
                run_once()
            except click.ClickException as error:  # such as a spec that is just being renamed
                error.show()
            click.echo(f"watching {counted(len(now), 'file')}; stop with Ctrl-C", err=True)
            seen = now
        time.sleep(PAUSE)


def _stamps(paths: tuple[Path, ...]) -> dict[Path, int]:
    """When each file beside the specs was changed last."""
    folders = {path if path.is_dir() else path.parent for path in spec_paths(paths)}
    stamps = {}
    for folder in sorted(folders):
        for file in folder.rglob("*"):
            try:
                if file.is_file():
                    stamps[file] = file.stat().st_mtime_ns
            except OSError:
                continue  # gone between the listing and the look
    return stamps
