"""A scenario of AgentWorldModel's files as a spec.

In: a folder of its files, and a scenario. Out: the files to write, and the report. Guaranteed: the spec compiles; its rows are those of the scenario, or told; a tool is in
it only if it was translated whole, and every other endpoint and every task is named where an author looks for it: in the spec as a comment, in
TODO.md with all that the files say of it. No code of the files is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from awmc.diagnostics.suggest import suggest
from awmc.interop.awm.lifting import tool_name
from awmc.interop.awm.reading import Folder, ScenarioRecords
from awmc.interop.awm.records import SCHEMAS, TableRows, normal_name
from awmc.interop.awm.todo import task_comment, task_name, todo_page
from awmc.interop.awm.tools import Tools, lift_tools
from awmc.interop.parts import Part
from awmc.interop.report import Topic
from awmc.interop.sql.entities import Design
from awmc.interop.sql.importing import Imported, ImportFailure, designed, finish, load
from awmc.interop.sql.script import Statement, statements
from awmc.interop.sql.source import Source
from awmc.interop.sql.words import environment_name


def open_folder(path: Path) -> Folder:
    """The files of a folder. Raises ImportFailure where they have no scenario with tables."""
    if not path.is_dir():
        raise ImportFailure(f"{path} is no folder; name the one that has {SCHEMAS}")
    folder = Folder(path)
    if not folder.scenarios():
        why = "\n".join(f"  {problem}" for problem in folder.problems[:20])
        raise ImportFailure(
            f"{path} has no scenario: {SCHEMAS} is missing or has no line that can be read{why and chr(10) + why}"
        )
    return folder


def chosen(folder: Folder, wanted: Sequence[str]) -> list[str]:
    """The normal names of the scenarios that are asked for, else of all. Raises ImportFailure."""
    known = folder.scenarios()
    found = []
    for name in wanted or known:
        normal = normal_name(name)
        if normal not in known:
            near = suggest(normal, known, idioms={})
            hint = (
                f"; did you mean {' or '.join(near)}?"
                if near
                else f"; there are {', '.join([*known][:20])}"
            )
            raise ImportFailure(f"there is no scenario {name}{hint}")
        found.append(normal)
    return found


def import_scenario(folder: Folder, normal: str, clock: str | None = None) -> Imported:
    """The spec of a scenario. Raises ImportFailure."""
    told = len(folder.problems)
    scenario = folder.read(normal)
    source = load(lambda source: _fill(source, scenario), clock)
    for problem in folder.problems[told:]:
        source.report.add(Topic.broken, problem)
    made = designed(source)
    if not made.entities:
        raise ImportFailure(
            f"{scenario.name} makes no tables: {'; '.join(map(str, source.report.of(Topic.broken)[:3]))}"
        )
    name = environment_name(normal)
    tools = lift_tools(scenario.code, made)
    return _finished(name, scenario, source, made, tools)


def _fill(source: Source, scenario: ScenarioRecords) -> None:
    for table in scenario.tables:
        for sql in (table.ddl, *table.indexes):
            source.run(statements(sql, f"table {table.name}"))
    for rows in scenario.rows:
        source.run(_inserts(rows), rows_only=True)


def _inserts(rows: TableRows) -> list[Statement]:
    return [
        one
        for place, sql in enumerate(rows.inserts, 1)
        for one in statements(sql, f"rows of {rows.table}, statement {place}")
    ]


def _finished(
    name: str, scenario: ScenarioRecords, source: Source, made: Design, tools: Tools
) -> Imported:
    def rejected(part: str, reason: str) -> bool:
        if part in tools.routes:
            tools.reject(part, f"what it was translated to does not compile: {reason}")
            return True
        return False

    tasks = [Part(task_comment(place, text)) for place, text in enumerate(scenario.tasks)]
    imported = finish(
        name, scenario.description or scenario.name, source, made, tools.parts, tasks, rejected
    )
    for route in tools.routes.values():
        tool = tool_name(route)
        source.report.add(
            Topic.lifted,
            tool,
            "" if tool == route.operation else f"the operation {route.operation}",
        )
    for stub in tools.stubs:
        source.report.add(Topic.stub, tool_name(stub.route), stub.reason)
    if tools.code.problem:
        source.report.add(Topic.broken, "tools", tools.code.problem)
    for place, text in enumerate(scenario.tasks):
        source.report.add(
            Topic.task,
            task_name(place, text),
            "" if place in scenario.verifiers else "it has no verifier",
        )
    if tools.stubs or scenario.tasks:
        imported.files[f"{name}/TODO.md"] = todo_page(name, scenario, tools.stubs)
    return replace(imported, tools=len(tools.routes))
