"""The tables of functions in the reference of the language, `docs/language.md`, made from the table of built-ins.

In: the text of the page. Out: the same with its tables current. `python -m awmc.guide` writes the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from awmc.semantics.builtins import BUILTINS, GATHERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "language.md"

GROUPS = {
    "Texts": "lower upper trim contains starts_with ends_with replace split join matches lines words pad",
    "Numbers": "abs round floor ceil min max sqrt pow log calc distance_km",
    "Dates and times": "now today date time datetime year month day hour minute weekday days hours minutes"
    " seconds days_between format_date",
    "Lists, maps and rows": "len range zip enumerate sorted reversed distinct keys values ancestors descendants",
    "Conversions": "text int float money",
    "Earlier states": "old",
    "Random, in data": "pick chance rand_int rand_money rand_date shuffle sample fake_name fake_email fake_phone"
    " fake_street fake_city fake_company fake_sentence",
}
"""Every function in the order of the page."""

SPECIAL = {
    "now": ("now() -> datetime", "The environment's clock"),
    "old": ("old(e: T) -> T", "The value of `e` before the call, or at the start of the task"),
    "min": ("min(a: T, b: T, …) -> T", "The least of two or more values"),
    "max": ("max(a: T, b: T, …) -> T", "The greatest of two or more values"),
}
"""What is no entry of the table of built-ins, since it takes no arguments of the usual kind."""


def builtins_table() -> str:
    """All functions, by group."""
    parts: list[str] = []
    for group, names in GROUPS.items():
        rows = (SPECIAL.get(name) or _row(name) for name in names.split())
        parts.append(f"### {group}\n\n{_table('function', rows)}")
    return "\n\n".join(parts)


def signatures() -> Iterator[tuple[str, list[str]]]:
    """One signature a function, by group."""
    for group, names in GROUPS.items():
        yield group, [(SPECIAL.get(name) or _row(name))[0] for name in names.split()]


def gathers() -> list[str]:
    """The forms that take a comprehension."""
    return [_gather(name) for name in GATHERS]


def gathers_table() -> str:
    """All that takes a comprehension."""
    rows = [(_gather(name), doc) for name, doc in GATHERS.items()]
    return _table("form", rows)


def current(page: str) -> str:
    """The page with its tables as they should be."""
    page = between(page, "gathers", gathers_table())
    return between(page, "built-ins", builtins_table())


def _row(name: str) -> tuple[str, str]:
    return BUILTINS[name].text, BUILTINS[name].doc


def _gather(name: str) -> str:
    if name == "group":
        return "for k, xs in group(k, v for x in S)"
    return f"{name}({'k, v' if name == 'map' else 'e'} for x in S)"


def _table(head: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"| {head} | meaning |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{text}` | {doc} |" for text, doc in rows)])


def between(page: str, mark: str, text: str) -> str:
    """The page with `text` between the comments `mark` and `end of mark`."""
    start, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    head, _, rest = page.partition(start)
    _, _, tail = rest.partition(end)
    return f"{head}{start}\n\n{text}\n\n{end}{tail}"
