"""The argument ENV of the verbs that play: a spec, a generated folder, or the name of either."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
) -> Episode:
    """An episode as `actor`, else (without a task that says who) as the first row there is."""
    key = _actor(environment, actor) if task is None or actor is not None else None
    try:
        return environment.episode(actor=key, task=task, file=file)
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


def _actor(environment: Environment, given: str | None) -> tuple[Any, ...] | None:
    """The key of who is signed in, in the types of its columns."""
    entity = environment.definition.actor
    if entity is None:
        if given is not None:
            raise Failure(f"{environment.name} has no actor, so --as says nothing; leave it out")
        return None
    keys = first_keys(environment, 1)
    if given is None:
        return keys[0] if keys else None
    parts = given.split(",") if len(entity.TABLE.key) > 1 else [given]
    like = keys[0] if keys else tuple(parts)
    if len(parts) != len(entity.TABLE.key):
        raise click.UsageError(
            f"the key of {entity.TABLE.entity} has {len(entity.TABLE.key)} parts, split by commas"
        )
    return tuple(_as(part, old) for part, old in zip(parts, like, strict=True))


def first_keys(environment: Environment, limit: int) -> list[tuple[Any, ...]]:
    """The keys of the first rows that can be signed in."""
    entity = environment.definition.actor
    if entity is None:
        return []
    with environment.episode() as episode:
        rows = episode.rows(entity.TABLE.entity)[:limit]
    return [tuple(row[column] for column in entity.TABLE.key) for row in rows]


def _as(text: str, like: object) -> object:
    """The text as a value of the same type."""
    if isinstance(like, int):
        try:
            return int(text)
        except ValueError as error:
            raise click.UsageError(f"{text!r} is no key: a number is wanted") from error
    return text
