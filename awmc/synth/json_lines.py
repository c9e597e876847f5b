"""Grammars of lines of JSON objects, each of which a schema describes.

In: a JSON Schema of one line. Out: a grammar for llguidance or for llama.cpp. Guaranteed: what a grammar allows is one object a line, with nothing around; what the
grammar for llama.cpp cannot say of the schema (lengths, patterns, what is optional) it leaves to whoever reads the lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_ON_ONE_LINE = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}

_ANY = r"""
any ::= text | number | "true" | "false" | "null" | "{" (text ": " any (", " text ": " any)*)? "}" | "[" (any (", " any)*)? "]"
text ::= "\"" ([^"\\\x00-\x1f] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F]))* "\""
integer ::= "-"? ("0" | [1-9] [0-9]*)
number ::= integer ("." [0-9]+)? ([eE] [-+]? [0-9]+)?
"""
_TYPES = {"string": "text", "integer": "integer", "number": "number", "null": '"null"'}


def lark_lines(schema: Mapping[str, Any]) -> str:
    """For llguidance, whose Lark knows JSON Schema."""
    text = json.dumps({**schema, "x-guidance": _ON_ONE_LINE})
    return f'%llguidance {{}}\nstart: line ("\\n" line)* "\\n"?\nline: %json {text}\n'


def gbnf_lines(schema: Mapping[str, Any]) -> str:
    """For llama.cpp."""
    line = _Rules(schema).value(schema)
    return f'root ::= line ("\\n" line)* "\\n"?\nline ::= {line}{_ANY}'


class _Rules:
    """A schema as an expression of GBNF."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._named: Mapping[str, Any] = schema.get("$defs", {})

    def value(self, schema: Mapping[str, Any], inside: tuple[str, ...] = ()) -> str:
        """The values of a schema; `inside` are the named ones that it is in."""
        match schema:
            case {"$ref": str(path)}:
                name = path.rsplit("/", 1)[-1]
                known = name in self._named and name not in inside
                return self.value(self._named[name], (*inside, name)) if known else "any"
            case {"enum": [*values]}:
                return f"({' | '.join(_literal(json.dumps(value)) for value in values)})"
            case {"const": value}:
                return _literal(json.dumps(value))
            case {"anyOf": [*several]}:
                return f"({' | '.join(self.value(one, inside) for one in several)})"
            case {"type": "array", "items": dict(items)}:
                item = self.value(items, inside)
                many = f'{item} (", " {item})*'
                return f'"[" {many} "]"' if schema.get("minItems") else f'"[" ({many})? "]"'
            case {"type": "object", "properties": dict(properties)} if properties:
                pairs = (
                    f"{_literal(json.dumps(name) + ': ')} {self.value(one, inside)}"
                    for name, one in properties.items()
                )
                members = ' ", " '.join(pairs)
                return f'"{{" {members} "}}"'
            case {"type": "boolean"}:
                return '("true" | "false")'
            case {"type": "object"}:
                return '"{" (text ": " any (", " text ": " any)*)? "}"'
            case {"type": str(name)}:
                return _TYPES.get(name, "any")
            case _:
                return "any"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
