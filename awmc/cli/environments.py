"""The argument ENV of the verbs that play: a spec, a generated folder, or the name of either."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

import awmc
from awmc.cli.output import Failure
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode
from awmc.runtime.loader import LoadError, read_files

argument = click.argument("environment", metavar="ENV")
as_option = click.option(
    "--as",
    "actor",
    metavar="KEY",
    help="Who is signed in: the key of a row. By default the first one.",
)
extern_option = click.option(
    "--allow-extern", is_flag=True, help="Let the spec's outside Python functions run."
)


def open_environment(name: str, *, allow_extern: bool = False) -> Environment:
    """The environment that ENV names; a clear failure where there is none."""
    try:
        return awmc.load(_place(name), allow_extern=allow_extern)
    except awmc.CompileError as error:
        raise Failure(f"{name} has errors:\n\n{error}") from error
    except LoadError as error:
        raise Failure(f"{error}; compile it again with `awmc compile`") from error


@contextmanager
def open_environments(
    names: Iterable[str], *, allow_extern: bool = False
) -> Iterator[dict[str, Environment]]:
    """Several environments by their own names; a clear failure where two have the same."""
    with ExitStack() as stack:
        opened: dict[str, Environment] = {}
        for name in names:
            env = stack.enter_context(open_environment(name, allow_extern=allow_extern))
            if opened.setdefault(env.name, env) is not env:
                raise Failure(f"{name} is a second environment {env.name}; leave one out")
        yield opened


def package_files(name: str) -> tuple[Mapping[str, str], Path | None]:
    """The files of the package that ENV names, and the generated folder that holds just these, if there is one."""
    place = _place(name)
    try:
        if place.is_dir():
            return read_files(place), place
        files = awmc.compiled(place)
    except awmc.CompileError as error:
        raise Failure(f"{name} has errors:\n\n{error}") from error
    except LoadError as error:
        raise Failure(f"{error}; compile it again with `awmc compile`") from error
    folder = Path("generated") / json.loads(files["manifest.json"])["name"]
    return files, folder if _holds(folder, files["manifest.json"]) else None


def _holds(folder: Path, manifest: str) -> bool:
    try:
        return (folder / "manifest.json").read_text("utf-8") == manifest
    except (OSError, ValueError):
        return False


def open_episode(
    environment: Environment,
    actor: str | None = None,
    task: str | None = None,
    file: Path | None = None,
    seed: int = 0,
) -> Episode:
    """An episode as `actor`, else (without a task that says who) as the first row there is."""
    key = actor_key(environment, actor) if task is None or actor is not None else None
    try:
        return environment.episode(seed=seed, actor=key, task=task, file=file)
    except ValueError as error:
        raise Failure(str(error)) from error


def _place(name: str) -> Path:
    """The path of a spec or folder: as it is, else by its name in generated/ or specs/."""
    places = (Path(name), Path("generated") / name, Path("specs") / f"{name}.awm")
    for place in places:
        if place.exists():
            return place
    raise click.UsageError(
        f"there is no environment {name}: give a spec (specs/shop.awm) or a generated folder (generated/shop)"
    )


def actor_key(environment: Environment, given: str | None) -> tuple[Any, ...] | None:
    """The key of who is signed in, in the types of its columns."""
    entity = environment.definition.actor
    if entity is None:
        if given is not None:
            raise Failure(f"{environment.name} has no actor, so --as says nothing; leave it out")
        return None
    keys = environment.first_actors()
    if given is None:
        return keys[0] if keys else None
    parts = given.split(",") if len(entity.TABLE.key) > 1 else [given]
    like = keys[0] if keys else tuple(parts)
    if len(parts) != len(entity.TABLE.key):
        raise click.UsageError(
            f"the key of {entity.TABLE.entity} has {len(entity.TABLE.key)} parts, split by commas"
        )
    return tuple(_as(part, old) for part, old in zip(parts, like, strict=True))


def _as(text: str, like: object) -> object:
    """The text as a value of the same type."""
    if isinstance(like, int):
        try:
            return int(text)
        except ValueError as error:
            raise click.UsageError(f"{text!r} is no key: a number is wanted") from error
    return text
