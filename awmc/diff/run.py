"""Running the rules.

In: two sides without errors. Out: their changes, family by family, those that break something first. Guaranteed: the same for the same
meaning, whatever the layout and the order of declarations; a side compared with itself gives none.
"""

from __future__ import annotations

from awmc.diff.both import Both, Side
from awmc.diff.model import AUDIENCES, FAMILIES, Change, Found
from awmc.diff.registry import Rule, all_rules


def compare(old: Side, new: Side) -> tuple[Change, ...]:
    """What changed in meaning from one side to the other."""
    both = Both(old, new)
    changes = [_change(rule, one) for rule in all_rules().values() for one in rule.find(both)]
    families = list(FAMILIES)
    return tuple(sorted(changes, key=lambda c: (families.index(c.family), not c.breaks)))


def _change(rule: Rule, found: Found) -> Change:
    broken = tuple(rule.breaks) if found.breaks is None else found.breaks
    return Change(
        rule=rule.name,
        family=rule.family,
        what=found.what,
        message=found.message,
        old=found.old,
        new=found.new,
        old_span=None if found.was is None else found.was.span,
        new_span=None if found.at is None else found.at.span,
        breaks={name: rule.breaks[name] for name in AUDIENCES if name in broken},
    )
