r"""`matches` with nothing but the standard library: a pattern as the language has it, said again for Python's `re`.

The language's patterns are those of Rust's `regex`. In: such a pattern. Guaranteed: it finds what Rust's would find, or `Failed` says
that it cannot be said for `re`; what Rust refuses (looking around, back references) fails too. Time is not linear here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from awmc.runtime.failures import INVALID_OPERATION, Failed

_PIECE = re.compile(
    r"(?P<code>\\[xuU]\{(?P<number>[0-9A-Fa-f]{1,6})\})"
    r"|(?P<escape>\\.)"
    r"|(?P<named>\(\?<(?=[A-Za-z_]))"
    r"|(?P<group>\(\?(?P<flags>[a-zA-Z-]*)(?P<close>[:)]?))"
    r"|(?P<twice>[*+?}]\+)"
    r"|(?P<set>\[\^?\]?)"
    r"|(?P<plain>.)",
    re.DOTALL,
)
_IN_SET = re.compile(r"\\[xuU]\{[0-9A-Fa-f]{1,6}\}|\\.|&&|--|~~|\[|\]|.", re.DOTALL)
_ESCAPES = frozenset("dDsSwWbBAzntrfvaxuU")
"""Letters and digits that may follow a backslash and mean the same to both, `z` aside."""


def found_in(pattern: str, text: str) -> bool:
    """Whether the regular expression is found anywhere in the text."""
    return _compiled(pattern).search(text) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(_translated(pattern))
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise _unsayable(pattern) from error


def _unsayable(pattern: str) -> Failed:
    return Failed(INVALID_OPERATION, f"This pattern needs awmc's own engine: {pattern!r}")


def _translated(pattern: str) -> str:
    parts: list[str] = []
    place = 0
    lines = False
    while place < len(pattern):
        piece = _PIECE.match(pattern, place)
        if piece is None:
            raise _unsayable(pattern)
        place = piece.end()
        match piece.lastgroup:
            case "code":
                parts.append(re.escape(chr(int(piece["number"], 16))))
            case "escape":
                parts.append(_escape(pattern, piece[0], pattern[place : place + 1]))
            case "named":
                parts.append("(?P<")
            case "twice":
                raise _unsayable(pattern)
            case "set":
                inside, place = _set(pattern, place)
                parts.append(piece[0] + inside)
            case "plain" if piece[0] == "$" and not lines:
                parts.append(r"\Z")
            case "plain":
                parts.append(piece[0])
            case _:
                lines = _flags(pattern, piece, place) or lines
                parts.append(piece[0])
    return "".join(parts)


def _flags(pattern: str, piece: re.Match[str], place: int) -> bool:
    """Whether a group, `(?:`, `(?i)` or `(?m-s:`, makes `$` the end of a line."""
    if pattern.startswith("(?P<", piece.start()) and pattern[place - 1 : place + 1] == "P<":
        return False
    if not piece["close"] or not set(piece["flags"]) <= set("ims-"):
        raise _unsayable(pattern)
    if piece["close"] == ":" and not piece["flags"]:
        return False
    if "m" in piece["flags"] and piece.start() != 0:
        raise _unsayable(pattern)
    if "m" in piece["flags"] and piece["close"] == ":":
        raise _unsayable(pattern)
    return "m" in piece["flags"].partition("-")[0]


def _escape(pattern: str, found: str, after: str) -> str:
    letter = found[1:]
    if letter == "z":
        return r"\Z"
    if letter in "bB" and after == "{":
        raise _unsayable(pattern)
    if (letter.isalnum() and letter not in _ESCAPES) or letter in "<>":
        raise _unsayable(pattern)
    return found


def _set(pattern: str, place: int) -> tuple[str, int]:
    """The rest of a `[…]` from its first item on, and where it ends; sets in sets and their algebra are Rust's alone."""
    parts: list[str] = []
    for piece in _IN_SET.finditer(pattern, place):
        found = piece[0]
        if found in ("[", "&&", "--", "~~"):
            raise _unsayable(pattern)
        if found.startswith("\\") and found.endswith("}") and len(found) > 2:
            found = re.escape(chr(int(found[3:-1], 16)))
        elif found.startswith("\\"):
            found = _escape(pattern, found, "")
        parts.append(found)
        if found == "]":
            return "".join(parts), piece.end()
    raise _unsayable(pattern)
