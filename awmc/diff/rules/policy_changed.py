"""The policy that agents are given says something else.

Tasks ask for what the policy demands: scores from before and after are those of two different jobs.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import changed_text

FAMILY: Family = "agents"
BREAKS: Breaks = {"rewards": "agents are told other rules, so scores do not compare"}


def find(both: Both) -> Iterator[Found]:
    """Policies that differ."""
    old, new = both.old.env.policy, both.new.env.policy
    if old != new:
        breaks = both.rewards_if_judged
        yield Found("policy", changed_text(old, new), old, new, at=both.new.start, breaks=breaks)
