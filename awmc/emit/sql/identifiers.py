"""Names, values and comments of a spec as SQL text. Everything here takes untrusted text and gives safe SQL.

A name is quoted exactly where SQLite would take it for a keyword. A float literal is exact in every SQLite: where
the decimal digits could be read one unit off (some builds read them through 80-bit numbers), it is a quotient of
an integer and powers of two.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import isfinite

RESERVED = frozenset(
    "add all alter and as autoincrement between case cast check collate commit constraint create current_date current_time "
    "current_timestamp default deferrable delete distinct drop else escape except exists false foreign from group having if in "
    "index insert intersect into is isnull join limit not nothing notnull null on or order primary raise references returning "
    "select set table then to transaction true union unique update using values when where".split()
)
"""The words that SQLite does not take for a name (and `true` and `false`, which it takes for numbers)."""

ROWIDS = ("rowid", "_rowid_", "oid")
_EXACT_DIGITS = 15
_EXACT_SCALE = 22


def is_reserved(name: str) -> bool:
    """Whether SQLite reads `name` as a keyword."""
    return name.lower() in RESERVED


def quoted(name: str) -> str:
    """`name` as SQL, in double quotes where it is reserved."""
    return f'"{name}"' if is_reserved(name) else name


def names(items: Iterable[str]) -> str:
    """Names as a list: `a, b`."""
    return ", ".join(quoted(item) for item in items)


def rowid_name(columns: Iterable[str]) -> str | None:
    """A name of the rowid that no column hides; None where all three are columns."""
    taken = {column.lower() for column in columns}
    return next((name for name in ROWIDS if name not in taken), None)


def literal(value: bool | int | float | str | None) -> str:
    """A value in its run-time form as an SQL literal. Raises ValueError for NUL, infinity and NaN."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "1" if value else "0"
        case int():
            return str(value)
        case float():
            return float_literal(value)
        case str():
            if "\0" in value:
                raise ValueError("a text of a table holds no U+0000")
            return "'" + value.replace("'", "''") + "'"


def float_literal(value: float) -> str:
    """A finite float as a literal that every SQLite reads as exactly this value, of type REAL."""
    if not isfinite(value):
        raise ValueError("a number of a table is finite")
    text = repr(value)
    return text if _reads_exactly(value, text) else _quotient(value)


def _reads_exactly(value: float, text: str) -> bool:
    """Whether digits divided by a power of ten give `value`, also when rounded to 64 bits first."""
    mantissa, _, exponent = text.lstrip("-").partition("e")
    whole, _, part = mantissa.partition(".")
    digits, scale = int(whole + part), len(part) - int(exponent or 0)
    if len(str(digits)) > _EXACT_DIGITS or not 0 <= scale <= _EXACT_SCALE:
        return False
    return digits == 0 or float(_round_to_64_bits(Fraction(digits, 10**scale))) == abs(value)


def _round_to_64_bits(exact: Fraction) -> Fraction:
    shift = 64 - (exact.numerator.bit_length() - exact.denominator.bit_length())
    scaled = exact * Fraction(2) ** shift
    while scaled >= 2**64:
        shift, scaled = shift - 1, scaled / 2
    return round(scaled) / Fraction(2) ** shift


def _quotient(value: float) -> str:
    top, bottom = value.as_integer_ratio()
    up = max(top.bit_length() - 53, 0)
    terms = [f"{top >> up if top >= 0 else -(-top >> up)}.0"]
    terms += _powers("*", up)
    terms += _powers("/", bottom.bit_length() - 1)
    return "(" + " ".join(terms) + ")"


def _powers(operator: str, count: int) -> list[str]:
    """Multiplying by 2**count in steps that are integers of at most 62 bits."""
    steps = [62] * (count // 62) + ([count % 62] if count % 62 else [])
    return [f"{operator} {2**step}.0" for step in steps]
