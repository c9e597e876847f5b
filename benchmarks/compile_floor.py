"""What no compiler can do without: `python -m benchmarks.compile_floor SPECS GENERATED [--jobs N]`.

In: a folder of specs, and the folder with what they compile to. Done to each: parsed by Lark's own LALR parser with grammar/awm.lark, the generated Python
compiled to bytes, the tables made in an SQLite database in memory. Out: nothing.
"""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

from lark import Lark

GRAMMAR = Path(__file__).parents[1] / "grammar" / "awm.lark"


class WholeWords:
    """What the grammar asks of its lexer: a name may stand wherever a keyword does."""

    always_accept = ("NAME",)

    def process(self, stream: Iterator[Any]) -> Iterator[Any]:
        """The tokens as they are."""
        return stream


@cache
def lark(tables: str) -> Lark:
    """Lark's parser, with its tables from a file if `tables` names one."""
    return Lark(
        GRAMMAR.read_text("utf-8"),
        parser="lalr",
        lexer="contextual",
        start="module",
        postlex=WholeWords(),
        cache=tables or False,
    )


def floor(spec: str, python: Iterable[tuple[str, str]], schema: str, tables: str = "") -> None:
    """For one spec, as texts."""
    lark(tables).parse(spec)
    for name, text in python:
        compile(text, name, "exec")
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema)
    connection.close()


def texts(spec: Path, folder: Path) -> tuple[str, list[tuple[str, str]], str]:
    """What `floor` takes, of a spec and its generated folder."""
    python = [(file.name, file.read_text("utf-8")) for file in sorted(folder.glob("*.py"))]
    return spec.read_text("utf-8"), python, (folder / "schema.sql").read_text("utf-8")


def of_file(spec: Path, generated: Path, tables: str) -> None:
    """For one spec, read from its files."""
    floor(*texts(spec, generated / spec.stem), tables)


def main() -> None:
    """For every spec of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specs", type=Path)
    parser.add_argument("generated", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tables", default="", help="where Lark keeps its tables")
    arguments = parser.parse_args()
    work = partial(of_file, generated=arguments.generated, tables=arguments.tables)
    specs = sorted(arguments.specs.glob("*.awm"))
    if arguments.jobs == 1:
        for spec in specs:
            work(spec)
        return
    with ProcessPoolExecutor(arguments.jobs) as pool:
        list(pool.map(work, specs))


if __name__ == "__main__":
    main()
