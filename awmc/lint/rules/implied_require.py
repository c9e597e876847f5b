"""A `require` that holds already.

An earlier `require` on the same path, or the type of what it compares, says the same or more. It can never fail, so no agent ever meets its
error, and who reviews the spec looks in vain for the case that it guards against. Often the wrong field was named, or the check was meant to
stand before the other. After a `set`, a `call` or an `advance`, nothing is taken as known of rows any more.

## Wrong

```awm
entity Order { key id: int  total: money(0..) }
tool refund(order: Order, amount: money(0.01..)) {
  require amount <= order.total else "Too much"
  require amount > 0 else "Nothing to refund"
  set order.total -= amount
}
```

## Right

```awm
entity Order { key id: int  total: money(0..) }
tool refund(order: Order, amount: money(0.01..)) {
  require amount <= order.total else "Too much"
  set order.total -= amount
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.lint.facts.paths import Known, conditions
from awmc.lint.facts.truth import truth
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.source import Span

RULE = rule(
    "AWM716",
    "implied-require",
    Family.correctness,
    "this `require` can never fail: {reason}",
    "delete it, or require what was meant",
)


_BY_TYPE = "the types of what it compares imply it"
_BY_PATH = "what is known here implies it"


def check(subject: Subject, report: Report) -> None:
    """Report each `require` of a tool or handler whose condition is known to hold where it stands."""
    for one in conditions(subject):
        if isinstance(one.statement, s.Require) and truth(one.value, one.known):
            source = _source(one.value, one.known)
            labels = [] if source is None else [(source, "known since here")]
            reason = _BY_TYPE if source is None else _BY_PATH
            report(one.statement.span, labels=labels, reason=reason)


def _source(value: e.Expr, known: Known) -> Span | None:
    """The statement that implies the condition, where the types alone do not."""
    if truth(value):
        return None
    for fact, at in known.items():
        if truth(value, (fact,)):
            return at
    return next(iter(known.values()))
