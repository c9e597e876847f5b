"""Numbers as the language has them, over run-time values: 64-bit ints, finite floats, decimals as ints of the smallest unit.

Every function either gives a value of the language or raises `Failed("invalid_operation", …)`: no NaN, no
infinity, no int beyond 64 bits, no decimal beyond ±10^15 units ever comes out. A float that meets a decimal
counts as the decimal number that it prints as: 0.165 is 165/1000.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar, overload

from awmc.runtime.failures import invalid
from awmc.runtime.limits import DECIMAL_LIMIT, INT_HIGH, INT_LOW

N = TypeVar("N", int, float)
EARTH_RADIUS_KM = 6371.0
_NUMBER_LENGTH = 400
"""Longest text that is read as a number: that of the least double written out in full."""


def whole(value: int) -> int:
    """`value`, an int of the language: within 64 bits."""
    if INT_LOW <= value <= INT_HIGH:
        return value
    invalid("Overflow: an int has at most 64 bits")


def exact(value: int) -> int:
    """`value`, a money or decimal of the language in its smallest unit: within ±10^15."""
    if -DECIMAL_LIMIT <= value <= DECIMAL_LIMIT:
        return value
    invalid("Overflow: an amount is beyond what money and decimals can hold")


def finite(value: float) -> float:
    """`value`, a float of the language: neither infinite nor NaN."""
    if math.isfinite(value):
        return value
    invalid("Overflow: the result is not a finite number")


def half_even(numerator: int, denominator: int) -> int:
    """numerator / denominator rounded to the nearest int, ties to even. The denominator is not 0."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return quotient + (twice > denominator or (twice == denominator and quotient % 2 == 1))


def divide(a: int | float, b: int | float) -> float:
    """`a / b` of ints or floats."""
    if b == 0:
        invalid("Division by zero")
    try:
        return finite(a / b)
    except OverflowError:
        invalid("Overflow: the result is not a finite number")


def floor_divide(a: N, b: N) -> N:
    """`a // b`, rounded down."""
    if b == 0:
        invalid("Division by zero")
    quotient = a // b
    return whole(quotient) if isinstance(quotient, int) else finite(quotient)


def modulo(a: N, b: N) -> N:
    """`a % b`, with the sign of b."""
    if b == 0:
        invalid("Division by zero")
    return a % b


def money_times(a: int, factor: int | float) -> int:
    """A decimal times an int or a float, half-even to the decimal's own places."""
    if isinstance(factor, int):
        return exact(a * factor)
    numerator, denominator = _ratio(factor)
    return exact(half_even(a * numerator, denominator))


def money_over(a: int, divisor: int | float) -> int:
    """A decimal over an int or a float, half-even to the decimal's own places."""
    if divisor == 0:
        invalid("Division by zero")
    numerator, denominator = (divisor, 1) if isinstance(divisor, int) else _ratio(divisor)
    return exact(half_even(a * denominator, numerator))


def decimal_times(a: int, b: int, places: int) -> int:
    """A decimal times a decimal of `places` places, half-even to the left one's places."""
    return exact(half_even(a * b, 10**places))


def decimal_over(a: int, b: int, places: int) -> int:
    """A decimal over a decimal of `places` places, half-even to the left one's places."""
    if b == 0:
        invalid("Division by zero")
    return exact(half_even(a * 10**places, b))


def decimal_of(value: int | float, places: int) -> int:
    """An int or a float as a decimal of `places` places, half-even."""
    if isinstance(value, int):
        return exact(value * 10**places)
    numerator, denominator = _ratio(value)
    return exact(half_even(numerator * 10**places, denominator))


def rescale(value: int, places: int, to: int) -> int:
    """A decimal of `places` places as one of `to` places, half-even."""
    if to >= places:
        return exact(value * 10 ** (to - places))
    return exact(half_even(value, 10 ** (places - to)))


def decimal_from_text(text: str, places: int) -> int:
    """`money(text)`: plain digits with a sign and decimals if any; more decimals than there is room for fail."""
    number = _exact_number(text)
    units = number * 10**places
    if units.denominator != 1:
        invalid(f"{_shown_number(text)} has more than {places} decimals")
    return exact(int(units))


def unit(places: int) -> int:
    """One, in the smallest unit of a decimal."""
    power: int = 10**places
    return power


def decimal_to_float(value: int, places: int) -> float:
    """The float nearest to a decimal."""
    return value / unit(places)


def decimal_to_int(value: int, places: int) -> int:
    """`int(money)`: the whole units, cut toward zero."""
    units = abs(value) // unit(places)
    return units if value >= 0 else -units


def int_of(value: int | float | str) -> int:
    """`int(x)`: a float is cut toward zero; a text is read."""
    if isinstance(value, str):
        number = _exact_number(value)
        if number.denominator != 1:
            invalid(f"{_shown_number(value)} is not a whole number")
        return whole(int(number))
    return whole(int(finite(value)))


def float_of(value: int | float | str) -> float:
    """`float(x)`: a text is read."""
    if isinstance(value, str):
        return finite(float(_exact_number(value)))
    return finite(float(value))


