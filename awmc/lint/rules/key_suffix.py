"""A reference that is named like a key.

`order_id: Order` is a row, and `order_id.total` reads as if a number had a total. Agents get the key's name without it: the parameter
`order: Order` is `order_id` in JSON where the key is called `id`; where the key is called `number`, `order_id` becomes `order_id_number`.

## Wrong

```awm
entity Order { key id: int  total: money = 0 }
tool get_total(order_id: Order) "What an order costs" { return { total: order_id.total } }
```

## Right

```awm
entity Order { key id: int  total: money = 0 }
tool get_total(order: Order) "What an order costs" { return { total: order.total } }
```
"""

from __future__ import annotations

from awmc.ir import types as t
from awmc.ir.columns import key_columns, ref_name
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.source import Span

RULE = rule(
    "AWM786",
    "key-suffix",
    Family.naming,
    "`{name}` is a row of `{entity}`, and named like its key",
    "call it `{better}`: agents will see it as `{json}` all the same",
)
_SUFFIXES = ("_id", "_key", "_code")


def check(subject: Subject, report: Report) -> None:
    """Report each field and parameter that refers to a row and ends in a key's name."""
    for entity in subject.env.entities:
        for field in entity.fields:
            decl = subject.member_decl(entity.name, field.name)
            if decl is not None:
                _look(subject, field.name, field.type, decl.name.span, report)
    for tool in subject.env.tools:
        decls = subject.tool_decls[tool.name].params
        for param, written in zip(tool.params, decls, strict=True):
            _look(subject, param.name, param.type, written.name.span, report)


def _look(subject: Subject, name: str, type_: t.Type, place: Span, report: Report) -> None:
    target = t.unwrap(type_)
    if not isinstance(target, t.RefType):
        return
    keys = [key.name for key in key_columns(subject.env, subject.entities[target.entity])]
    suffix = next((s for s in (*_SUFFIXES, *(f"_{key}" for key in keys)) if name.endswith(s)), None)
    better = name.removesuffix(suffix or "")
    if suffix is not None and better and keys:
        json = ref_name(better, keys[0])
        report(place, name=name, entity=target.entity, better=better, json=json)
