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


EXAMPLES = {
    "lower": 'lower("Ana") == "ana"',
    "upper": 'upper("Ana") == "ANA"',
    "trim": 'trim("  a ") == "a"',
    "contains": 'contains("teapot", "pot")',
    "starts_with": 'starts_with("teapot", "tea")',
    "ends_with": 'ends_with("teapot", "pot")',
    "replace": 'replace("a-b", "-", "+") == "a+b"',
    "split": 'split("a,b", ",") == ["a", "b"]',
    "join": 'join(["a", "b"], ", ") == "a, b"',
    "matches": "matches(\"A17\", '^[A-Z][0-9]+$')",
    "lines": 'len(lines("one\\ntwo")) == 2',
    "words": 'words("a  b") == ["a", "b"]',
    "pad": 'pad(7, 3) == "007"',
    "abs": "abs(-2) == 2",
    "round": "round(2.345, 1) == 2.3",
    "floor": "floor(-0.5) == -1",
    "ceil": "ceil(0.5) == 1",
    "min": "min(3, 1, 2) == 1",
    "max": "max(3, 1, 2) == 3",
    "sqrt": "sqrt(9.0) == 3.0",
    "pow": "pow(2, 10) == 1024",
    "log": "log(1.0) == 0.0",
    "calc": 'calc("2 * (3 + 4)") == 14.0',
    "distance_km": "round(distance_km(41.15, -8.61, 38.72, -9.14)) == 274",
    "now": "now() >= 2026-03-02T09:00:00",
    "today": "today() == date(now())",
    "date": 'date("2026-03-02") == 2026-03-02',
    "time": "time(2026-03-02T09:30:00) == 09:30",
    "datetime": "datetime(2026-03-02, 09:30) == 2026-03-02T09:30:00",
    "year": "year(2026-03-02) == 2026",
    "month": "month(2026-03-02) == 3",
    "day": "day(2026-03-02) == 2",
    "hour": "hour(09:30) == 9",
    "minute": "minute(09:30) == 30",
    "weekday": "weekday(2026-03-02) == 0",
    "days": "2026-03-02 + days(3) == 2026-03-05",
    "hours": "hours(24) == days(1)",
    "minutes": "09:30 + minutes(45) == 10:15",
    "seconds": "seconds(90) > minutes(1)",
    "days_between": "days_between(2026-03-02, 2026-03-05) == 3",
    "format_date": "format_date(2026-03-02, '%d %b') == \"02 Mar\"",
    "len": 'len("tea") == 3',
    "range": "range(2, 5) == [2, 3, 4]",
    "zip": "[a * b for a, b in zip([1, 2], [3, 4])] == [3, 8]",
    "enumerate": '["{i}{x}" for i, x in enumerate(["a", "b"])] == ["0a", "1b"]',
    "sorted": "sorted([2, 3, 1]) == [1, 2, 3]",
    "reversed": "reversed([1, 2]) == [2, 1]",
    "distinct": "distinct([1, 2, 1]) == [1, 2]",
    "keys": "len(keys(product.parts)) == 0",
    "values": "sum(values(product.parts)) == 0",
    "ancestors": '[c.name for c in ancestors(Category("Kitchen"), parent)] == ["Home"]',
    "descendants": '[c.name for c in descendants(Category("Home"), parent)] == ["Kitchen"]',
    "text": 'text(2.5) == "2.5"',
    "int": 'int("12") == 12',
    "float": 'float("2.5") == 2.5',
    "money": 'money("2.50") == 2.50',
    "old": "order.total == old(order.total)",
    "pick": "pick(Category)",
    "chance": "chance(0.3)",
    "rand_int": "rand_int(1, 6)",
    "rand_money": "rand_money(1, 9.99)",
    "rand_date": "rand_date(2026-01-01, 2026-12-31)",
    "shuffle": "shuffle([1, 2, 3])",
    "sample": "sample([1, 2, 3], 2)",
    "fake_name": "fake_name()",
    "fake_email": "fake_email()",
    "fake_phone": "fake_phone()",
    "fake_street": "fake_street()",
    "fake_city": "fake_city()",
    "fake_company": "fake_company()",
    "fake_sentence": "fake_sentence()",
}
"""An example of each: a condition that holds in the page's first spec; of those in data, a value."""


def builtins_table() -> str:
    """All functions, by group."""
    parts: list[str] = []
    for group, names in GROUPS.items():
        rows = (
            (*(SPECIAL.get(name) or _row(name)), f"`{EXAMPLES[name]}`") for name in names.split()
        )
        parts.append(f"### {group}\n\n{_table(('function', 'meaning', 'example'), rows)}")
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
    return _table(("form", "meaning"), rows)


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


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| `{first}` | {' | '.join(rest)} |" for first, *rest in rows)])


def between(page: str, mark: str, text: str) -> str:
    """The page with `text` between the comments `mark` and `end of mark`."""
    start, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    head, _, rest = page.partition(start)
    _, _, tail = rest.partition(end)
    return f"{head}{start}\n\n{text}\n\n{end}{tail}"
