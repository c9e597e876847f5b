"""The mutants of a solution: plans that differ from it by one change, which a verifier should reject.

In: the stage of an instance. Out: plans by kind. What is changed: a call that may write is left out, repeated, or swapped with a later one; the
calls end early; an argument becomes a sibling's value, or is left out; another write is made before or after; the solution of another
instance of the family is played. Values for which the changed call succeeds come first, for a call that fails is only a call left out.
Calls that only read are never mutated. Guaranteed: no plan twice, never the solution itself, and the same plans for the same seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from random import Random
from typing import Any

from awmc.prove.live import Live
from awmc.prove.plans import Call, Calls, Kind, Plan, distinct
from awmc.prove.siblings import choices, siblings
from awmc.prove.stage import Stage

_VALUES = 3
"""Values tried in place of an argument that make the call succeed."""
_PROBED = 14
"""Values looked at to find these."""
_SIBLINGS = 3
"""Solutions of other instances that are played."""


def one_change(
    stage: Stage,
    live: Live,
    first: Sequence[Call],
    last: Sequence[Call],
    others: Sequence[tuple[str, Calls]],
) -> list[Plan]:
    """Every mutant of the solution but those of the answers. `first` and `last` are other writes that may be made before and after it,
    `others` the family's other instances, the nearest first."""
    calls = stage.solution
    plans = [
        *_left_out(stage, calls),
        *_repeated(stage, calls),
        *_swapped(stage, calls),
        *_arguments(stage, live, calls),
        *_extra(calls, first, last),
        *_wrong_row(others),
        *_cut_short(calls),
    ]
    return distinct(plans, [Plan("left out", "", calls).identity])


def sampled(plans: Sequence[Plan], budget: int, random: Random) -> list[Plan]:
    """At most `budget` of the plans: in turn one of each kind, each kind in an order of chance."""
    if len(plans) <= budget:
        return list(plans)
    kinds: dict[Kind, list[Plan]] = {}
    for plan in plans:
        kinds.setdefault(plan.kind, []).append(plan)
    shuffled = [random.sample(found, len(found)) for found in kinds.values()]
    turns = (plan for turn in zip_longest(*shuffled) for plan in turn if plan is not None)
    return [plan for _, plan in zip(range(budget), turns, strict=False)]


def _writing(stage: Stage, calls: Calls) -> list[int]:
    return [n for n, call in enumerate(calls) if stage.writes(call.tool)]


def _left_out(stage: Stage, calls: Calls) -> Iterator[Plan]:
    for n in _writing(stage, calls):
        yield Plan("left out", f"without call {n + 1}, {calls[n]}", calls[:n] + calls[n + 1 :])


def _cut_short(calls: Calls) -> Iterator[Plan]:
    for n in range(len(calls)):
        yield Plan("cut short", f"only the first {n} of {len(calls)} calls", calls[:n])


def _repeated(stage: Stage, calls: Calls) -> Iterator[Plan]:
    for n in _writing(stage, calls):
        what = f"call {n + 1}, {calls[n]}, made twice"
        yield Plan("repeated", what, calls[: n + 1] + calls[n:])


def _swapped(stage: Stage, calls: Calls) -> Iterator[Plan]:
    places = _writing(stage, calls)
    for at, n in enumerate(places):
        for m in places[at + 1 :]:
            order = list(calls)
            order[n], order[m] = order[m], order[n]
            yield Plan("swapped", f"calls {n + 1} and {m + 1} swapped", tuple(order))


def _arguments(stage: Stage, live: Live, calls: Calls) -> Iterator[Plan]:
    specs = {spec["name"]: spec["inputSchema"] for spec in stage.environment.tools("agent")}
    for n in _writing(stage, calls):
        schema = specs.get(calls[n].tool)
        if calls[n].side == "agent" and schema is not None:
            for name, inner in schema["properties"].items():
                for what, changed in _changed(stage, live, calls, n, name, inner):
                    told = f"call {n + 1}: {what}"
                    yield Plan("argument", told, (*calls[:n], changed, *calls[n + 1 :]))


def _changed(
    stage: Stage, live: Live, calls: Calls, n: int, name: str, schema: Mapping[str, Any]
) -> Iterator[tuple[str, Call]]:
    """A call with another value of one parameter: what is different, and the call. Of values that fail, the nearest stands for all."""
    call = calls[n]
    if name in call.arguments:
        value = call.arguments[name]
        if "default" in schema:
            yield f"no {name}", call.without(name)
        tried, wanted = siblings(live, call.tool, name, schema, value), _VALUES
        instead = f" for {value!r}"
    else:
        tried, wanted, instead = choices(live, call.tool, name, schema), 1, ""
    changed = [
        (v, call.with_argument(name, v)) for v in tried[:_PROBED] if v != schema.get("default")
    ]
    good = [(v, c) for v, c in changed if stage.follows(calls[:n], c)]
    for other, made in good[:wanted] or changed[:1]:
        yield f"{name} {other!r}{instead}", made


def _extra(calls: Calls, first: Sequence[Call], last: Sequence[Call]) -> Iterator[Plan]:
    for call in last:
        yield Plan("extra write", f"{call} besides, at the end", (*calls, call))
    for call in first:
        yield Plan("extra write", f"{call} besides, first", (call, *calls))


def _wrong_row(others: Sequence[tuple[str, Calls]]) -> Iterator[Plan]:
    for task, calls in others[:_SIBLINGS]:
        yield Plan("wrong row", f"the solution of {task}", calls)
        for n in range(len(calls) if len(calls) > 1 else 0):
            what = f"call {n + 1} of the solution of {task} only"
            yield Plan("wrong row", what, (calls[n],))


def pairs(plans: Sequence[Plan], extras: Sequence[Call], random: Random) -> list[Plan]:
    """Plans with a second change: another write, or two of them, beside a mutant's calls."""
    found = []
    for plan in random.sample(list(plans), len(plans)):
        for call in random.sample(list(extras), min(3, len(extras))):
            what = f"{plan.change}; and {call} besides"
            found.append(Plan("two changes", what, (*plan.calls, call)))
            found.append(Plan("two changes", what, (call, *plan.calls)))
    return distinct(found)
