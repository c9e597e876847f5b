"""A description that is too long to be read.

Every description stands in an agent's context at every step, and some hosts cut it or refuse it (at 1024 characters). Rules that hold for
several tools belong in the policy, and what one parameter means belongs to the parameter.

## Wrong

```awm
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) \"""
Marks an order as paid. An order is what a customer asked for and what we have agreed to send. It is paid when the money has come in,
be it by card, by transfer or in cash, and not when the customer says so. Customers who pay late get a reminder after two weeks and another
one after four weeks, after which the matter goes to the lawyers, who charge for it by the hour. Never mark an order as paid that has
been cancelled. Orders above a thousand euros are looked at by two people. Do not mark an order as paid twice, and do not mark one as paid
that has no lines. When in doubt, ask. The office is open on weekdays from eight to five, and on Saturdays until noon, but for holidays.
\""" { set order.paid = true }
```

## Right

```awm
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) "Mark an order as paid, once its money has come in" { set order.paid = true }
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM766",
    "overlong-description",
    Family.tools,
    "the description of `{name}` has {length} characters, more than {limit}",
    "keep what tells the tool from others; put rules into the policy, and meanings to their parameters",
)
_TOOL, _PARAM = 600, 300
"""Characters."""


def check(subject: Subject, report: Report) -> None:
    """Report each overlong description of a tool of the agent, or of a parameter of one."""
    for tool in subject.agent_tools:
        decl = subject.tool_decls[tool.name]
        _look(decl.name.name, decl.doc, _TOOL, report)
        for param in decl.params:
            _look(param.name.name, param.doc, _PARAM, report)


def _look(name: str, doc: ast.TextLiteral | None, limit: int, report: Report) -> None:
    if doc is not None and (length := len((doc.plain or "").strip())) > limit:
        report(doc.span, name=name, length=length, limit=limit)
