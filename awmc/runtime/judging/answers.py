"""Whether a final text says what a task asks for.

In: the answer, the text, and a way to learn which other values of a column it may name. Out: nothing, or one sentence on what is missing. Guaranteed: no
exception for any text, time in proportion to its length, whole tokens only. An empty text has no answer in it, nor has one of more than
100,000 code points, nor one that names more than ten values beyond those asked for.

Every item of a list must be found, in any order; equal items once. One number, date or time of the text stands for one item only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from awmc.runtime.judging.calendars import (
    clocks_in,
    days_in,
    is_clock,
    is_day,
    is_moment,
    moments_in,
)
from awmc.runtime.judging.model import Answer
from awmc.runtime.judging.names import Known, Name, longer, name_of, without
from awmc.runtime.judging.numerals import is_number, numerals, wanted_number
from awmc.runtime.judging.prose import NAMED_LIMIT, TEXT_LIMIT, in_words, plain
from awmc.runtime.judging.spans import in_units, spans_in

Others = Callable[[str, str, str], Sequence[str]]
"""Table, column, text in plain form -> the values of the column all of whose words are in the text."""

_NUMBERS = ("int", "float", "money", "decimal")
_SHOWN = 80
_WRITINGS = 5
"""In how many ways at most one value is taken to be written in one text."""


def find_answer(answer: Answer, text: str, others: Others) -> str | None:
    """None where the text says what is asked for, else why not."""
    if len(text) > TEXT_LIMIT:
        return f"the answer has {len(text):,} characters, more than {TEXT_LIMIT:,} are not read"
    readable = plain(text)
    if not readable.strip():
        return "there is no answer"
    items = _items(answer)
    if not items:
        return "the task asks for nothing that could be found"
    if answer.kind in ("text", "enum"):
        return _find_names(answer, [str(item) for item in items], readable, others)
    return _find_values(answer.kind, items, readable)


def shown_answer(answer: Answer) -> str:
    """What is asked for, as a message says it."""
    return in_words([_shown_item(item, answer.kind) for item in _items(answer)])


def _items(answer: Answer) -> list[Any]:
    items = answer.value if isinstance(answer.value, list | tuple) else [answer.value]
    return list(dict.fromkeys(items)) if len(items) > 1 else list(items)


def _shown_item(item: Any, kind: str) -> str:
    if kind == "money":
        return f"{Decimal(str(item)):.2f}"
    if kind == "duration":
        return in_units(int(item))
    text = str(item)
    text = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f'"{text}"' if kind == "text" else text


def _find_values(kind: str, items: list[Any], text: str) -> str | None:
    """Numbers, dates, times, durations: each item has a token of its own in the text."""
    singular, plural = _NOUNS[kind]
    found, fits = _tokens_of(kind, text)
    if len(items) == 1:
        fitting_one = sum(1 for token in found if fits(items[0], token))
        if fitting_one and len(found) - fitting_one <= NAMED_LIMIT:
            return None
    counts = Counter(found)
    if len(counts) > _WRITINGS * len(items) + NAMED_LIMIT:  # whichever they are
        return _too_many(f"{len(counts)} {plural}")
    tokens = [token for token, n in counts.items() for _ in range(min(n, len(items)))]
    fitting = [[n for n, token in enumerate(tokens) if fits(item, token)] for item in items]
    asked = {tokens[n] for candidates in fitting for n in candidates}
    told = in_units if kind == "duration" else str
    rest = [told(token) for token in counts if token not in asked]
    missing = [_shown_item(items[at], kind) for at in _unserved(fitting)]
    if missing:
        wanted = f"{singular if len(missing) == 1 else plural} {in_words(missing)}"
        return _missing(wanted, rest, singular, plural)
    return _too_many(f"{len(rest)} other {plural}") if len(rest) > NAMED_LIMIT else None


def _unserved(fitting: list[list[int]]) -> list[int]:
    """Which items get no token, where each token serves one: those with the least choice choose first."""
    used: set[int] = set()
    missing = []
    for at in sorted(range(len(fitting)), key=lambda at: len(fitting[at])):
        free = next((n for n in fitting[at] if n not in used), None)
        if free is None:
            missing.append(at)
        else:
            used.add(free)
    return sorted(missing)


def _missing(wanted: str, named: Sequence[str], singular: str, plural: str) -> str:
    reason = f"the answer does not contain {wanted}"
    if not named:
        return f"{reason}; it names no {plural.removeprefix('the ')}"
    noun = singular.removeprefix("the ") if len(named) == 1 else plural
    return f"{reason}; it names the {noun} {in_words(named)}"


def _too_many(found: str) -> str:
    return f"the answer names {found}, more than {NAMED_LIMIT}: it does not say which is meant"


_NOUNS = {
    **dict.fromkeys(_NUMBERS, ("the number", "numbers")),
    "date": ("the date", "dates"),
    "time": ("the time", "times"),
    "datetime": ("the date and time", "dates and times"),
    "duration": ("the duration", "durations"),
}


def _tokens_of(kind: str, text: str) -> tuple[Sequence[Any], Callable[[Any, Any], bool]]:
    """What the text names of a kind, and whether one of them is an item."""
    match kind:
        case "date":
            return days_in(text), is_day
        case "time":
            return clocks_in(text), is_clock
        case "datetime":
            return moments_in(text), is_moment
        case "duration":
            return spans_in(text), lambda item, span: bool(span == item)
        case _:
            return numerals(text), partial(_is_number, kind)


def _is_number(kind: str, item: Any, found: Any) -> bool:
    return is_number(wanted_number(item, kind), found)


def _find_names(answer: Answer, items: list[str], text: str, others: Others) -> str | None:
    """Texts, keys and enum members: every one stands in the text, and hardly any of the other known values."""
    names = sorted(map(name_of, items), key=lambda name: -len(name.words))
    missing = [item for item in items if not name_of(item).pattern.search(text)]
    if missing:
        return _missing_names(answer, missing, text)
    known = _other_names(answer, names, text, others)
    rest = text
    for wanted in names:  # longest first: `Ana Silva` is not also an `Ana`
        rest = without(rest, longer(wanted, known))
        left = wanted.pattern.sub("\0", rest)
        if left == rest:
            missing = [item for item in items if name_of(item) == wanted]
            return _missing_names(answer, missing, text)
        rest = left
    if len(known) <= NAMED_LIMIT:
        return None
    named = sum(1 for name in known if name.pattern.search(rest))
    return _too_many(f"{named} other values") if named > NAMED_LIMIT else None


def _other_names(answer: Answer, names: list[Name], text: str, others: Others) -> list[Name]:
    """The known values whose words are in the text, without those asked for."""
    values: Sequence[str] = answer.members
    if len(answer.members) > NAMED_LIMIT:
        values = _known_members(answer.members).named_in(text)
    elif not answer.members and answer.column is not None:
        values = others(*answer.column, text)
    wanted = {name.words for name in names}
    return [name for name in map(name_of, values) if name.words not in wanted]


@lru_cache(maxsize=32)
def _known_members(members: tuple[str, ...]) -> Known:
    return Known(members)


def _missing_names(answer: Answer, missing: list[str], text: str) -> str:
    shown = in_words([_shown_item(item, answer.kind) for item in missing])
    reason = f"the answer does not contain {shown}"
    if not answer.members:
        return reason
    known = [member for member in answer.members if member not in missing]
    named = [member for member in known if name_of(member).pattern.search(text)]
    return f"{reason}; it names {in_words(named) or 'none of its kind'}"
