"""A session forgets what it was told of a table when that is written to: it knows from a query's text which tables that reads."""

from __future__ import annotations

import ast
import re
import sqlite3
from pathlib import Path

import pytest

from awmc.runtime import load

GENERATED = sorted(p.parent for p in Path("generated").glob("*/manifest.json"))


def queries(package: Path) -> list[str]:
    """Every query of the generated tools, rules and goals."""
    found: list[str] = []
    for module in ("tools.py", "rules.py", "goals.py"):
        tree = ast.parse((package / module).read_text(encoding="utf-8"))
        texts = [
            node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        ]
        found += [
            t for t in texts if isinstance(t, str) and t.split()[:1] in (["SELECT"], ["WITH"])
        ]
    return found


@pytest.mark.parametrize("package", GENERATED, ids=lambda p: p.name)
def test_a_text_names_all_the_tables_that_sqlite_reads_for_it(package: Path) -> None:
    with load(package, allow_extern=True) as environment, environment.episode() as episode:
        read: set[str] = set()

        def allow(action: int, table: str | None, *_: str | None) -> int:
            if action == sqlite3.SQLITE_READ and table is not None:
                read.add(table)
            return sqlite3.SQLITE_OK

        episode.connection.set_authorizer(allow)
        told = 0
        for sql in queries(package):
            read.clear()
            given = dict.fromkeys(re.findall(r":(\w+)", sql))
            episode.connection.execute(f"EXPLAIN {sql}", given)
            known = read & environment.catalogue.by_name.keys()
            assert known <= environment.catalogue.tables_in(sql)
            told += len(known)
        episode.connection.set_authorizer(None)
        assert bool(told) == bool(queries(package))
