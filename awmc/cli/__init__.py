"""The command `awmc`: one module a verb, imported when it is called.

In: the arguments of the process. Out: text, and an exit code: 0 for success, 1 for findings and failures, 2 for a wrong use.
Only this package prints, reads arguments or exits.
"""

from __future__ import annotations

import os
import sys
import traceback
from errno import EDQUOT, EFBIG, ENOSPC
from itertools import chain
from typing import Any

import click

from awmc import __version__
from awmc.cli.subcommands import Subcommands

GROUPS = {
    "Write specs": ("new", "fmt", "lint", "diff", "server", "explain"),
    "Make environments": ("compile", "stats"),
    "Play them": ("tools", "call", "shell", "play", "agent", "serve"),
    "Judge and prove": ("verify", "test"),
    "Exchange them": ("export", "import"),
    "For models": ("gen", "prompt", "grammar"),
}
"""Every verb, in the order of the help."""

VERBS = tuple(chain.from_iterable(GROUPS.values()))


class Verbs(Subcommands):
    """The verbs, which are among the modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs by group, a line each."""
        wide = max(map(len, VERBS))
        for title, verbs in GROUPS.items():
            commands = [(verb, self.get_command(ctx, verb)) for verb in verbs]
            rows = [(v.ljust(wide), c.get_short_help_str(80)) for v, c in commands if c is not None]
            with formatter.section(title):
                formatter.write_dl(rows)


@click.group(cls=Verbs, package=__name__, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="awmc", message="%(prog)s %(version)s")
def group() -> None:
    """A compiler for worlds that agents learn in: specs to SQL, tools and verifiers."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave the process with its exit code."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code."""
    _open_streams()
    try:
        code: Any = group.main(arguments, prog_name="awmc", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nawmc: interrupted", err=True)
        return 130
    except BrokenPipeError:
        _forget_output()  # whoever read it has gone
        return 1
    except Exception as error:
        return _failed(error)


def _open_streams() -> None:
    """Give what is written somewhere to go, and what is read an end, where the process was started with streams closed."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _forget_output() -> None:
    """Python must not try to write the rest at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(error: Exception) -> int:
    """Say what went wrong: settings that cannot be used, a full disk, or a bug of awmc; the exit code."""
    from awmc.config import ConfigError

    if isinstance(error, ConfigError):
        click.echo(f"Error: {error}", err=True)
        return 2
    if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT, EFBIG):
        where = error.filename or "the output"
        click.echo(f"awmc: cannot write {where}: {error.strerror}", err=True)
        _forget_output()
        return 1
    traceback.print_exception(error)
    click.echo("awmc: this is a bug of awmc; please report it with the lines above", err=True)
    return 1
