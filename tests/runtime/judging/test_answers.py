"""What counts as an answer in a text, as a table to read; then the laws behind it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.runtime.judging.answers import Others, find_answer, shown_answer
from awmc.runtime.judging.model import Answer
from awmc.runtime.judging.names import Known

STATUSES = ("active", "returned", "in_progress", "paid", "partially_paid", "LOST")
MEMBERS = ["Ana", "Ana Silva", "Bo Chen", "Dune", "Dune Messiah", "C-12", "C-12-3"]

FOUND = """
int 3         | 3 | You have 3 loans. | 3 | (3) | **3** | `3` | #3 | 3, of which one is late | 3.0 | x = 3 | Fine 3: $12 | loans:3 | 3-day | 3 days | ３ | ٣
int 15        | 15kg | 15 m² | $15 | 15€ | EUR 15 | EUR15 | 15 EUR | Rs.15 | ~15
int -5        | -5 | −5 | -$5 | $-5 | -US$5 | minus 5
int 3000      | 3,000 | 3000 | 3 000 | 3\u00a0000 | 3'000 | 3.000,00 | 3k | 3 thousand
int 1234567   | 1,234,567 | 1.234.567 | 12,34,567 | 1 234 567
money 3.5     | $3.50 | 3.5 | 3,50 € | USD 3.50 | You owe 3.50. | £3.50! | 350 cents | 350¢ | $3.500 | +3.50
money 0.5     | $.50 | 0.5 | 0.50 | 0,50
money 1234.5  | 1,234.50 | 1 234,50 | 1.234,50 | 1'234.50 | $1234.5
decimal 0.125 | 0.125 | 0,125 | .125
float 0.25    | 0.25 | 25% | 25 % | 25 percent
float 3.14159 | 3.14 | 3.142 | 3.14159
float 2.5     | 2.5 | 2.5/5 | 2.50
float 3.0     | 3 | 3.0
float 1e-05   | 1e-05 | 0.00001
date 2026-03-02 | 2026-03-02 | 2 March 2026 | March 2nd, 2026 | Mar 2 | Monday, 2 March | 03/02/2026 | 02/03/2026 | 02.03.2026
date 2026-03-02 | 2-Mar-2026 | the 2nd of March | 2026/03/02 | due 2026-03-02T09:00:00 | (2026-03-02) | 02/03/26 | MAR 2 2026
datetime 2026-03-02T09:00:00 | 2026-03-02T09:00:00 | 2026-03-02 09:00 | 2 March 2026 at 9 am | 9:00 on Monday, March 2 | March 2, 9:00 AM | Date: 2 March (Monday), **Time:** 09:00
time 14:05    | 14:05 | 2:05 pm | 2:05PM | 2:05 p.m. | 14:05:00 | 14:05–15:00
time 12:00    | noon | 12 pm | 12:00
time 00:30    | 12:30 am | 0:30
duration 10800 | 3 hours | 3h | 180 minutes | 03:00 | 3:00:00 | a 3-hour trip
duration 5400 | 1 h 30 min | 1 hour and 30 minutes | 1.5 hours | 90 minutes | 5400 seconds | 1h30 | 1:30
duration 172800 | 2 days | 48 hours
text Ana Silva | ana silva | **Ana** Silva | Ana\u00a0Silva's card | "Ana Silva" | Silva is wrong, it is Ana Silva. | Ａｎａ Silva
text O'Brien  | O’Brien | o'brien's
text C-12     | C-12 | c 12 | C‑12. | `C-12`
text L00018   | L00018 | l00018, | loan:L00018 | [L00018] | _L00018_ | L00018—returned | L00018->returned
text 555-0142 | 555-0142 | (555) 0142 | 555 0142
text The Lord of the Rings: Part 1 | the lord of the rings, part 1
text C++       | C++ | I know c++.
enum in_progress | in_progress | In Progress | in-progress | in\\_progress
enum LOST      | lost | It is LOST.
enum paid      | paid | It is paid. Partially it was not.
"""

NOT_FOUND = """
int 3         | 13 | 3.5 | 3,000 | 3 000 | 2026-03-03 | 12:03 | B3 | 3B | 3/4 | 3-4 | 1.2.3 | -3 | 3k | 3½ | 10³ | 3,5 | three | v.3
int 3         | on 3 March 2026 | March 3 | $1-$3 | x_3 | 0.3 | 33 | 3e5 | -$3 | 3:00
int 100       | 2026100 | 1,100 | 100.5
money 350     | 350 cents
money 3.5     | 3.51 | 35 | 350 | -3.50 | 13.50 | 3.5.1 | 3.50-4.00
money -3.5    | (3.50) | 3.50
money 1234    | 1.234
float 0.256   | 0.3 | 0.25 | 25%
float 3.14159 | 3 | 3.1 | 3.15
float 0.004   | 0.00 | 0 | 0%
date 2026-03-02 | 12 March 2026 | March 21 | 2026-03-12 | 2 March 2025 | 2 | March | 2026-03-02-1 | 2026-13-02 | 02/03 | A2026-03-02
datetime 2026-03-02T09:00:00 | 2026-03-02 | 09:00 | 2026-03-02 21:00 | March 2 at 9 pm | 2026-03-02 is the day. Come at 10:00, not at 09:00
time 14:05    | 2:05 | 14:06 | 114:05 | 14:05:30 | 2 pm | 14.05
duration 3600 | 1 h 30 min | 11 hours | 1 | an hour | 3600 | 1:00 pm
duration 172800 | -2 days | 2 hours | 12 days
text Ana Silva | Ana | Silva Ana | Anna Silva | Ana Silvas | Ana-Silva-Lopes
text C         | C-12 | C++ | C# | R&C | it.c | d'c
text 12        | C-12 | 12% | 12:30 | 12,5
text A+        | A | A-
text A         | A+ | A-
text 1.5       | 1, 5 | 15 | 1.55
text ana@example.org | ana@example.com | ana example
enum active   | inactive | non-active | activeness
enum paid      | partially paid | PARTIALLY_PAID | unpaid
text Dune      | Dune Messiah | Dunes
"""


def cases(table: str) -> list[Any]:
    found = []
    for line in table.strip().splitlines():
        wanted, *texts = (cell.strip() for cell in line.split(" | "))
        kind, _, value = wanted.partition(" ")
        found += [pytest.param(kind, value.strip(), text, id=f"{wanted}: {text}") for text in texts]
    return found


def answer(kind: str, value: str) -> Answer:
    if kind == "int" or kind == "duration":
        return Answer(int(value), kind)
    if kind in ("float", "money", "decimal"):
        return Answer(float(value), kind)
    if kind == "enum":
        return Answer(value, kind, members=STATUSES)
    return Answer(value, kind, column=("member", "name") if kind == "text" else None)


def named(values: Sequence[str]) -> Others:
    """What a column of these values says."""
    return lambda table, column, text: Known(values).named_in(text)


def found(wanted: Answer, text: str) -> bool:
    return find_answer(wanted, text, named(MEMBERS)) is None


@pytest.mark.parametrize("kind, value, text", cases(FOUND))
def test_is_found(kind: str, value: str, text: str) -> None:
    assert found(answer(kind, value), text)


@pytest.mark.parametrize("kind, value, text", cases(NOT_FOUND))
def test_is_not_found(kind: str, value: str, text: str) -> None:
    assert not found(answer(kind, value), text)


def test_a_list_is_found_in_any_order_and_equal_items_once() -> None:
    wanted = Answer(["C-12", "Bo Chen", "C-12"], "text")
    assert found(wanted, "Bo Chen, then C-12")
    assert not found(wanted, "C-12 and C-12")
    assert found(Answer([1, 2, 3], "int"), "3, 2 and 1")
    assert not found(Answer([1, 2, 3], "int"), "3 and 1")


def test_one_token_serves_one_item() -> None:
    dates = Answer(["2026-03-02", "2026-02-03"], "date")
    assert not found(dates, "03/02/2026")
    assert found(dates, "03/02/2026 and 02/03/2026")
    assert found(dates, "03/02/2026 and 3 February")
    assert not found(Answer(["Ana", "Ana Silva"], "text"), "Ana Silva")
    assert found(Answer(["Ana", "Ana Silva"], "text"), "Ana Silva and Ana")


def test_a_known_name_between_two_that_are_asked_for_takes_neither() -> None:
    known = ["Spin", "Spin Pro", "Spin Pro USB"]
    both = Answer(["Spin", "Spin Pro USB"], "text", ("product", "name"))
    for text, right in [
        ("Spin, Spin Pro USB", True),
        ("Spin Pro USB", False),
        ("Spin Pro and Spin Pro USB", False),
    ]:
        assert (find_answer(both, text, named(known)) is None) == right, text


@pytest.mark.parametrize(
    "wanted, values",
    [
        (Answer(3, "int"), [str(n) for n in range(14)]),
        (Answer("2026-03-02", "date"), [f"2026-03-{n:02}" for n in range(1, 15)]),
        (Answer("09:00", "time"), [f"{n:02}:00" for n in range(14)]),
        (Answer(7200, "duration"), [f"{n} hours" for n in range(14)]),
        (Answer("K3", "text", ("k", "id")), [f"K{n}" for n in range(14)]),
        (
            Answer("e3", "enum", members=tuple(f"e{n}" for n in range(20))),
            [f"e{n}" for n in range(14)],
        ),
    ],
    ids=lambda x: x.kind if isinstance(x, Answer) else "",
)
def test_a_text_that_names_more_than_ten_other_values_is_no_answer(
    wanted: Answer, values: list[str]
) -> None:
    known = [f"K{n}" for n in range(100)]
    assert find_answer(wanted, " or ".join(values[:11]), named(known)) is None
    reason = find_answer(wanted, " or ".join(values), named(known))
    assert reason and "more than 10" in reason


def test_reasons_say_what_is_missing_and_what_there_is() -> None:
    def reason(wanted: Answer, text: str) -> str | None:
        return find_answer(wanted, text, named([]))

    assert reason(Answer(3.5, "money"), "It is 4.50 for 2 books") == (
        "the answer does not contain the number 3.50; it names the numbers 4.50 and 2"
    )
    assert reason(Answer("active", "enum", members=STATUSES), "It is lost.") == (
        "the answer does not contain active; it names LOST"
    )
    assert reason(Answer("Ana", "text"), "Bo") == 'the answer does not contain "Ana"'
    assert reason(Answer(5400, "duration"), "2 hours") == (
        "the answer does not contain the duration 1 hour 30 minutes; it names the duration 2 hours"
    )
    assert reason(Answer("2026-03-02", "date"), "soon") == (
        "the answer does not contain the date 2026-03-02; it names no dates"
    )
    assert shown_answer(Answer([0.5, 2], "money")) == "0.50 and 2.00"


def grouped(number: Decimal, separator: str, point: str) -> str:
    return f"{number:,}".replace(",", "_").replace(".", point).replace("_", separator)


SEPARATORS = st.sampled_from(
    [(",", "."), (" ", ","), (" ", "."), ("'", "."), ("", "."), ("\u202f", ",")]
)
AROUND = st.sampled_from(
    ["{}", "${}", "{} €", "USD {}", "It is {}.", "**{}**", "| {} |", "({})", "{}kg"]
)


@given(st.integers(-(10**15), 10**15), SEPARATORS, AROUND)
def test_an_amount_is_found_however_it_is_written_and_its_neighbours_are_not(
    cents: int, separators: tuple[str, str], around: str
) -> None:
    amount = Decimal(cents) / 100
    text = around.format(grouped(amount.quantize(Decimal("0.01")), *separators))
    assert found(Answer(amount, "money"), text)
    for other in (1, -1, 100, -100):
        assert not found(Answer(Decimal(cents + other) / 100, "money"), text)


WRITTEN = [
    "%Y-%m-%d",
    "%d %B %Y",
    "%B %d, %Y",
    "%A, %d %b",
    "%b %d",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d-%b-%Y",
]


@given(
    st.dates(datetime.date(1900, 1, 2), datetime.date(2100, 1, 1)),
    st.sampled_from(WRITTEN),
    st.booleans(),
)
def test_a_date_is_found_however_it_is_written_and_its_neighbours_are_not(
    day: datetime.date, written: str, short: bool
) -> None:
    text = f"It is due on {day.strftime(written)}."
    if short:
        text = text.replace(" 0", " ").replace("/0", "/")
    assert found(Answer(day.isoformat(), "date"), text)
    swapped = {(other.month, other.day) for other in (day,)} | {(day.day, day.month)}
    for step in (1, -1):
        other = day + datetime.timedelta(days=step)
        if (other.month, other.day) not in swapped:
            assert not found(Answer(other.isoformat(), "date"), text)


@given(
    st.datetimes(datetime.datetime(1900, 1, 2), datetime.datetime(2100, 1, 1)),
    st.sampled_from(
        ["%Y-%m-%dT%H:%M:%S", "%d %B %Y at %I:%M %p", "%H:%M on %B %d, %Y", "%Y-%m-%d %H:%M"]
    ),
)
def test_a_moment_is_found_however_it_is_written(moment: datetime.datetime, written: str) -> None:
    moment = moment.replace(microsecond=0)
    text = moment.strftime(written)
    assert found(Answer(moment.isoformat(), "datetime"), text)
    assert found(Answer(moment.strftime("%H:%M"), "time"), text) or "%S" in written
    for step in (
        datetime.timedelta(days=1),
        datetime.timedelta(minutes=1),
        datetime.timedelta(hours=12),
    ):
        assert not found(Answer((moment + step).isoformat(), "datetime"), text)


@given(st.integers(1, 10**6), st.sampled_from("{} seconds|{} s|{}s|{} sec".split("|")))
def test_a_duration_is_found(seconds: int, written: str) -> None:
    hours, rest = divmod(seconds, 3600)
    for text in (written.format(seconds), f"{hours}:{rest // 60:02}:{rest % 60:02}"):
        if hours < 10_000:
            assert found(Answer(seconds, "duration"), text)
            assert not found(Answer(seconds + 1, "duration"), text)


@given(st.floats(-1e5, 1e5), st.integers(2, 6))
def test_a_float_is_found_to_the_decimals_printed(value: float, decimals: int) -> None:
    text = f"{value:.{decimals}f}"
    if Decimal(text):
        assert found(Answer(value, "float"), text)
        assert not found(Answer(value + 2 * 10**-decimals, "float"), text)
    assert found(Answer(value, "float"), repr(value))


ANY_TEXT = st.text(st.characters(codec=None, categories=None)) | st.text(
    "0123456789 .,:-/'e%$amphTMar²\u200f\0\ud800"
)
WANTED = st.sampled_from(
    [
        Answer(3, "int"),
        Answer([3.14, 1e300], "float"),
        Answer("2026-03-02", "date"),
        Answer("2026-03-02T09:00:00", "datetime"),
        Answer("09:00", "time"),
        Answer([5400, 1], "duration"),
        Answer("Ana Silva", "text", ("member", "name")),
        Answer("?!", "text"),
        Answer("paid", "enum", members=STATUSES),
    ]
)


@given(WANTED, ANY_TEXT)
def test_no_text_raises_and_none_without_the_tokens_is_an_answer(wanted: Answer, text: str) -> None:
    assert find_answer(wanted, text, named(MEMBERS)) == find_answer(wanted, text, named(MEMBERS))
    if not any(c.isalnum() for c in text) and wanted.value != "?!":
        assert not found(wanted, text)


@given(
    WANTED,
    st.sampled_from(
        [
            "1",
            "1 ",
            "1 111",
            ",1",
            "1:",
            "1.",
            "a ",
            "a-",
            "'",
            "\u0f73",
            "\u0301\u0323",
            "ﷺ",
            "2 mar ",
            "3h ",
            "paid ",
            "Ana ",
            "$",
            "-",
            "a$1",
        ]
    ),
)
def test_long_texts_are_read_in_time_in_proportion(wanted: Answer, piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    find_answer(wanted, text, named(MEMBERS))


def test_a_text_of_ten_megabytes_is_no_answer() -> None:
    reason = find_answer(Answer(3, "int"), "3 " * 5_000_000, named([]))
    assert reason == "the answer has 10,000,000 characters, more than 100,000 are not read"


@given(WANTED, st.sampled_from(["", " ", "\n\t", "\u200b", "\0"]))
def test_nothing_is_no_answer(wanted: Answer, text: str) -> None:
    assert not found(wanted, text)
