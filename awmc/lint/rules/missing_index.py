"""Rows that are looked for without an index.

Each call goes through all rows of the entity for those whose field has a certain value, and tools make more of them: the environment becomes slower the
longer an episode is, and the more data it is given. Keys, unique fields, fields of an index and references are found at once, and rows that wait in a state
of a `@flow` are indexed by the compiler. Flags and other states are left alone, since an index on a few values that many rows share saves nothing.

## Wrong

```awm
entity Order { auto key id: int  email: text  total: money }
tool place(email: text, total: money) { return create Order { email, total } }
tool find_orders(email: text) { return [o for o in Order if o.email == email order by o.id] }
```

## Right

```awm
entity Order { auto key id: int  email: text  total: money  @index (email) }
tool place(email: text, total: money) { return create Order { email, total } }
tool find_orders(email: text) { return [o for o in Order if o.email == email order by o.id] }
```
"""

from __future__ import annotations

from awmc.diagnostics.model import Fix
from awmc.ir import types as t
from awmc.ir.filters import leading
from awmc.ir.model import Entity
from awmc.lint.facts.filters import equalities
from awmc.lint.facts.usage import usage
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, safe_fix
from awmc.source import Span

RULE = rule(
    "AWM750",
    "missing-index",
    Family.data,
    "{owner} looks through all rows of `{entity}` by `{field}`",
    "add `@index ({field})` to `{entity}`",
    fixes="safe",
    fix_changes=("schema.sql",),
)


def check(subject: Subject, report: Report) -> None:
    """Report each field by which rows that grow in number are looked for, once."""
    told = set()
    for found in equalities(subject):
        entity = subject.entities[found.entity]
        wanted = [name for name in found.fields if _is_worth_it(entity, name)]
        quick = leading(entity) & set(found.fields)
        if quick or not wanted or entity.name not in usage(subject).creates:
            continue
        place = (entity.name, wanted[0])
        decl = subject.member_decl(*place)
        if place not in told and decl is not None and subject.declared_here(decl.span):
            told.add(place)
            report(
                decl.name.span,
                owner=found.owner,
                entity=entity.name,
                field=wanted[0],
                fix=_fix(subject, entity, wanted[0]),
            )


def _is_worth_it(entity: Entity, name: str) -> bool:
    """Whether the field has many values; a record or a list has no index."""
    few = t.EnumType | t.BoolType | t.RecordType | t.ListType | t.MapType
    return not isinstance(t.unwrap(entity.field(name).type), few)


def _fix(subject: Subject, entity: Entity, name: str) -> Fix:
    """The index before the brace that closes the entity, on a line of its own where the brace has one."""
    span = subject.entity_decls[entity.name].span
    before = subject.text(Span(span.path, span.start, span.end - 1))
    alone = not before.rpartition("\n")[2].strip() and "\n" in before
    rule = f"@index ({name})"
    text = f"  {rule}\n" if alone else f"{'' if before.endswith(' ') else ' '}{rule} "
    at = span.start + len(before)
    return safe_fix(f"add `{rule}`", (Span(span.path, at, at), text))
