"""The pass that runs the data blocks and the tasks of a spec.

In: the environment, the folder of its data files, the sink, and the sources to which data files are added. Out: a `Build`, or None
where there are mistakes. Guaranteed: the same for the same files on every machine; it ends, whatever the spec says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awmc.build.blocks import Blocks
from awmc.build.cells import Cells
from awmc.build.families import Families
from awmc.build.files import Reader
from awmc.build.instance import Instance
from awmc.build.program import Program, Source
from awmc.build.rows import Loss, Rows
from awmc.build.solution import PlayedWorld
from awmc.build.state import BuildWorld, Externs
from awmc.build.tasks import Tasks
from awmc.build.whole import prepare_each
from awmc.diagnostics.sink import Sink
from awmc.emit.values import constant
from awmc.ir.expr import Expr
from awmc.ir.model import Environment
from awmc.runtime.tables import Row
from awmc.source import Sources


@dataclass(frozen=True)
class Build:
    """`rows` by entity, in insertion order, each a run-time value for every column; `numbers` the last automatic numbers by table;
    `tasks` the instances in order; `dropped` says, a line each, which rows and instances were left out, and why."""

    rows: Mapping[str, tuple[dict[str, Any], ...]]
    numbers: Mapping[str, int]
    tasks: tuple[Instance, ...]
    dropped: tuple[str, ...]
    losses: tuple[Loss, ...] = ()
    """The data blocks that lost rows."""


def build(
    env: Environment,
    folder: Path,
    sink: Sink,
    sources: Sources | None = None,
    externs: Externs | None = None,
) -> Build | None:
    """The initial rows and the task instances. Outside functions are called only where they are given."""
    source = Source(env)
    blocks = Blocks(source)
    ready, families, each = blocks.prepare(), Families(source).prepare(), prepare_each(source)
    with source.load() as program:
        world = PlayedWorld(program, externs)
        cells = Cells(env, lambda value: _default(program, world, blocks, value))
        reader = Reader(folder, cells, sink, sources if sources is not None else Sources())
        rows = Rows(env, program, reader, sink, world, each=each)
        rows.run(ready)
        if sink.has_errors:
            return None
        kept = {entity.name: _rows(world, program, entity.name) for entity in env.entities}
        numbers = dict(world.numbers)
        tasks = Tasks(env, program, world, sink)
        instances = tasks.run(families)
    if sink.has_errors:
        return None
    return Build(kept, numbers, instances, (*rows.dropped, *tasks.dropped), tuple(rows.losses))


def _default(program: Program, world: BuildWorld, blocks: Blocks, value: Expr) -> Any:
    """The value of a default of a record's field; of a row, its key."""
    known = constant(program.env, value)
    if known is not None:
        return known.value
    made = program[blocks.record_defaults[id(value)]](world, None)
    return made.KEY if isinstance(made, Row) else made


def _rows(world: BuildWorld, program: Program, entity: str) -> tuple[dict[str, Any], ...]:
    rows = world.rows(program.rows[entity])
    return tuple(dict(zip(row.TABLE.columns, row.TABLE.values(row), strict=True)) for row in rows)
