"""The initial rows: runs the data blocks in source order on an empty world.

In: the ready blocks and the loaded program. Out: the world with its rows; mistakes are in the sink. Guaranteed: where nothing
was reported, every reference leads to a row and all rules hold. Rows of tables and files are literal: they
may refer to rows of later blocks, and a broken rule is an error; a generated row that breaks a rule is left out and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, assert_never

from awmc.build.blocks import Ready, ReadyFile, ReadyFor, ReadyRow, ReadyTable, named
from awmc.build.files import Reader
from awmc.build.program import Program
from awmc.build.random_streams import RandomStream
from awmc.build.rules import Broken, breaks_check, breaks_overlap, explain
from awmc.build.state import TEXT, BuildWorld, Dangling, TooMuchText, TooSlow, is_rule
from awmc.build.whole import Each, Origin, Whole, report_broken
from awmc.diagnostics.sink import Sink
from awmc.ir.model import Data, Entity, Environment
from awmc.runtime.failures import Failed
from awmc.runtime.tables import Row, shown
from awmc.source import Span

MAX_ROWS = 100_000
"""The most initial rows of an environment."""


class _Stop(Exception):
    """No further block can be run."""


@dataclass(frozen=True)
class Loss:
    """How many of the rows that a data block made were left out, and the rule that most of them broke."""

    span: Span
    entity: str
    made: int
    dropped: int
    rule: str


@dataclass
class Rows:
    """The rows in the making."""

    env: Environment
    program: Program
    reader: Reader
    sink: Sink
    world: BuildWorld
    origins: dict[Row, Origin] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    """Entities of which a row or a whole block could not be made."""
    each: Mapping[str, Each] = field(default_factory=dict)
    """What invariants say of single rows."""

    def run(self, blocks: Sequence[Ready]) -> None:
        """Makes every row, then looks at them as a whole."""
        try:
            for place, block in enumerate(blocks):
                if self.failed and isinstance(block, ReadyFor):
                    self.failed.add(block.data.entity)
                else:
                    self._block(place, block)
            self._references()
            if not self.sink.has_errors:
                whole = Whole(
                    self.env, self.program, self.sink, self.world, self.origins, self.each
                )
                whole.check()
        except _Stop:
            return

    def _block(self, place: int, block: Ready) -> None:
        self.world.budget()
        self.world.literal = not isinstance(block, ReadyFor)
        where = f"`data {block.data.entity}`"
        try:
            match block:
                case ReadyTable():
                    self._table(block)
                case ReadyFile():
                    self._file(block)
                case ReadyFor():
                    self._for(place, block)
                case _:
                    assert_never(block)
        except TooSlow as slow:
            self.sink.report("data-too-slow", block.data.span, where=where, limit=slow.limit)
            raise _Stop from None
        except TooMuchText:
            what = "an amount of text in the initial rows"
            self.sink.report("limit-exceeded", block.data.span, what=what, size="more", limit=TEXT)
            raise _Stop from None

    # Literal rows

    def _table(self, block: ReadyTable) -> None:
        data = block.data
        for number, (row, span) in enumerate(zip(block.rows, data.spans, strict=True), 1):
            origin = Origin(f"`data {data.entity}`, row {number}", span)
            self._literal(data, origin, partial(self._ready, row))

    def _file(self, block: ReadyFile) -> None:
        data = block.data
        found = self.reader.rows(data, MAX_ROWS)
        if found is None:
            self.failed.add(data.entity)
            return
        entity = self.env.entity(data.entity)
        for row in found:

            def columns(values: Mapping[str, Any] = row.values) -> dict[str, Any]:
                made: dict[str, Any] = {}
                for stored in entity.fields:
                    if stored.name in values:
                        made.update(named(self.env, stored, values[stored.name]))
                    elif stored.name in block.defaults:
                        made.update(self._ready(block.defaults[stored.name]))
                return made

            origin = Origin(f"row {row.number} of `{data.path}`", row.span)
            self._literal(data, origin, columns)

    def _ready(self, row: ReadyRow) -> dict[str, Any]:
        # lists and maps of a constant are the row's own from here on
        made = {k: v.copy() if isinstance(v, list | dict) else v for k, v in row.constants.items()}
        if row.function is not None:
            made.update(self._columns(row.function))
        return made

    def _literal(self, data: Data, origin: Origin, columns: Callable[[], dict[str, Any]]) -> None:
        try:
            values = columns()
        except _Failing as failing:
            self._report_failing(failing, origin)
            self.failed.add(data.entity)
            return
        try:
            self._create(data.entity, values, origin)
        except Failed as failed:
            self.failed.add(data.entity)
            self._report_broken(self.env.entity(data.entity), failed, values, origin)

    # Generated rows

    def _for(self, place: int, block: ReadyFor) -> None:
        data = block.data
        origin = Origin(f"`data {data.entity}`", data.span)
        random = RandomStream(self.env.seed, data.entity, data.stream)
        broken: list[Broken] = []
        made = 0
        try:
            for names in list(self._names(block, random, origin)):
                made += 1
                rule = self._generate(place, block, random, names, origin)
                if rule is not None:
                    broken.append(rule)
        except _Failing as failing:
            self._report_failing(failing, origin)
            self.failed.add(data.entity)
            return
        self._count(block, made, broken)

    def _names(
        self, block: ReadyFor, random: RandomStream, origin: Origin
    ) -> Iterator[tuple[Any, ...]]:
        """The loop values of each row."""
        if block.loops is None:
            yield ()
            return
        try:
            for number, found in enumerate(self.program[block.loops](self.world, random), 1):
                if number > MAX_ROWS:
                    self._too_many(origin)
                yield found if block.names > 1 else (found,)
        except Failed as failed:
            raise _Failing("for … if …", failed) from None

    def _generate(
        self,
        place: int,
        block: ReadyFor,
        random: RandomStream,
        names: tuple[Any, ...],
        origin: Origin,
    ) -> Broken | None:
        """Makes one row; the rule that it breaks, if it is left out."""
        entity = self.env.entity(block.data.entity)
        values = self._columns(block.columns, random, *names)
        number = self.world.numbers.get(entity.table, 0)
        try:
            row = self._create(entity.name, values, origin)
        except Failed as failed:
            if not is_rule(failed):
                raise _Failing("a message of a rule", failed) from None
            return explain(entity, self.env, failed, values)
        try:
            failure = self._end_rule(place, entity, row)
        except Failed as failed:
            raise _Failing("a rule of the entity", failed) from None
        if failure is None:
            return None
        self.world.drop(row, number)
        del self.origins[row]
        return explain(entity, self.env, failure, values)

    def _end_rule(self, place: int, entity: Entity, row: Row) -> Failed | None:
        """The failure of a rule of the end of a call, as far as all that it reads is there by now."""
        for overlap in entity.no_overlaps:
            failed = breaks_overlap(self.world, overlap.name, row)
            if failed is not None:
                return failed
        for check in entity.checks:
            if not check.local and not self._later(place, entity, check.reads):
                failed = breaks_check(self.world, check.name, row)
                if failed is not None:
                    return failed
        return None

    def _later(self, place: int, entity: Entity, reads: Any) -> bool:
        """Whether a later block makes rows of another entity that a rule reads."""
        read = {*(name for name, _ in reads.reads), *reads.row_reads} - {entity.name}
        return any(data.entity in read for data in self.env.data[place + 1 :])

    def _count(self, block: ReadyFor, made: int, broken: list[Broken]) -> None:
        data, dropped = block.data, len(broken)
        if not dropped:
            return
        counts = Counter(one.name for one in broken)
        first = {one.name: one for one in reversed(broken)}
        rule = first[counts.most_common(1)[0][0]].rule
        self.losses.append(Loss(data.span, data.entity, made, dropped, rule))
        if dropped == made:
            self.sink.report(
                "nothing-generated",
                data.span,
                owner=data.entity,
                found=made,
                dropped=dropped,
                rule=rule,
            )
        for name, count in counts.items():
            rows = f"{count} of {made} rows" if made > 1 else "the only row"
            message = first[name].message
            example = "" if message is None else f"{', e.g.' if count > 1 else ':'} {message}"
            self.dropped.append(f"{rows} of `data {data.entity}` left out by {name}{example}")

    # One row

    def _columns(self, function: str, *args: Any) -> dict[str, Any]:
        given = args or (None,)
        try:
            made: dict[str, Any] = self.program[function](self.world, *given)
        except Failed as failed:
            column = self.program.failing_column(failed, function)
            raise _Failing(column or "a value", failed) from None
        return made

    def _create(self, entity: str, values: dict[str, Any], origin: Origin) -> Row:
        if len(self.origins) >= MAX_ROWS:
            self._too_many(origin)
        row = self.world.create(self.program.rows[entity], **values)
        self.origins[row] = origin
        return row

    def _too_many(self, origin: Origin) -> None:
        self.sink.report("too-many-rows", origin.span, where=origin.where, limit=MAX_ROWS)
        raise _Stop

    def _report_failing(self, failing: _Failing, origin: Origin) -> None:
        self.sink.report(
            "data-failed",
            origin.span,
            where=origin.where,
            expression=failing.part,
            reason=failing.failed.message,
        )

    def _report_broken(
        self, entity: Entity, failed: Failed, values: Mapping[str, Any], origin: Origin
    ) -> None:
        if failed.rule == "key":
            names = self.program.rows[entity.name].TABLE.key_attributes
            key = _key(tuple(values.get(name) for name in names))
            self.sink.report(
                "duplicate-key", origin.span, where=origin.where, owner=entity.name, key=key
            )
            return
        report_broken(self.sink, entity.name, explain(entity, self.env, failed, values), origin)

    # All rows together

    def _references(self) -> None:
        for dangling in self.world.dangling():
            target = self.world.catalogue.by_name[dangling.reference.table].TABLE.entity
            if target not in self.failed:
                self._report_dangling(dangling, target)

    def _report_dangling(self, dangling: Dangling, target: str) -> None:
        origin = self.origins[dangling.row]
        (column, *_) = dangling.reference.columns
        self.sink.report(
            "unknown-row",
            origin.span,
            where=f"{origin.where}, column `{column}`",
            owner=target,
            key=_key(dangling.key),
        )


class _Failing(Exception):
    """An expression of a block fails: which part, and how."""

    def __init__(self, part: str, failed: Failed) -> None:
        super().__init__(part)
        self.part, self.failed = part, failed


def _key(key: tuple[Any, ...]) -> str:
    return ", ".join(f"`{shown(part)}`" for part in key)
