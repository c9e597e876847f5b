"""Terminals for other engines: narrower than those of the grammar, or parts of them.

Dates are those of the calendar, times those of a day, numbers those that fit, escapes those that are known; texts come in
parts, since what stands in their braces is a rule. Guaranteed: no terminal is a dead end before another that may stand at the
same place, so a lexer that takes the longest match never has to go back.
"""

from __future__ import annotations


def _at_most(limit: str) -> str:
    """Numbers of as many digits as `limit`, and no greater."""
    if len(limit) == 1:
        return f"[0-{limit}]"
    head, rest = limit[0], limit[1:]
    less = f"[0-{int(head) - 1}][0-9]{{{len(rest)}}}|" if head > "0" else ""
    return f"({less}{head}{_at_most(rest)})"


_DAY = (
    r"((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    r"|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_YEAR = r"([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP = r"([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
_DATE = rf"({_YEAR}-{_DAY}|{_LEAP}-02-29)"
_HOUR = r"([01][0-9]|2[0-3])"
_MINUTE = r"[0-5][0-9]"
_CODE = (
    r"(0{0,3}[1-9a-fA-F][0-9a-fA-F]{0,2}|0{0,2}([1-9abcefABCEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})"
    r"|0?[1-9a-fA-F][0-9a-fA-F]{4}|10[0-9a-fA-F]{4})"
)
_CODE_4 = (
    r"(0{3}[1-9a-fA-F]|00[1-9a-fA-F][0-9a-fA-F]|0[1-9a-fA-F][0-9a-fA-F]{2}"
    r"|[1-9abcefABCEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})"
)
_ESCAPE = rf'\\([nt"\\{{}}]|u\{{{_CODE}\}}|u{_CODE_4})'
_CHAR = r"[^\"\\{\n\r\x00]"
_LONG_CHAR = r"[^\"\\{\r\x00]"
_DOC = rf'"([^"\\{{\n\r\x00]|{_ESCAPE}|\{{\{{|\{{([^"\'\\{{}}\n\r\x00]|{_ESCAPE})*\}})*"'
_LONG_DOC = rf'"""("{{0,2}}([^"\\\r\x00]|{_ESCAPE}))*"""'

TERMINALS = {
    "NUMBER": rf"([0-9][0-9_]{{0,17}}|{_at_most('9223372036854775808')})(\.[0-9]{{1,18}})?([eE][+-]?[0-9]{{1,2}})?",
    "PLACES": r"[0-9]{1,9}",
    "DATE": _DATE,
    "DATETIME": rf"{_DATE}T{_HOUR}:{_MINUTE}:{_MINUTE}",
    "TIME": rf"{_HOUR}:{_MINUTE}(:00)?",
    "RAW_TEXT": r"'[^'\n\r\x00]*'",
    "RAW_TEXT_IN_HOLE": r"'[^'\"\n\r\x00]*'",
    "TEXT_IN_HOLE": r'"[^"\\{}\n\r\x00]+"',
    "DOC": _DOC,
    "LONG_DOC": _LONG_DOC,
    "EMPTY_TEXT": r'""',
    "QUOTE": r'"',
    "QUOTES": r'"""',
    "CHARS": rf"{_CHAR}+",
    "ESCAPE": rf"({_ESCAPE}|\{{\{{)",
    "LONG_CHARS": rf"{_LONG_CHAR}+",
    "LONG_ESCAPE": rf'"{{1,2}}({_LONG_CHAR}|{_ESCAPE}|\{{\{{)|{_ESCAPE}|\{{\{{',
    "HOLE": r"\{",
    "LONG_HOLE": r'"{0,2}\{',
    "FORMAT": r":[^{}()\[\]\"'\\\n\r\x00]*",
}
"""Terminals that are narrower than those of the grammar, or parts of them."""
