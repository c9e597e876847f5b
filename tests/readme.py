"""The blocks of the README by their titles, for the tests of each extra.

In: a title. Out: the lines of the block, as they stand there.
"""

from pathlib import Path

from tests.fences import blocks

README = Path(__file__).parents[1] / "README.md"


def shown(title: str) -> str:
    """The text of the README's block of that title. Raises ValueError unless there is just one."""
    (text,) = [block.text for block in blocks(README) if block.title == title]
    return text
