"""The built-in functions: one table of signatures, from which calls are checked and the reference is made.

A signature is written as in the language: `pad(text: text, n: int) -> text`. `?` after a parameter's name marks
one that may be left out. Where a type is in capitals the function takes several types and `awmc.semantics.generic` gives its
result: `T` anything, `N` a number, `D` a date or datetime, `[T]` a list.
"""

from __future__ import annotations

from dataclasses import dataclass

from awmc.ir import types as t


@dataclass(frozen=True, slots=True)
class Parameter:
    """`type` None: a type that `awmc.semantics.generic` looks at."""

    name: str
    type: t.Type | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    parameters: tuple[Parameter, ...]
    result: t.Type | None
    text: str
    doc: str
    random: bool = False


_TYPES: dict[str, t.Type] = {
    "text": t.TEXT,
    "int": t.INT,
    "float": t.FLOAT,
    "bool": t.BOOL,
    "date": t.DATE,
    "time": t.TIME,
    "datetime": t.DATETIME,
    "duration": t.DURATION,
    "money": t.MONEY,
    "[text]": t.ListType(item=t.TEXT),
    "[int]": t.ListType(item=t.INT),
}

_TABLE = """
len(x: T) -> int | The number of characters of a text, items of a list, or keys of a map
lower(x: text) -> text | In small letters
upper(x: text) -> text | In capital letters
trim(x: text) -> text | Without white space at both ends
contains(x: T, part: T) -> bool | Whether a text has a part, or a list an item
starts_with(x: text, part: text) -> bool | Whether a text starts with a part
ends_with(x: text, part: text) -> bool | Whether a text ends with a part
replace(x: text, old: text, new: text) -> text | With every `old` replaced
split(x: text, by: text) -> [text] | The parts between separators
join(xs: T, by: text) -> text | One text of a list, with a separator
matches(x: text, pattern: text) -> bool | Whether a regular expression is found in a text
lines(x: text) -> [text] | The lines of a text
words(x: text) -> [text] | The words of a text, split at white space
pad(x: T, n: int) -> text | A text with blanks on its right, or a number with zeros on its left, up to n characters
abs(x: N) -> N | The size of a number
round(x: N, n?: int) -> N | Half to even, to n decimals; without n to an int
floor(x: N) -> int | The greatest int not above
ceil(x: N) -> int | The least int not below
sqrt(x: float) -> float | The square root
pow(x: N, y: N) -> N | x to the y
log(x: float) -> float | The natural logarithm
today() -> date | The date of the environment's clock
date(x: T) -> date | The date of a datetime or of an ISO text
time(x: T) -> time | The time of a datetime or of an ISO text
datetime(d: T, at?: time) -> datetime | A date with a time, or an ISO text
year(d: D) -> int | The year
month(d: D) -> int | 1 to 12
day(d: D) -> int | 1 to 31
hour(d: T) -> int | Of a datetime or time, 0 to 23
minute(d: T) -> int | Of a datetime or time, 0 to 59
weekday(d: D) -> int | Monday is 0
days(n: int) -> duration | n days
hours(n: int) -> duration | n hours
minutes(n: int) -> duration | n minutes
seconds(n: int) -> duration | n seconds
days_between(a: D, b: D) -> int | The days from a to b
format_date(d: D, format: text) -> text | By %d %m %Y %H %M %b %B %a %A
range(n: int, end?: int) -> [int] | 0 to n - 1, or n to end - 1
zip(xs: [T], ys: [T]) -> T | Pairs of items, as many as the shorter list has
enumerate(xs: [T]) -> T | Pairs of place and item
sorted(xs: [T]) -> [T] | In order
reversed(xs: [T]) -> [T] | The other way round
distinct(xs: [T]) -> [T] | Without repetitions, first ones kept
keys(m: T) -> T | The keys of a map
values(m: T) -> T | The values of a map
distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float | On the sphere
calc(x: text) -> float | The value of arithmetic in a text
ancestors(row: T, field: T) -> [T] | The row that the field refers to, and so on up
descendants(row: T, field: T) -> [T] | The rows that refer to the row by the field, and theirs, down
text(x: T) -> text | Anything shown as a text
int(x: T) -> int | Of a text; of a number, cut towards zero
float(x: T) -> float | Of a number or text
money(x: T) -> money | Of a number, half to even, or of a text
shuffle(xs: [T]) -> [T] | In random order
sample(xs: [T], n: int) -> [T] | n items at random
pick(xs: T) -> T | One item or row at random
chance(p: float) -> bool | True with that probability
rand_int(a: int, b: int) -> int | From a to b
rand_money(a: money, b: money) -> money | From a to b
rand_date(a: date, b: date) -> date | From a to b
fake_name() -> text | A person's name
fake_email() -> text | An e-mail address
fake_phone() -> text | A telephone number
fake_street() -> text | A street and number
fake_city() -> text | A city
fake_company() -> text | A company
fake_sentence() -> text | A short sentence
"""

_RANDOM = {"shuffle", "sample", "pick", "chance", "rand_int", "rand_money", "rand_date"}


def _signature(line: str) -> Signature:
    text, _, doc = line.partition(" | ")
    head, _, result = text.partition(" -> ")
    name, _, inside = head.partition("(")
    parts = [part for part in inside.rstrip(")").split(", ") if part]
    return Signature(
        name=name,
        parameters=tuple(_parameter(part) for part in parts),
        result=_TYPES.get(result),
        text=text,
        doc=doc,
        random=name in _RANDOM or name.startswith("fake_"),
    )


def _parameter(part: str) -> Parameter:
    name, _, type_ = part.partition(": ")
    return Parameter(name.rstrip("?"), _TYPES.get(type_), name.endswith("?"))


BUILTINS: dict[str, Signature] = {
    signature.name: signature
    for signature in (_signature(line) for line in _TABLE.strip().splitlines())
}

GATHERS: dict[str, str] = {
    "count": "How many",
    "sum": "The sum; of nothing 0",
    "min": "The least; of nothing none",
    "max": "The greatest; of nothing none",
    "avg": "The mean; of nothing none",
    "any": "Whether one is true",
    "all": "Whether every one is true",
    "first": "The first, or none",
    "the": "The only one; more or fewer is an error",
    "distinct": "Without repetitions, first ones kept",
    "map": "A map of keys and values",
    "group": "Keys with their values, after `in` alone",
}
"""What takes a comprehension."""
