"""What may have been meant: names in scope, then what other languages call it, then near spellings."""

from collections.abc import Iterable, Mapping

IDIOMS: Mapping[str, str] = {}


def suggest(
    wrong: str, in_scope: Iterable[str], *, idioms: Mapping[str, str] = IDIOMS
) -> tuple[str, ...]:
    """Up to three candidates for `wrong`, best first; none when nothing is near."""
    scope = list(dict.fromkeys(in_scope))
    return tuple(
        name for name in scope if name.lower().replace("_", "") == wrong.lower().replace("_", "")
    )
