"""An index by fields that have one already.

Keys, unique fields, references and the first fields of other indexes are indexed by themselves. A second index makes every write slower, and
a reader takes it that the first is missing.

## Wrong

```awm
entity Member { key id: int  unique email: text  @index (email) }
tool get_member(member: Member) { return member }
```

## Right

```awm
entity Member { key id: int  unique email: text }
tool get_member(member: Member) { return member }
```
"""

from __future__ import annotations

from awmc.lint.facts.filters import redundant_indexes
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, safe_fix

RULE = rule(
    "AWM751",
    "redundant-index",
    Family.data,
    "rows are found by {fields} already, through {other}",
    "delete it",
    fixes="safe",
    fix_changes=("schema.sql",),
)


def check(subject: Subject, report: Report) -> None:
    """Report each `@index` whose fields something else begins with."""
    for index, other in redundant_indexes(subject).items():
        if subject.declared_here(index.span):
            fix = safe_fix("delete the index", (index.span, ""))
            report(index.span, fields=[ident.name for ident in index.fields], other=other, fix=fix)
