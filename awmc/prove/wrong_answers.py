"""Wrong answers that are nearly right: a number beside it, another member, another row's value, the next day, one item fewer.

In: the answers that are right after the solution. Out: final texts, each wrong in one answer (and in those equal to it). Guaranteed: none of
these texts tells the right value elsewhere, as that of another answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from awmc.prove.live import Live
from awmc.prove.plans import Calls, Plan
from awmc.prove.siblings import times_near
from awmc.prove.stage import right_text, spoken
from awmc.runtime.judging.answers import find_answer
from awmc.runtime.judging.model import Answer

_EACH = 3
"""Wrong values of one answer."""


def wrong_answers(live: Live, calls: Calls, answers: tuple[Answer, ...]) -> list[Plan]:
    """The solution's calls, with an empty text and with wrong ones."""
    if not answers:
        return []
    plans = [Plan("answer", "nothing is said", calls, "")]
    for n, answer in enumerate(answers):
        if _is_told(answer, right_text(tuple(a for a in answers if not _alike(a, answer)))):
            continue
        for value in list(_other_values(live, answer))[:_EACH]:
            said = tuple(replace(a, value=value) if _alike(a, answer) else a for a in answers)
            wrong = spoken(said[n])
            what = f"answer {n + 1}: {wrong or 'nothing'} for {spoken(answer)}"
            plans.append(Plan("answer", what, calls, right_text(said)))
    return plans


def _alike(one: Answer, other: Answer) -> bool:
    return one.value == other.value and one.kind == other.kind


def _is_told(answer: Answer, text: str) -> bool:
    """Whether a text tells one of the values that the answer asks for."""
    items = answer.value if isinstance(answer.value, list) else [answer.value]
    return any(find_answer(replace(answer, value=i), text, lambda *_: ()) is None for i in items)


def _other_values(live: Live, answer: Answer) -> Iterator[Any]:
    if not isinstance(answer.value, list):
        yield from (v for v in _values(live, answer, answer.value) if v != answer.value)
        return
    items = list(dict.fromkeys(answer.value))
    if len(items) > 1:
        yield from (items[:n] + items[n + 1 :] for n in range(len(items)))
    for other in _values(live, answer, items[0]):
        if other not in items:
            yield [other, *items[1:]]


def _values(live: Live, answer: Answer, right: Any) -> Iterator[Any]:
    if isinstance(right, int | float) and not isinstance(right, bool):
        near = (right + 1, right - 1, right * 2 or 10)
        yield from (_short(number) for number in near if math.isfinite(number))
    elif answer.kind in ("date", "datetime", "time"):
        yield from times_near(right)
    elif answer.kind == "enum":
        yield from answer.members
    else:
        yield from _texts(live, answer, str(right))


def _short(number: float) -> float:
    return round(number, 9) if isinstance(number, float) else number


def _texts(live: Live, answer: Answer, right: str) -> Iterator[str]:
    if answer.column is not None:
        table, column = answer.column
        for row in live.rows.get(table, ()):
            value = row.get(column)
            if isinstance(value, str) and right.casefold() not in value.casefold():
                yield value
    yield "something else"
