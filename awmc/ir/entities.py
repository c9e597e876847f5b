"""What there is: enums, records, entities, and the rules that belong to one entity. `awmc.ir.model` has what is done with them, and the whole."""

from __future__ import annotations

from awmc.ir.expr import Expr
from awmc.ir.node import Node, node
from awmc.ir.stmt import Failure
from awmc.ir.types import Type
from awmc.source import Span


@node
class EnumMember(Node):
    name: str
    spelling: str
    doc: str | None = None


@node
class Enum(Node):
    name: str
    doc: str | None
    members: tuple[EnumMember, ...]
    span: Span


@node
class RecordField(Node):
    name: str
    type: Type
    default: Expr | None = None
    doc: str | None = None


@node
class Record(Node):
    name: str
    doc: str | None
    fields: tuple[RecordField, ...]
    span: Span


@node
class Field(Node):
    """A stored field. `default` None: required, unless its type is an option (then none) or it is `auto`.

    `alias` is the JSON name that `as "…"` gives. `automatic_time` marks a default of exactly `now()` or `today()`.
    """

    name: str
    type: Type
    alias: str | None = None
    default: Expr | None = None
    doc: str | None = None
    key: bool = False
    auto: bool = False
    unique: bool = False
    owner: bool = False
    hidden: bool = False
    scratch: bool = False
    automatic_time: bool = False
    span: Span


@node
class AutoPattern(Node):
    """How an `auto` text key is made of the running number: `"L{n:05}"` is ("L", 5, ""). An int key has no pattern."""

    prefix: str
    width: int
    suffix: str


@node
class Has(Node):
    """A `has` list: the rows of `entity` whose field `by` refers to the row."""

    name: str
    entity: str
    by: str
    doc: str | None = None
    span: Span


@node
class Derived(Node):
    """`value` sees the row as `Var("self")`."""

    name: str
    type: Type
    value: Expr
    hidden: bool = False
    doc: str | None = None
    text: str = ""
    span: Span


@node
class Check(Node):
    """An `@check`. `condition` and the failure see the row as `Var("self")`.

    `name` is its constraint's name (`loan_check_1`). `local`: it reads only the row's own stored fields, not the clock, and so is a constraint of
    the table; any other is checked at the end of the outermost call, for `reads` see `Effects`.
    """

    name: str
    condition: Expr
    failure: Failure
    text: str
    local: bool
    reads: Effects
    span: Span


@node
class Flow(Node):
    """`@flow`: the arrows between enum spellings, every member of the enum as a source, final ones with no target.

    The failure sees the row as `Var("self")` and the spellings as `Var("old")` and `Var("new")`.
    """

    name: str
    field: str
    arrows: tuple[tuple[str, tuple[str, ...]], ...]
    failure: Failure
    text: str
    span: Span


@node
class NoOverlap(Node):
    """`@no_overlap`: rows that agree in `fields` and satisfy `condition` have disjoint [start, end). See `Check` for names in scope."""

    name: str
    fields: tuple[str, ...]
    start: str
    end: str
    condition: Expr | None
    failure: Failure
    text: str
    span: Span


@node
class Unique(Node):
    """`@unique (a, b)` or a `unique` field."""

    name: str
    fields: tuple[str, ...]
    failure: Failure
    span: Span


@node
class IndexOn(Node):
    name: str
    fields: tuple[str, ...]
    span: Span


@node
class Entity(Node):
    """A table. `visible` sees the row as `Var("self")` and `Me`; `visible_failure` replaces the not_found message.

    `table` is the SQL name (snake case of the name; unique in the environment).
    """

    name: str
    table: str
    doc: str | None
    state: bool
    fields: tuple[Field, ...]
    has: tuple[Has, ...] = ()
    derived: tuple[Derived, ...] = ()
    auto_pattern: AutoPattern | None = None
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[IndexOn, ...] = ()
    checks: tuple[Check, ...] = ()
    flows: tuple[Flow, ...] = ()
    no_overlaps: tuple[NoOverlap, ...] = ()
    visible: Expr | None = None
    visible_failure: Failure | None = None
    span: Span

    @property
    def keys(self) -> tuple[Field, ...]:
        """The key's fields; of a `state` entity none."""
        return tuple(field for field in self.fields if field.key)

    def field(self, name: str) -> Field:
        """The stored field of that name. Raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


@node
class Effects(Node):
    """What a piece of spec may touch. Pairs of (entity, stored field), sorted; sets of entity names, sorted.

    `reads` holds every stored field that may be read (of a row, a filter, a derived field, a rule); `clock` whether `now` or `today` is.
    `row_reads`: entities whose set of rows matters. `creates`, `deletes` (with cascades), `updates` are the writes.
    """

    reads: tuple[tuple[str, str], ...] = ()
    row_reads: tuple[str, ...] = ()
    updates: tuple[tuple[str, str], ...] = ()
    creates: tuple[str, ...] = ()
    deletes: tuple[str, ...] = ()
    clock: bool = False
    advances: bool = False
    me: bool = False

    @property
    def writes(self) -> bool:
        """Whether anything but the clock may change."""
        return bool(self.updates or self.creates or self.deletes)
