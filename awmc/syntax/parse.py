"""A file's text to its syntax tree.

In: a `SourceFile`. Out: an `ast.Module`, and every mistake of the syntax in the sink. Guaranteed: never raises,
whatever the text; parts that make no sense are `BadDecl`, `BadStmt` and `BadExpr`, each reported once; foreign
spellings build the nodes of the proper ones.
"""

from __future__ import annotations

from typing import cast

from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax import ast
from awmc.syntax.build_declarations import DeclarationBuilder
from awmc.syntax.driver import Driver
from awmc.syntax.leniency import mend, mend_early
from awmc.syntax.recovery import Recovery
from awmc.syntax.table import END
from awmc.syntax.tokens import Token, Tokens


def parse(source: SourceFile, sink: Sink) -> ast.Module:
    """The tree of a file."""
    return parse_tokens(source, sink)[0]


def parse_tokens(source: SourceFile, sink: Sink) -> tuple[ast.Module, list[Token]]:
    """The tree of a file and the tokens that it was made from, mended ones as they were read."""
    return _parse(source, sink, 0, len(source.text))


def parse_part(source: SourceFile, sink: Sink, start: int, end: int) -> ast.Module:
    """The tree of a stretch of a file that holds whole declarations."""
    return _parse(source, sink, start, end)[0]


def _parse(source: SourceFile, sink: Sink, start: int, end: int) -> tuple[ast.Module, list[Token]]:
    lexed = Tokens(source, sink, start, end)
    value = _run(Driver(lexed, _builder(source, sink), sink, "module"))
    declarations = cast("tuple[ast.Decl, ...] | None", value) or ()
    span = source.span(start, end)
    module = ast.Module(span, source.path, declarations, tuple(lexed.comments))
    return module, lexed.tokens


def expected_after(source: SourceFile, start: int, end: int) -> frozenset[str]:
    """The kinds of token that could stand at `end`, after the declarations that begin at `start`; nothing is reported."""
    sink = Sink()
    parse = Driver(Tokens(source, sink, start, end), _builder(source, sink), sink, "module")
    recovery = Recovery(parse)
    while parse.token.kinds[0] != END:
        if mend_early(parse) or parse.take() or parse.reread() or mend(parse):
            continue
        if not recovery.recover():
            return frozenset()
    return frozenset(parse.machine.expected())


def _builder(source: SourceFile, sink: Sink) -> DeclarationBuilder:
    def parse_expression(text: str, start: int, end: int) -> ast.Expr:
        """The expression between two braces of a text of this file."""
        file = source if text is source.text else SourceFile(source.path, text)
        driver = Driver(Tokens(file, sink, start, end), builder, sink, "expression")
        value = _run(driver)
        return ast.BadExpr(source.span(start, end)) if value is None else cast("ast.Expr", value)

    builder = DeclarationBuilder(source, sink, parse_expression)
    return builder


def _run(parse: Driver) -> object | None:
    """Feeds all tokens; None where an expression makes no sense."""
    recovery = Recovery(parse)
    while not parse.finished:
        if mend_early(parse) or parse.take() or parse.reread() or mend(parse):
            continue
        if not recovery.recover():
            return None
    return parse.machine.result
