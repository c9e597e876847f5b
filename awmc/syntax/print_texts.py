"""Texts between quotes: what `text_values.py` undoes.

In: characters. Out: them as a text of awm. Guaranteed: one line, whatever the characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from awmc.syntax import ast

_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def print_doc(text: ast.TextLiteral) -> str:
    """A text that does not interpolate: its braces are as they are."""
    plain = text.plain or ""
    return f"'{plain}'" if text.raw else f'"{escape(plain)}"'


def quote(pieces: Sequence[str], plain: Sequence[bool]) -> str:
    """`"…"` of plain runs, whose braces are doubled, and of holes as they are."""
    return f'"{_join(pieces, plain)}"'


def quote_long(pieces: Sequence[str], plain: Sequence[bool]) -> str:
    """The same between three quotes, for holes that hold double quotes."""
    text = _join(pieces, plain)
    if text[:1] == " ":
        # Or it would be dropped as indentation.
        text = "\\u0020" + text[1:]
    return f'"""{text}"""'


def _join(pieces: Sequence[str], plain: Sequence[bool]) -> str:
    return "".join(
        escape(piece).replace("{", "{{").replace("}", "}}") if is_plain else piece
        for piece, is_plain in zip(pieces, plain, strict=True)
    )


def escape(text: str) -> str:
    """The characters as they may stand between double quotes."""
    return "".join(_SHORT.get(sign) or _character(sign) for sign in text)


def _character(sign: str) -> str:
    """A character that cannot be seen, or turns what follows around, as its code; any other as it is."""
    return f"\\u{ord(sign):04x}" if _INVISIBLE.match(sign) else sign


# Written out, since what Python calls printable depends on its version.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\uffff]"
)
