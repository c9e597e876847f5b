"""Whole functions of generated modules: signature, docstring, what is taken at the start, the body.

`Maker` makes those of one module, for the session or for the world. Guaranteed: a local that nothing reads is not kept, though what gives
it is still evaluated; `me` is asked for only where it is used.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from awmc.emit.names import type_name
from awmc.emit.python.annotations import annotation
from awmc.emit.python.context import Context, Frame, Queries, Store
from awmc.emit.python.expressions import lower
from awmc.emit.python.keyed import actor_key, actor_stays, keyed_rows, missing_row
from awmc.emit.python.loads import loads
from awmc.emit.python.module import Module
from awmc.emit.python.naming import FunctionNames, function_names
from awmc.emit.python.nodes import RowKey, is_simple, name
from awmc.emit.python.parameters import early_olds, parameter_lines, with_limits
from awmc.emit.python.printer import code
from awmc.emit.python.statements import Result, Writer
from awmc.emit.python.untold import is_untold
from awmc.emit.python.whole import whole_result
from awmc.emit.quote import docstring
from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir import types as t
from awmc.ir.columns import key_columns
from awmc.ir.model import Environment, Tool


@dataclass
class Maker:
    """Makes functions. `rules` is the module of the rules' functions, if another."""

    env: Environment
    store: Store
    module: Module
    queries: Queries | None = None
    rules: str | None = None
    handle: str | None = None
    """The type of the store's parameter, if it is not the plain one."""
    narrows: bool = False
    """See `Context`."""
    extra: tuple[tuple[str, str], ...] = ()
    """Parameters with their annotations that every function gets after the store."""
    names: FunctionNames = field(init=False)

    def __post_init__(self) -> None:
        self.names = function_names(self.env)

    def context(self, purpose: str, keyed_me: bool = False) -> Context:
        """The context of a new function; with `keyed_me` only the key of the actor's row is at hand."""
        frame = Frame(purpose=purpose.upper())
        if keyed_me:
            frame.me = actor_key(self.env)
            frame.taken.update(code(part) for part in frame.me.parts.values())
        return Context(
            env=self.env,
            store=self.store,
            module=self.module,
            frame=frame,
            lower=lower,
            queries=self.queries,
            rules=self.rules,
            narrows=self.narrows,
        )

    def expression(
        self,
        function: str,
        params: Sequence[tuple[str, t.Type]],
        value: e.Expr,
        doc: str,
        result: str | None = None,
        bound: Mapping[str, e.Expr] | None = None,
    ) -> str:
        """A function that gives one value. `result` is its annotation, `bound` names that stand for expressions.

        Of the actor's row it asks for the key alone where that will do.
        """
        keyed_me = self.store == "session" and actor_stays(self.env)
        before = self.module.copy() if keyed_me else self.module
        found = self._expression(function, params, value, result, bound, keyed_me)
        if rows_in("\n".join(found[-1])):
            self.module.go_back(before)
            found = self._expression(function, params, value, result, bound, False)
        signature, hint, lines = found
        return self.source(function, signature, hint, doc, lines)

    def _expression(
        self,
        function: str,
        params: Sequence[tuple[str, t.Type]],
        value: e.Expr,
        result: str | None,
        bound: Mapping[str, e.Expr] | None,
        keyed_me: bool,
    ) -> tuple[list[str], str, list[str]]:
        """The parameters, the annotation of the result, and the lines."""
        cx, signature = self._with_params(self.context(function, keyed_me), params)
        if bound:
            cx = cx.bound({key: cx.expr(inner) for key, inner in bound.items()})
        made = replace(cx, part="").expr(value)
        hint = result or annotation(self.module, value.type)
        if hint not in ("Any", "object") and is_untold(made):
            local = cx.declare("result")
            lines = [f"{local}: {hint} = {code(made)}", f"return {local}"]
        else:
            lines = [f"return {code(made)}"]
        return signature, hint, self.prologue(cx, told=True) + lines

    def statements(
        self,
        function: str,
        params: Sequence[tuple[str, t.Type]],
        body: Sequence[st.Stmt],
        doc: str,
        result: Result = "none",
        loops: Mapping[int, str] | None = None,
    ) -> str:
        """A function of statements. `loops` are those of stirred rows only, see `Writer`."""
        cx, signature = self._with_params(self.context(function), params)
        lines = Writer(cx, result, loops=loops or {}).body(body) or ["pass"]
        hint = {"json": "str", "value": "object", "none": "None", "bool": "bool"}[result]
        return self.source(function, signature, hint, doc, self.prologue(cx) + lines)

    def tool(self, function: str, tool: Tool, decorator: str, model: str, doc: str) -> str:
        """A tool, or the model of one: parameters checked in order, then the body."""
        keyed = keyed_rows(self.env, tool) if self.store == "session" else frozenset()
        before = self.module.copy()
        lines = self.tool_lines(tool, keyed)
        while needed := keyed & rows_in("\n".join(lines)):
            keyed -= needed
            self.module.go_back(before)
            lines = self.tool_lines(tool, keyed)
        given = f"a: {self.module.use('.models', model)}"
        result = "str" if self.store == "session" else "object"
        return f"{decorator}\n{self.source(function, [given], result, doc, lines)}"

    def tool_lines(self, tool: Tool, keyed: frozenset[str]) -> list[str]:
        """The lines of a tool's function, where of the rows in `keyed` only the key is at hand."""
        cx = self.context(tool.name, keyed_me="me" in keyed)
        tool_body = with_limits(tool)
        whole = None
        if self.store == "session":
            whole = whole_result(self.env, tool, tool_body, keyed)
        found = None if whole is None else whole.param
        lines, cx = parameter_lines(cx, tool, keyed, found)
        olds, cx = early_olds(cx, tool_body)
        writer = Writer(cx, "json" if self.store == "session" else "value")
        if whole is not None:
            tool_body = whole.body
            writer.whole = whole, missing_row(cx, tool, found) if found else None
        body = writer.body(tool_body)
        head = self.prologue(cx) + lines + olds
        is_block = bool(head) and head[-1].startswith(" ")
        gap = [""] if head and body and (is_block or body[0].startswith("#")) else []
        return [*head, *gap, *body]

    def source(
        self, function: str, params: Sequence[str], result: str, doc: str, lines: Sequence[str]
    ) -> str:
        """The text of a function."""
        handle = "s: " if self.store == "session" else "w: "
        plain = "Session" if self.store == "session" else "World"
        kind = self.module.use("awmc.runtime", self.handle or plain)
        extra = [f"{local}: {hint}" for local, hint in self.extra]
        signature = ", ".join([handle + kind, *extra, *params])
        text = f'def {function}({signature}) -> {result}:\n    """{docstring(doc)}"""\n'
        text += "\n".join("    " + line if line else "" for line in lines)
        return _without_unused(text)

    def prologue(self, cx: Context, told: bool = False) -> list[str]:
        """What the body needs: the tools that a rule calls, the actor's row; with `told` mypy is told of what type its key is."""
        lines = []
        if cx.frame.calls:
            # tools.py imports the rules, so the rules cannot import it at their top
            lines += [f"from .tools import {', '.join(sorted(cx.frame.calls))}", ""]
        if cx.frame.uses_me and self.env.actor is not None:
            actor = self.module.use(".rows", type_name(self.env.actor))
            if isinstance(cx.frame.me, RowKey):
                (key,) = cx.frame.me.parts.values()
                (column,) = key_columns(self.env, self.env.entity(self.env.actor))
                hint = f": {annotation(self.module, column.type)}" if told else ""
                lines.append(f"{code(key)}{hint} = {cx.handle}.actor_key({actor})")
            else:
                lines.append(f"me = {cx.handle}.actor({actor})")
        return lines

    def _with_params(
        self, cx: Context, params: Sequence[tuple[str, t.Type]]
    ) -> tuple[Context, list[str]]:
        signature: list[str] = []
        for wanted, type_ in params:
            local = cx.declare(wanted)
            cx = cx.bound({wanted: name(local)})
            signature.append(f"{local}: {annotation(self.module, type_)}")
        return cx, signature


