"""The one-file server of an environment, in the form of the AgentWorldModel format.

In: the files of a generated package. Out: the text of `full_code`. Guaranteed, whatever a spec says in its texts: exactly one line has
`create_engine(`, exactly one `uvicorn.run(app`, with four spaces before it, and what stands from `if __name__ == "__main__":` on is not needed
to import the file. Programs that read the format replace these by lines of their own. The same package gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from awmc import __version__
from awmc.emit.quote import HIDDEN, python_text
from awmc.emit.templates import render
from awmc.interop.awm.carried import carried
from awmc.interop.awm.specs import agent_tools, plain_schema, tag

_MARKS = {
    "create_engine(": "create_engine\\x28",
    "uvicorn.run(app": "uvicorn.run\\x28app",
    "__main__": "__main\\x5f_",
}
"""What readers of the format look for in the code, and how it is spelt in a literal."""


@dataclass(frozen=True)
class _Tool:
    """A route; all fields are Python text."""

    name: str
    summary: str
    tag: str
    properties: tuple[str, ...]
    required: str
    result: str


@dataclass(frozen=True)
class _File:
    """A carried file: its path and its text as a literal."""

    path: str
    text: str


@dataclass(frozen=True)
class _View:
    """What the template shows."""

    name: str
    awmc: str
    title: str
    doc: str
    tools: tuple[_Tool, ...]
    files: tuple[_File, ...]
    digest: str
    allow_extern: bool


def server(files: Mapping[str, str], doc: str, *, allow_extern: bool = False) -> str:
    """The text of the server; `doc` says what the environment is. With `allow_extern` the spec's own Python is taken along and run."""
    name = json.loads(files["manifest.json"])["name"]
    inside = carried(files, allow_extern=allow_extern)
    view = _View(
        name=name,
        awmc=__version__,
        title=literal(name),
        doc=literal(doc),
        tools=tuple(_tool(spec) for spec in agent_tools(files)),
        files=tuple(_File(path, _block(text)) for path, text in inside.items()),
        digest=hashlib.sha256(json.dumps(inside).encode()).hexdigest()[:8],
        allow_extern=allow_extern,
    )
    return render("awm_server.py.jinja", view)


def _tool(spec: Mapping[str, Any]) -> _Tool:
    taken = spec["inputSchema"]
    properties = taken["properties"].items()
    return _Tool(
        name=spec["name"],
        summary=literal(spec["description"]),
        tag=tag(spec),
        properties=tuple(
            f"{literal(n)}: {literal(plain_schema(schema))}," for n, schema in properties
        ),
        required=literal(taken["required"]),
        result=literal(spec["outputSchema"]),
    )


def literal(value: Any) -> str:
    """A JSON value as Python, on one line, in which readers of the format find none of what they look for."""
    match value:
        case str():
            return _unmarked(python_text(value))
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
        case _:
            return repr(value)


def _unmarked(text: str) -> str:
    for mark, spelling in _MARKS.items():
        text = text.replace(mark, spelling)
    return text


def _block(text: str) -> str:
    """A text of several lines as Python: as it is where that can be, else line by line."""
    plain = not HIDDEN.search(text.replace("\n", "")) and "'''" not in text
    if plain and not text.endswith(("\\", "'")) and _unmarked(text) == text:
        return f"r'''{text}'''"
    return "(\n" + "".join(_lines(text)) + "    )"


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True) or [""]:
        yield f"        {literal(line)}\n"
