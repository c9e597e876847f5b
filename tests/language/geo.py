"""Pure functions that extern.awm declares."""


def manhattan(a: float, b: float, c: float, d: float) -> float:
    """Return the distance along the two axes."""
    return abs(a - c) + abs(b - d)


def shout(word: str, times: int) -> str:
    """Return the word in capitals, so many times."""
    return (word.upper() + "!") * times


def halves(n: int) -> list[int]:
    """Return n, n // 2 and so on, down to 1."""
    found = []
    while n > 0:
        found.append(n)
        n //= 2
    return found


def broken(n: int) -> int:
    """Divide by zero, as extern code may."""
    return n // 0
