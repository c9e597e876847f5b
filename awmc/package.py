"""A whole generated package: every emitter once, then formatting, then the manifest.

In: the environment with its initial rows and task instances, and what it was made from. Out: the files by name, in
a fixed order. Guaranteed: the Python is formatted and its names are known
(of the judge, which is awmc's own code and the same in every package, a test says so); the SQL has been prepared against its schema.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from awmc.checked import Package
from awmc.emit.card import emit_card
from awmc.emit.format import format_python
from awmc.emit.judged import start_digests
from awmc.emit.judging import emit_judging
from awmc.emit.manifest import emit_manifest
from awmc.emit.models import emit_models
from awmc.emit.owned import MANIFEST
from awmc.emit.policy import emit_policy
from awmc.emit.python import (
    emit_contracts,
    emit_goals,
    emit_init,
    emit_rows,
    emit_rules,
    emit_tools,
)
from awmc.emit.python.verifiers import emit_verifiers
from awmc.emit.quote import json_text
from awmc.emit.sql import emit_data, emit_schema
from awmc.emit.sql.selfcheck import selfcheck
from awmc.emit.tools_json import emit_tools_json
from awmc.ir.model import Environment
from awmc.origin import Origin

if TYPE_CHECKING:
    from awmc.build import Build


def emit_package(env: Environment, build: "Build", origin: Origin) -> Package:
    """The package of an environment."""
    rows = {entity.table: len(build.rows.get(entity.name, ())) for entity in env.entities}
    tasks = {task.name: 0 for task in env.tasks}
    for instance in build.tasks:
        tasks[instance.family] += 1
    schema, data = emit_schema(env), emit_data(env, build.rows)
    python = {
        "__init__.py": emit_init(env),
        "models.py": emit_models(env),
        "rows.py": emit_rows(env),
        "rules.py": emit_rules(env),
        "tools.py": emit_tools(env),
        "contracts.py": emit_contracts(env),
    }
    if any(task.goal for task in env.tasks):
        python["goals.py"] = emit_goals(env)
    instances = [instance.as_json() for instance in build.tasks]
    if instances:
        given = {instance["id"]: instance["given"] for instance in instances}
        starts = start_digests(env, schema, data, given)
        python["verifiers.py"] = emit_verifiers(env, instances, starts)
    with ThreadPoolExecutor(1) as pool:  # ruff is a process of its own: meanwhile this one goes on
        formatted = pool.submit(format_python, python, env.name)
        selfcheck(schema, data, python)
        others = {
            **({"judging.py": emit_judging()} if instances else {}),
            "schema.sql": schema,
            "data.sql": data,
            "tools.json": emit_tools_json(env),
            "tasks.json": json_text(instances),
            "POLICY.md": emit_policy(env),
            "README.md": emit_card(env, rows, tasks),
            **_externs(origin),
        }
        files = {**formatted.result(), **others}
    files[MANIFEST] = emit_manifest(env, origin.digests, rows, tasks, files)
    return Package(env.name, files, rows, tasks, len(env.tools), tuple(build.dropped))


def _externs(origin: Origin) -> dict[str, str]:
    """The outside functions, copied as they are: they run only where their user allows it."""
    if not origin.externs:
        return {}
    head = '"""Outside functions of the spec, copied as they are."""\n'
    files = {f"externs/{module}.py": text for module, text in origin.externs.items()}
    return {"externs/__init__.py": head, **files}
