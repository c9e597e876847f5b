"""`manifest.json`: where an environment comes from, what is in it, what each tool may touch, and a digest of every file.

In: the environment, the digests of what it was made from, what was built, and the finished files. Out: JSON text. It holds no time and no
path of the machine, so the same spec gives the same bytes everywhere.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from awmc import __version__
from awmc.emit.quote import json_text
from awmc.ir.columns import entity_columns, field_columns
from awmc.ir.model import Effects, Environment, Tool

LANGUAGE = "1"
"""The version of the language; a spec that a new one would read otherwise makes it go up."""


def emit_manifest(
    env: Environment,
    sources: Mapping[str, str],
    rows: Mapping[str, int],
    tasks: Mapping[str, int],
    files: Mapping[str, str],
) -> str:
    """The text of `manifest.json`; `sources` gives the digest of each file that was read, by its path beside the spec."""
    return json_text(
        {
            "name": env.name,
            "description": env.doc,
            "source": env.source,
            "awmc": __version__,
            "language": LANGUAGE,
            "sources": dict(sources),
            "counts": _counts(env, rows, tasks),
            "tables": {
                entity.table: {
                    "rows": rows.get(entity.table, 0),
                    "columns": [column.name for column in entity_columns(env, entity)],
                }
                for entity in env.entities
            },
            "tools": {tool.name: _tool(env, tool) for tool in env.tools},
            "tasks": dict(tasks),
            "externs": [f"{extern.module}:{extern.function}" for extern in env.externs],
            "files": {name: digest(text) for name, text in files.items()},
        }
    )


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _counts(env: Environment, rows: Mapping[str, int], tasks: Mapping[str, int]) -> dict[str, int]:
    return {
        "tables": len(env.entities),
        "rows": sum(rows.values()),
        "tools": len(env.tools),
        "invariants": len(env.invariants),
        "tasks": sum(tasks.values()),
    }


def _tool(env: Environment, tool: Tool) -> dict[str, Any]:
    effects = tool.effects
    return {
        "side": "private" if tool.private else "user" if tool.by_user else "agent",
        "read_only": tool.read_only,
        "reads": _columns(env, effects.reads),
        "changes": _columns(env, effects.updates),
        "creates": _tables(env, effects.creates),
        "deletes": _tables(env, effects.deletes),
        **_time(effects),
    }


def _time(effects: Effects) -> dict[str, bool]:
    return {"reads_clock": effects.clock, "advances": effects.advances}


def _tables(env: Environment, entities: tuple[str, ...]) -> list[str]:
    return [env.entity(name).table for name in entities]


def _columns(env: Environment, fields: tuple[tuple[str, str], ...]) -> list[str]:
    return [
        f"{env.entity(entity).table}.{column.name}"
        for entity, field in fields
        for column in field_columns(env, env.entity(entity).field(field))
    ]
