"""What the README shows, for its own tests and those of each extra."""

import shlex
from pathlib import Path

from tests.fences import blocks

README = Path(__file__).parents[1] / "README.md"


def shown(title: str) -> str:
    """The text of the README's block of that title. Raises ValueError unless there is just one."""
    (text,) = [block.text for block in blocks(README) if block.title == title]
    return text


def texts(language: str) -> list[str]:
    """Its blocks in a language, in order."""
    return [block.text for block in blocks(README) if block.language == language]


def commands() -> list[list[str]]:
    """The words of every `awmc` command, without the first, in order."""
    lines = [line for text in texts("sh") for line in text.splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("awmc ")]
