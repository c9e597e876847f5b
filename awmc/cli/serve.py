"""`awmc serve`: environments over MCP, to agents and those who train them."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

from awmc.cli import environments
from awmc.cli.numbers import Positive
from awmc.cli.output import Failure, require_extra
from awmc.cli.play import find_task, save
from awmc.runtime.environment import Environment
from awmc.serve.limits import Limits
from awmc.serve.start import Start

_FILE = click.Path(path_type=Path, dir_okay=False)
_LIMITS = Limits()
_TOKEN = "AWMC_TOKEN"
_ANY = ("0.0.0.0", "::")
"""Addresses to listen on that are no names."""


@click.command("serve")
@click.argument("names", metavar="ENV...", nargs=-1, required=True)
@click.option(
    "--transport",
    type=click.Choice(["stdio", "http"]),
    default="http",
    show_default=True,
    help="stdio serves one episode to the program that starts it, http many to all who reach it.",
)
@click.option(
    "--task",
    help="What an episode over stdio, or of a session at /mcp, plays: an instance, or a family.",
)
@environments.as_option
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of such an episode.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@click.option(
    "--allow-host",
    "hosts",
    metavar="NAME",
    multiple=True,
    help="A name that clients reach the server by, beside localhost and --host. May be repeated.",
)
@click.option(
    "--token-file",
    type=_FILE,
    help=f"Read the token for all that is not an agent's from here, not from {_TOKEN}.",
)
@click.option(
    "--sessions",
    type=click.IntRange(0),
    default=_LIMITS.sessions,
    show_default=True,
    help="How many episodes clients of older protocols may have at /mcp, without the token; 0 forbids them.",
)
@click.option(
    "--episodes",
    type=click.IntRange(1),
    default=_LIMITS.episodes,
    show_default=True,
    help="How many episodes may live at once.",
)
@click.option(
    "--idle",
    type=Positive(),
    default=_LIMITS.idle_seconds,
    show_default=True,
    help="After how many seconds without a request an episode ends.",
)
@click.option(
    "--rate",
    type=Positive(),
    default=_LIMITS.calls_per_second,
    show_default=True,
    help="How many requests a second one episode takes.",
)
@click.option(
    "--body",
    type=click.IntRange(1),
    default=_LIMITS.body_bytes,
    show_default=True,
    help="How many bytes the body of a request may have.",
)
@click.option("--initial", type=_FILE, help="stdio: write the start as a SQLite file.")
@click.option(
    "--final", type=_FILE, help="stdio: write the end as a SQLite file, for `awmc verify`."
)
@environments.extern_option
def command(
    names: tuple[str, ...],
    transport: str,
    task: str | None,
    actor: str | None,
    seed: int,
    host: str,
    port: int,
    hosts: tuple[str, ...],
    token_file: Path | None,
    sessions: int,
    episodes: int,
    idle: float,
    rate: float,
    body: int,
    initial: Path | None,
    final: Path | None,
    allow_extern: bool,
) -> int:
    """Serve environments to agents over MCP.

    Each ENV is a spec, a generated folder, or the name of either. docs/serving.md says how episodes are begun, played and judged.
    """
    require_extra("mcp", "mcp_types", "serving needs the MCP SDK")
    if transport == "http" and (initial or final):
        raise click.UsageError("--initial and --final go with --transport stdio")
    if transport == "http" and not sessions and (task or actor):
        told = "--task and --as say how sessions at /mcp begin, and --sessions 0 forbids them"
        raise click.UsageError(f"{told}; a trainer says it to POST /envs/ENV/episodes")
    token = None if transport == "stdio" else _token(token_file)
    with environments.open_environments(names, allow_extern=allow_extern) as opened:
        start = _start(opened, task, actor, seed)
        if transport == "stdio":
            return _stdio(opened, start, initial, final)
        limits = Limits(
            episodes=episodes,
            sessions=sessions,
            idle_seconds=idle,
            calls_per_second=rate,
            body_bytes=body,
        )
        return _http(opened, start if sessions else None, limits, host, port, hosts, token)


def _only(opened: dict[str, Environment], why: str) -> Environment:
    if len(opened) > 1:
        raise click.UsageError(f"{why}: give one environment")
    return next(iter(opened.values()))


def _start(opened: dict[str, Environment], task: str | None, actor: str | None, seed: int) -> Start:
    """How episodes begin that nobody says more of; one is begun, so that what is wrong shows now."""
    if task is None and actor is None:
        return Start(seed=seed)
    env = _only(opened, "--task and --as belong to one environment")
    instance = None if task is None else find_task(env, task)["id"]
    key = None if actor is None else environments.actor_key(env, actor)
    with environments.open_episode(env, actor, instance):
        return Start(instance, seed, key)


def _stdio(
    opened: dict[str, Environment], start: Start, initial: Path | None, final: Path | None
) -> int:
    from awmc.serve.stdio import serve_stdio

    env = _only(opened, "stdio serves one episode")
    if final is not None and not final.parent.is_dir():
        raise Failure(f"cannot write {final}: there is no folder {final.parent}; make it first")
    actor = start.actor
    if start.task is None and actor is None:
        actor = next(iter(env.first_actors()), None)
    with env.episode(start.seed, actor, start.task) as episode:
        save(episode, initial)

        def leave() -> None:
            try:
                save(episode, final)
            except Failure as failure:
                failure.show()
                os._exit(failure.exit_code)
            os._exit(0)  # a thread waits for input, and would for ever

        serve_stdio(episode, leave)
        save(episode, final)
    return 0


def _http(
    opened: dict[str, Environment],
    sessions: Start | None,
    limits: Limits,
    host: str,
    port: int,
    hosts: tuple[str, ...],
    token: str | None,
) -> int:
    from awmc.serve.http.app import make_app
    from awmc.serve.http.listening import listen, serve
    from awmc.serve.registry import Registry

    try:
        listening = listen(host, port)
    except OSError as error:
        told = f"cannot listen on {host}:{port}: {error.strerror or error}"
        raise Failure(f"{told}; choose another with --host and --port") from error
    with listening:
        made = None if token else secrets.token_urlsafe(24)
        names = (*hosts, *(() if host in _ANY else (host,)))
        app = make_app(Registry(opened.values(), limits), token or made or "", names, sessions)
        _tell(opened, host, listening.getsockname()[1], made)
        serve(app, listening)
    click.echo("awmc: stopped", err=True)
    return 0


def _token(file: Path | None) -> str | None:
    """The token that the user gave, by a file or the process's environment."""
    try:
        where, text = (
            (_TOKEN, os.environ.get(_TOKEN))
            if file is None
            else (str(file), file.read_text("utf-8"))
        )
    except (OSError, ValueError) as error:
        raise Failure(f"cannot read the token of {file}: {error}") from error
    if text is None:
        return None
    token = text.strip()
    if not (token.isascii() and token.isprintable() and token and " " not in token):
        raise Failure(f"{where} holds no token: a token is a word of letters, digits and signs")
    return token


def _tell(opened: dict[str, Environment], host: str, port: int, made: str | None) -> None:
    """Say where the server is and, this once, the token that it made."""
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"awmc: serving {', '.join(opened)} at http://{shown}:{port}", err=True)
    if made is not None:
        click.echo(f"awmc: the token is {made} (for those who judge, not for agents)", err=True)
    if host not in ("127.0.0.1", "localhost", "::1"):
        told = "awmc: whoever reaches this address can play; put TLS and a firewall before it"
        click.echo(told, err=True)
