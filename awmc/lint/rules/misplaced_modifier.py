"""A modifier at the end of the line of another field.

Modifiers stand before the name: `owner day: Day`. After the type, as SQL has them, a modifier belongs to the field that comes next, since the ends of
lines mean nothing: another field is the key, or its rows are deleted with another row. What the fix writes is most often meant. `awmc fmt` leaves
such an entity as it is. Where the modifier is meant for the next field, write it on that field's line.

## Wrong

```awm
entity Day { key on: date }
entity Visit {
  auto key id: int
  day: Day owner
  reason: text
}
```

## Right

```awm
entity Day { key on: date }
entity Visit {
  auto key id: int
  owner day: Day
  reason: text
}
```
"""

from __future__ import annotations

from awmc.diagnostics.model import Fix
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject, unsafe_fix
from awmc.source import SourceFile, Span
from awmc.syntax import ast
from awmc.syntax.strays import Stray, strays

RULE = rule(
    "AWM707",
    "misplaced-modifier",
    Family.correctness,
    "`{words}` stands on the line of `{before}`, and belongs to `{field}` after it",
    "modifiers stand before the name: `{words} {before}: …`, or `{words} {field}: …` on one line",
    needs=Needs.syntax,
    fixes="unsafe",
)


def check(subject: Subject, report: Report) -> None:
    """Report each modifier between the line of one field and that of its own."""
    for entity in subject.syntax(ast.EntityDecl):
        file = subject.sources.get(entity.span.path)
        for stray in () if file is None else strays(entity.members, file):
            report(
                stray.modifiers[0].span.to(stray.modifiers[-1].span),
                labels=[(stray.field.name.span, "it is this field's")],
                fix=_moved(stray, file) if file is not None else None,
                words=stray.words,
                before=stray.before.name.name,
                field=stray.field.name.name,
            )


def _moved(stray: Stray, file: SourceFile) -> Fix | None:
    """The modifiers before the name of the field on whose line they stand; None where it cannot have them, or has them."""
    before, words = stray.before, {modifier.name for modifier in stray.modifiers}
    if not isinstance(before, ast.FieldDecl) or words & {m.name for m in before.modifiers}:
        return None
    first, last = stray.modifiers[0].span, stray.modifiers[-1].span
    start = len(file.text[: first.start].rstrip())
    name = before.name.span
    return unsafe_fix(
        f"write `{stray.words}` before `{before.name.name}`",
        (Span(name.path, name.start, name.start), f"{stray.words} "),
        (Span(first.path, start, last.end), ""),
    )
