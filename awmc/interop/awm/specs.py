"""The interface of an environment in the form of the AgentWorldModel format, and what is told of tools in other places of it.

In: the files of a generated package. Out: the groups of gen_spec. Guaranteed: of the tools just those that an agent may call.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from awmc.interop.awm.records import Endpoint, Group, Parameter
from awmc.interop.calling import RESULT

READING, CHANGING = "reading", "changing"
_TYPES = {"number": "float"}


def agent_tools(files: Mapping[str, str]) -> list[dict[str, Any]]:
    """What tools.json says of the tools that an agent may call."""
    return [spec for spec in json.loads(files["tools.json"]) if spec["side"] == "agent"]


def tag(spec: Mapping[str, Any]) -> str:
    """Whether a tool reads or changes."""
    return READING if spec["annotations"]["readOnlyHint"] else CHANGING


def plain_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a parameter with its types under `type`, where fastapi-mcp looks for them: else it would refuse a null."""
    match schema:
        case {"anyOf": [dict() as kind, {"type": "null"}]}:
            more = {key: value for key, value in schema.items() if key != "anyOf"}
            merged = {**more, **kind, "type": [kind["type"], "null"]}
            return {**merged, "enum": [*kind["enum"], None]} if "enum" in kind else merged
    return dict(schema)


def groups(files: Mapping[str, str]) -> tuple[Group, ...]:
    """The endpoints, those that only read first."""
    tools = agent_tools(files)
    touched = json.loads(files["manifest.json"])["tools"]
    found = {
        name: tuple(_endpoint(spec, touched[spec["name"]]) for spec in tools if tag(spec) == name)
        for name in (READING, CHANGING)
    }
    return tuple(
        Group(name.capitalize(), endpoints) for name, endpoints in found.items() if endpoints
    )


def _endpoint(spec: Mapping[str, Any], touched: Mapping[str, Any]) -> Endpoint:
    taken = spec["inputSchema"]
    return Endpoint(
        operation=spec["name"],
        path=f"/api/{spec['name']}",
        summary=spec["description"],
        description=spec["description"],
        tags=(tag(spec),),
        parameters=tuple(
            _parameter(name, schema, name in taken["required"])
            for name, schema in taken["properties"].items()
        ),
        response=_response(spec["outputSchema"]),
        columns=_columns(touched),
    )


def _columns(touched: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The tables that a tool reads or writes, and the columns, as far as they are told apart."""
    found: dict[str, set[str]] = {}
    for place in (*touched["reads"], *touched["changes"]):
        table, _, column = place.partition(".")
        found.setdefault(table, set()).update({column} - {""})
    for table in (*touched["creates"], *touched["deletes"]):
        found.setdefault(table, set())
    return {table: tuple(sorted(columns)) for table, columns in sorted(found.items())}


def _parameter(name: str, schema: Mapping[str, Any], required: bool) -> Parameter:
    plain = plain_schema(schema)
    kinds = plain.pop("type", "string")
    kind = str(kinds[0] if isinstance(kinds, list) else kinds)
    told = str(plain.pop("description", ""))
    if kinds != kind:
        plain["nullable"] = True
    return Parameter(name, _TYPES.get(kind, kind), "body", required, told, plain)


def _response(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a result; one that is no object stands under a name of its own."""
    if schema.get("type") == "object" and "properties" in schema:
        return dict(schema["properties"])
    return {RESULT: dict(schema)}
