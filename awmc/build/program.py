"""The Python that building runs: expressions and blocks of `data` and `task` over a `World`, with the models of the tools.

In: an environment, and requests for functions, each answered with a name. Out: a `Program`, the loaded package, in
which they are called by name. Guaranteed: every function takes the world and a random stream first, and raises nothing but
`Failed` and `Rejected`, whatever the spec says.
"""

from __future__ import annotations

import ast
import importlib
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from awmc.emit.models import emit_models
from awmc.emit.names import attribute
from awmc.emit.python import comprehensions, emit_contracts, emit_rows, json_values, references
from awmc.emit.python.changes import Assigned, assigned
from awmc.emit.python.context import Context
from awmc.emit.python.functions import Maker
from awmc.emit.python.module import Module
from awmc.emit.python.nodes import name
from awmc.emit.python.printer import code
from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir import types as t
from awmc.ir.columns import field_columns
from awmc.ir.model import Environment
from awmc.ir.walk import all_statements
from awmc.runtime.closing import Closing
from awmc.runtime.contract import Contract, Model
from awmc.runtime.loader import load_files
from awmc.runtime.tables import Row

Params = Sequence[tuple[str, t.Type]]
_MODULE = "program"
_INIT = """from awmc.runtime import Definition
from .rows import TABLES
from . import program
ENVIRONMENT = Definition(name="", tables=TABLES, tools={}, schema="")
"""


def _lazy(sequence: ast.expr) -> ast.expr:
    """A sequence that gives its items one by one, so that too many of them are noticed before they are all there."""
    match sequence:
        case ast.ListComp():
            return ast.GeneratorExp(elt=sequence.elt, generators=sequence.generators)
        case ast.Call(func=ast.Name(id="list"), args=[inner]):
            return inner
        case _:
            return sequence


@dataclass
class Source:
    """The text in the making."""

    env: Environment
    maker: Maker = field(init=False)
    blocks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        module = Module(self.env, f"Data and tasks of `{self.env.name}`.")
        module.use("typing", "Any")
        module.use(".contracts", "MODEL")
        extra = (("random", "Any"),)
        self.maker = Maker(self.env, "world", module, rules=".contracts", extra=extra)

    def loops(self, found: comprehensions.Loops) -> str:
        """A function that gives the values of the loop names: rows of one name, or tuples of several."""
        cx = self._context()
        sequence, _, _ = comprehensions.rows_of(cx, found)
        return self._add(cx, (), [f"return {code(_lazy(sequence))}"])

    def expression(self, params: Params, value: e.Expr, *, shown: bool = False) -> str:
        """A function that gives the run-time value of an expression, or with `shown` its JSON value."""
        cx, signature = self._params(params)
        made = json_values.shown(cx, value) if shown else cx.expr(value)
        return self._add(cx, signature, [f"return {code(made)}"])

    def statements(self, params: Params, body: tuple[st.Stmt, ...]) -> str:
        """A function that runs statements. Calls in it are calls of the world with the tool's contract."""
        for statement in all_statements(body):
            if isinstance(statement, st.CallTool):
                self.maker.module.use(".contracts", self.maker.names.contracts[statement.tool])
        function = self._fresh()
        self.blocks.append(self.maker.statements(function, params, body, function))
        return function

    def columns(self, params: Params, entity: str, values: Sequence[st.Value]) -> str:
        """A function that gives the columns of a new row, by attribute."""
        cx, signature = self._params(params)
        given = assigned(cx, self.env.entity(entity), values)
        return self._columns(cx, signature, given)

    def literal_columns(self, entity: str, values: Sequence[st.Value]) -> str:
        """The same for a row of a table: a key in it stands for itself, whether its row is there yet or not."""
        cx, signature = self._params(())
        given = Assigned()
        for value in values:
            if isinstance(value.value, e.Lookup):
                given.columns += field_columns(
                    self.env, self.env.entity(entity).field(value.path[0])
                )
                given.values += references.keys_of(cx, value.value)
            else:
                own = assigned(cx, self.env.entity(entity), (value,))
                given.columns += own.columns
                given.values += own.values
                given.before += own.before
        return self._columns(cx, signature, given)

    def load(self) -> Program:
        """The package, loaded."""
        text = self.maker.module.render(self.blocks)
        files = {
            "__init__.py": _INIT,
            "models.py": emit_models(self.env),
            "rows.py": emit_rows(self.env),
            "contracts.py": emit_contracts(self.env),
            f"{_MODULE}.py": text,
        }
        return Program(self.env, files)

    def _columns(self, cx: Context, signature: list[str], given: Assigned) -> str:
        lines = list(given.before)
        pairs = []
        for place, (column, value) in enumerate(zip(given.columns, given.values, strict=True)):
            local = cx.declare(f"column_{place}")
            lines.append(f"{local} = {code(value)}")
            pairs.append(f"{attribute(column.name)!r}: {local}")
        return self._add(cx, signature, [*lines, "return {" + ", ".join(pairs) + "}"])

    def _context(self) -> Context:
        return self.maker.context("")

    def _params(self, params: Params) -> tuple[Context, list[str]]:
        cx = self._context()
        signature = []
        for wanted, _ in params:
            local = cx.declare(wanted)
            cx = cx.bound({wanted: name(local)})
            signature.append(f"{local}: Any")
        return cx, signature

    def _add(self, cx: Context, signature: Sequence[str], lines: list[str]) -> str:
        function = self._fresh()
        body = self.maker.prologue(cx) + lines
        self.blocks.append(self.maker.source(function, signature, "Any", function, body))
        return function

    def _fresh(self) -> str:
        function = f"part_{len(self.blocks) + 1}"
        while function in self.maker.names.taken:
            function += "_"
        return function


class Program(Closing):
    """The loaded package. `close` frees it."""

    def __init__(self, env: Environment, files: dict[str, str]) -> None:
        self.env = env
        self._text = files[f"{_MODULE}.py"]
        self._environment = load_files(files)
        package = self._environment.definition.package
        self._functions = vars(importlib.import_module(f"{package}.{_MODULE}"))
        self._contracts = vars(importlib.import_module(f"{package}.contracts"))
        self.model: Model = self._contracts["MODEL"]
        self.rows: dict[str, type[Row]] = self._environment.entities

    def __getitem__(self, function: str) -> Callable[..., Any]:
        """A function by its name."""
        found: Callable[..., Any] = self._functions[function]
        return found

    def contract(self, function: str) -> Contract[Any]:
        """The model of a tool."""
        found: Contract[Any] = self._contracts[function]
        return found

    def failing_column(self, error: BaseException, function: str) -> str | None:
        """The attribute whose value raised `error` in a function made by `columns`."""
        lines = [
            number
            for frame, number in traceback.walk_tb(error.__traceback__)
            if frame.f_code.co_name == function
        ]
        tree = ast.parse(self._text)
        found = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function)
        body = next(found).body
        last = body[-1]
        if not lines or not isinstance(last, ast.Return) or not isinstance(last.value, ast.Dict):
            return None
        columns = {
            value.id: str(key.value)
            for key, value in zip(last.value.keys, last.value.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(value, ast.Name)
        }
        for statement in body:
            if statement.lineno <= lines[-1] <= (statement.end_lineno or 0):
                return columns.get(_target(statement))
        return None

    def close(self) -> None:
        """Frees the package."""
        self._environment.close()


def _target(statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=[ast.Name(id=target)]):
            return target
        case _:
            return ""
