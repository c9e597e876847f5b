"""Environments written as files of the AgentWorldModel format.

In: the files of generated packages. Out: the files of the format in a folder, a line a record. Guaranteed: the same packages give the same bytes; one
environment is held in memory at a time; files that awmc did not write are never overwritten, and all files appear together or, where something
fails before, not at all. Whatever interrupts a run, the next one knows awmc's files again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from awmc.emit.owned import WriteError
from awmc.emit.quote import json_text
from awmc.interop.awm import records
from awmc.interop.awm.server import server
from awmc.interop.awm.specs import groups
from awmc.interop.awm.starts import Start, choose, starts
from awmc.interop.awm.tables import database, database_path
from awmc.interop.awm.verifiers import Verifiers
from awmc.interop.exports import RECORD, ExportError
from awmc.runtime.environment import Environment

Files = Mapping[str, str]
"""The files of a generated package."""
Known = Mapping[str, frozenset[str]]
"""The digests by which each file is awmc's: of the last export and, where that was interrupted, of those before."""


@dataclass(frozen=True)
class Wish:
    """Which task instances are written (of the families, of each the first `limit`), and whether the spec's own Python is taken along."""

    families: Collection[str] = ()
    limit: int | None = None
    allow_extern: bool = False


@dataclass(frozen=True)
class Written:
    """What was written of one environment: how many scenarios, how many tasks of how many; the tasks left out for want of a user."""

    name: str
    scenarios: int
    tasks: int
    of: int
    conversations: tuple[str, ...]


def write_awm(packages: Iterable[Files], folder: Path, wish: Wish) -> Iterator[Written]:
    """Write the environments to the folder, telling of each when it is done. Raises WriteError, or ExportError for what the format cannot hold."""
    known = _known(folder)
    _look_for_strangers(folder, known)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.{os.getpid()}.tmp" for name in records.FILES}
    try:
        with ExitStack() as stack:
            sinks = {n: _Sink(stack.enter_context(path.open("wb"))) for n, path in paths.items()}
            taken: set[str] = set()
            seen: set[str] = set()
            for files in packages:
                yield _write_environment(files, wish, sinks, taken, seen)
            _look_for_tasks(taken, wish)
        digests = {name: sink.digest.hexdigest() for name, sink in sinks.items()}
        _put(paths, folder, digests, known)
    finally:
        for path in paths.values():
            path.unlink(missing_ok=True)


def _look_for_tasks(scenarios: set[str], wish: Wish) -> None:
    """Raises ExportError where there is nothing to write."""
    if not scenarios:
        told = f" of the family {', '.join(wish.families)}" if wish.families else ""
        raise ExportError(
            f"there is no task{told} that an agent does alone; `awmc play ENV TASK` names the tasks of an environment"
        )


def _put(paths: Mapping[str, Path], folder: Path, digests: Mapping[str, str], known: Known) -> None:
    """Put the new files in their places. Until all are there the record names the old ones too, since an interrupt leaves some of either."""
    before = {name: sorted(old) for name, old in known.items()}
    _write_record(folder, {"files": digests, "before": before})
    for name, path in paths.items():
        path.replace(folder / name)
    _write_record(folder, {"files": digests})


def _write_record(folder: Path, what: Mapping[str, Any]) -> None:
    new = folder / f"{RECORD}.{os.getpid()}.tmp"
    try:
        new.write_text(json_text({"form": "awm", **what}), "utf-8")
        new.replace(folder / RECORD)
    finally:
        new.unlink(missing_ok=True)


def _look_for_strangers(folder: Path, known: Known) -> None:
    """Raises WriteError where a file is in the way that awmc did not write, or that was changed since."""
    if folder.exists() and not folder.is_dir():
        raise WriteError(f"{folder} is a file; choose a folder with -o")
    for name in records.FILES:
        path = folder / name
        if os.path.lexists(path) and _digest(path) not in known.get(name, ()):
            raise WriteError(
                f"{path} is not as awmc wrote it; move it away, or choose another folder with -o"
            )