def rows_in(text: str) -> set[str]:
    """The rows of which more than the key is needed."""
    return set(re.findall(re.escape(RowKey.MARK) + r"(\w+)", text))


_ASSIGNED = re.compile(r"^ +(\w+)(?:: .*)? = ", re.MULTILINE)


def _is_tidy(text: str) -> bool:
    """Whether there is no local that nothing reads, and no `pass`: of most functions, and seen without parsing."""
    read = loads(text)
    return "pass" not in read and read.issuperset(_ASSIGNED.findall(text))


def _without_unused(text: str) -> str:
    """The function without assignments to locals that nothing reads; what is assigned is still evaluated, if that may matter."""
    if _is_tidy(text):
        return text
    while True:
        tree = ast.parse(text)
        nodes = list(ast.walk(tree))
        read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        lines = text.split("\n")
        for node in nodes:
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=target)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
                ) if target not in read:
                    kept = (
                        "pass" if is_simple(value) else lines[node.lineno - 1][value.col_offset :]
                    )
                    lines[node.lineno - 1] = " " * node.col_offset + kept
                case _:
                    pass
        if lines == text.split("\n"):
            return _without_passes(text)
        text = "\n".join(lines)


def _without_passes(text: str) -> str:
    """The function without a `pass` that has neighbours."""
    lines = text.split("\n")
    for block in ast.walk(ast.parse(text)):
        if not isinstance(block, ast.FunctionDef | ast.For | ast.While | ast.If):
            continue
        for body in (block.body, getattr(block, "orelse", [])):
            for statement in body[:-1]:
                if isinstance(statement, ast.Pass):
                    lines[statement.lineno - 1] = "\0"
    return "\n".join(line for line in lines if line != "\0")
