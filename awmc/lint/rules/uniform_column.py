"""A column in which all rows have the same value.

Ten rows or more, and one value that is not even the default: a filter by the field never tells rows apart, an agent may read any of them and be right, and a
task that depends on it is decided by luck. It must be selected, since one value is often what is meant.

## Wrong

```awm
entity Order { key id: int  city: text }
data Order for i in range(12) { id: i, city: "Riga" }
tool list_orders() { return [o for o in Order order by o.id] }
```

## Right

```awm
entity Order { key id: int  city: text }
data Order for i in range(12) { id: i, city: pick(["Riga", "Tartu"]) }
tool list_orders() { return [o for o in Order order by o.id] }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir.columns import field_columns
from awmc.ir.model import Field
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM755",
    "uniform-column",
    Family.data,
    "all {count} rows of `{entity}` have the same `{field}`",
    "vary it, or make it the default",
    needs=Needs.data,
    on=False,
)


_ROWS = 10


def check(subject: Subject, report: Report) -> None:
    """Report each field of which all of ten or more initial rows have one value, other than none and its default."""
    for entity in subject.env.entities:
        rows = subject.built.rows[entity.name]
        if len(rows) < _ROWS or not subject.declared_here(entity.span):
            continue
        for field in entity.fields:
            columns = field_columns(subject.env, field)
            values = {repr([row[one.name] for one in columns]) for row in rows}
            decl = subject.member_decl(entity.name, field.name)
            if (
                len(values) == 1
                and decl is not None
                and not _is_plain(field, rows[0][columns[0].name])
            ):
                report(decl.name.span, count=len(rows), entity=entity.name, field=field.name)


def _is_plain(field: Field, value: object) -> bool:
    """Whether the value is nothing, or the default, or the default is made anew for each row."""
    default = field.default
    if value in (None, "", "[]", "{}") or isinstance(value, list | dict):
        return True
    return default is not None and (not isinstance(default, e.Const) or default.value == value)
