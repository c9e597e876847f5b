"""Limits of what declarations add up to: columns, loops in loops, and definitions that use definitions.

In: declarations, none of which leads back to itself. Out: whether all is within the limits; what is not is reported. Guaranteed:
what passes has tables that SQLite takes and loops that Python takes, and one evaluation of a `def`, derived field, view or
tool reaches a bounded number of others, its loops aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.node import Node
from awmc.ir.walk import children, walk
from awmc.semantics.program import Program
from awmc.source import Span

MAX_COLUMNS = 500
"""Fields of a record, columns of a table; SQLite takes 2000 in a table and in a statement."""
MAX_HEIGHT = 40
"""Records in records, and keys that are references to keys."""
MAX_LOOPS = 12
"""Loops and comprehensions inside each other; Python takes 20 blocks in a function."""
MAX_USES = 10_000
"""Uses of other definitions, theirs included, in one evaluation."""

_FIELDS = "the number of columns of `{}`"
_MANY = 1_000_000
_Declaration = (
    ir.Entity | ir.Invariant | ir.Def | ir.View | ir.Tool | ir.Handler | ir.Data | ir.Task
)
Uses = Mapping[str, Counter[str]]
"""How often each definition uses each other one."""


def columns_fit(program: Program) -> bool:
    """Whether every record and table is narrow enough. Columns are counted, not made: a chain may double them in each step."""
    width = _Width(program.env)
    for record in program.records.values():
        count = width.of(t.RecordType(name=record.name))
        if count > MAX_COLUMNS:
            return _report(program, record.span, _FIELDS.format(record.name), count, MAX_COLUMNS)
    for entity in program.env.entities:
        count = sum(width.of(field.type) for field in entity.fields)
        if count > MAX_COLUMNS:
            return _report(program, entity.span, _FIELDS.format(entity.name), count, MAX_COLUMNS)
    return True


def uses_fit(program: Program, uses: Uses, spans: Mapping[str, Span]) -> bool:
    """Whether every definition reaches few enough others."""
    reached: dict[str, int] = {}
    for name in _inner_first(uses):
        reached[name] = sum(n * (1 + reached.get(used, 0)) for used, n in uses[name].items())
        if reached[name] > MAX_USES:
            what = f"the number of uses by {name}"
            return _report(program, spans[name], what, reached[name], MAX_USES)
    return True


def loops_fit(program: Program, env: ir.Environment) -> bool:
    """Whether no declaration has too many loops inside each other."""
    declarations: list[_Declaration] = [
        *env.entities,
        *env.invariants,
        *env.defs,
        *env.views,
        *env.tools,
        *env.handlers,
        *env.data,
        *env.tasks,
    ]
    for declaration in declarations:
        count = _loops(declaration)
        if count > MAX_LOOPS:
            what = "the number of loops inside each other"
            return _report(program, declaration.span, what, count, MAX_LOOPS)
    return True


def _report(program: Program, span: Span, what: str, size: int, limit: int) -> bool:
    shown = size if size < _MANY else f"over {_MANY}"
    program.sink.report("limit-exceeded", span, what=what, size=shown, limit=limit)
    return False


class _Width:
    """How many columns a value of a type takes, lists and maps seen as one of their items; more than the limit where it is too high."""

    def __init__(self, env: ir.Environment) -> None:
        self._env = env
        self._known: dict[tuple[str, str], tuple[int, int]] = {}

    def of(self, type_: t.Type) -> int:
        """The number of columns."""
        return self._measure(type_, 0)[0]

    def _measure(self, type_: t.Type, depth: int) -> tuple[int, int]:
        """Columns and height."""
        match type_:
            case t.OptionType(item=inner) | t.ListType(item=inner) | t.MapType(value=inner):
                width, height = self._measure(inner, depth + 1)
                return width, height + 1
            case t.RecordType(name=name):
                fields = self._env.record(name).fields
                return self._sum("record", name, [field.type for field in fields], depth)
            case t.RefType(entity=name):
                keys = self._env.entity(name).keys
                return self._sum("entity", name, [field.type for field in keys], depth)
            case _:
                return 1, 1

    def _sum(self, kind: str, name: str, inner: list[t.Type], depth: int) -> tuple[int, int]:
        if (kind, name) not in self._known:
            if depth > MAX_HEIGHT:
                return MAX_COLUMNS + 1, 1
            parts = [self._measure(type_, depth + 1) for type_ in inner]
            height = 1 + max((height for _, height in parts), default=0)
            width = sum(width for width, _ in parts)
            wide = MAX_COLUMNS + 1 if height > MAX_HEIGHT else width
            self._known[kind, name] = (wide, height)
        return self._known[kind, name]


def _inner_first(uses: Uses) -> Iterator[str]:
    """The definitions, each after those that it uses."""
    done: set[str] = set()
    for start in uses:
        stack = [(start, iter(uses[start]))]
        while stack:
            name, rest = stack[-1]
            inner = next((used for used in rest if used in uses and used not in done), None)
            if inner is not None:
                stack.append((inner, iter(uses[inner])))
            else:
                stack.pop()
                if name not in done:
                    done.add(name)
                    yield name


def _loops(node: Node) -> int:
    """How many loops are inside each other, at most."""
    inner = max(map(_loops, children(node)), default=0)
    match node:
        case s.For() | e.Comprehension():
            return inner + sum(isinstance(clause, e.ForClause) for clause in node.clauses)
        case s.While():
            return inner + 1
        case _:
            return inner


def used_names(*nodes: Node) -> Counter[str]:
    """How often nodes use each definition; a key is a phrase for messages."""
    found: Counter[str] = Counter()
    for node in nodes:
        for inner in walk(node):
            match inner:
                case e.DefCall():
                    found[f"the function `{inner.name}`"] += 1
                case e.DerivedGet():
                    found[f"the derived field `{inner.entity}.{inner.field}`"] += 1
                case e.ViewOf():
                    found[f"the view `{inner.view}`"] += 1
                case s.CallTool():
                    found[f"the tool `{inner.tool}`"] += 1
                case _:
                    pass
    return found
