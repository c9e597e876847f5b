"""Text of a spec made safe for where it lands: Python, comments, docstrings, Markdown, Mermaid.

In: any text; specs are untrusted. Out: text that cannot end the literal, comment, cell or diagram it stands in, and that
shows what it holds: control characters and marks that reorder or hide text are spelt as escapes. The same on every Python.
"""

import json
import re
from collections.abc import Iterable

HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""Characters that are not seen, or that change how others are seen."""

_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&-])")


def escaped(character: str) -> str:
    """One hidden character as Python spells it."""
    number = ord(character)
    if character in _ESCAPES:
        return _ESCAPES[character]
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def visible(text: str) -> str:
    """The text on one line, hidden characters escaped."""
    return HIDDEN.sub(lambda found: escaped(found[0]), text)


def python_text(text: str) -> str:
    """A Python literal of `text`, in the quotes that ruff and black would choose."""
    quote = "'" if '"' in text and "'" not in text else '"'
    body = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
    return quote + visible(body) + quote


def quoted(text: str) -> str:
    """A literal of the text on one line, in the double quotes of JSON, TOML, YAML and Dockerfiles."""
    return json.dumps(visible(" ".join(text.split())), ensure_ascii=False)


def python_texts(texts: Iterable[str]) -> str:
    """A tuple of texts as Python source."""
    parts = [python_text(text) for text in texts]
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def comment(text: str) -> str:
    """The text as the rest of a `#` or `--` comment: one line."""
    return visible(" ".join(text.split()))


def docstring(text: str) -> str:
    """The text as the inside of a one-line docstring that does not end in a quote or a backslash."""
    words = visible(" ".join(text.split()).replace("\\", "\\\\")).replace('"', '\\"')
    words = words if not words.endswith(('"', "\\")) else words + " ."
    return words or "…"


def plain(text: str) -> str:
    """The text in one line of Markdown, every character standing for itself."""
    return _MARKDOWN.sub(r"\\\1", visible(" ".join(text.split())))


def code(text: str) -> str:
    """The text as code in Markdown, in a table's cell too."""
    body = visible(" ".join(text.split())).replace("|", "\\|")
    ticks = "`" * (max((len(run) for run in re.findall("`+", body)), default=0) + 1)
    pad = " " if body.startswith("`") or body.endswith("`") else ""
    return f"{ticks}{pad}{body}{pad}{ticks}" if body else ""


def block(text: str) -> str:
    """Markdown that a spec's author wrote, line by line: what would be HTML, a link or an image stands as text."""
    lines = (visible(line) for line in text.strip("\n").split("\n"))
    dead = (re.sub(r"<(?=[A-Za-z/!?])", r"\\<", line).replace("](", "]\\(") for line in lines)
    return "\n".join(line.rstrip() for line in dead)


_WIDTH = 100
_JSON = json.JSONEncoder(ensure_ascii=False).encode


def json_text(value: object) -> str:
    """The value as JSON, other scripts as they are, hidden characters escaped: what fits on a line stands on one."""
    return HIDDEN.sub(_json_escaped, _json_lines(value, "", _WIDTH)) + "\n"


def _json_lines(value: object, indent: str, room: int) -> str:
    """The value, whose first line may have `room` characters, the others with this indent."""
    line = _JSON(value)
    if len(line) <= room or not isinstance(value, dict | list | tuple) or not value:
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        heads = [f"{_JSON(str(key))}: " for key in value]
        parts = [
            inner + head + _json_lines(item, inner, _WIDTH - len(inner) - len(head) - 1)
            for head, item in zip(heads, value.values(), strict=True)
        ]
    else:
        parts = [inner + _json_lines(item, inner, _WIDTH - len(inner) - 1) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return opening + "\n" + ",\n".join(parts) + "\n" + indent + closing


def _json_escaped(found: re.Match[str]) -> str:
    return "\n" if found[0] == "\n" else json.dumps(found[0])[1:-1]


def mermaid(text: str) -> str:
    """The text inside the double quotes of a Mermaid diagram; its entities for what would end them."""
    words = visible(" ".join(text.split()))
    return re.sub(r'["#;%<>`\\{}]', lambda found: f"#{ord(found[0])};", words)
