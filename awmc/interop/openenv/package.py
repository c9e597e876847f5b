"""A whole OpenEnv package.

In: the files of a generated package, and the environment that they make. Out: the files, by their paths. Guaranteed: the same environment gives
the same bytes; the rewards that the oracle and the canaries promise were measured; the Python is formatted and free of unknown names.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from awmc.emit.format import format_python
from awmc.emit.manifest import digest
from awmc.emit.quote import json_text
from awmc.emit.templates import render
from awmc.interop.exports import ExportError
from awmc.interop.openenv.names import Names, names_of
from awmc.interop.openenv.oracle import oracle, runtime_plan
from awmc.interop.openenv.world import FOLDER, world
from awmc.runtime.environment import Environment

_TEMPLATES = (
    "openenv.yaml",
    "pyproject.toml",
    "README.md",
    "__init__.py",
    "models.py",
    "client.py",
    "server/__init__.py",
    "server/app.py",
    "server/tasks.py",
    "server/Dockerfile",
    "oracle/solve.py",
)


@dataclass(frozen=True)
class Family:
    """A family of tasks, and how many there are."""

    name: str
    tasks: int


@dataclass(frozen=True)
class View:
    """What the templates show; `world` is the spec's name, `digest` the identity of the environment, `packages` the Python packages."""

    names: Names
    world: str
    title: str
    image: str
    doc: str
    version: str
    digest: str
    tasks: int
    families: tuple[Family, ...]
    tools: tuple[str, ...]
    user_tools: tuple[str, ...]
    ends: tuple[str, ...]
    conversational: bool
    externs: bool
    packages: tuple[str, ...]


def package(files: Mapping[str, str], environment: Environment) -> dict[str, str]:
    """The files of the package. Raises ExportError for an environment that cannot be one."""
    if not environment.tasks():
        raise ExportError(f"{environment.name} has no tasks, so nothing could earn a reward")
    carried = world(files)
    view = _view(environment, files["manifest.json"], carried)
    proven = oracle(environment, view.names)
    written = {path: render(f"openenv/{path}.j2", view) for path in _TEMPLATES}
    written[".dockerignore"] = render("openenv/dockerignore.j2", view)
    server = render("openenv/server/environment.py.j2", view)
    written[f"server/{view.world}_environment.py"] = server
    return {
        **format_python(written, view.names.package),
        **{f"{FOLDER}/{path}": text for path, text in carried.items()},
        "oracle/solutions.json": json_text([one.as_json() for one in proven.solutions]),
        "oracle/canaries.json": json_text([one.as_json() for one in proven.canaries]),
        "validation/runtime.json": json_text(runtime_plan(environment, view.names)),
    }


def _view(environment: Environment, manifest: str, carried: Mapping[str, str]) -> View:
    definition, tasks = environment.definition, environment.tasks()
    agent, user = environment.tools("agent"), environment.tools("user")
    names = names_of(environment.name, {tool["name"] for tool in (*agent, *user)})
    identity = digest(manifest)
    return View(
        names=names,
        world=environment.name,
        title=" ".join(environment.name.split("_")).strip().capitalize(),
        image=names.package.lower().strip("_").replace("_", "-"),
        doc=definition.doc or f"The environment {environment.name}",
        version=f"0.1.0+{identity[:12]}",
        digest=identity,
        tasks=len(tasks),
        families=tuple(Family(*item) for item in Counter(t["family"] for t in tasks).items()),
        tools=(*(tool["name"] for tool in agent), names.answer),
        user_tools=tuple(tool["name"] for tool in user),
        ends=tuple(tool["name"] for tool in (*agent, *user) if tool["ends"]),
        conversational=any(task["user"] is not None for task in tasks),
        externs=bool(json.loads(manifest)["externs"]),
        packages=_packages(names.package, carried),
    )


def _packages(top: str, carried: Mapping[str, str]) -> tuple[str, ...]:
    """The names of all Python packages: the folders with an `__init__.py`."""
    folders = {PurePosixPath(path).parent for path in carried if path.endswith("/__init__.py")}
    inner = [".".join((top, FOLDER, *folder.parts)) for folder in folders]
    return (top, f"{top}.server", f"{top}.{FOLDER}", *sorted(inner))
