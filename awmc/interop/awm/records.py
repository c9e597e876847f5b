"""The records of AgentWorldModel's JSONL files: one class a kind, and the file that holds it.

In: nothing. Out: frozen records, and by `as_json` the dictionaries that stand on the lines of the files. Guaranteed: the keys come in one
order, so equal records give equal bytes. Records of one scenario stand in several files, in any order: `scenario` (`name` in
gen_scenario) joins them, after `normal_name`. What readers of the format need is written; what they do with it is in docs/awm.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

SCENARIOS = "gen_scenario.jsonl"
TASKS = "gen_tasks.jsonl"
SCHEMAS = "gen_db.jsonl"
SAMPLES = "gen_sample.jsonl"
SPECS = "gen_spec.jsonl"
ENVS = "gen_envs.jsonl"
VERIFIERS = "gen_verifier.jsonl"
PURE_VERIFIERS = "gen_verifier.pure_code.jsonl"
FILES = (SCENARIOS, TASKS, SCHEMAS, SAMPLES, SPECS, ENVS, VERIFIERS, PURE_VERIFIERS)
"""Every file of an export."""


def normal_name(name: str) -> str:
    """A scenario's name as readers compare it: lower case, one underscore for each run of anything but ASCII letters and digits."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


class Record(Protocol):
    """A line of one of the files."""

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        ...


def line(record: Record) -> str:
    """A record as a line of its file, with the line's end."""
    return json.dumps(record.as_json(), ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Scenario:
    """A line of gen_scenario: what the world is about."""

    FILE: ClassVar[str] = SCENARIOS
    name: str
    description: str = ""

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        return {"name": self.name, "description": self.description}


@dataclass(frozen=True)
class Tasks:
    """A line of gen_tasks: what the agent is told, task by task. The place of a text is its `task_idx`, from 0."""

    FILE: ClassVar[str] = TASKS
    scenario: str
    tasks: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        return {"scenario": self.scenario, "tasks": list(self.tasks)}


@dataclass(frozen=True)
class TableSchema:
    """A table of gen_db: one CREATE TABLE, and the statements that follow it (indexes, triggers), one statement each."""

    name: str
    ddl: str
    indexes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The table as a JSON object."""
        return {"name": self.name, "ddl": self.ddl, "indexes": list(self.indexes)}


@dataclass(frozen=True)
class Schema:
    """A line of gen_db: the tables, in the order in which they are made. `db_path` is where the file's maker had its database."""

    FILE: ClassVar[str] = SCHEMAS
    scenario: str
    tables: tuple[TableSchema, ...]
    db_path: str = ""

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        return {
            "scenario": self.scenario,
            "db_path": self.db_path,
            "db_schema": {"tables": [table.as_json() for table in self.tables]},
        }


@dataclass(frozen=True)
class TableRows:
    """A table of gen_sample: statements that fill it, one statement each, and why these rows."""

    table: str
    inserts: tuple[str, ...]
    reasoning: str = ""

    def as_json(self) -> dict[str, Any]:
        """The table's rows as a JSON object."""
        return {
            "table_name": self.table,
            "reasoning": self.reasoning,
            "insert_statements": list(self.inserts),
        }


@dataclass(frozen=True)
class Sample:
    """A line of gen_sample: the rows at the start, in the order in which they are inserted."""

    FILE: ClassVar[str] = SAMPLES
    scenario: str
    tables: tuple[TableRows, ...]

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        return {
            "scenario": self.scenario,
            "tables_count": len(self.tables),
            "inserts_count": sum(len(table.inserts) for table in self.tables),
            "sample_data": {"tables": [table.as_json() for table in self.tables]},
        }


@dataclass(frozen=True)
class Parameter:
    """A parameter of an endpoint. `type` is a name such as string, integer, float, boolean, array or object; `place` is where it stands in
    the request: path, query or body."""

    name: str
    type: str
    place: str = "body"
    required: bool = False
    description: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else is said of it: `default`, `enum`, `example`."""

    def as_json(self) -> dict[str, Any]:
        """What the endpoint says of it under its name."""
        return {
            "type": self.type,
            "param_type": self.place,
            "required": self.required,
            "description": self.description,
            **self.more,
        }


@dataclass(frozen=True)
class Endpoint:
    """An endpoint of gen_spec; `operation` is the name of the tool. `response` says of each field of the result what it is."""

    operation: str
    path: str
    method: str = "POST"
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    response: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The tables that it reads or writes, and the columns, where they are known."""

    def as_json(self) -> dict[str, Any]:
        """The endpoint as a JSON object."""
        return {
            "path": self.path,
            "method": self.method,
            "summary": self.summary,
            "description": self.description,
            "operation_id": self.operation,
            "tags": list(self.tags),
            "request_params": {given.name: given.as_json() for given in self.parameters},
            "response": dict(self.response),
            "required_tables": list(self.columns),
            "required_fields": {table: list(names) for table, names in self.columns.items()},
        }


@dataclass(frozen=True)
class Group:
    """Endpoints that belong together."""

    name: str
    endpoints: tuple[Endpoint, ...]

    def as_json(self) -> dict[str, Any]:
        """The group as a JSON object."""
        found = [endpoint.as_json() for endpoint in self.endpoints]
        return {"group_name": self.name, "endpoints": found}


@dataclass(frozen=True)
class Spec:
    """A line of gen_spec: the interface, as the environment's code serves it."""

    FILE: ClassVar[str] = SPECS
    scenario: str
    groups: tuple[Group, ...]

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        groups = [group.as_json() for group in self.groups]
        return {"scenario": self.scenario, "api_spec": {"api_groups": groups}}


@dataclass(frozen=True)
class Env:
    """A line of gen_envs: the one-file server."""

    FILE: ClassVar[str] = ENVS
    scenario: str
    code: str
    db_path: str = ""

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        return {"scenario": self.scenario, "db_path": self.db_path, "full_code": self.code}


@dataclass(frozen=True)
class Verifier:
    """A line of gen_verifier (`pure` false) or of gen_verifier.pure_code: the code that judges one task. `more` is what else its maker
    says of it, such as `reasoning`, `success_criteria`, `failure_criteria`."""

    scenario: str
    index: int
    task: str
    code: str
    pure: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def FILE(self) -> str:
        """The file that holds it."""
        return PURE_VERIFIERS if self.pure else VERIFIERS

    @property
    def function(self) -> str:
        """The name of the function that its code defines."""
        return "verify_task_completion" if self.pure else "verify_task"

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        return {
            "scenario": self.scenario,
            "task_idx": self.index,
            "task": self.task,
            "verification": {"code": self.code, "function_name": self.function, **self.more},
        }


AnyRecord = Scenario | Tasks | Schema | Sample | Spec | Env | Verifier
"""A line of any of the files; `FILE` says of which."""
