"""Files of the AgentWorldModel format as those read them who never heard of awmc: with json and sqlite3, and by what docs/awm.md says."""

from __future__ import annotations

import ast
import builtins
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import awmc
from awmc.interop.awm.writing import Wish, write_awm
from awmc.runtime.environment import Environment
from awmc.runtime.loader import read_files

TOP = Path(__file__).parents[2]
ENVIRONMENTS = sorted(path.parent.name for path in TOP.glob("generated/*/manifest.json"))
FILES = ("scenario", "tasks", "db", "sample", "spec", "envs", "verifier", "verifier.pure_code")


@dataclass
class Scenario:
    """What the files say of one scenario."""

    name: str
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    verifiers: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)

    @property
    def tasks(self) -> list[str]:
        return list(self.lines["tasks"]["tasks"])

    @property
    def code(self) -> str:
        return str(self.lines["envs"]["full_code"])

    def verifier(self, index: int, mode: str) -> str:
        return str(self.verifiers[index, mode]["verification"]["code"])

    def make_database(self, path: Path, *pragmas: str) -> None:
        """The database, statement by statement."""
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            for pragma in pragmas:
                connection.execute(pragma)
            for table in self.lines["db"]["db_schema"]["tables"]:
                connection.execute(table["ddl"])
                for statement in table["indexes"]:
                    connection.execute(statement)
            for table in self.lines["sample"]["sample_data"]["tables"]:
                for statement in table["insert_statements"]:
                    connection.execute(statement)
            connection.commit()


def read_folder(folder: Path) -> dict[str, Scenario]:
    """The scenarios of a folder."""
    found: dict[str, Scenario] = {}
    for kind in FILES:
        with (folder / f"gen_{kind}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                name = record.get("scenario") or record["name"]
                scenario = found.setdefault(name, Scenario(name))
                if kind.startswith("verifier"):
                    mode = "code" if kind.endswith("pure_code") else "sql"
                    scenario.verifiers[record["task_idx"], mode] = record
                else:
                    assert kind not in scenario.lines
                    scenario.lines[kind] = record
    return found


@cache
def environment(name: str) -> Environment:
    return awmc.load(TOP / "generated" / name, allow_extern=True)


@cache
def exported(name: str) -> dict[str, Scenario]:
    """The first instance of each family of an environment, exported."""
    folder = Path(mkdtemp(prefix="awmc-awm-")) / name
    files = read_files(TOP / "generated" / name)
    list(write_awm([files], folder, Wish(limit=1, allow_extern=True)))
    return read_folder(folder)


@cache
def instances(name: str) -> dict[str, list[dict[str, Any]]]:
    """The task instances of each scenario of `exported`, in order; their verifiers name them."""
    by_id = {task["id"]: task for task in environment(name).tasks()}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for scenario in exported(name).values():
        for index in range(len(scenario.tasks)):
            found[scenario.name].append(by_id[task_id(scenario.verifier(index, "sql"))])
    return found


def task_id(code: str) -> str:
    """The id that a verifier has."""
    match = re.search(r'^TASK = Instance\(\s*id=("[^\n]*"),$', code, re.MULTILINE)
    assert match is not None
    return str(ast.literal_eval(match[1]))


ALLOWED = frozenset(
    "sqlite3 json re math decimal fractions datetime collections collections.abc itertools functools operator hashlib unicodedata "
    "dataclasses contextlib urllib.parse".split()
)
"""Modules that a careful harness lets verifiers import."""
REFUSED = frozenset(
    "open eval exec compile input super object property staticmethod classmethod globals locals OSError RecursionError "
    "NameError NotImplemented breakpoint exit quit help".split()
)
"""Built-in names that it does not give them."""


def function(code: str, name: str) -> Callable[..., Any]:
    """The function of a verifier, in a harness that allows it little."""

    def importing(module: str, *more: Any) -> Any:
        if more[0] is space and module not in ALLOWED:
            raise ImportError(module)
        return __import__(module, *more)

    given = {n: v for n, v in vars(builtins).items() if n not in REFUSED}
    space: dict[str, Any] = {"__builtins__": {**given, "__import__": importing}}
    exec(code, space)
    found: Callable[..., Any] = space[name]
    return found
