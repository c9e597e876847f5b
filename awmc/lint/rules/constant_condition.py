"""A condition that is always true, or never.

Both sides are the same, the limits of the types decide it, or a condition that is known to hold there does. So one branch never runs, a filter
filters nothing, or a rule guards nothing, though the policy may count on it. Often one side names the wrong thing (`l.member == l.member`), or a
limit of the type is off by one. A `require` that always holds is told as `implied-require`.

## Wrong

```awm
entity Order { key id: int  total: money(0..) }
tool list_unpaid() { return [o for o in Order if o.total >= 0] }
```

## Right

```awm
entity Order { key id: int  total: money(0..) }
tool list_unpaid() { return [o for o in Order if o.total > 0] }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.conditions import plain
from awmc.ir.model import Check, Def, Derived, Entity, Handler, Invariant, NoOverlap, Tool, View
from awmc.ir.node import Node
from awmc.ir.walk import children
from awmc.lint.facts.paths import conditions
from awmc.lint.facts.truth import truth
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.semantics.narrow import path_of
from awmc.source import Span
from awmc.syntax import ast

RULE = rule(
    "AWM720",
    "constant-condition",
    Family.correctness,
    "`{condition}` is {verdict}",
    "compare what was meant, or leave it out",
)


def check(subject: Subject, report: Report) -> None:
    """Report comparisons that types decide, and branches and requirements that what is known decides."""
    told: set[Span] = set()
    for at, comparison in _comparisons(subject):
        verdict = truth(plain(comparison))
        if verdict is not None:
            span = _place(subject, at, _shown(comparison))
            told.add(at)
            report(span, condition=_shown(comparison), verdict=_VERDICTS[verdict])
    asked: set[tuple[Span, e.Expr]] = set()
    for one in conditions(subject):
        question = (one.statement.span, one.value)
        if question in asked:
            continue  # `duplicate-branch` tells it
        asked.add(question)
        verdict = truth(one.value, one.known)
        needless = isinstance(one.statement, s.Require) and verdict
        if verdict is None or needless or one.statement.span in told:
            continue
        span = _condition_span(subject, one.statement, one.branch)
        text = " ".join(subject.text(span).split())
        report(span, condition=text, verdict=_VERDICTS[verdict] + " here")


_VERDICTS = {True: "always true", False: "never true"}


def _comparisons(subject: Subject) -> Iterator[tuple[Span, e.Compare]]:
    """The comparisons outside of data, tasks and errors, each with what it stands in; those that are a whole `require` aside."""
    for part, below in subject.parts:
        if isinstance(part, Tool | Handler | Def | View | Invariant | Entity):
            found = [node for node in below if isinstance(node, e.Compare)]
            if any(truth(plain(one)) is not None for one in found):
                yield from _below(part, part.span)


def _below(node: Node, at: Span) -> Iterator[tuple[Span, e.Compare]]:
    if isinstance(node, s.Statement | Derived | Check | NoOverlap):
        at = node.span
    if isinstance(node, e.Compare):
        yield at, node
    for child in children(node):
        if not (isinstance(node, s.Require) and isinstance(child, e.Compare)):
            yield from _below(child, at)


def _place(subject: Subject, around: Span, text: str) -> Span:
    """Where the comparison is written, if it is written just so; else the first line of what it stands in."""
    for node in subject.syntax(ast.Compare):
        inside = node.span.path == around.path and around.start <= node.span.start < around.end
        if inside and " ".join(subject.text(node.span).split()) == text:
            return node.span
    line = subject.text(around).partition("\n")[0]
    return Span(around.path, around.start, around.start + len(line))


def _condition_span(subject: Subject, statement: s.Stmt, branch: int) -> Span:
    for node in subject.syntax(ast.Require):
        if node.span == statement.span:
            return node.condition.span
    for choice in subject.syntax(ast.IfStmt):
        if choice.span == statement.span:
            return choice.branches[branch][0].span
    return statement.span


def _shown(value: e.Expr) -> str:
    """The expression about as it is written; what is long, as an ellipsis."""
    match value:
        case e.Compare(op=op, left=left, right=right):
            return f"{_shown(left)} {op} {_shown(right)}"
        case e.Const(value=None):
            return "none"
        case e.Const(value=bool() as truth_value):
            return "true" if truth_value else "false"
        case e.Const(value=known):
            return str(known)
        case e.Builtin(name=name, args=args):
            return f"{name}({', '.join(map(_shown, args))})"
        case e.Comprehension(gather=name):
            return f"{name}(…)"
        case e.Narrow(value=inner) | e.Convert(value=inner):
            return _shown(inner)
        case _:
            path = path_of(value)
            return "…" if path is None else path.removeprefix("self.").replace("()", "")
