"""Arguments of a tool as words of a command line: `copy_barcode=B1-0 limit=5 tags:=["a"]`.

In: the words, and the tool's entry of tools.json. Out: the JSON object. `name=value` is a text where the tool wants one, else JSON;
`name:=value` is JSON always.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


class WrongArgument(Exception):
    """A word that is no argument; the message says how to write one."""


def parse_arguments(words: Iterable[str], tool: dict[str, Any] | None) -> dict[str, Any]:
    """The arguments of one call. Raises WrongArgument."""
    properties = {} if tool is None else tool["inputSchema"]["properties"]
    return dict(_argument(word, properties) for word in words)


def _argument(word: str, properties: dict[str, Any]) -> tuple[str, Any]:
    name, equals, text = word.partition("=")
    if not equals or not name:
        raise WrongArgument(f"{word!r} is no argument: write name=value, such as limit=5")
    if name.endswith(":"):
        try:
            return name[:-1], json.loads(text)
        except ValueError as error:
            raise WrongArgument(f"{text!r} is not JSON, which := wants: {error}") from error
    return name, text if _is_text(properties.get(name, {})) else _json_or_text(text)


def _is_text(schema: dict[str, Any]) -> bool:
    """Whether the parameter is a text, null aside."""
    kinds = [part.get("type") for part in schema.get("anyOf", [schema])]
    return "string" in kinds


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
