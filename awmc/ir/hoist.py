"""Look-ups by a constant key taken out of comprehensions: `any(… for k in Booking if k.member == Member("M4"))` looks M4 up once, before.

In: the statements of a clause of a goal. Out: the same with a `let` for each such row. Guaranteed: only what is evaluated in any case, at the
head of a clause or in a `require` that it fails, is taken out, so that a clause is true for the same states; but a row that is not there
makes it false even where the comprehension goes through nothing. What remains is what SQL can answer in one statement.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir.node import Node
from awmc.ir.walk import children, rebuild, walk


def hoisted(clause: tuple[st.Stmt, ...]) -> tuple[st.Stmt, ...]:
    """The statements with constant look-ups before those that make them in a comprehension."""
    taken = {name for statement in clause for inner in walk(statement) for name in _names_of(inner)}
    made: list[st.Stmt] = []
    known: dict[e.Lookup, str] = {}
    for statement in clause:
        if isinstance(statement, st.Let | st.Require):
            root = statement.value if isinstance(statement, st.Let) else statement.condition
            for lookup in _constant_lookups(root):
                if lookup not in known:
                    known[lookup] = _fresh(lookup, taken)
                    made.append(_let(statement, known[lookup], lookup))
            statement = _replaced(statement, known)
        made.append(statement)
    return tuple(made)


def _names_of(node: Node) -> Iterator[str]:
    match node:
        case e.Var(name=name) | st.Let(name=name):
            yield name
        case e.ForClause(names=names):
            yield from names
        case _:
            pass


def _constant_lookups(root: e.Expr) -> Iterator[e.Lookup]:
    """Those in comprehensions that are evaluated whenever the expression is, or whose failure leaves a `require` false."""
    for comprehension in _strict(root):
        yield from _below(comprehension)


def _strict(value: e.Expr) -> Iterator[e.Comprehension]:
    match value:
        case e.Comprehension():
            yield value
        case e.And(items=items):
            for item in items:
                yield from _strict(item)
        case e.Or(items=items):
            yield from _strict(items[0])
        case e.Compare(left=left, right=right) | e.Arithmetic(left=left, right=right):
            yield from _strict(left)
            yield from _strict(right)
        case e.Not(value=inner) | e.Convert(value=inner) | e.Narrow(value=inner):
            yield from _strict(inner)
        case _:
            pass


def _below(node: Node) -> Iterator[e.Lookup]:
    """The constant look-ups in a comprehension, those of an earlier state aside."""
    match node:
        case e.Old():
            return
        case e.Lookup(maybe=False, key=key) if all(isinstance(part, e.Const) for part in key):
            yield node
        case _:
            for inner in children(node):
                yield from _below(inner)


def _fresh(lookup: e.Lookup, taken: set[str]) -> str:
    base = lookup.entity[0].lower() + lookup.entity[1:]
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    taken.add(name)
    return name


def _let(before: st.Stmt, name: str, lookup: e.Lookup) -> st.Let:
    parts = ", ".join(_shown(part) for part in lookup.key)
    text = f"let {name} = {lookup.entity}({parts})"
    return st.Let(span=before.span, text=text, name=name, value=lookup, type=lookup.type)


def _shown(part: e.Expr) -> str:
    value = part.value if isinstance(part, e.Const) else None
    return f'"{value}"' if isinstance(value, str) else str(value)


def _replaced(statement: st.Stmt, known: dict[e.Lookup, str]) -> st.Stmt:
    def change(inner: Node) -> Node:
        if isinstance(inner, e.Old):
            return inner
        if isinstance(inner, e.Lookup) and inner in known:
            return e.Var(name=known[inner], type=inner.type)
        return rebuild(inner, change)

    return rebuild(statement, change) if known else statement
