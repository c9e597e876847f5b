"""Check digits of International Standard Book Numbers."""


def is_valid(isbn: str) -> bool:
    """Whether an ISBN of 13 digits, hyphens aside, has the right check digit."""
    digits = isbn.replace("-", "").replace(" ", "")
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return False
    return sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits)) % 10 == 0
