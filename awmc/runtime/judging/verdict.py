"""A verdict put together of its clauses: the goal's, the frame, the answers.

In: what the task asks for, the outcome of each clause of its goal, the net changes, and the final text. Out: a `Verdict`. Guaranteed: it
raises for no text and no changes, and the same input gives the same verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from awmc.runtime.judging.answers import Others, find_answer, shown_answer
from awmc.runtime.judging.created import own_answer
from awmc.runtime.judging.frame import outside_frame
from awmc.runtime.judging.model import (
    Cell,
    Changes,
    Clause,
    Entity,
    Expected,
    Kind,
    Outcome,
    Rubric,
    Verdict,
)
from awmc.runtime.judging.same import different


def judge(
    rubric: Rubric,
    entities: Mapping[str, Entity],
    goal: Sequence[Outcome],
    changes: Changes,
    user_cells: Collection[Cell],
    text: str,
    others: Others,
) -> Verdict:
    """The verdict. `entities` are by table, `goal` as long as the rubric's, `user_cells` what the user's side wrote last."""
    changes = _by_key(changes)
    clauses = [
        Clause(f"goal {n}", "guard" if guard else "goal", told, found.holds, found.reason)
        for n, ((told, guard), found) in enumerate(zip(rubric.goal, goal, strict=True), 1)
    ]
    if not rubric.goal and rubric.expected != Expected():
        told = "the final data are those of the solution"
        clauses.append(_clause("data", told, different(rubric, entities, changes)))
    outside = outside_frame(rubric, entities, changes, user_cells)
    clauses.append(_clause("frame", "nothing else has changed", outside))
    for n, known in enumerate(rubric.answers, 1):
        wanted = own_answer(known, rubric, entities, changes)
        reason = find_answer(wanted, text, others)
        told = f"the answer says {shown_answer(wanted)}"
        clauses.append(Clause(f"answer {n}", "answer", told, reason is None, reason))
    return _verdict(clauses)


def _by_key(changes: Changes) -> Changes:
    """With rows that changed or went in the order of their keys, so that it does not matter who found them, and how."""
    return Changes(
        created=changes.created,
        changed={table: dict(sorted(rows.items())) for table, rows in changes.changed.items()},
        deleted={table: tuple(sorted(keys)) for table, keys in changes.deleted.items()},
    )


def _clause(kind: Kind, text: str, reasons: Sequence[str]) -> Clause:
    return Clause(kind, kind, text, not reasons, "; ".join(reasons) or None)


def _verdict(clauses: list[Clause]) -> Verdict:
    all_hold = all(clause.holds for clause in clauses)
    earning = [clause.holds for clause in clauses if clause.kind in ("goal", "data", "answer")]
    kept = all(clause.holds for clause in clauses if clause.kind in ("guard", "frame"))
    score = sum(earning) / len(earning) if earning and kept else 0.0
    violations = tuple(f"{c.name}: {c.reason}" for c in clauses if not c.holds)
    return Verdict(1.0 if all_hold else 0.0, score, tuple(clauses), violations)
