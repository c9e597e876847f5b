"""The outside function of the stall."""


def haversine(a: float, b: float) -> float:
    """A stand-in for a distance."""
    return abs(a - b)
