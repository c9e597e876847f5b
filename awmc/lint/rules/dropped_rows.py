"""A data block that loses most of its rows.

Generated rows that break a rule or a key are left out, which is fine for a few. Where more than half go, the block does not make what it says, the rest is
skewed towards what happens to pass the rule, and a small change of the spec changes which rows there are. A filter, `if`, in the block says what is
wanted.

## Wrong

```awm
entity Slot { key id: int  hour: int  @check (hour < 3) }
data Slot for i in range(10) { id: i, hour: i }
tool list_slots() { return [s for s in Slot] }
```

## Right

```awm
entity Slot { key id: int  hour: int  @check (hour < 3) }
data Slot for i in range(3) { id: i, hour: i }
tool list_slots() { return [s for s in Slot] }
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM754",
    "dropped-rows",
    Family.data,
    "{dropped} of {made} rows of `{entity}` were left out, most often since: {rule}",
    "make rows that keep the rules: filter with `if`, or take other values",
    needs=Needs.data,
)


def check(subject: Subject, report: Report) -> None:
    """Report each block of which more than half of the rows were left out, but not all: that is an error's matter."""
    for one in subject.built.losses:
        if one.made / 2 < one.dropped < one.made and subject.declared_here(one.span):
            report(one.span, entity=one.entity, made=one.made, dropped=one.dropped, rule=one.rule)
