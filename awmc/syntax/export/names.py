"""A regular expression for the names that are none of some words.

Grammar formats know no "any name but these": the words are spelled out, letter by letter.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

_REST = "A-Za-z0-9_"


def names_but(words: AbstractSet[str], first: str) -> str:
    """Names whose first character is of the class `first`, such as `a-z_`, and which are none of `words`.

    A first letter of `A-Z` makes the name of a type, which holds no `_`.
    """
    rest = _REST if "_" in first else _REST.replace("_", "")
    return _after("", words, first, rest)


def _after(start: str, words: AbstractSet[str], allowed: str, rest: str) -> str:
    """What may follow the characters `start`, which some of `words` begin with."""
    following = {word[len(start)] for word in words if word.startswith(start) and word != start}
    branches = [f"[{_class_but(allowed, following)}][{rest}]*"]
    branches += [letter + _after(start + letter, words, rest, rest) for letter in sorted(following)]
    optional = start != "" and start not in words
    return f"({'|'.join(branches)}){'?' if optional else ''}"


def _class_but(allowed: str, without: AbstractSet[str]) -> str:
    """The class of characters `allowed`, such as `a-z_`, without some of them."""
    signs = sorted(set(_characters(allowed)) - without)
    runs: list[str] = []
    for sign in signs:
        if runs and ord(runs[-1][-1]) + 1 == ord(sign):
            runs[-1] += sign
        else:
            runs.append(sign)
    return "".join(run if len(run) < 3 else f"{run[0]}-{run[-1]}" for run in runs)


def _characters(allowed: str) -> list[str]:
    """`a-c_` as a, b, c and _."""
    found: list[str] = []
    place = 0
    while place < len(allowed):
        if allowed[place + 1 : place + 2] == "-":
            found += [chr(code) for code in range(ord(allowed[place]), ord(allowed[place + 2]) + 1)]
            place += 3
        else:
            found.append(allowed[place])
            place += 1
    return found
