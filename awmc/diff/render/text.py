"""A comparison as text: for a terminal, and to paste in a pull request.

In: environments that were compared. Out: text, an environment after the other, family by family, what breaks something first and marked `!`,
a summary at the end. Guaranteed: a change is two lines, what it is, and where and whom it breaks; no control characters but newlines (and colour, if asked for).
Changes that a rule finds in several tools alike, such as a field of a view that they all show, are one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from awmc.diagnostics.frame import escape
from awmc.diagnostics.render import Paint, where
from awmc.diagnostics.words import counted
from awmc.diff.model import AUDIENCES, FAMILIES, VERBS, Change, Compared, Environments
from awmc.source import Sources

RED, MUTED, BOLD = "1;31", "34", "1"
FEW = 4
"""How many names of what changed alike are shown."""


def render_text(found: Environments, *, color: bool = False) -> str:
    """All environments, and the summary, with a newline at its end."""
    paint = Paint(color)
    parts = [_environment(one, found.sources, paint) for one in found.compared if _is_told(one)]
    return "\n\n".join([*parts, summary(found)]) + "\n"


def summary(found: Environments) -> str:
    """`7 changes: 2 break agents, 1 breaks data, 3 change rewards`; added and removed environments first."""
    added = [one.name for one in found.compared if one.old is None]
    removed = [one.name for one in found.compared if one.new is None]
    parts = [f"added: {escape(', '.join(added))}"] if added else []
    parts += [f"removed: {escape(', '.join(removed))}"] if removed else []
    if found.changes or not parts:
        parts.append(_counts(found.changes))
    return "; ".join(parts)


def _counts(changes: Sequence[Change]) -> str:
    if not changes:
        return "no change in meaning"
    total = counted(len(changes), "change")
    broken = []
    for audience in AUDIENCES:
        number = sum(audience in change.breaks for change in changes)
        if number:
            broken.append(f"{number} {VERBS[audience][number > 1]} {audience}")
    return f"{total}: {', '.join(broken) or 'none breaks anything'}"


def _is_told(one: Compared) -> bool:
    return bool(one.changes) or one.old is None or one.new is None


def _environment(one: Compared, sources: Sources, paint: Paint) -> str:
    name = paint(escape(one.name), BOLD)
    if one.old is None or one.new is None:
        verb = "added" if one.old is None else "removed"
        return f"{name}: environment {verb} ({escape(one.new or one.old or '')})"
    lines = [f"{name}: {_counts(one.changes)} ({escape(one.old)} → {escape(one.new)})"]
    for family, changes in groupby(one.changes, key=lambda change: change.family):
        lines += ["", f"  {paint(FAMILIES[family], BOLD)}"]
        for alike in _alike(changes):
            lines += _change(alike, sources, paint)
    return "\n".join(lines)


def _alike(changes: Iterable[Change]) -> Iterable[list[Change]]:
    """The changes that say the same of several things, together."""
    found: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        kind = change.what.split(" ")[0] if "," not in change.what else change.what
        found.setdefault((change.rule, kind, change.message), []).append(change)
    return found.values()


def _change(alike: list[Change], sources: Sources, paint: Paint) -> list[str]:
    first = alike[0]
    reasons = dict.fromkeys(reason for change in alike for reason in change.reasons)
    mark = paint("!", RED) if reasons else " "
    place = paint(f"{place_text(first, sources)} [{first.rule}]".lstrip(), MUTED)
    return [
        f"  {mark} {escape(_what(alike))}: {escape(first.message)}",
        f"      {place} {escape('; '.join(reasons))}".rstrip(),
    ]


def _what(alike: list[Change]) -> str:
    """`tools borrow, renew`."""
    if len(alike) == 1:
        return alike[0].what
    kind = alike[0].what.split(" ")[0]
    names = [change.what.removeprefix(f"{kind} ") for change in alike]
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    plural = kind.removesuffix("y") + ("ies" if kind.endswith("y") else "s")
    return f"{plural} {', '.join(names[:FEW])}{more}"


def place_text(change: Change, sources: Sources) -> str:
    """Where it stands: in the new spec, or in the old one if it is gone."""
    span = change.new_span or change.old_span
    return "" if span is None else escape(where(span, sources))
