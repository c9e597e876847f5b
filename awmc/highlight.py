"""Syntax colouring of specs for Pygments, which finds it by the name `awm`.

In: any text. Out: tokens that join up to just that text, with no error token in a text that parses. It looks at a word and its neighbours alone, so a
spec that is still being written is coloured, too. Pygments is imported here and nowhere else.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pygments.lexer import RegexLexer, bygroups, default, include, words
from pygments.token import (
    Comment,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
)

from awmc.syntax import keywords

_CONSTANTS = frozenset("true false none".split())
_TYPES = "text int float money decimal bool date time datetime duration".split()
_CLAUSES = "offset desc asc as from".split()
_STARTS = sorted(
    {
        *keywords.DECLARATIONS,
        *keywords.STATEMENTS,
        *keywords.SECTIONS,
        *keywords.PARTS,
        *keywords.SETTINGS,
        *_CLAUSES,
    }
    - {"return"}
)
_NOT_A_NAME = r"(?=[ \t]+[\w\"'@]|[ \t]*[{(\[])(?![ \t]+(?:and|or|in|then|else)\b)"
"""After a word that may be a name elsewhere: what shows that it is a word of the language here."""


def _parts(*kinds: object) -> Any:
    """A kind for each group of a pattern."""
    return bygroups(*kinds)  # type: ignore[no-untyped-call] # its stub has no types


class AwmLexer(RegexLexer):
    """Colours awm, the language of awmc's specs."""

    name = "awm"
    aliases: ClassVar[list[str]] = ["awm"]
    filenames: ClassVar[list[str]] = ["*.awm"]
    mimetypes: ClassVar[list[str]] = ["text/x-awm"]

    tokens: ClassVar = {
        "root": [
            (r"\s+", Whitespace),
            (r"#.*", Comment.Single),
            include("texts"),
            include("numbers"),
            include("words"),
            (r"->|=>|\?\?|[=!<>]=|[-+*/]=|\.\.|//|&&|\|\||[-+*/%<>=?!]", Operator),
            (r"[(){}\[\],.;:]", Punctuation),
        ],
        "texts": [
            (r'"""', String.Double, "long text"),
            (r'"', String.Double, "text"),
            (r"'[^'\n]*'", String.Single),
        ],
        "text": [
            (r'"|\n', String.Double, "#pop"),
            (r'[^"\\{}\n]+', String.Double),
            include("in texts"),
        ],
        "long text": [
            (r'"""', String.Double, "#pop"),
            (r'[^"\\{}]+|"', String.Double),
            include("in texts"),
        ],
        "in texts": [
            (r"\\u\{\w+\}|\\.|\{\{|\}\}", String.Escape),
            (r'\{[^{}"\n]*\}', String.Interpol),
            (r"[{}\\]", String.Double),
        ],
        "numbers": [
            (r"\d{4}-\d\d-\d\d(?:T[\d:]+)?|\d\d:\d\d(?::\d\d)?", Literal.Date),
            (r"\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?", Number),
        ],
        "words": [
            (words(keywords.RULES, suffix=r"\b"), Name.Decorator),
            (r"(\.)([a-z_]\w*)", _parts(Punctuation, Name.Attribute)),
            (r"([a-z_]\w*)(:)", _parts(Name.Attribute, Punctuation), "type"),
            (r"(->)(?=\s*[\[{]*[a-z])", Operator, "type"),
            (words(sorted(_CONSTANTS), suffix=r"\b"), Keyword.Constant),
            (words(sorted(keywords.RESERVED - _CONSTANTS), suffix=r"\b"), Keyword),
            (r"return\b", Keyword),
            (r"(order)(\s+)(by)\b", _parts(Keyword, Whitespace, Keyword)),
            (r"(by)(\s+)(user)\b", _parts(Keyword, Whitespace, Keyword)),
            (r"(limit)(\s+)(calls)\b", _parts(Keyword, Whitespace, Keyword)),
            (r"(may)(\s+)(change)\b", _parts(Keyword, Whitespace, Keyword)),
            (
                r"(tool|task|def|extern|invariant|environment)(\s+)([a-z]\w*)",
                _parts(Keyword, Whitespace, Name.Function),
            ),
            (words(_STARTS, suffix=r"\b" + _NOT_A_NAME), Keyword),
            (r"by\b(?=\s+[a-z])", Keyword),
            (r"(?:me|self|old|now)\b", Name.Builtin.Pseudo),
            (r"[A-Z]\w*", Name.Class),
            (r"[a-z_]\w*(?=\()", Name.Function),
            (r"[a-z_]\w*", Name),
        ],
        "type": [
            (r"[ \t]+", Whitespace),
            (r"[\[{]", Punctuation),
            (words(_TYPES, suffix=r"\b"), Keyword.Type, "#pop"),
            default("#pop"),
        ],
    }
