"""A name said twice.

`{ copy }` is `{ copy: copy }`. Where both are said, the reader looks for the difference. References in a projection or an object are left alone: there the
short form gives the name of the key, as in `copy_id`.

## Wrong

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool place(id: int, total: money) { return create Order { id: id, total } }
```

## Right

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool place(id: int, total: money) { return create Order { id, total } }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, safe_fix
from awmc.source import Span
from awmc.syntax import ast

RULE = rule(
    "AWM794",
    "repeated-entry",
    Family.style,
    "`{name}: {name}` says the name twice",
    "write `{name}`",
    fixes="sometimes safe",
)


def check(subject: Subject, report: Report) -> None:
    """Report each entry and item whose value is the plain name that it is called."""
    references = _references(subject)
    stored = _of_rows(subject)
    for node in subject.syntax(ast.Entry):
        name = node.key.name
        short = node.span in stored or name not in references
        if short and node.key_text is None and _says(node.value, name):
            _report(subject, report, node.span, name, "?" if node.optional else "")
    for item in subject.syntax(ast.ProjectItem):
        if item.name is None or item.alias is not None or item.name.name in references:
            continue
        if _says(item.value, item.name.name):
            _report(subject, report, item.span, item.name.name, "?" if item.optional else "")


def _says(value: ast.Expr | None, name: str) -> bool:
    return isinstance(value, ast.Name) and value.name == name


def _report(subject: Subject, report: Report, span: Span, name: str, mark: str) -> None:
    fix = None if subject.commented(span) else safe_fix(f"write `{name}`", (span, name + mark))
    report(span, name=name, fix=fix)


def _of_rows(subject: Subject) -> set[Span]:
    """The entries that give a row its values."""
    rows: list[ast.CreateExpr | ast.SetFields | ast.DataFor] = [
        *subject.syntax(ast.CreateExpr),
        *subject.syntax(ast.SetFields),
        *subject.syntax(ast.DataFor),
    ]
    return {entry.span for row in rows for entry in row.entries}


def _references(subject: Subject) -> set[str]:
    """The names that rows go by somewhere in the spec."""
    found = {
        field.name
        for entity in subject.env.entities
        for field in entity.fields
        if _has_rows(field.type)
    }
    found |= {has.name for entity in subject.env.entities for has in entity.has}
    return found | {node.name for node in subject.nodes(e.Var) if _has_rows(node.type)}


def _has_rows(type_: t.Type) -> bool:
    while isinstance(type_, t.OptionType | t.ListType):
        type_ = type_.item
    return isinstance(type_, t.RefType)
