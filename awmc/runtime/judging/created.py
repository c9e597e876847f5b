"""Answers that are automatic keys or times: taken from the rows that the agent created, not from the solution's.

In: an answer and the net changes. Out: the answer with the agent's own values. Guaranteed: each of the solution's created rows goes with another row of the
agent's: the first one left that equals it outside automatic keys and times, in order; then those that have none, the first with the first that is
left, and so on. Where the agent created too few rows the answer stays what the solution's was: the reward is 0 in any case, for the number of
created rows is part of the frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awmc.runtime.judging.facts import NewKey, Reader
from awmc.runtime.judging.model import Answer, Changes, Entity, Rubric, Values


def own_answer(
    answer: Answer, rubric: Rubric, entities: Mapping[str, Entity], changes: Changes
) -> Answer:
    """The answer that this episode must give."""
    if not any(answer.created) or answer.column is None:
        return answer
    tables = dict.fromkeys(place[0] for place in answer.created if place is not None)
    rows = {table: _own_rows(table, rubric, entities, changes) for table in tables}
    is_list = isinstance(answer.value, list | tuple)
    items = list(answer.value) if is_list else [answer.value]
    for at, place in enumerate(answer.created[: len(items)]):
        if place is not None:
            items[at] = _own_value(items[at], rows[place[0]].get(place[1]), answer.column[1])
    value = items if is_list else items[0]
    return Answer(value, answer.kind, answer.column, answer.members, answer.created)


def _own_value(known: Any, row: Values | None, column: str) -> Any:
    value = row.get(column) if row is not None else None
    return known if value is None else value


def _own_rows(
    table: str, rubric: Rubric, entities: Mapping[str, Entity], changes: Changes
) -> dict[int, Values]:
    """The place of a row that the solution created -> the agent's."""
    wanted = [row for _, row in rubric.expected.created.get(table, ())]
    rest = list(changes.created.get(table, {}).values())
    entity = entities.get(table)
    found: dict[int, Values] = {}
    if entity is None:
        return found
    if len(wanted) <= 1 and len(rest) <= 1:  # there is nothing to choose from
        return dict(enumerate(rest[: len(wanted)]))
    known = {t: [row for _, row in rows] for t, rows in rubric.expected.created.items()}
    ours = Reader(entities, known, rubric.may_change)
    theirs = Reader(
        entities, {t: list(made.values()) for t, made in changes.created.items()}, rubric.may_change
    )
    for n, row in enumerate(wanted):
        for at, other in enumerate(rest):
            if _alike(table, ours, row, theirs, other, known.keys()):
                found[n] = rest.pop(at)
                break
    unmatched = [n for n in range(len(wanted)) if n not in found]
    found.update(zip(unmatched, rest, strict=False))
    return found


def _alike(
    table: str, ours: Reader, row: Values, theirs: Reader, other: Values, known: Any
) -> bool:
    """Whether two created rows are equal outside automatic keys and times. Where the solution's rows of a table are not known, what
    refers to a new one of the agent's may well be new in the solution, too."""
    for column in ours.columns(table):
        a = ours.part(table, column, row.get(column))
        b = theirs.part(table, column, other.get(column))
        if isinstance(b, NewKey):
            if isinstance(a, NewKey):
                if a.table != b.table:
                    return False
            elif a is None or b.table in known:
                return False
        elif a != b:
            return False
    return True
