"""A field that is set to what it is.

The assignment changes nothing. Most often a parameter was meant that has the name of the field: `set order.note = order.note` for
`set order.note = note`, and the tool forgets what the agent said.

## Wrong

```awm
entity Order { key id: int  note: text = "" }
tool annotate(order: Order, note: text) { set order.note = order.note  return { note } }
```

## Right

```awm
entity Order { key id: int  note: text = "" }
tool annotate(order: Order, note: text) { set order.note = note  return { note } }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM727",
    "set-to-itself",
    Family.correctness,
    "`{field}` is set to what it is already",
    "set it to another value, or leave it out",
)


def check(subject: Subject, report: Report) -> None:
    """Report each assignment of a field's own value."""
    for node in subject.nodes(s.SetFields):
        for value in node.values:
            if _names(value.value) == (node.row, *value.path):
                report(node.span, field=".".join(value.path))


def _names(value: e.Expr) -> tuple[object, ...]:
    """A row and the path of names that lead from it to the value."""
    match value:
        case e.FieldGet(row=row, field=field):
            return (row, field)
        case e.RecordGet(value=inner, field=field):
            return (*_names(inner), field)
        case e.Narrow(value=inner) | e.Convert(value=inner):
            return _names(inner)
        case _:
            return ()
