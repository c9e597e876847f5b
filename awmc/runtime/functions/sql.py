"""The functions that generated SQL calls, by their SQL names: the same Python functions that generated Python calls.

A scalar function gives NULL where an argument is NULL, `awm_fail` apart; an aggregate passes over NULLs. A failure is kept with the
connection (SQLite itself reports only that there was one) and the statement ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from awmc.runtime.failures import Failed
from awmc.runtime.functions import dates, encode, numbers, text
from awmc.runtime.functions.calc import calc
from awmc.runtime.functions.patterns import matches
from awmc.runtime.limits import DECIMAL_LIMIT


def _fail(code: str, message: str) -> NoReturn:
    """`awm_fail(code, message)`: fails whenever it is evaluated."""
    raise Failed(code, message)


def _div(a: float, b: float) -> float:
    return numbers.divide(a, b)


def _whole(value: int | float) -> int:
    """Checks the result of int arithmetic: SQLite makes a float of an int that overflows."""
    if isinstance(value, float):
        raise Failed("invalid_operation", "Overflow: an int has at most 64 bits")
    return value


def _exact(value: int | float) -> int:
    """Checks the result of arithmetic with money and decimals, which sums do for every row that is shown."""
    if value.__class__ is int and -DECIMAL_LIMIT <= value <= DECIMAL_LIMIT:
        return value
    return numbers.exact(_whole(value))


def _money(value: int | float | str, places: int) -> int:
    if isinstance(value, str):
        return numbers.decimal_from_text(value, places)
    return numbers.decimal_of(value, places)


def _limit(value: int) -> int:
    """A limit or an offset: SQLite takes a negative one for none."""
    if value < 0:
        raise Failed("invalid_operation", "A limit or an offset is negative")
    return value


def _matches(pattern: str, value: str) -> bool:
    return matches(value, pattern)


FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "awm_lower": (1, text.lower),
    "awm_upper": (1, text.upper),
    "awm_trim": (1, text.trim),
    "awm_words": (1, lambda value: encode.dump(text.words(value))),
    "awm_lines": (1, lambda value: encode.dump(text.lines(value))),
    "awm_split": (2, lambda value, by: encode.dump(text.split(value, by))),
    "awm_calc": (1, calc),
    "awm_character": (2, text.character),
    "awm_concat": (-1, text.concat),
    "awm_matches": (2, _matches),
    "awm_pad": (2, text.pad),
    "awm_replace": (3, text.replace),
    "awm_sized": (1, text.sized),
    "awm_float_text": (1, repr),
    "awm_decimal_text": (2, text.decimal_text),
    "awm_format": (2, text.format_value),
    "awm_format_decimal": (3, text.format_decimal),
    "awm_format_date": (2, dates.format_date),
    "awm_whole": (1, _whole),
    "awm_exact": (1, _exact),
    "awm_finite": (1, numbers.finite),
    "awm_add": (2, lambda a, b: numbers.whole(a + b)),
    "awm_sub": (2, lambda a, b: numbers.whole(a - b)),
    "awm_mul": (2, lambda a, b: numbers.whole(a * b)),
    "awm_div": (2, _div),
    "awm_fdiv": (2, numbers.floor_divide),
    "awm_mod": (2, numbers.modulo),
    "awm_times": (2, numbers.money_times),
    "awm_over": (2, numbers.money_over),
    "awm_decimal_times": (3, numbers.decimal_times),
    "awm_decimal_over": (3, numbers.decimal_over),
    "awm_rescale": (3, numbers.rescale),
    "awm_money": (2, _money),
    "awm_int": (1, numbers.int_of),
    "awm_float": (1, numbers.float_of),
    "awm_decimal_float": (2, numbers.decimal_to_float),
    "awm_decimal_int": (2, numbers.decimal_to_int),
    "awm_abs": (1, numbers.absolute),
    "awm_round": (2, numbers.round_float),
    "awm_round_int": (1, numbers.round_to_int),
    "awm_round_decimal": (3, numbers.round_decimal),
    "awm_floor": (1, numbers.floor_float),
    "awm_ceil": (1, numbers.ceil_float),
    "awm_floor_decimal": (2, numbers.floor_decimal),
    "awm_ceil_decimal": (2, numbers.ceil_decimal),
    "awm_sqrt": (1, numbers.square_root),
    "awm_pow": (2, numbers.power),
    "awm_log": (-1, numbers.logarithm),
    "awm_distance_km": (4, numbers.distance_km),
    "awm_json_float": (1, encode.dump),
    "awm_fail": (2, _fail),
    "awm_date": (1, dates.date_of),
    "awm_time": (1, dates.time_of),
    "awm_datetime": (-1, dates.datetime_of),
    "awm_year": (1, dates.year),
    "awm_month": (1, dates.month),
    "awm_day": (1, dates.day),
    "awm_hour": (1, dates.hour),
    "awm_minute": (1, dates.minute),
    "awm_weekday": (1, dates.weekday),
    "awm_days_between": (2, dates.days_between),
    "awm_seconds_between": (2, dates.seconds_between),
    "awm_add_days": (2, dates.add_days),
    "awm_add_seconds": (2, dates.add_seconds),
    "awm_date_plus": (2, dates.date_plus),
    "awm_date_minus": (2, dates.date_minus),
    "awm_time_plus": (2, dates.time_plus),
    "awm_limit": (1, _limit),
}
"""Name -> (number of arguments, -1 for any; function). All are deterministic."""

AGGREGATES: dict[str, tuple[int, Callable[[list[Any]], Any]]] = {
    "awm_sum": (1, numbers.sum_int),
    "awm_fsum": (1, numbers.sum_float),
    "awm_money_sum": (1, numbers.sum_decimal),
    "awm_avg": (1, numbers.avg_int),
    "awm_favg": (1, numbers.avg_float),
    "awm_money_avg": (1, numbers.avg_decimal),
}
"""Name -> (number of arguments, function of all values)."""


def scalar(
    function: Callable[..., Any], reasons: list[Failed], arity: int = -1
) -> Callable[..., Any]:
    """`function` for `create_function`."""

    def called(*arguments: Any) -> Any:
        if None in arguments:
            return None
        try:
            return function(*arguments)
        except Failed as failed:
            reasons.append(failed)
            raise

    def called_with_one(argument: Any) -> Any:
        if argument is None:
            return None
        try:
            return function(argument)
        except Failed as failed:
            reasons.append(failed)
            raise

    return called_with_one if arity == 1 else called


def aggregate(function: Callable[[list[Any]], Any], reasons: list[Failed]) -> type:
    """A class for `create_aggregate` that gathers the values and applies `function` at the end."""

    class Gathered:
        def __init__(self) -> None:
            self._values: list[Any] = []

        def step(self, value: Any) -> None:
            if value is not None:
                self._values.append(value)

        def finalize(self) -> Any:
            try:
                return function(self._values)
            except Failed as failed:
                reasons.append(failed)
                raise

    return Gathered