def _known(folder: Path) -> Known:
    """What is recorded of the last time. Raises WriteError where another export is in the folder."""
    if not os.path.lexists(folder / RECORD):
        return {}
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        if record["form"] == "awm":
            before = record.get("before", {})
            return {
                str(name): frozenset([now, *before.get(name, ())])
                for name, now in record["files"].items()
            }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # damaged, or not ours
    raise WriteError(f"{folder / RECORD} is of another export; choose another folder with -o")


def _digest(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Sink:
    """A file that is written line by line, and its digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def add(self, record: records.Record) -> None:
        data = records.line(record).encode()
        self._file.write(data)
        self.digest.update(data)


def _write_environment(
    files: Files, wish: Wish, sinks: Mapping[str, _Sink], taken: set[str], seen: set[str]
) -> Written:
    with Environment.from_files(files, allow_extern=wish.allow_extern) as environment:
        if environment.name in seen:
            raise ExportError(f"two environments are called {environment.name}; export them apart")
        seen.add(environment.name)
        chosen = choose(environment, wish.families, wish.limit)
        found = starts(environment.name, chosen.tasks, taken)
        maker = _Maker(environment, files, wish.allow_extern)
        for start in found:
            for record in maker.records(start):
                sinks[record.FILE].add(record)
    count = len(chosen.tasks)
    return Written(
        environment.name, len(found), count, len(environment.tasks()), chosen.conversations
    )


class _Maker:
    """Makes the records of the starts of one environment."""

    def __init__(self, environment: Environment, files: Files, allow_extern: bool) -> None:
        definition = environment.definition
        self._environment = environment
        self._verifiers = Verifiers.of(files)
        self._groups = groups(files)
        self._rules = definition.policy
        self._doc = definition.doc or definition.name
        self._code = server(files, self._doc, allow_extern=allow_extern)

    def records(self, start: Start) -> Iterator[records.AnyRecord]:
        """The records of a scenario."""
        yield records.Scenario(start.name, self._description(start))
        told = tuple(self._told(task) for task in start.tasks)
        yield records.Tasks(start.name, told)
        yield from database(start.name, self._environment, start.tasks[0])
        yield records.Spec(start.name, self._groups)
        yield records.Env(start.name, self._code, database_path(start.name))
        for index, (task, text) in enumerate(zip(start.tasks, told, strict=True)):
            for pure in (False, True):
                code = self._verifiers.code(task["id"], task["instruction"], pure=pure)
                yield records.Verifier(start.name, index, text, code, pure, _said(task))

    def _description(self, start: Start) -> str:
        parts = [self._doc, self._rules or ""]
        return "\n\n".join(part.strip() for part in parts if part.strip())

    def _told(self, task: Mapping[str, Any]) -> str:
        """What the agent is told: the task, and the rules of conduct, for which the format has no other place."""
        if not self._rules:
            return str(task["instruction"])
        return f"{task['instruction']}\n\nRules of conduct:\n{self._rules.strip()}"


def _said(task: Mapping[str, Any]) -> dict[str, Any]:
    """What whoever judges is told besides, in the form in which programs that read the format look for it."""
    goal = [clause["text"] for clause in task["goal"]]
    success = [f"It holds in the final data: {text}" for text in goal]
    success += ["The final answer says what `asked_of_the_final_answer` names"] * bool(
        task["answers"]
    )
    return {
        "raw_response": json.dumps(
            {
                "reasoning": "The function compares the two databases: `checks` are the clauses of the task's goal and whether anything else was changed.",
                "success_criteria": "; ".join([*success, "nothing else was changed"]),
                "failure_criteria": "Any check does not hold, or the final answer lacks what is asked of it.",
            },
            ensure_ascii=False,
        )
    }
