"""Values as the language and JSON write them.

In: values as `kinds.convert` gives them. Out: text. Guaranteed: the compiler reads the same value back.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from awmc.interop.sql.kinds import Kind

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "{": "{{", "}": "}}"}


def text_literal(value: str) -> str:
    """A text in double quotes."""
    return '"' + "".join(map(_sign, value)) + '"'


def doc_literal(value: str) -> str:
    """A doc: on one line, its braces as they are, without U+0000, which no text has."""
    line = " ".join(value.replace("\0", " ").split())
    return '"' + "".join(sign if sign in "{}" else _sign(sign) for sign in line) + '"'


def _sign(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return sign if sign.isprintable() else f"\\u{{{ord(sign):x}}}"


def literal(kind: Kind, value: Any) -> str:
    """A value as a literal of the language."""
    if value is None:
        return "none"
    match kind.name:
        case "text":
            return text_literal(value)
        case "enum":
            return (kind.enum.member(value) if kind.enum else None) or text_literal(value)
        case "bool":
            return "true" if value else "false"
        case "list":
            return "[" + ", ".join(literal(Kind(kind.item), one) for one in value) + "]"
        case "map":
            return (
                "{ "
                + ", ".join(
                    f"{text_literal(k)}: {literal(Kind(kind.item), v)}" for k, v in value.items()
                )
                + " }"
            )
        case _:
            return number(value)


def number(value: Any) -> str:
    """A number or a moment: both are written alike in data and in the language."""
    return (
        format(value, "f")
        if isinstance(value, Decimal)
        else str(value)
        if not isinstance(value, float)
        else repr(value)
    )


def json_text(value: Any) -> str:
    """A value as JSON, numbers with all their decimals."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(json_text, value)) + "]"
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json_text(name)}: {json_text(item)}" for name, item in value.items())
            + "}"
        )
    return json.dumps(value, ensure_ascii=False)
