"""What awmc's parser says of a text that was written under the grammar.

A text that ended must have no report. A text that was cut off must be the beginning of one: the parser's table must take all its tokens but the last word, which
the cut may have left unfinished; and what stands before the last declaration must have no report.
"""

from __future__ import annotations

import re

from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax import ast
from awmc.syntax.build_declarations import DeclarationBuilder
from awmc.syntax.driver import Driver
from awmc.syntax.export import UNSEEN
from awmc.syntax.parse import parse
from awmc.syntax.table import END
from awmc.syntax.tokens import Tokens

_LAST_WORD = re.compile(r"\S*\Z")


def faults(text: str) -> list[str]:
    """What is reported of a whole text, but for what no grammar can see."""
    return _read(text)[1]


def faults_of_beginning(text: str) -> list[str]:
    """What tells that a text that was cut off is the beginning of none."""
    source = SourceFile("written.awm", text)
    taken = _taken(source)
    last = _LAST_WORD.search(text)
    found = [] if last is None or taken >= last.start() else [f"stuck at {text[taken:][:80]!r}"]
    module = _read(text)[0]
    if module.declarations:
        found += faults(text[: module.declarations[-1].span.start])
    return found


def _read(text: str) -> tuple[ast.Module, list[str]]:
    source, sink = SourceFile("written.awm", text), Sink()
    module = parse(source, sink)
    seen = [found for found in sink.diagnostics if found.name not in UNSEEN]
    return module, [f"{found.code} {found.name}: {found.message}" for found in seen]


def _taken(source: SourceFile) -> int:
    """The place of the first token that the parser does not take as it is."""
    sink = Sink()
    builder = DeclarationBuilder(
        source, sink, lambda _, start, end: ast.BadExpr(source.span(start, end))
    )
    driver = Driver(Tokens(source, sink), builder, sink, "module")
    while driver.token.kinds[0] != END and (driver.take() or driver.reread()):
        pass
    return driver.token.start
