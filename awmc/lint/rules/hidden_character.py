"""A character that a reader cannot see.

Bidirectional marks and zero-width characters change how a line looks, not what it says; they can hide what a spec does from the person
who reviews it. Where a text needs one, it is written as an escape, `\\u200d`.

## Wrong

```awm
enum Size { small, large }  # sizes\u202e
```

## Right

```awm
enum Size { small, large }  # sizes
```
"""

from __future__ import annotations

import re
import unicodedata

from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject
from awmc.source import Span

RULE = rule(
    "AWM705",
    "hidden-character",
    Family.correctness,
    "{character} is invisible, and can make a text read otherwise than it is",
    "delete it",
    needs=Needs.syntax,
)
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


def check(subject: Subject, report: Report) -> None:
    """Report each invisible character of each file."""
    for source in subject.sources:
        for found in _HIDDEN.finditer(source.text):
            name = unicodedata.name(found[0], "a control character")
            shown = f"U+{ord(found[0]):04X} ({name.lower()})"
            report(Span(source.path, found.start(), found.end()), character=shown)
