"""Invisible characters: bidirectional marks and zero-width ones make a line look other than it reads."""

from __future__ import annotations

import re
import unicodedata

from awmc.diagnostics.sink import Sink
from awmc.lint.subject import Subject
from awmc.source import Span

_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


def check(subject: Subject, sink: Sink) -> None:
    """Report each invisible character of each file."""
    for source in subject.sources:
        for found in _HIDDEN.finditer(source.text):
            name = unicodedata.name(found[0], "a control character")
            shown = f"U+{ord(found[0]):04X} ({name.lower()})"
            sink.report(
                "hidden-character", Span(source.path, found.start(), found.end()), character=shown
            )
