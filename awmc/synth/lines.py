"""Files of JSON lines that the steps of `awmc gen` hand on, read and written.

In: a file of records, a line each, which a step wrote and a person may have edited; or AgentWorldModel's `gen_scenario.jsonl` and `gen_tasks.jsonl`. Out:
records, and for a file that cannot be used one `LinesError` that names every line at fault (the first few, where there are many) and says what is wrong with
it. Guaranteed: fields that are not known are kept; a line is written whole, and is on the disk before `Written.add` ends.

A run opens the file that it adds to as `Written`, before it reads it: that cuts off what a kill left of a last line. Beside a FILE stands `.FILE.written`,
which names the records that awmc wrote to it: one that is named there and stands in the file no more was taken out by a person, and is not put back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from awmc.endpoint.completions import no_number
from awmc.synth.appending import append
from awmc.synth.named import task_name, unused, world_name
from awmc.synth.records import Scenario, WantedTasks

_Record = TypeVar("_Record", bound=BaseModel)

_MOST = 10
"""How many faults are told at once."""


class LinesError(Exception):
    """A file that cannot be used; the message says which line, and why."""


def read_text(path: Path) -> str:
    """A text file, as UTF-8 with or without a mark. Raises LinesError where it cannot be read or is no text."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise LinesError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise LinesError(f"{path}: this is a folder, not a file") from None
    except OSError as error:
        raise LinesError(f"{path}: it cannot be read: {error.strerror or error}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LinesError(f"{path}:{line}: this is no text in UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise LinesError(f"{path}:{line}: this is no text: it has a zero byte")
    return text


def read_scenarios(path: Path) -> list[Scenario]:
    """The scenarios of a file. A name that no environment can have is made into one. Raises LinesError."""
    read = _Reading(path, Scenario, "name")
    for number, found in read.objects():
        if isinstance(found.get("name"), str):
            found["name"] = world_name(found["name"]) or found["name"]
        read.take(number, found)
    return read.done()


def read_tasks(path: Path) -> list[WantedTasks]:
    """The tasks of a file, by scenario. Names are made valid, and tasks that are mere texts get names of their words. Raises LinesError."""
    read = _Reading(path, WantedTasks, "scenario")
    for number, found in read.objects():
        if isinstance(found.get("scenario"), str):
            found["scenario"] = world_name(found["scenario"]) or found["scenario"]
        if isinstance(found.get("tasks"), list):
            found["tasks"] = _named(found["tasks"])
            read.twice(number, found["tasks"])
        read.take(number, found)
    return read.done()


def line_of(record: BaseModel) -> str:
    """A record as its line, without the line's end."""
    value = record.model_dump()
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half a character, which only an escape can write
        text = json.dumps(value)
    return text


class Written:
    """A file that a run adds records to. Raises LinesError where it can be no such file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._beside = path.with_name(f".{path.name}.written")
        try:
            _mend(path)
            _mend(self._beside)
        except OSError as error:
            raise LinesError(f"{path}: it cannot be written: {error.strerror or error}") from error

    def add(self, record: BaseModel, name: str) -> None:
        """One more record, whose name is `name`. Raises OSError where the disk does not take it; then the file is as it was."""
        _append(self.path, line_of(record))
        _append(self._beside, json.dumps(name))

    def taken_out(self, there: Iterable[str]) -> frozenset[str]:
        """The names that awmc wrote to the file before, and that are not `there` any more; none where the whole file is gone, for that is made again. Raises
        LinesError."""
        if not self.path.exists():
            return frozenset()
        text = read_text(self._beside) if self._beside.exists() else ""
        return frozenset(text.replace('"', " ").split()) - frozenset(there)


def wrong(error: ValidationError) -> str:
    """What is wrong with a record, in words."""
    return "; ".join(_words(fault) for fault in error.errors(include_url=False)[:3])


class _Reading(Generic[_Record]):
    """A file being read: its records, each of another name, and its faults."""

    def __init__(self, path: Path, kind: type[_Record], field: str) -> None:
        self._path = path
        self._kind = kind
        self._field = field
        self._records: list[_Record] = []
        self._faults: list[str] = []
        self._lines: dict[str, int] = {}

    def objects(self) -> Iterable[tuple[int, dict[str, Any]]]:
        """The objects, with the numbers of their lines."""
        for number, line in enumerate(read_text(self._path).split("\n"), start=1):
            if not line.strip():
                continue
            try:
                found = json.loads(line, parse_constant=no_number)
            except (ValueError, RecursionError) as error:
                self._fault(number, f"this is no JSON: {error}")
                continue
            if isinstance(found, dict):
                yield number, found
            else:
                self._fault(number, "this is no JSON object")

    def take(self, number: int, found: Mapping[str, Any]) -> None:
        """Keep a record."""
        try:
            record = self._kind.model_validate(found)
        except ValidationError as error:
            self._fault(number, wrong(error))
            return
        name = getattr(record, self._field)
        if name in self._lines:
            told = f"the {self._field} {name} is that of line {self._lines[name]} already"
            self._fault(number, f"{told}: change one of them, or take it out")
            return
        self._lines[name] = number
        self._records.append(record)

    def twice(self, number: int, tasks: Sequence[Any]) -> None:
        """Two tasks of a line may not share a name."""
        names = [task.get("name") for task in tasks if isinstance(task, dict)]
        for name in sorted({n for n in names if isinstance(n, str) and names.count(n) > 1}):
            self._fault(number, f"two tasks are called {name}: change one of them")

    def done(self) -> list[_Record]:
        """The records. Raises LinesError for the faults."""
        if self._faults:
            more = len(self._faults) - _MOST
            told = [*self._faults[:_MOST], *([f"and {more} more"] if more > 0 else [])]
            raise LinesError("\n".join(told))
        return self._records

    def _fault(self, number: int, told: str) -> None:
        self._faults.append(f"{self._path}:{number}: {told}")


def _named(tasks: list[Any]) -> list[Any]:
    """Tasks with names that tasks can have. One with a valid name keeps it."""
    texts = [{"description": task} if isinstance(task, str) else task for task in tasks]
    taken = {t["name"] for t in texts if isinstance(t, dict) and _is_name(t.get("name"))}
    made = []
    for task in texts:
        if isinstance(task, dict) and not _is_name(task.get("name")):
            told = task.get("name") or task.get("description")
            name = task_name(told) if isinstance(told, str) else ""
            task = {**task, "name": unused(name or "task", taken)}
            taken.add(task["name"])
        made.append(task)
    return made


def _is_name(name: object) -> bool:
    return isinstance(name, str) and task_name(name) == name


def _words(fault: Any) -> str:
    """One fault that pydantic found."""
    where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
    match fault["type"]:
        case "missing":
            return f"{where} is missing"
        case "string_type":
            return f"{where} is no text"
        case "string_too_short":
            return f"{where} is empty"
        case "string_too_long":
            return f"{where} is longer than {fault['ctx']['max_length']} characters"
        case "string_pattern_mismatch":
            return (
                f"{where} is no name: write small letters, digits and _, a letter first, at most 48"
            )
        case "string_unicode":
            return f"{where} has half a character (a lone surrogate)"
        case "tuple_type":
            return f"{where} is no list"
        case "model_type" | "model_attributes_type":
            return f"{where} is no object"
        case _:
            return f"{where}: {fault['msg']}"


def _mend(path: Path) -> None:
    """Let a file end with the end of a line: cut off what a kill left of one, and end a whole one that an editor left open."""
    if not path.exists():
        return
    data = path.read_bytes()
    tail = data[data.rfind(b"\n") + 1 :]
    if not tail:
        return
    if _cut_off(tail):
        os.truncate(path, len(data) - len(tail))
    else:
        _append(path, "")


def _cut_off(tail: bytes) -> bool:
    """Whether a line is the beginning of a value, rather than a value or a person's slip."""
    text = tail.decode("utf-8", "replace").strip()
    try:
        json.loads(text)
    except ValueError as error:
        ended = getattr(error, "pos", 0) >= len(text)
        return text.startswith(("{", '"')) and (ended or not text.endswith("}"))
    except RecursionError:
        return False
    return False


def _append(path: Path, text: str) -> None:
    """A line at the end of a file."""
    append(path, text.encode("utf-8") + b"\n")
