"""A plural for one row, or a singular for many.

`orders: Order` reads as a list and `loan: [Loan]` as one row: who writes the next tool, or fills in its arguments, gets it wrong.
Only names that are those of the entity are looked at.

## Wrong

```awm
entity Order { key id: int  paid: bool = false }
tool pay(orders: Order) "Mark an order as paid" { set orders.paid = true }
```

## Right

```awm
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) "Mark an order as paid" { set order.paid = true }
```
"""

from __future__ import annotations

from awmc.lint.facts.declared import values
from awmc.lint.facts.wording import is_plural, name_words, singular
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM783",
    "misleading-plural",
    Family.naming,
    "`{name}` reads as {reads}, and is {what}",
    "call it `{better}`",
)
_MASS = frozenset(
    "stock staff equipment furniture luggage baggage cargo freight mail news history inventory cash feedback "
    "homework work data media software hardware content food clothing evidence advice traffic info species series "
    "means sheep fish".split()
)
"""Nouns that have no plural, or need none."""


def check(subject: Subject, report: Report) -> None:
    """Report each parameter, field and `has` list named for its entity in the wrong number."""
    for one in values(subject):
        _look(one.name, one.type, report)
    for many in subject.syntax(ast.HasDecl):
        _look(many.name, many.type, report)


def _look(name: ast.Ident, type_: ast.TypeExpr, report: Report) -> None:
    inner = type_.item if isinstance(type_, ast.OptionalType) else type_
    many = isinstance(inner, ast.ListTypeExpr)
    target = inner.item if isinstance(inner, ast.ListTypeExpr) else inner
    if not isinstance(target, ast.NamedType) or not target.name[:1].isupper():
        return
    last = (name_words(name.name) or ("",))[-1]
    entity = name_words(target.name)[-1]
    if many and last == entity and not is_plural(last) and last not in _MASS:
        plural = _plural(name.name)
        report(name.span, name=name.name, reads="one", what="a list", better=plural)
    elif not many and is_plural(last) and not is_plural(entity) and singular(last) == entity:
        better = name.name[: len(name.name) - len(last)] + singular(last)
        report(name.span, name=name.name, reads="a list", what="one", better=better)


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
