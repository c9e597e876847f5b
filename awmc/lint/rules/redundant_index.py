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

from awmc.ir import types as t
from awmc.ir.model import Entity
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, safe_fix
from awmc.syntax import ast

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
    for entity in subject.env.entities:
        rules = [
            member
            for member in subject.entity_decls[entity.name].members
            if isinstance(member, ast.IndexRule)
        ]
        for place, member in enumerate(rules):
            fields = tuple(ident.name for ident in member.fields)
            others = [tuple(i.name for i in one.fields) for one in rules if one is not member]
            earlier = [tuple(i.name for i in one.fields) for one in rules[:place]]
            other = _other(entity, fields, [o for o in others if o != fields or o in earlier])
            if other is not None and subject.declared_here(member.span):
                fix = safe_fix("delete the index", (member.span, ""))
                report(member.span, fields=list(fields), other=other, fix=fix)


def _other(entity: Entity, fields: tuple[str, ...], indexes: list[tuple[str, ...]]) -> str | None:
    """What begins with the fields besides their own index."""
    size = len(fields)
    if tuple(field.name for field in entity.keys)[:size] == fields:
        return "the key"
    if any(unique.fields[:size] == fields for unique in entity.uniques):
        return "what is unique"
    if any((*one.fields, one.start)[:size] == fields for one in entity.no_overlaps):
        return "`@no_overlap`"
    if any(other[:size] == fields for other in indexes):
        return "another index"
    is_reference = size == 1 and isinstance(t.unwrap(entity.field(fields[0]).type), t.RefType)
    return "the reference itself" if is_reference else None
