"""A rule that is looked at only where a call has touched something says what the whole rule says, for every environment of the corpus."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from awmc.runtime import (
    Arguments,
    Check,
    Environment,
    Episode,
    Failed,
    Invariant,
    Loop,
    Rules,
    Session,
    Tool,
    Trace,
    load,
)
from awmc.runtime.endings import check_rules, still_holds
from tests.emit.touching import played, scratch, write

GENERATED = sorted(p.parent for p in Path("generated").glob("*/manifest.json"))
BATCHES = 5
EPISODES, CALLS = 3, 20


def _watched(rules: Rules) -> list[Trace]:
    """All traces of all rules."""
    found = [c.traces for c in rules.checks.values() if c.traces]
    found += [i.each.traces for i in rules.invariants.values() if i.each]
    return [trace for traces in found for trace in traces.traces]


def _whole(session: Session, name: str, rule: Check | Invariant) -> bool:
    """Whether the rule holds, all of it looked at."""
    checks, invariants = ((name,), ()) if isinstance(rule, Check) else ((), (name,))
    try:
        check_rules(session, checks, invariants, session.ask_rows)
    except Failed:
        return False
    return True


def _compare(session: Session, rules: Rules, told: Counter[str]) -> None:
    named = [(n, c, c.traces) for n, c in rules.checks.items()]
    for name, rule, traces in [
        *named,
        *((n, i, i.each and i.each.traces) for n, i in rules.invariants.items()),
    ]:
        if traces is None:
            continue
        narrowed, whole = still_holds(session, rule, session.affected), _whole(session, name, rule)
        told["broken" if not whole else "kept" if narrowed else "left open"] += 1
        assert whole or not narrowed, f"{name} is broken, and {session.changes} do not tell"
        if whole and not narrowed:
            assert session.affected(traces) is None, f"{name} holds"


def _apart(session: Session, rules: Rules) -> None:
    for name in rules.overlaps:
        outcomes = []
        for affected in (None, session.affected):
            try:
                check_rules(session, (name,), (), session.ask_rows, affected)
                outcomes.append("")
            except Failed as failed:
                outcomes.append(failed.message)
        assert outcomes[0] == outcomes[1], session.changes


@pytest.mark.parametrize("package", GENERATED, ids=lambda p: p.name)
def test_what_was_touched_tells_whether_a_rule_still_holds(package: Path) -> None:
    told: Counter[str] = Counter()
    random = Random(package.name)
    with load(package, allow_extern=True) as environment:
        rules = environment.definition.rules
        everything = list(environment.catalogue.rows)
        watched = _watched(rules)
        for episode in played(environment):
            for _ in range(BATCHES if told["broken"] else BATCHES * 8):
                with scratch(episode) as session:
                    for _ in range(random.randint(1, 4)):
                        trace = random.choice(watched or [None])
                        if trace is None or random.random() < 0.2:
                            write(session, random, random.choice(everything), ())
                        else:
                            write(session, random, trace.entity, trace.columns)
                    _compare(session, rules, told)
                    _apart(session, rules)
    if watched:
        assert told["broken"] and told["kept"], told


def _loops(rules: Rules) -> list[Trace]:
    """The traces of the loops of `on call`."""
    held = vars(sys.modules[rules.on_call.__module__]).values() if rules.on_call else ()
    return [trace for one in held if isinstance(one, Loop) for trace in one.traces.traces]


def _careless(environment: Environment, random: Random, watched: list[Trace]) -> Tool[Any]:
    """A tool that writes at random what loops and rules read: those that break a rule are taken back."""

    def function(session: Session, arguments: Arguments) -> str:
        for _ in range(random.randint(1, 3)):
            trace = random.choice(watched)
            write(session, random, trace.entity, trace.columns)
        return "{}"

    tables = tuple(table.TABLE.name for table in environment.catalogue.rows)
    return Tool("careless", function, Arguments, writes=tables)


def _play(
    episode: Episode, seed: str, watched: list[Trace], *, narrow: bool
) -> Iterator[tuple[str, list[str]]]:
    """Random writes, and calls of the solutions of all tasks, mixed: what each gives, and the state that it leaves."""
    random = Random(seed)
    calls = [call for task in episode.environment.tasks() for call in task["solution"]]
    for _ in range(CALLS):
        if not narrow:
            episode._rules_hold, episode._rests = False, {}
        if watched and random.random() < 0.7:
            tool = _careless(episode.environment, Random(random.random()), watched)
            result = episode._run(tool, {}, "agent")
        else:
            call = random.choice(calls)
            result = episode.call(call["tool"], call["arguments"], side=call["side"])
        yield result.text, list(episode.connection.iterdump())


@pytest.mark.parametrize("package", GENERATED, ids=lambda p: p.name)
def test_an_episode_that_passes_rows_over_is_the_one_that_does_not(package: Path) -> None:
    with load(package, allow_extern=True) as environment:
        rules = environment.definition.rules
        loops = _loops(rules)
        watched = [*_watched(rules), *loops, *loops, *loops]
        with environment.episode() as narrow, environment.episode() as whole:
            for task in Random(package.name).sample(environment.tasks(), EPISODES):
                narrow.restart(task=task["id"])
                whole.restart(task=task["id"])
                for one, other in zip(
                    _play(narrow, task["id"], watched, narrow=True),
                    _play(whole, task["id"], watched, narrow=False),
                    strict=True,
                ):
                    assert one == other
