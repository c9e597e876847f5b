"""The rules that hold over all initial rows together: checks that read other rows, overlaps, invariants.

In: the world with its rows, where each comes from, and what invariants say of single rows. Out: a report for each row and each invariant that is broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from awmc.build.program import Program, Source
from awmc.build.rules import Broken, breaks_check, explain, overlapping
from awmc.build.state import BuildWorld, TooSlow
from awmc.diagnostics.sink import Sink
from awmc.emit.eachwise import each_row
from awmc.ir.model import Check, Entity, Environment
from awmc.ir.types import RefType
from awmc.runtime.failures import Failed
from awmc.runtime.tables import Key, Row
from awmc.source import Span

MAX_BROKEN = 20
"""How many rows that break one rule are reported."""
MAX_NAMED = 3
"""How many rows that break an invariant are named."""


@dataclass(frozen=True)
class Origin:
    """Where a row comes from, in words and in the spec."""

    where: str
    span: Span


def report_broken(sink: Sink, owner: str, broken: Broken, origin: Origin, hint: str = "") -> None:
    """Reports a row of `owner` that breaks a rule."""
    where, rule = broken.place(origin.where), broken.rule
    sink.report("constraint-broken", origin.span, where=where, owner=owner, rule=rule, hint=hint)


@dataclass(frozen=True)
class Each:
    """What an invariant says of each row of an entity: a function of the program."""

    entity: str
    function: str


def prepare_each(source: Source) -> dict[str, Each]:
    """Of the invariants that say something of each row, by their names."""
    found: dict[str, Each] = {}
    for invariant in source.env.invariants:
        of = each_row(source.env, invariant.condition)
        if of is not None:
            row = ((of.name, RefType(entity=of.entity.name)),)
            found[invariant.name] = Each(of.entity.name, source.expression(row, of.condition))
    return found


@dataclass(frozen=True)
class Whole:
    """Looks at the finished rows."""

    env: Environment
    program: Program
    sink: Sink
    world: BuildWorld
    origins: Mapping[Row, Origin]
    each: Mapping[str, Each] = field(default_factory=dict)

    def check(self) -> None:
        """Every rule, in the order of the spec."""
        for entity in self.env.entities:
            for check in entity.checks:
                if not check.local:
                    found = self._breaking(entity, check.name)
                    self._rule(entity, check.name, found, _others(entity, check))
            for overlap in entity.no_overlaps:
                self._rule(entity, overlap.name, overlapping(self.world, overlap.name))
        for invariant in self.env.invariants:
            self.world.budget()
            reason = self._invariant(invariant.name)
            if reason is not None:
                self.sink.report(
                    "invariant-broken",
                    invariant.span,
                    name=invariant.name,
                    doc=invariant.doc or invariant.text,
                    hint=reason
                    or f"{self._rows_of(invariant.name)}an invariant holds from the start, not only after calls",
                )

    def _invariant(self, name: str) -> str | None:
        """Why an invariant does not hold; "" where it is plainly false, None where it holds."""
        try:
            return None if self.world.rules.invariants[name].holds(self.world) else ""
        except Failed as failed:
            return f"looking at it fails: {failed.message}"
        except TooSlow as slow:
            return f"looking at it takes more than {slow.limit} steps"

    def _rows_of(self, name: str) -> str:
        """The rows of which an invariant does not hold, in words; "" where it is not about single rows."""
        each = self.each.get(name)
        if each is None:
            return ""
        holds = self.program[each.function]
        rows = self.world.rows(self.program.rows[each.entity])
        try:
            keys = [row.KEY for row in rows if not holds(self.world, None, row)]
        except (Failed, TooSlow):
            return ""
        shown = ", ".join(f"`{each.entity}({_spelt(key)})`" for key in keys[:MAX_NAMED])
        more = f" and {len(keys) - MAX_NAMED} more" if len(keys) > MAX_NAMED else ""
        return f"it does not hold of {shown}{more}; "

    def _breaking(self, entity: Entity, name: str) -> Iterator[tuple[Row, Failed]]:
        for row in self.world.rows(self.program.rows[entity.name]):
            failed = breaks_check(self.world, name, row)
            if failed is not None:
                yield row, failed

    def _rule(
        self, entity: Entity, name: str, found: Iterator[tuple[Row, Failed]], hint: str = ""
    ) -> None:
        self.world.budget()
        where = f"the rules of `{entity.name}`"
        try:
            for _, (row, failed) in zip(range(MAX_BROKEN), found, strict=False):
                values = {column: getattr(row, column) for column in row.TABLE.names}
                broken = explain(entity, self.env, failed, values)
                report_broken(self.sink, entity.name, broken, self.origins[row], hint)
        except TooSlow as slow:
            self.sink.report("data-too-slow", entity.span, where=where, limit=slow.limit)
        except Failed as failed:
            reason = failed.message
            self.sink.report(
                "data-failed", entity.span, where=where, expression=name, reason=reason
            )


def _others(entity: Entity, check: Check) -> str:
    """What to do where a check of one row is broken by rows of other entities."""
    others = sorted({name for name in check.reads.row_reads if name != entity.name})
    if not others:
        return ""
    names = " or ".join(f"`{name}`" for name in others)
    return (
        f"rows of {names} may be what breaks it; those that `data … for` makes are left out only where they break"
        f" a rule of {names} itself: state it there, as a `@check` that looks at its `{entity.name}`"
    )


def _spelt(key: Key) -> str:
    """A key as it stands in a spec."""
    return ", ".join(f'"{part}"' if isinstance(part, str) else str(part) for part in key)
