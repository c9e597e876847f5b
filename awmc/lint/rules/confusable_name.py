"""Two names of one tool or entity that are easily confused.

Of `start` and `starts`, or `received_at` and `recieved_at`, an agent will fill in the wrong one, and it is the spec that is to blame. A list
beside its singular, `item` and `items`, says one and many, and is left alone, as are numbered names.

## Wrong

```awm
entity Booking { key id: int  start: date  stars: int = 0 }
tool move(booking: Booking, start: date "First day", starts: time "Hour of arrival") "Move a booking" {
  set booking.start = start
}
```

## Right

```awm
entity Booking { key id: int  start: date  stars: int = 0 }
tool move(booking: Booking, first_day: date "First day", arrival: time "Hour of arrival") "Move a booking" {
  set booking.start = first_day
}
```
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from awmc.lint.facts.wording import letter_slipped
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM780",
    "confusable-name",
    Family.naming,
    "`{name}` is easily confused with `{other}`, which `{owner}` has, too",
    "give one a name that says what the other is not",
)
_SHORT = 4
"""Names of no more letters are told apart at a glance."""


def check(subject: Subject, report: Report) -> None:
    """Report each name of a parameter, field or enum's member that is one slip of the pen from an earlier one of the same kind."""
    for tool in subject.syntax(ast.ToolDecl):
        _look(tool.name.name, [(param.name, param.type) for param in tool.params], report)
    for entity in subject.syntax(ast.EntityDecl):
        fields = [(one.name, one.type) for one in entity.members if isinstance(one, ast.FieldDecl)]
        _look(entity.name.name, fields, report)
    for record in subject.syntax(ast.RecordDecl):
        _look(record.name.name, [(one.name, one.type) for one in record.fields], report)
    for enum in subject.syntax(ast.EnumDecl):
        _look(enum.name.name, [(member.name, None) for member in enum.members], report)


def _look(
    owner: str, named: Sequence[tuple[ast.Ident, ast.TypeExpr | None]], report: Report
) -> None:
    for (first, type_), (second, other) in combinations(named, 2):
        one_and_many = isinstance(type_, ast.ListTypeExpr) != isinstance(other, ast.ListTypeExpr)
        if not one_and_many and _alike(first.name, second.name):
            labels = [(first.span, "the earlier one")]
            report(second.span, labels=labels, name=second.name, other=first.name, owner=owner)


def _alike(a: str, b: str) -> bool:
    numbered = any(character.isdigit() for character in a + b)
    return min(len(a), len(b)) > _SHORT and not numbered and letter_slipped(a, b)
