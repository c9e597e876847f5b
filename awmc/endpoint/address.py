"""The address of an endpoint and the key to it, as a user gives them: in an option, or in the environment.

In: texts. Out: the same without blanks around them, fit to be sent; and an address as it may be shown. Guaranteed: what cannot be sent is refused with a ValueError
that says what is wrong, and never holds the key; what is shown has no password and no query in it, which may be keys.
"""

from __future__ import annotations

from urllib.parse import urlsplit

OPENAI = "https://api.openai.com/v1"


def address(text: str) -> str:
    """A base URL. Raises ValueError."""
    url = text.strip()
    if not url.isprintable() or " " in url:
        raise ValueError(f"{shown(url)!r} is no address: it has blanks or control characters in it")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:
        raise ValueError(f"{shown(url)!r} is no address: {error}") from None
    if not usable:
        raise ValueError(
            f"{shown(url)!r} is no address of an endpoint: write it as http://localhost:8000/v1"
        )
    return url


def key(text: str) -> str | None:
    """A key; None where there is nothing but blanks. Raises ValueError."""
    found = text.strip()
    if not found.isascii() or not found.isprintable() or " " in found:
        raise ValueError("it has characters that no key can have: copy it again, on one line")
    return found or None


def shown(url: str) -> str:
    """An address for a message."""
    head, slashes, rest = url.partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return head + slashes + host.rpartition("@")[2] + slash + path
