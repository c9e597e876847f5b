"""The lowering of statements: IR in, source lines out, the spec's own words above each as a comment.

One `Writer` writes one function's body. What the session and the world do differently is small: SQL as the first argument of a
change, the functions that `call` names, and the form of a result.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never

from awmc.emit.python import clauses, comprehensions, json_values, queries
from awmc.emit.python.annotations import annotation
from awmc.emit.python.calls import call_arguments
from awmc.emit.python.changes import assigned, insert_sql, update_sql
from awmc.emit.python.chunks import ends, same_words, spaced
from awmc.emit.python.context import Context
from awmc.emit.python.module import comment_lines
from awmc.emit.python.nodes import (
    both,
    call,
    call_named,
    const,
    function,
    is_simple,
    known_some,
    mapping,
    name,
    negated,
)
from awmc.emit.python.printer import code
from awmc.emit.python.printer import target as printed_target
from awmc.emit.python.whole import Whole, returned
from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir import types as t
from awmc.ir.columns import entity_columns
from awmc.ir.model import Entity
from awmc.ir.walk import all_statements, walk

Result = Literal["json", "value", "none", "bool"]
"""What `return` gives: JSON text (a tool), a JSON value (a contract), nothing (a handler), the truth of a clause."""


@dataclass
class Writer:
    """Writes a body. `cx` changes as names are bound and facts become known."""

    cx: Context
    result: Result
    ensures: list[st.Ensure] = field(default_factory=list)
    keeps_ensures: bool = False
    """Whether postconditions are kept in a list, since some stand in a block that may not be reached."""
    whole: tuple[Whole, ast.expr | None] | None = None
    """What gives the result of the last statement, and what fails where it finds no row."""
    loops: Mapping[int, str] = field(default_factory=dict)
    """The constants of loops that go through stirred rows only, by the statement's `id`."""

    # Blocks

    def body(self, statements: Sequence[st.Stmt]) -> list[str]:
        """The whole body of a function, its postconditions and the result of falling off the end included."""
        nested = {id(s) for s in all_statements(statements)} - {id(s) for s in statements}
        self.keeps_ensures = any(
            isinstance(s, st.Ensure) and id(s) in nested for s in all_statements(statements)
        )
        chunks = self._chunks(statements)
        if not ends(statements):
            chunks += self._leave(None)
        return [*self._ensures_list(), *spaced(chunks)]

    def block(self, statements: Sequence[st.Stmt]) -> list[str]:
        """The statements of an inner block, indented; what is bound in it is forgotten after it."""
        outer = self.cx
        lines = spaced(self._chunks(statements)) or ["pass"]
        self.cx = outer
        return ["    " + line if line else "" for line in lines]

    def _chunks(self, statements: Sequence[st.Stmt]) -> list[list[str]]:
        chunks: list[list[str]] = []
        for statement in statements:
            found = self._statement(statement)
            chunks += found if isinstance(statement, st.Return) else [found[0]] if found else []
        return chunks

    def _ensures_list(self) -> list[str]:
        if not self.keeps_ensures:
            return []
        function_type = self.cx.module.use("collections.abc", "Callable")
        return [f"ensures: list[tuple[{function_type}[[], bool], str]] = []", ""]

    def _statement(self, s: st.Stmt) -> list[list[str]]:
        """The chunks of a statement: lines that stand together."""
        match s:
            case st.Require():
                return [self._require(s)]
            case st.Let():
                return [self._let(s)]
            case st.Create():
                return [self._create(s)]
            case st.SetFields():
                return [self._set(s)]
            case st.Delete():
                return [self._said(s, [code(self.cx.on("delete", self.cx.expr(s.row)))])]
            case st.For():
                return [self._for(s)]
            case st.If():
                return [self._if(s)]
            case st.While():
                return [self._while(s)]
            case st.CallTool():
                return [self._call(s)]
            case st.Advance():
                return [self._said(s, [code(self.cx.on("advance", self.cx.expr(s.by)))])]
            case st.Fail() | st.Reject():
                return [self._said(s, [self._failure(s.failure, s.kind)])]
            case st.Ensure():
                return self._ensure(s)
            case st.Return(value=truth) if truth is not None and self._is_clause(truth):
                return [self._said(s, [f"return {self._truth(truth)}"])]
            case st.Return():
                return self._leave(s.value)
            case _:
                assert_never(s)

    def _said(self, s: st.Statement, lines: list[str]) -> list[str]:
        return [*comment_lines(s.text), *lines]

    def _known(self, test: ast.expr, truth: bool) -> None:
        self.cx = self.cx.assuming(known_some(test, truth))

    # Guards

    def _require(self, s: st.Require) -> list[str]:
        test = self.cx.expr(s.condition)
        failure = self._failure(s.failure, "fail")
        self._known(test, True)
        return self._said(s, [f"if {code(negated(test))}:", "    " + failure])

    def _failure(self, failure: st.Failure, method: str) -> str:
        return code(self.cx.on(method, const(failure.code), self.cx.expr(failure.message)))

    def _ensure(self, s: st.Ensure) -> list[list[str]]:
        if not self.keeps_ensures:
            self.ensures.append(s)
            return []
        test = code(self.cx.forgetful().expr(s.condition))
        message = code(self.cx.expr(s.failure.message))
        asked = self.cx.declare("ensured")
        lines = [
            f"def {asked}({', '.join(self._kept_names(s.condition))}) -> bool:",
            f"    return {test}",
            "",
            f"ensures.append(({asked}, {message}))",
        ]
        return [self._said(s, lines)]

    def _kept_names(self, condition: e.Expr) -> list[str]:
        """Parameters with the locals of now as defaults: a loop goes on before the condition is asked."""
        kept: dict[str, str] = {}
        for node in walk(condition):
            local = self.cx.names.get(node.name) if isinstance(node, e.Var) else None
            if isinstance(node, e.Var) and isinstance(local, ast.Name):
                kept[local.id] = annotation(self.cx.module, node.type)
        return [f"{local}: {hint} = {local}" for local, hint in sorted(kept.items())]

    def _leave(self, value: e.Expr | None) -> list[list[str]]:
        """The postconditions so far, and the end of the tool."""
        chunks: list[list[str]] = []
        if self.keeps_ensures:
            ensure = code(self.cx.on("ensure", call("holds"), name("message")))
            chunks.append(["for holds, message in ensures:", "    " + ensure])
        for s in self.ensures:
            test, message = self.cx.expr(s.condition), self.cx.expr(s.failure.message)
            chunks.append(self._said(s, [code(self.cx.on("ensure", test, message))]))
        last = self._return(value)
        if last is None:
            return chunks
        if self.ensures and not self.keeps_ensures:
            chunks[-1].append(last)
            return chunks
        return [*chunks, [last]]

    def _return(self, value: e.Expr | None) -> str | None:
        if self.result == "none":
            return "return" if value is not None else None
        if value is None:
            empty: ast.expr = const("{}") if self.result == "json" else mapping(())
            return f"return {code(empty)}"
        cx = replace(self.cx, part="")
        if self.result == "bool":
            return f"return {self._truth(value)}"
        if self.result == "value":
            return f"return {code(json_values.shown(cx, value))}"
        if self.whole is not None and value is self.whole[0].value:
            return f"return {code(returned(cx, *self.whole))}"
        asked = queries.asked_json(cx, value)
        if asked is not None:
            return f"return {code(asked)}"
        return f"return {code(cx.runtime('dump', json_values.shown(cx, value)))}"

    def _is_clause(self, value: e.Expr) -> bool:
        """Whether it is the condition of a clause, which is told in the spec's words."""
        return self.result == "bool" and not isinstance(value, e.Const)

    def _truth(self, value: e.Expr) -> str:
        return code(clauses.truth(self.cx, value))

    def _let(self, s: st.Let) -> list[str]:
        made = replace(self.cx, part=s.name).expr(s.value)
        local = self._bind(s.name)
        hint = self._hint(s, made)
        line = f"{local}{hint} = {code(made)}"
        return [line] if same_words(s.text, line) else self._said(s, [line])

    def _bind(self, wanted: str) -> str:
        local = self.cx.declare(wanted)
        self.cx = self.cx.bound({wanted: name(local)})
        return local

    def _hint(self, s: st.Let, made: ast.expr) -> str:
        """An annotation where mypy cannot tell: of nothing, and of what a query gives."""
        match made:
            case ast.Constant(value=None) | ast.List(elts=[]) | ast.Dict(keys=[]):
                return f": {annotation(self.cx.module, s.type)}"
            case ast.Call(func=ast.Attribute(attr="value" | "objects" | "extern")):
                return f": {annotation(self.cx.module, s.type)}"
            case ast.ListComp(elt=ast.Dict()):
                # of the values of an object mypy would know what they have in common only
                return f": {annotation(self.cx.module, s.type)}"
            case _:
                return ""

    # Changes

    def _create(self, s: st.Create) -> list[str]:
        entity = self.cx.env.entity(s.entity)
        given = assigned(self.cx, entity, s.values)
        args: list[ast.expr] = [self.cx.row_class(entity.name)]
        if self.cx.store == "session":
            sql = insert_sql(self.cx.env, entity)
            args.insert(0, name(self.cx.module.text(f"INSERT_{entity.table.upper()}", sql)))
        made = code(call_named(self.cx.on("create").func, args, given.keywords))
        local = f"{self._bind(s.name)} = " if s.name is not None else ""
        return self._said(s, [*given.before, local + made])

    def _set(self, s: st.SetFields) -> list[str]:
        entity = self.cx.env.entity(s.entity)
        row = self.cx.expr(s.row)
        lines: list[str] = []
        if not is_simple(row):
            local = self.cx.declare(entity.table)
            lines.append(f"{local} = {code(row)}")
            row, found = name(local), row
            given = assigned(self.cx, entity, s.values, row).standing(found, row)
        else:
            given = assigned(self.cx, entity, s.values, row)
        args = [row]
        if self.cx.store == "session":
            args.insert(0, name(self._update_constant(entity, [c.name for c in given.columns])))
        made = code(call_named(self.cx.on("update").func, args, given.keywords))
        return self._said(s, [*lines, *given.before, made])

    def _update_constant(self, entity: Entity, wanted: list[str]) -> str:
        columns = [c for c in entity_columns(self.cx.env, entity) if c.name in wanted]
        what = "_AND_".join(c.name.upper() for c in columns)
        if len(what) > 60:
            what = f"IN_{self.cx.frame.purpose}"
        sql = update_sql(self.cx.env, entity, columns)
        return self.cx.module.text(f"SET_{entity.table.upper()}_{what}", sql)

    # Blocks with heads

    def _for(self, s: st.For) -> list[str]:
        rows, inner, target = self._loop(s)
        if id(s) in self.loops:
            rows = self._stirred(s, rows, target)
        line = f"for {printed_target(target)} in {code(rows)}:"
        outer, self.cx = self.cx, inner
        for wanted in (n for c in s.clauses if isinstance(c, e.ForClause) for n in c.names):
            self.cx.frame.taken.add(code(inner.names[wanted]))
        lines = [line, *self.block(s.body)]
        self.cx = outer
        return self._said(s, lines)

    def _stirred(self, s: st.For, rows: ast.expr, target: ast.expr) -> ast.expr:
        """Those of the rows whose turn may change something; each is asked for the conditions by itself."""
        first, *rest = s.clauses
        assert isinstance(first, e.ForClause)
        match rows:
            case ast.Call(func=ast.Attribute(attr="each"), args=[inner]):
                rows = inner
        every: list[ast.expr] = [
            self.cx.row_class(self.cx.entity_of(first.types[0]).name),
            name(self.loops[id(s)]),
            function(None, rows),
        ]
        if rest:
            row = printed_target(target)
            cx = self.cx.forgetful().bound({first.names[0]: name(row)})
            tests = []
            for clause in rest:
                assert isinstance(clause, e.IfClause)
                tests.append(cx.expr(clause.condition))
                cx = cx.assuming(known_some(tests[-1], True))
            every.append(function(row, both(tests)))
        return self.cx.on("stirred", *every)

    def _loop(self, s: st.For) -> tuple[ast.expr, Context, ast.expr]:
        first = s.clauses[0]
        rows, inner, target = comprehensions.rows_of(self.cx, s)
        if isinstance(first, e.ForClause) and _is_one_row(s):
            row = e.Var(name=first.names[0], type=first.types[0])
            query = e.Comprehension(
                gather="list",
                items=(row,),
                clauses=s.clauses,
                order=s.order,
                limit=s.limit,
                offset=s.offset,
                type=t.ListType(item=first.types[0]),
            )
            asked = queries.asked(self.cx, query) if _selects(s) else None
            rows = rows if asked is None else asked
        match rows:
            case ast.Call(func=ast.Name(id="list"), args=[ast.Call() as each]):
                # nothing changes a list in place, so what is gone through is a snapshot already
                return each, inner, target
            case _:
                return self.cx.on("each", rows), inner, target

    def _if(self, s: st.If) -> list[str]:
        outer = self.cx
        lines: list[str] = []
        word = "if"
        for place, branch in enumerate(s.branches):
            test = self.cx.expr(branch.condition)
            before = self.cx
            self._known(test, True)
            lines.append(f"{word} {code(test)}:")
            if place and not same_words(branch.text, lines[-1]):
                lines += ["    " + line for line in comment_lines(branch.text)]
            lines += self.block(branch.body)
            self.cx = before
            self._known(test, False)
            word = "elif"
        if s.otherwise:
            lines += ["else:", *self.block(s.otherwise)]
        all_end = all(ends(branch.body) for branch in s.branches) and not s.otherwise
        self.cx = self.cx if all_end else outer
        head = lines[0]
        return lines if same_words(s.text, head) else self._said(s, lines)

    def _while(self, s: st.While) -> list[str]:
        turns = self.cx.declare("turns")
        # what a loop's own body changes must not count as known in its head
        test = self.cx.forgetful().expr(s.condition)
        limit = self.cx.expr(s.limit)
        taken = code(self.cx.on("turn", name(turns), limit))
        outer = self.cx
        self.cx = self.cx.forgetful().assuming(known_some(test, True))
        lines = [f"{turns} = 0", f"while {code(test)}:", f"    {turns} = {taken}"]
        lines += self.block(s.body)
        self.cx = outer
        return self._said(s, lines)

    def _call(self, s: st.CallTool) -> list[str]:
        cx = self.cx
        keywords = call_arguments(cx, s)
        if cx.store == "session" and cx.rules is None:
            cx.frame.calls.add(cx.functions.tools[s.tool])
        names = cx.functions.tools if cx.store == "session" else cx.functions.contracts
        made: ast.expr = call_named(cx.on("call").func, [name(names[s.tool])], keywords)
        if s.name is None:
            return self._said(s, [code(made)])
        made = json_values.read(cx, made, s.type)
        return self._said(s, [f"{self._bind(s.name)} = {code(made)}"])


def _is_one_row(s: st.For) -> bool:
    loops = [clause for clause in s.clauses if isinstance(clause, e.ForClause)]
    return len(loops) == 1 and len(loops[0].names) == 1 and isinstance(loops[0].types[0], t.RefType)


def _selects(s: st.For) -> bool:
    return len(s.clauses) > 1 or bool(s.order) or s.limit is not None or s.offset is not None
