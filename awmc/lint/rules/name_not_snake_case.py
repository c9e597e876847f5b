"""A name with capitals that is no type.

Capitals tell types from values: `Order` is an entity, `order` a row. Names of fields, parameters and tools are what agents read in JSON, and one
that is spelt otherwise than the rest is easily got wrong. Where JSON has to have the other spelling, `as` gives it.

## Wrong

```awm
entity Order { key id: int  madeOn: date }
tool get_date(order: Order) "When an order was made" { return order.{ madeOn } }
```

## Right

```awm
entity Order { key id: int  made_on: date as "madeOn" }
tool get_date(order: Order) "When an order was made" { return order.{ made_on } }
```
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast
from awmc.syntax.leniency import snake_case

RULE = rule(
    "AWM788",
    "name-not-snake-case",
    Family.naming,
    "`{name}` has capitals, but is {kind}, not a type",
    "call it `{better}`{spelling}",
)
_Named: TypeAlias = (
    ast.FieldDecl
    | ast.HasDecl
    | ast.DeriveDecl
    | ast.ParamDecl
    | ast.EnumMember
    | ast.ToolDecl
    | ast.TaskDecl
    | ast.DefDecl
    | ast.ExternDecl
    | ast.InvariantDecl
)
_KINDS: Mapping[type[_Named], str] = {
    ast.FieldDecl: "a field",
    ast.HasDecl: "a list of rows",
    ast.DeriveDecl: "a derived field",
    ast.ParamDecl: "a parameter",
    ast.EnumMember: "a member of an enum",
    ast.ToolDecl: "a tool",
    ast.TaskDecl: "a task",
    ast.DefDecl: "a `def`",
    ast.ExternDecl: "an `extern`",
    ast.InvariantDecl: "an invariant",
}
_SPELLINGS: Mapping[type[_Named], str] = {
    ast.FieldDecl: ', with `as "{name}"` after the type if JSON needs that spelling',
    ast.ParamDecl: ', with `as "{name}"` after the type if JSON needs that spelling',
    ast.EnumMember: ', with `= "{name}"` after it if JSON needs that spelling',
}
"""How a name keeps the spelling that agents see."""


def check(subject: Subject, report: Report) -> None:
    """Report each declared name with capitals that stands for no type."""
    for node_type, kind in _KINDS.items():
        for node in subject.syntax(node_type):
            name, better = node.name.name, snake_case(node.name.name)
            if better != name:
                spelling = _SPELLINGS.get(node_type, "").format(name=name)
                report(node.name.span, name=name, kind=kind, better=better, spelling=spelling)
