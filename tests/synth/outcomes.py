"""Outcomes of every kind, drawn."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from awmc.endpoint.completions import Usage
from awmc.synth.attempts import Attempt, Outcome
from awmc.synth.budget import Spent
from awmc.synth.problems import STAGES, Examination, Facts, Problem

LAW = settings(max_examples=60, deadline=None)
WORDS = st.one_of(
    st.text(max_size=12), st.sampled_from(["<b>&\"'", "\x1b[31m", "a\nb", "\u202ex", "{{ x }}"])
)
CODES = st.sampled_from(["AWM203", "AWM301", "solvable", "vacuous", "missing-task", "<i>"])
COUNTS = st.integers(0, 10**6)
SECONDS = st.floats(0, 1e6)
USAGES = st.builds(Usage, COUNTS, COUNTS, COUNTS, COUNTS)
SPENT = st.builds(Spent, USAGES, st.none() | st.floats(0, 1e4), SECONDS)
NAMES = st.lists(WORDS, max_size=5).map(tuple)
TALLIES = st.dictionaries(CODES, st.integers(1, 99), max_size=4).map(
    lambda found: tuple(found.items())
)
STAGE = st.sampled_from(STAGES)
ATTEMPTS = st.builds(
    Attempt,
    st.sampled_from(["draft", "rest of draft", "repair", "rewrite"]),
    NAMES,
    NAMES,
    NAMES,
    STAGE,
    TALLIES,
    COUNTS,
    st.booleans(),
    SPENT,
    COUNTS,
)
PROBLEMS = st.builds(Problem, STAGE, CODES, WORDS, WORDS, WORDS, st.none() | COUNTS)
FACTS = st.builds(Facts, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, SECONDS)
EXAMINATIONS = st.builds(
    Examination, WORDS, STAGE, st.lists(PROBLEMS, max_size=3).map(tuple), FACTS, COUNTS, SECONDS
)
ENDINGS = st.sampled_from(["clean", "out of budget", "gave up", "failed"])
OUTCOMES = st.builds(
    Outcome,
    st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True) | WORDS,
    ENDINGS,
    st.none() | EXAMINATIONS,
    st.lists(ATTEMPTS, max_size=4).map(tuple),
    SPENT,
    WORDS,
)


def attempt(stage: str, codes: dict[str, int], kind: str = "repair", **given: object) -> Attempt:
    """An attempt of which only so much matters."""
    fields = {"changed": (), "removed": (), "notes": (), "fixes": 0, "kept": True, "spent": Spent()}
    return Attempt(kind=kind, stage=stage, codes=tuple(codes.items()), **{**fields, **given})  # type: ignore[arg-type]


def outcome(*attempts: Attempt, name: str = "library", ending: str = "clean") -> Outcome:
    """What became of a spec after these attempts."""
    facts = Facts(lines=100, tools=7, tasks=3)
    best = Examination("", attempts[-1].stage, facts=facts) if attempts else None
    spent = sum((one.spent for one in attempts), Spent())
    return Outcome(name, ending, best, attempts, spent)  # type: ignore[arg-type]