def absolute(value: N) -> N:
    """`abs(x)` of an int, a decimal or a float."""
    result = abs(value)
    return whole(result) if isinstance(result, int) else result


def negate(value: N) -> N:
    """`-x` of an int, a decimal or a float."""
    result = -value
    return whole(result) if isinstance(result, int) else result


def round_float(value: float, digits: int) -> float:
    """`round(x, n)` of a float, as Python has it."""
    if abs(digits) > 400:
        return value if digits > 0 else 0.0
    try:
        return finite(round(value, digits))
    except OverflowError:
        invalid("Overflow: the result is not a finite number")


def round_to_int(value: int | float) -> int:
    """`round(x)`: the nearest int, ties to even."""
    return whole(round(finite(value)))


def round_decimal(value: int, places: int, digits: int) -> int:
    """`round(x, n)` of a decimal, half-even; the result has the same places."""
    if digits >= places:
        return value
    unit = 10 ** min(places - digits, 30)
    return exact(half_even(value, unit) * unit)


def floor_float(value: float) -> int:
    """`floor(x)` of a float."""
    return whole(math.floor(finite(value)))


def ceil_float(value: float) -> int:
    """`ceil(x)` of a float."""
    return whole(math.ceil(finite(value)))


def floor_decimal(value: int, places: int) -> int:
    """`floor(x)` of a decimal: whole units."""
    return value // unit(places)


def ceil_decimal(value: int, places: int) -> int:
    """`ceil(x)` of a decimal: whole units."""
    return -(-value // unit(places))


def square_root(value: float) -> float:
    """`sqrt(x)`."""
    if value < 0:
        invalid("The square root of a negative number")
    return math.sqrt(value)


@overload
def power(base: int, exponent: int) -> int: ...
@overload
def power(base: float, exponent: float) -> float: ...
def power(base: int | float, exponent: int | float) -> int | float:
    """`pow(x, y)`: an int of two ints (the exponent not negative), else a float."""
    if isinstance(base, int) and isinstance(exponent, int):
        return _int_power(base, exponent)
    return power_float(base, exponent)


def power_float(base: float, exponent: float) -> float:
    """`pow(x, y)` as a float."""
    try:
        return finite(math.pow(base, exponent))
    except (OverflowError, ValueError):
        invalid("The power is not a finite number")


def logarithm(value: float, base: float | None = None) -> float:
    """`log(x)`, the natural logarithm, or to a base."""
    try:
        return finite(math.log(value) if base is None else math.log(value, base))
    except (ValueError, ZeroDivisionError):
        invalid("The logarithm is defined for positive numbers only")


def sum_int(values: Iterable[int]) -> int:
    """`sum` of ints; 0 of nothing."""
    return whole(sum(values))


def sum_float(values: Iterable[float]) -> float:
    """`sum` of floats, correctly rounded whatever the order; 0.0 of nothing."""
    try:
        return finite(math.fsum(values))
    except (OverflowError, ValueError):
        invalid("Overflow: the result is not a finite number")


def sum_decimal(values: Iterable[int]) -> int:
    """`sum` of decimals (or durations within their range); 0 of nothing."""
    return exact(sum(values))


def avg_int(values: Iterable[int]) -> float | None:
    """`avg` of ints, a float; none of nothing."""
    items = list(values)
    return divide(sum(items), len(items)) if items else None


def avg_float(values: Iterable[float]) -> float | None:
    """`avg` of floats, correctly rounded; none of nothing."""
    items = list(values)
    if not items:
        return None
    return finite(float(sum(map(Fraction, items)) / len(items)))


def avg_decimal(values: Iterable[int]) -> int | None:
    """`avg` of decimals, half-even to their places; none of nothing."""
    items = list(values)
    return exact(half_even(sum(items), len(items))) if items else None


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The distance of two points in degrees along the globe (haversine, a sphere of 6371 km)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    a = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, a)))


def _int_power(base: int, exponent: int) -> int:
    if exponent < 0:
        invalid("A negative exponent needs a float")
    if abs(base) > 1 and exponent > 63:
        invalid("Overflow: an int has at most 64 bits")
    return whole(base ** (exponent if abs(base) > 1 else min(exponent, 2 + exponent % 2)))


def _ratio(value: float) -> tuple[int, int]:
    return Decimal(repr(finite(value))).as_integer_ratio()


def _exact_number(text: str) -> Fraction:
    """The number that a text is: digits, a sign, a point, an exponent; blanks around are passed over."""
    stripped = text.strip()
    try:
        number = Decimal(
            stripped if len(stripped) <= _NUMBER_LENGTH and stripped.isascii() else "x"
        )
        if "_" in stripped or not number.is_finite() or abs(number.adjusted()) > _NUMBER_LENGTH:
            invalid(f"{_shown_number(text)} is not a number")
        return Fraction(number)
    except InvalidOperation:
        invalid(f"{_shown_number(text)} is not a number")


def _shown_number(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
