"""How large a statement may be, by what every SQLite from 3.38 on takes.

In: a statement, as nodes or as text. Out: whether it is within the limits. Guaranteed: a function of the statement alone, so that
every SQLite gives the same package; newer ones would take more.
"""

from __future__ import annotations

import re

from sqlglot import exp

from awmc.emit.sql.nodes import Node

MAX_NODES = 4000
"""How large a statement may become: inlining a definition twice in each step of a chain doubles it each time."""
MAX_TABLES = 50
"""SQLite joins at most 64 tables, and moves those of subqueries into one join."""
MAX_NESTING = 100
"""The depth of the stack of SQLite's parser before 3.46."""

_START = 18
_ENTRIES = {"select": 8, "function": 6, "bracket": 3, "case": 5}
"""How much of the stack each of them takes at most, with the operators around it: measured over the statements of specs."""
_TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|(?P<select>\w?\(\s*SELECT\b)|(?P<function>\w\()|(?P<bracket>\()"""
    r"""|(?P<case>\bCASE\b)|(?P<close>\)|\bEND\b)"""
)


def too_large(node: Node) -> bool:
    """Whether a statement has too many parts or tables."""
    nodes = tables = 0
    for part in node.walk():
        nodes += 1
        tables += isinstance(part, exp.Table | exp.Subquery)
    return nodes > MAX_NODES or tables > MAX_TABLES


def nesting(sql: str) -> int:
    """How much of the parser's stack a statement takes at most."""
    open_: list[int] = []
    now = deepest = _START
    for token in _TOKEN.finditer(sql):
        kind = token.lastgroup
        if kind == "close":
            now -= open_.pop()
        elif kind is not None:
            open_.append(_ENTRIES[kind])
            now += open_[-1]
            deepest = max(deepest, now)
    return deepest
