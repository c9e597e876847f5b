"""An amount of money in a float.

Floats cannot hold 0.10: sums come out as 0.30000000000000004, comparisons fail by a cent, and a verifier that compares an answer or a balance judges
the rounding and not the agent. `money` is exact to the cent, and `decimal(n)` to as many places as are needed.

## Wrong

```awm
entity Order { key id: int  total_price: float }
tool get_order(order: Order) { return order }
```

## Right

```awm
entity Order { key id: int  total_price: money }
tool get_order(order: Order) { return order }
```
"""

from __future__ import annotations

import re

from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM726",
    "float-for-money",
    Family.correctness,
    "`{name}` holds money in a float",
    "write `{name}: money`",
    needs=Needs.syntax,
)


_AMOUNT = re.compile(
    r"(?:.*_)?(?:price|cost|fee|fees|salary|fare|balance|budget|refund|deposit|payment)"
)


def check(subject: Subject, report: Report) -> None:
    """Report each float field and parameter whose name ends as an amount of money does."""
    decls: list[ast.FieldDecl | ast.ParamDecl] = [
        *subject.syntax(ast.FieldDecl),
        *subject.syntax(ast.ParamDecl),
    ]
    for decl in decls:
        type_ = decl.type.item if isinstance(decl.type, ast.OptionalType) else decl.type
        is_float = isinstance(type_, ast.NamedType) and type_.name == "float"
        if is_float and _AMOUNT.fullmatch(decl.name.name):
            report(decl.name.span, name=decl.name.name)
