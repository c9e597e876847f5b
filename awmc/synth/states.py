"""What there is to say of the states of a spec, and of the answers between them.

In: examinations, answers. Out: keys of declarations, words. Guaranteed: functions of these alone.
"""

from __future__ import annotations

from awmc.synth.drafting import keys_of
from awmc.synth.merging import Merged
from awmc.synth.parts import key_of
from awmc.synth.problems import Examination
from awmc.synth.rounds import Answer


def concerned_in(state: Examination) -> tuple[str, ...]:
    """The declarations that something is wrong with, by key, in the order of the problems."""
    there = set(keys_of(state.text))
    keys = dict.fromkeys(key_of(problem.subject) for problem in state.problems)
    return tuple(key for key in keys if key in there)


def replaced(old: str, new: str) -> Merged:
    """A spec in the place of another."""
    before, after = keys_of(old), keys_of(new)
    removed = tuple(key for key in before if key not in after)
    return Merged(new, changed=after, removed=removed)


def edit_of(answer: Answer) -> str:
    """What an answer did, in words."""
    changed = f"changed {', '.join(answer.changed)}" if answer.changed else ""
    removed = f"removed {', '.join(answer.removed)}" if answer.removed else ""
    return "; ".join(words for words in (changed, removed) if words) or "no declaration"


def codes(found: Examination) -> str:
    """How many problems there are of each code, in words."""
    return ", ".join(f"{number} × {code}" for code, number in sorted(found.codes().items()))
