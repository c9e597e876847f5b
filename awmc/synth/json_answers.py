"""JSON objects in an answer of a model, whatever else it wrote.

In: the text of an answer: lines of JSON, an array, an object that holds nothing but an array, in a fenced block or bare, with words around; with commas too
many; cut off. Out: the objects that are whole. Guaranteed: never raises, whatever the text is; takes time in proportion to its length; no text in an object
has a lone surrogate.

Of an object that is broken or was cut off, the whole objects within it are given. A quote that is not closed on its line ends with it, so that one broken
line does not take the next with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from awmc.endpoint.completions import no_number, without_thoughts
from awmc.synth.answer_texts import cleaned

_SIGN = re.compile(r'"(?:[^"\\\n]|\\.)*(?:"|(?=\n)|\Z)|[{}]')
_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])')
_DEEPEST = 3
"""So far in is looked for whole objects within a broken one."""


@dataclass
class _Object:
    """A pair of braces and those directly in it."""

    start: int
    end: int
    inner: list[_Object] = field(default_factory=list)


def json_lines_in(answer: str) -> list[dict[str, Any]]:
    """The JSON objects in an answer, in order. One whose only field is a list of objects stands for these."""
    text = without_thoughts(cleaned(answer))
    return list(_read(text, _objects(text), _DEEPEST))


def _objects(text: str) -> list[_Object]:
    """The outermost pairs of braces that are closed."""
    found: list[_Object] = []
    opened: list[
        tuple[int, int]
    ] = []  # where each stands, and how many objects were found before it
    for match in _SIGN.finditer(text):
        sign = match.group()
        if sign == "{":
            opened.append((match.start(), len(found)))
        elif sign == "}" and opened:
            start, before = opened.pop()
            found[before:] = [_Object(start, match.end(), found[before:])]
    return found


def _read(text: str, objects: list[_Object], depth: int) -> Iterator[dict[str, Any]]:
    for one in objects:
        value = _value(text[one.start : one.end])
        if value is None:
            yield from _read(text, one.inner, depth - 1) if depth else ()
            continue
        fields = list(value.values())
        inner = fields[0] if len(fields) == 1 and isinstance(fields[0], list) else []
        if inner and all(isinstance(item, dict) for item in inner):
            yield from inner
        else:
            yield value


def _value(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(
            _COMMA.sub(lambda match: match[1] or "", text), strict=False, parse_constant=no_number
        )
        data = json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore")
    except (ValueError, RecursionError):
        return None
    return json.loads(data) if isinstance(value, dict) else None
