"""Groups of commands, each command a module that is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click


class Subcommands(click.Group):
    """A group whose commands are the modules of `package`, each with its `command`; `more_tasks` is the module of `more-tasks`."""

    def __init__(self, *args: Any, package: str, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        modules = iter_modules(import_module(self.package).__path__)
        return sorted(module.name.replace("_", "-") for module in modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(
            f"{self.package}.{cmd_name.replace('-', '_')}"
        ).command
        return command
