"""Productions folded into expressions: no left recursion, no two alternatives that start alike.

In: productions with their white space. Out: an `Expression` for each rule that the start needs. Left recursion
becomes repetition, since llama.cpp takes none; what alternatives start with stands once, since an engine would otherwise try
all of them at every nesting; rules that are used once and only in a row stand where they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from awmc.syntax.export.productions import Grammar, Production
from awmc.syntax.export.spaces import SPACE


@dataclass(frozen=True, slots=True)
class Symbol:
    """A rule or a terminal."""

    name: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`sign` is `?`, `*` or `+`."""

    item: Expression
    sign: str


Expression = Symbol | Sequence | Choice | Repeat

START = "start"


def shapes(grammar: Grammar, start: str) -> dict[str, Expression]:
    """The rules that a text of `start` needs, the rule `start` first."""
    rules = dict(grammar.rules)
    rules[START] = [(f"{SPACE}?", start, f"{SPACE}?", "LAST_COMMENT?")]
    narrowed = Grammar(rules, grammar.texts, grammar.patterns)
    names = list(narrowed.reachable(START))
    folded = {name: _folded(name, rules[name]) for name in names}
    return _without_helpers(folded)


def _folded(name: str, productions: list[Production]) -> Expression:
    """`X: a | X b` as `a b*`."""
    first = _factored([p for p in productions if p[:1] != (name,)])
    then = [p[1:] for p in productions if p[:1] == (name,)]
    return first if not then else sequence([first, Repeat(_factored(then), "*")])


def _factored(productions: Iterable[Production]) -> Expression:
    """Alternatives as a tree: what several start with stands once."""
    branches: dict[str, list[Production]] = {}
    empty = False
    for production in productions:
        if production:
            branches.setdefault(production[0], []).append(production[1:])
        empty = empty or not production
    items = [
        sequence([_symbol(head), _factored(dict.fromkeys(rest))]) for head, rest in branches.items()
    ]
    if not items:
        return Sequence(())
    chosen = items[0] if len(items) == 1 else Choice(tuple(items))
    return Repeat(chosen, "?") if empty else chosen


def _symbol(name: str) -> Expression:
    plain = name.removesuffix("?")
    return Repeat(Symbol(plain), "?") if plain != name else Symbol(name)


def sequence(items: Iterable[Expression]) -> Expression:
    """One after the other, sequences within it spread."""
    flat: list[Expression] = []
    for item in items:
        flat += item.items if isinstance(item, Sequence) else [item]
    return flat[0] if len(flat) == 1 else Sequence(tuple(flat))


def symbols(expression: Expression) -> Iterator[str]:
    """The names in an expression, in order."""
    match expression:
        case Symbol(name):
            yield name
        case Repeat(item, _):
            yield from symbols(item)
        case Sequence(items) | Choice(items):
            for item in items:
                yield from symbols(item)


def replaced(expression: Expression, change: Callable[[str], Expression | None]) -> Expression:
    """An expression with others in the place of some symbols."""
    match expression:
        case Symbol(name):
            return change(name) or expression
        case Repeat(item, sign):
            return Repeat(replaced(item, change), sign)
        case Sequence(items):
            return sequence(replaced(item, change) for item in items)
        case Choice(items):
            return Choice(tuple(replaced(item, change) for item in items))


def _without_helpers(rules: dict[str, Expression]) -> dict[str, Expression]:
    """Without the rules that Lark made up for repetitions, and those that only pass on a symbol."""
    small = {
        name: expression
        for name, expression in rules.items()
        if name.startswith("_") or isinstance(expression, Symbol)
    }
    small.pop(START, None)

    def inner(name: str) -> Expression | None:
        return replaced(small[name], inner) if name in small else None

    kept = {
        name: replaced(expression, inner) for name, expression in rules.items() if name not in small
    }
    return _reached(kept)


def _reached(rules: dict[str, Expression]) -> dict[str, Expression]:
    seen = {START: None}
    for name in (queue := [START]):
        for symbol in symbols(rules[name]):
            if symbol in rules and symbol not in seen:
                seen[symbol] = None
                queue.append(symbol)
    return {name: rules[name] for name in seen}
