"""A `may change` that lets nothing change.

It loosens the frame of a task for a field that no tool writes, or that is `scratch` and never counts: it reads as if the verifier were
more lenient than it is, and hides a mistake in the field's name from the reviewer. Deleting it changes no verdict.

## Wrong

```awm
entity Order { auto key id: int  paid: bool = false  scratch seen: int = 0 }
data Order (paid) { false; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order { paid: true, seen: 1 } }
task pay_it {
  instruction "Pay the only order."
  solution { call pay(order = 1) }
  may change Order.seen
}
```

## Right

```awm
entity Order { auto key id: int  paid: bool = false  scratch seen: int = 0 }
data Order (paid) { false; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order { paid: true, seen: 1 } }
task pay_it {
  instruction "Pay the only order."
  solution { call pay(order = 1) }
}
```
"""

from __future__ import annotations

from awmc.ir.model import Effects, MayChange
from awmc.lint.facts.deletion import deletion
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, safe_fix

RULE = rule(
    "AWM737",
    "needless-may-change",
    Family.tasks,
    "`may change {what}` lets nothing change: {reason}",
    "delete it, or name the field that may change",
    fixes="safe",
    fix_changes=("tasks.json", "verifiers.py"),
)


def check(subject: Subject, report: Report) -> None:
    """Report each `may change` of a field that never counts, or of what nothing in the environment changes."""
    bodies = [tool.effects for tool in subject.env.tools if not tool.private]
    bodies += [handler.effects for handler in subject.env.handlers]
    for task in subject.env.tasks:
        written = subject.task_decls[task.name].may_change
        for allowed, place in zip(task.may_change, written, strict=True):
            reason = _needless(subject, allowed, bodies)
            if reason is not None:
                what = allowed.entity + (f".{allowed.field}" if allowed.field else "")
                fix = safe_fix("delete it", (deletion(subject, place.span), ""))
                report(place.span, fix=fix, what=what, reason=reason)


def _needless(subject: Subject, allowed: MayChange, bodies: list[Effects]) -> str | None:
    if allowed.field is not None and subject.entities[allowed.entity].field(allowed.field).scratch:
        return "the field is `scratch`, which never counts"
    if not any(_touches(effects, allowed) for effects in bodies):
        return "no tool changes it, nor makes such rows"
    return None


def _touches(effects: Effects, allowed: MayChange) -> bool:
    made = allowed.entity in effects.creates
    if allowed.field is not None:
        return made or (allowed.entity, allowed.field) in effects.updates
    updated = any(entity == allowed.entity for entity, _ in effects.updates)
    return made or updated or allowed.entity in effects.deletes
