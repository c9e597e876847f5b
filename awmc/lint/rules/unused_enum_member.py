"""A member of an enum that no value can have.

Nothing mentions it, no row has it, and no tool takes the enum as a parameter: an agent that reads the enum expects rows that do not exist. Either the
tool that leads there is missing, or the member is left over. Where a tool takes the enum, every member is in use, for an agent may
give it.

## Wrong

```awm
enum Status { open, paid, disputed }
entity Order { key id: int  status: Status = open }
tool pay(order: Order) { set order.status = paid  return order }
```

## Right

```awm
enum Status { open, paid }
entity Order { key id: int  status: Status = open }
tool pay(order: Order) { set order.status = paid  return order }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.model import DataFile
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.source import Span
from awmc.syntax import ast

RULE = rule(
    "AWM712",
    "unused-enum-member",
    Family.correctness,
    "no value is ever `{enum}.{name}`",
    "write the tool or the rows that need it, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each member that is nowhere mentioned, of enums that nothing from outside gives."""
    mentioned = {
        (node.type.name, node.value)
        for node in subject.nodes(e.Const)
        if isinstance(node.type, t.EnumType)
    }
    arrows = {
        ident.name
        for arrow in subject.syntax(ast.FlowArrow)
        for ident in (arrow.source, *arrow.targets)
    }
    from_outside = {name for type_ in _given(subject) for name in _enums(subject, type_)}
    for enum in subject.env.enums:
        if enum.name in from_outside or not subject.declared_here(enum.span):
            continue
        for member in enum.members:
            if (enum.name, member.spelling) not in mentioned and member.name not in arrows:
                report(_span(subject, enum.name, member.name), enum=enum.name, name=member.name)


def _given(subject: Subject) -> Iterator[t.Type]:
    """The types of values that come from elsewhere: from agents and users, outside functions, and data files."""
    for tool in subject.env.tools:
        if not tool.private:
            yield from (param.type for param in tool.params)
    yield from (extern.type for extern in subject.env.externs)
    for data in subject.env.data:
        if isinstance(data, DataFile):
            yield from (field.type for field in subject.entities[data.entity].fields)


def _enums(subject: Subject, type_: t.Type) -> Iterator[str]:
    match type_:
        case t.EnumType(name=name):
            yield name
        case t.OptionType(item=item) | t.ListType(item=item):
            yield from _enums(subject, item)
        case t.MapType(key=key, value=value):
            yield from (*_enums(subject, key), *_enums(subject, value))
        case t.RecordType(name=name):
            for field in subject.env.record(name).fields:
                yield from _enums(subject, field.type)
        case _:
            pass


def _span(subject: Subject, enum: str, member: str) -> Span:
    decls = [decl for decl in subject.syntax(ast.EnumDecl) if decl.name.name == enum]
    return next(one.name.span for one in decls[0].members if one.name.name == member)
