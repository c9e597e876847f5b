"""An entity named in the plural.

An entity's name stands for one row, `create Order`, `order: Order`; `Orders(3)` reads as three of them, and the `has` list of it needs another plural.

## Wrong

```awm
entity Orders { key id: int }
tool count_orders() "How many orders there are" { return { orders: count(o for o in Orders) } }
```

## Right

```awm
entity Order { key id: int }
tool count_orders() "How many orders there are" { return { orders: count(o for o in Order) } }
```
"""

from __future__ import annotations

from awmc.lint.facts.wording import is_plural, name_words, singular
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM787",
    "entity-name-plural",
    Family.naming,
    "`{name}` is a plural, and names one row",
    "call it `{better}`",
)
_KEPT = frozenset(
    "hours details settings preferences statistics stats terms goods opens hearts wings "
    "clothes customs vitals earnings savings funds headquarters works species series".split()
)
"""Plurals that one row may well be called by."""


def check(subject: Subject, report: Report) -> None:
    """Report each entity, but no `state`, whose name ends in a plural."""
    for entity in subject.syntax(ast.EntityDecl):
        name = entity.name.name
        last = (name_words(name) or ("",))[-1]
        if not entity.state and is_plural(last) and last not in _KEPT:
            better = name[: len(name) - len(last)] + singular(last).capitalize()
            report(entity.name.span, name=name, better=better)
