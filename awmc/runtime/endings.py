"""What is checked at the end of an outermost call, on a `Session` or a `World`: checks that are not a table's own, overlaps, invariants.

Also the one place that makes a broken rule's failure. Guaranteed: a store that passes keeps all the rules named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from awmc.runtime.failures import CONSTRAINT_VIOLATED, INVARIANT_VIOLATED, Failed
from awmc.runtime.rules import Check, Invariant, Overlap
from awmc.runtime.store import Store
from awmc.runtime.tables import Row, name_of
from awmc.runtime.traces import Traces

Broken = Callable[[type[Row], str], list[Row]]
"""The rows that a rule's own query finds."""
Affected = Callable[[Traces], list[Row] | None]
"""The rows that a rule has to be looked at for again, if it held before the call; None where it has to be looked at as a whole."""


def broken_rule(
    store: Store, name: str, row: Row, old: Row | None = None, default: str | None = None
) -> Failed:
    """The failure of a rule that `row` breaks: the spec's message for it, or one that names the rule."""
    message = store.rules.messages.get(name)
    if message is None:
        told: str | tuple[str, str] = default or f"{row.TABLE.entity} breaks the rule {name}"
    else:
        told = message(store, row, old)
    code, text = (CONSTRAINT_VIOLATED, told) if isinstance(told, str) else told
    return Failed(code, text, rule=name)


def check_local(store: Store, row: Row, old: Row | None) -> None:
    """Raises the first failure of a condition on the row's own columns; `row` is as it would be."""
    for name, check in store.rules.locals_of.get(type(row), ()):
        if not check.holds(store, row):
            raise broken_rule(store, name, row, old)


def check_rules(
    store: Store,
    checks: tuple[str, ...] | None,
    invariants: tuple[str, ...] | None,
    ask: Broken | None = None,
    affected: Affected | None = None,
) -> None:
    """Raises the first failure of the rules named; None names all.

    `ask` runs the rules' own queries, where there are some. With `affected`, all rules held before the call, and only what it may have
    broken is looked at; where something there is amiss, the whole rule says what.
    """
    rules = store.rules
    for name, check in rules.checks.items():
        if checks is None or name in checks:
            _check_rows(store, name, check, ask, affected)
    for name, overlap in rules.overlaps.items():
        if checks is None or name in checks:
            _check_overlap(store, name, overlap, ask, narrow=affected is not None)
    for name, invariant in rules.invariants.items():
        if (
            (invariants is None or name in invariants)
            and not still_holds(store, invariant, affected)
            and not invariant.holds(store)
        ):
            raise Failed(INVARIANT_VIOLATED, invariant.message, rule=name)


def still_holds(store: Store, rule: Check | Invariant, affected: Affected | None) -> bool:
    """Whether what a call has touched shows that a rule which held before goes on to hold; False also where it does not tell."""
    each = rule.each if isinstance(rule, Invariant) else rule
    if affected is None or each is None or each.traces is None:
        return False
    if each.clock and store.time_passed:
        return False
    try:
        rows = affected(each.traces)
        return rows is not None and all(each.holds(store, row) for row in rows)
    except Failed:
        return False


def _check_rows(
    store: Store, name: str, check: Check, ask: Broken | None, affected: Affected | None
) -> None:
    if not check.clock and still_holds(store, check, affected):
        return
    if check.broken is not None and ask is not None and not check.clock:
        for row in ask(check.entity, check.broken):
            raise broken_rule(store, name, row)
        return
    rows: Iterable[Row] = store.touched(check.entity) if check.clock else store.rows(check.entity)
    for row in rows:
        if not check.holds(store, row):
            raise broken_rule(store, name, row)


def _check_overlap(
    store: Store, name: str, rule: Overlap, ask: Broken | None, *, narrow: bool
) -> None:
    if narrow and rule.local and _still_apart(store, rule):
        return
    if rule.broken is not None and ask is not None:
        for row in ask(rule.entity, rule.broken):
            raise broken_rule(store, name, row)
        return
    second = _overlapping(store, rule, store.rows(rule.entity))
    if second is not None:
        default = f"{name_of(second.TABLE, second.KEY)} overlaps another ({name})"
        raise broken_rule(store, name, second, default=default)


def _still_apart(store: Store, rule: Overlap) -> bool:
    """Whether the groups of the rows that the call has touched are without overlaps."""
    columns = _attributes(rule, rule.columns)
    touched = store.touched(rule.entity)
    groups = {tuple([getattr(row, column) for column in columns]) for row in touched}
    try:
        return not any(
            None not in group
            and _overlapping(store, rule, store.related(rule.entity, rule.columns, *group))
            for group in groups
        )
    except Failed:
        return False


def _attributes(rule: Overlap, columns: tuple[str, ...]) -> list[str]:
    names = rule.entity.TABLE.attributes
    return [names.get(column, column) for column in columns]


def _overlapping(store: Store, rule: Overlap, rows: Iterable[Row]) -> Row | None:
    """One of the rows whose interval begins before an earlier one of its group has ended."""
    groups: dict[tuple[Any, ...], list[tuple[Any, Any, Row]]] = {}
    columns = _attributes(rule, rule.columns)
    start, end = _attributes(rule, (rule.start, rule.end))
    for row in rows:
        group = tuple([getattr(row, column) for column in columns])
        if None in group or (rule.condition is not None and not rule.condition(store, row)):
            continue
        begins, ends = getattr(row, start), getattr(row, end)
        if begins is None or ends is None or begins < ends:  # an empty interval meets nothing
            groups.setdefault(group, []).append((begins, ends, row))
    for members in groups.values():
        members.sort(key=lambda m: (m[0] is not None, m[0]))
        for (_, ends, _), (begins, _, row) in pairwise(members):
            if begins is None or ends is None or begins < ends:
                return row
    return None
