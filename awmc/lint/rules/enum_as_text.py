"""A text parameter that only takes certain words.

The body compares it with literals and does nothing else with it: those are the members of an enum. As an enum they stand in the
tool's schema, where agents see them; any other word is refused with the list of them.

## Wrong

```awm
entity Lamp { key id: int  on: bool = false }
tool switch(lamp: Lamp "The lamp's number", to: text "Whether on or off") "Switch a lamp" {
  if to == "on" { set lamp.on = true } elif to == "off" { set lamp.on = false }
}
```

## Right

```awm
enum Switch { on, off }
entity Lamp { key id: int  on: bool = false }
tool switch(lamp: Lamp "The lamp's number", to: Switch "What it shall be") "Switch a lamp" {
  set lamp.on = to == on
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.model import Param, Tool
from awmc.ir.node import Node
from awmc.lint.facts.parameters import agent_params, uses
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM773",
    "enum-as-text",
    Family.tools,
    "`{name}` of `{tool}` is only compared with {words}",
    "declare an enum of these, and give the parameter its type",
)


def check(subject: Subject, report: Report) -> None:
    """Report each text parameter of a tool of the agent that only comparisons with two literals or more read."""
    for tool, param, written in agent_params(subject):
        words = _words(subject, tool, param) if isinstance(t.unwrap(param.type), t.TextType) else []
        if len(words) > 1:
            report(written.name.span, name=param.name, tool=tool.name, words=words)


def _words(subject: Subject, tool: Tool, param: Param) -> list[str]:
    """The words that it is compared with; none where anything else is done with it."""
    found: list[str] = []
    for path in uses(subject, tool, param):
        around = next((n for n in reversed(path) if not isinstance(n, e.Narrow)), None)
        compared = None if around is None else _compared(around, param.name)
        if compared is None:
            return []
        found += compared
    return list(dict.fromkeys(found))


def _compared(node: Node, name: str) -> list[str] | None:
    match node:
        case e.Compare(op="==" | "!=", left=left, right=right):
            other = [side for side in (left, right) if not _is(side, name)]
            return _literals(other)
        case e.In(container=e.ListOf(items=items)):
            return _literals(items)
        case e.Match(arms=arms):
            return _literals([pattern for arm in arms for pattern in arm.patterns])
        case _:
            return None


def _is(node: e.Expr, name: str) -> bool:
    inner = node.value if isinstance(node, e.Narrow) else node
    return isinstance(inner, e.Var) and inner.name == name


def _literals(nodes: list[e.Expr] | tuple[e.Expr, ...]) -> list[str] | None:
    found = []
    for node in nodes:
        value = node.value if isinstance(node, e.Const) else node
        if isinstance(value, str):
            found.append(value)
        elif value is not None:
            return None
    return found
