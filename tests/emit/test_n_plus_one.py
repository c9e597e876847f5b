"""No tool that only reads asks the database anew for each row that it shows.

In the generated code itself: nothing that asks stands where it runs once a row, so the number of statements of a call does not grow with the
rows, whatever the arguments. And in play: a call asks no more statements than its code has places that ask.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from awmc.runtime import Episode, load

GENERATED = sorted(path.parent for path in Path("generated").glob("*/tools.py"))
ENVIRONMENTS = pytest.mark.parametrize("package", GENERATED, ids=lambda path: path.name)
STILL = json.loads(Path(__file__).with_name("n_plus_one.json").read_text("utf-8"))
"""Environment -> tool -> why it still asks for each row."""

_QUIET = frozenset("each match extern turn fail reject missing actor_key ensure call".split())
"""Methods of the session that do not ask, or not in a tool that reads."""


@dataclass
class Asking(ast.NodeVisitor):
    """The places that ask in a piece of code, and those among them that run once a row."""

    functions: dict[str, ast.FunctionDef]
    seen: frozenset[str] = frozenset()
    loops: int = 0
    places: int = 0
    repeated: int = 0

    def visit_Call(self, node: ast.Call) -> None:
        match node.func:
            case ast.Attribute(value=ast.Name(id="s"), attr=method) if method not in _QUIET:
                self._ask(1)
            case ast.Name(id="ordered"):
                self.visit(node.args[0])
                self._each(*node.args[1:])
                return
            case ast.Name(id=name) if name in self.functions and name not in self.seen:
                inner = Asking(self.functions, self.seen | {name})
                for statement in self.functions[name].body:
                    inner.visit(statement)
                self._ask(inner.places)
                self.repeated += inner.repeated
        self.generic_visit(node)

    def _ask(self, places: int) -> None:
        self.places += places
        self.repeated += places if self.loops else 0

    def _each(self, *nodes: ast.AST) -> None:
        self.loops += 1
        for node in nodes:
            self.visit(node)
        self.loops -= 1

    def _comprehension(self, generators: list[ast.comprehension], *items: ast.AST) -> None:
        self.visit(generators[0].iter)
        tests = [test for generator in generators for test in generator.ifs]
        self._each(*(generator.iter for generator in generators[1:]), *tests, *items)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node.generators, node.elt)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node.generators, node.elt)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node.generators, node.key, node.value)

    def visit_For(self, node: ast.For) -> None:
        self.visit(node.iter)
        self._each(*node.body)

    def visit_While(self, node: ast.While) -> None:
        self._each(node.test, *node.body)

    def visit_keyword(self, node: ast.keyword) -> None:
        match node:
            case ast.keyword(arg="visible", value=ast.Name(id=name)):
                self.visit(ast.Call(func=ast.Name(id=name), args=[], keywords=[]))
            case ast.keyword(arg="key", value=ast.Lambda() as key):
                self._each(key.body)
            case _:
                self.visit(node.value)


@cache
def functions(path: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def reading(package: Path) -> Iterator[tuple[str, Asking]]:
    """The tools that only read, with where they ask."""
    rules = functions(package / "rules.py")
    for name, function in functions(package / "tools.py").items():
        (decorator,) = function.decorator_list
        assert isinstance(decorator, ast.Call)
        words = {word.arg: word.value for word in decorator.keywords}
        if not words.keys() & {"writes", "advances"}:
            asking = Asking(rules)
            for statement in function.body:
                asking.visit(statement)
            told = words.get("name")
            yield (told.value if isinstance(told, ast.Constant) else name), asking


@ENVIRONMENTS
def test_no_statement_is_asked_once_a_row(package: Path) -> None:
    known = STILL.get(package.name, {})
    found = {name for name, asking in reading(package) if asking.repeated}
    assert found - known.keys() == set(), "these ask for each row: see what keeps them out of SQL"
    assert known.keys() - found == set(), "these no longer do: take them out of n_plus_one.json"


@ENVIRONMENTS
def test_a_call_asks_no_more_than_its_code_has_places(package: Path) -> None:
    known = STILL.get(package.name, {})
    places = {name: asking.places for name, asking in reading(package) if name not in known}
    environment = load(package, allow_extern=True)
    for task in environment.tasks()[:12]:
        with environment.episode(task=task["id"]) as episode:
            for step in task["solution"]:
                asked = statements(episode, step)
                assert asked <= places.get(step["tool"], asked), step
    environment.close()


def statements(episode: Episode, step: dict[str, Any]) -> int:
    """How many queries a call of a solution asks."""
    seen: list[str] = []
    episode.connection.set_trace_callback(seen.append)
    episode.call(step["tool"], step["arguments"], side=step.get("side", "agent"))
    episode.connection.set_trace_callback(None)
    return sum(sql.lstrip().upper().startswith(("SELECT", "WITH")) for sql in seen)
