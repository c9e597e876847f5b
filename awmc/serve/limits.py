"""How much a client may ask for: the limits of a server, and a bucket of calls.

In: numbers and times that the caller reads from its clock. Guaranteed: no clock is read here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a server allows; more is refused and nothing is cut short."""

    episodes: int = 1024
    """Live episodes of all environments together."""
    sessions: int = 256
    """Those of them that clients without the token have begun, by opening a session."""
    idle_seconds: float = 1800.0
    """How long an episode lives that nobody asks for anything."""
    calls_per_second: float = 1000.0
    """Requests to one episode; twice as many may come at once after a rest."""
    body_bytes: int = 1_000_000
    """The body of one request."""
    body_seconds: float = 20.0
    """How long the body of one request may take to come."""
    episode_bytes: int = 64_000_000
    """The arguments and results of one episode, which its trajectory keeps."""


class Bucket:
    """Fills with `rate` tokens a second up to `2 * rate`, at least to one; each request takes one."""

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._size = max(1.0, 2 * rate)
        self._tokens = self._size
        self._at = now

    def wait(self, now: float) -> float:
        """Takes a token and gives 0, or gives the seconds until there will be one."""
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._rate
