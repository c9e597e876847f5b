"""The built-ins: their meaning where SQL, binary floats or Python could lead astray, and that nothing escapes them."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.runtime import Failed
from awmc.runtime import functions as f
from awmc.runtime.database import Database
from awmc.runtime.functions.dates import is_date, is_datetime, is_time

INTS = st.integers(-(2**63), 2**63 - 1)
CENTS = st.integers(-(10**15), 10**15)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def attempt(question: Callable[[], Any]) -> Any:
    """The answer, or the code of the failure; anything else that is raised is a fault."""
    try:
        return question()
    except Failed as failed:
        return failed.code


@given(CENTS, CENTS, st.integers(0, 6))
def test_decimals_round_half_even(a: int, b: int, places: int) -> None:
    exact = Decimal(a) * Decimal(b).scaleb(-places)
    expected = int(exact.quantize(Decimal(1), ROUND_HALF_EVEN)) if abs(exact) < 10**20 else None
    if expected is None or abs(expected) > 10**15:
        expected = None
    found = attempt(lambda: f.decimal_times(a, b, places))
    assert found == ("invalid_operation" if expected is None else expected)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (lambda: f.money_times(250, 0.25), 62),
        (lambda: f.money_times(350, 0.25), 88),
        (lambda: f.money_times(100, 0.165), 16),
        (lambda: f.money_over(5, 2), 2),
        (lambda: f.money_over(-5, -2), 2),
        (lambda: f.money_over(1, 0), "invalid_operation"),
        (lambda: f.avg_decimal([1, 2]), 2),
        (lambda: f.avg_decimal([]), None),
        (lambda: f.sum_float([0.1] * 10), 1.0),
        (lambda: f.floor_divide(-7, 2), -4),
        (lambda: f.modulo(-7, 2), 1),
        (lambda: f.round_float(2.5, 0), 2.0),
        (lambda: f.round_decimal(1250, 2, 0), 1200),
        (lambda: f.decimal_from_text(" 12.50 ", 2), 1250),
        (lambda: f.decimal_from_text("12.505", 2), "invalid_operation"),
        (lambda: f.int_of("1e400"), "invalid_operation"),
        (lambda: f.int_of("12_000"), "invalid_operation"),
        (lambda: f.float_of("nan"), "invalid_operation"),
        (lambda: f.int_of(-2.9), -2),
        (lambda: f.power(2, 62), 2**62),
        (lambda: f.power(2, 63), "invalid_operation"),
        (lambda: f.power(-1, 10**9 + 1), -1),
        (lambda: f.power(10.0, 400.0), "invalid_operation"),
        (lambda: f.decimal_text(-5, 2), "-0.05"),
        (lambda: f.format_decimal(1255, 2, ".1f"), "12.6"),
        (lambda: f.format_decimal(1245, 2, ".1f"), "12.4"),
        (lambda: f.format_value(7, "05"), "00007"),
        (lambda: f.format_value(7, "9999999999"), "invalid_operation"),
        (lambda: f.format_value("a", "d"), "invalid_operation"),
        (lambda: f.text_of(True), "true"),
        (lambda: f.text_of(None), ""),
        (lambda: f.text_of(0.1 + 0.2), "0.30000000000000004"),
        (lambda: f.date_plus("2026-03-01", 3600), "2026-03-01"),
        (lambda: f.date_plus("2026-03-01", -3600), "2026-02-28"),
        (lambda: f.date_minus("2026-03-01", -3600), "2026-03-02"),
        (lambda: f.add_days("9999-12-31", 1), "invalid_operation"),
        (lambda: f.add_seconds("2026-03-01T23:59:59", 1), "2026-03-02T00:00:00"),
        (lambda: f.add_seconds("2026-03-01T23:59:59", 2**62), "invalid_operation"),
        (lambda: f.time_plus("23:30", 3600), "00:30"),
        (lambda: f.weekday("2026-03-02"), 0),
        (lambda: f.format_date("2026-03-02", "%d %b %Y"), "02 Mar 2026"),
        (lambda: f.format_date("2026-03-02T15:04:05", "%I:%M %p"), "03:04 PM"),
        (lambda: f.format_date("2026-03-02", "%c"), "invalid_operation"),
        (lambda: f.calc("2 + 3 * (4 - 1) ** 2 / -3"), -7.0),
        (lambda: f.calc("-2 ** 2"), -4.0),
        (lambda: f.calc("__import__('os')"), "invalid_operation"),
        (lambda: f.calc("(" * 500), "invalid_operation"),
        (lambda: f.calc("9**9**9"), "invalid_operation"),
        (lambda: f.calc("1/0"), "invalid_operation"),
        (lambda: f.replace("aaa", "a", "b" * 10**6), "invalid_operation"),
        (lambda: f.pad("a", 10**9), "invalid_operation"),
        (lambda: f.pad("a", 3), "a  "),
        (lambda: f.pad(-7, 4), "-007"),
        (lambda: f.pad("abc", -1), "abc"),
        (lambda: f.range_(10**9), "invalid_operation"),
        (lambda: f.split("a,b", ","), ["a", "b"]),
        (lambda: f.split("a", ""), "invalid_operation"),
        (lambda: f.lines("a\r\nb\n"), ["a", "b"]),
        (lambda: f.item([1, 2], -3), "invalid_operation"),
        (lambda: f.the([]), "invalid_operation"),
        (lambda: f.window([1, 2, 3], 1, 1), [2]),
        (lambda: f.window([1], -1), "invalid_operation"),
        (lambda: f.map_of([("a", 1), ("a", 1)]), "invalid_operation"),
        (lambda: f.with_entry({"a": 1, "b": 2}, "a", None), {"b": 2}),
        (lambda: f.group([("a", 1), ("b", 2), ("a", 3)]), [("a", [1, 3]), ("b", [2])]),
        (lambda: f.distinct([[1], [1], {"a": [2]}, {"a": [2]}]), [[1], {"a": [2]}]),
        (lambda: f.matches("an order: 42", r"order: \d+$"), True),
        (lambda: f.matches("a" * 50_000 + "!", r"(a+)+$"), False),
    ],
)
def test_meaning(found: Callable[[], Any], expected: Any) -> None:
    answer = attempt(found)
    assert answer == expected
    assert type(answer) is type(expected)


@given(st.lists(st.tuples(st.none() | INTS, st.none() | TEXTS)), st.booleans(), st.booleans())
def test_order_is_stable_with_none_last(items: list[Any], down: bool, again: bool) -> None:
    found = f.ordered(items, lambda item: item, (down, again))
    nones = [item for item in found if item[0] is None]
    assert found[len(found) - len(nones) :] == nones
    some = [item[0] for item in found if item[0] is not None]
    assert some == sorted(some, reverse=down)


@given(INTS, INTS, FLOATS, FLOATS, CENTS)
def test_numbers_stay_numbers_of_the_language(
    a: int, b: int, x: float, y: float, cents: int
) -> None:
    floats = [
        lambda: f.divide(a, b),
        lambda: f.divide(x, y),
        lambda: f.floor_divide(x, y),
        lambda: f.modulo(x, y),
        lambda: f.power_float(x, y),
        lambda: f.sum_float([x, y]),
        lambda: f.avg_float([x, y]),
        lambda: f.round_float(x, a % 20 - 10),
        lambda: f.logarithm(x),
        lambda: f.square_root(x),
    ]
    for question in floats:
        answer = attempt(question)
        assert answer == "invalid_operation" or math.isfinite(answer)
    for whole in (lambda: f.floor_divide(a, b), lambda: f.absolute(a), lambda: f.power(a, b % 99)):
        answer = attempt(whole)
        assert answer == "invalid_operation" or abs(answer) <= 2**63
    for amount in (lambda: f.money_times(cents, x), lambda: f.money_over(cents, x)):
        answer = attempt(amount)
        assert answer == "invalid_operation" or abs(answer) <= 10**15


@given(TEXTS)
def test_reading_texts_never_surprises(text: str) -> None:
    for question in (f.calc, f.int_of, f.float_of, f.date_of, f.time_of, f.datetime_of):
        attempt(lambda question=question: question(text))
    attempt(lambda: f.decimal_from_text(text, 2))
    attempt(lambda: f.format_date("2026-03-02", text))
    attempt(lambda: f.format_value(3.5, text))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("2024-02-29", is_date),
        ("09:30", is_time),
        ("2024-02-29T09:30:00", is_datetime),
    ],
)
def test_a_date_has_one_form(text: str, holds: Callable[[str], bool]) -> None:
    assert holds(text)
    others = [text + "Z", text + ".5", " " + text, text.replace("0", "٠"), text[:-1], text + "\n"]
    others += ["2023-02-29", "24:00", "2024-02-29 09:30:00", "20240229", "2024-W01-1"]
    assert not any(holds(other) for other in others if other != text)


@given(FLOATS, FLOATS, TEXTS, INTS)
def test_sql_has_the_same_functions(x: float, y: float, text: str, n: int) -> None:
    database = Database()
    pairs: list[tuple[str, tuple[Any, ...], Callable[[], Any]]] = [
        ("awm_div(?, ?)", (x, y), lambda: f.divide(x, y)),
        ("awm_lower(?)", (text,), lambda: f.lower(text)),
        ("awm_trim(?)", (text,), lambda: f.trim(text)),
        ("awm_round(?, ?)", (x, n % 9), lambda: f.round_float(x, n % 9)),
        ("awm_int(?)", (x,), lambda: f.int_of(x)),
        ("awm_whole(? + 1)", (n,), lambda: f.whole(n + 1)),
        ("awm_json_float(?)", (x,), lambda: f.dump(x)),
        ("awm_add_days('2026-03-02', ?)", (n,), lambda: f.add_days("2026-03-02", n)),
        ("awm_div(NULL, 0)", (), lambda: None),
    ]
    for sql, values, plain in pairs:
        assert attempt(lambda sql=sql, values=values: database.all(f"SELECT {sql}", values)) in (
            [(attempt(plain),)],
            attempt(plain),
        )
    database.close()
