"""The LALR machine: runs the table of the grammar over tokens and has a builder make the nodes.

In: tokens, one by one. Out: the value of the start rule. Unlike Lark's own loop it can be asked what it would accept,
which the mending of foreign spellings and the recovery from errors need, and it knows the span of every value.
Guaranteed: iterative, whatever the depth of the text; a token that is not accepted changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from awmc.source import Span
from awmc.syntax.ast import BadExpr
from awmc.syntax.table import END, Reduction, Table
from awmc.syntax.tokens import Token

MAX_DEPTH = 120
"""How deep a tree may be; later passes walk it recursively."""


class Many(list[object]):
    """The items of a repetition, to be spread into the rule that holds it."""


class Builder(Protocol):
    """What makes nodes: a method `make_<rule>` for each rule and alias of the grammar."""

    path: str

    def too_deep(self, span: Span) -> None:
        """Report that the tree is too deep here."""


class Machine:
    """A stack of states, and beside it the values that they stand for."""

    def __init__(self, table: Table, builder: Builder, start: str):
        self._table = table
        self._builder = builder
        self._actions: dict[str, Callable[..., object]] = {}
        self._end_state = table.end_states[start]
        self.states = [table.start_states[start]]
        self.values: list[object] = [None]
        self._starts = [0]
        self._ends = [0]
        self._depths = [0]

    # ------------------------------------------------------------ questions

    def accepts(self, *kinds: str) -> bool:
        """Whether tokens of these kinds could come next, one after the other."""
        return self.accepts_after(self.states, kinds)

    def accepts_after(self, states: Sequence[int], kinds: Sequence[str]) -> bool:
        """The same, from a stack of states."""
        first = self._table.states[states[-1]].get(kinds[0])
        if first is None or (len(kinds) == 1 and isinstance(first, int)):
            return first is not None
        stack = list(states)
        return all(self.advance(stack, kind) for kind in kinds)

    def advance(self, stack: list[int], kind: str) -> bool:
        """Take a stack of states over a token; False, and the stack is spoilt, where it is not accepted."""
        states = self._table.states
        while True:
            action = states[stack[-1]].get(kind)
            if action is None:
                return False
            if isinstance(action, int):
                stack.append(action)
                return True
            if action.renames:
                stack[-1] = self._table.renamed(stack[-2], stack[-1], kind)
                continue
            if action.size:
                del stack[-action.size :]
            target = states[stack[-1]][action.origin]
            stack.append(target)  # type: ignore[arg-type]  # what follows a rule is a state
            if kind == END and target == self._end_state:
                return True

    def expected(self) -> set[str]:
        """The kinds of token that could come next."""
        return {
            kind
            for kind in self._table.states[self.states[-1]]
            if kind.upper() == kind and self.accepts(kind)
        }

    def goto(self, symbol: str, index: int = -1) -> int | None:
        """The state after `symbol` from a state of the stack, or None where it cannot stand there."""
        target = self._table.states[self.states[index]].get(symbol)
        return target if isinstance(target, int) else None

    # ------------------------------------------------------------ changes

    def feed(self, token: Token, kind: str) -> bool:
        """Take a token as one of this kind; False, with nothing changed, where it is not accepted."""
        states, stack = self._table.states, self.states
        action = states[stack[-1]].get(kind)
        if action is None:
            return False
        if not isinstance(action, int):
            renamed = self._table.renamed(stack[-2], stack[-1], kind) if action.renames else 0
            if renamed and isinstance(states[renamed].get(kind), int):
                stack[-1] = renamed  # the most common case needs no trial
            elif not self.advance(list(stack), kind):
                return False
        while not isinstance(action := states[stack[-1]][kind], int):
            if action.renames:
                stack[-1] = self._table.renamed(stack[-2], stack[-1], kind)
                continue
            self._reduce(action)
            if kind == END and stack[-1] == self._end_state:
                return True
        stack.append(action)
        self.values.append(token)
        self._starts.append(token.start)
        self._ends.append(token.end)
        self._depths.append(0)
        return True

    def push(self, state: int, value: object, start: int, end: int) -> None:
        """Put a value on the stack."""
        self.states.append(state)
        self.values.append(value)
        self._starts.append(start)
        self._ends.append(end)
        self._depths.append(0)

    def pop(self, count: int = 1) -> int:
        """Take the last values from the stack; returns where the first of them starts."""
        start = self._starts[-count]
        for stack in (self.states, self.values, self._starts, self._ends, self._depths):
            del stack[-count:]
        return start

    @property
    def finished(self) -> bool:
        """Whether the end has been fed."""
        return self.states[-1] == self._end_state

    @property
    def result(self) -> object:
        """The value of the start rule, once the end has been fed."""
        return self.values[-1]

    def _reduce(self, rule: Reduction) -> None:
        size = rule.size
        if size == 0:
            place = self._ends[-1]
            value, depth = self._make(rule, place, place, (), 0)
            self.push(self._after(rule, -1), value, place, place)
            self._depths[-1] = depth
            return
        depth = max(self._depths[-size:])
        if rule.passthrough:
            value = self.values[rule.picks[0] - size]
        else:
            start, end = self._starts[-size], self._ends[-1]
            value, depth = self._make(rule, start, end, self.values[-size:], depth)
        # The new value takes the place of the old ones, from the start of the first to the end of the last.
        self.states[-size:] = (self._after(rule, -size - 1),)
        self.values[-size:] = (value,)
        self._depths[-size:] = (depth,)
        if size > 1:
            del self._starts[1 - size :]
            del self._ends[-size:-1]

    def _after(self, rule: Reduction, index: int) -> int:
        """The state after what a rule makes, from a state of the stack."""
        target = self._table.states[self.states[index]][rule.origin]
        assert isinstance(target, int)
        return target

    def _make(
        self, rule: Reduction, start: int, end: int, values: Sequence[object], depth: int
    ) -> tuple[object, int]:
        if rule.repetition:
            return _gather(rule, values), depth
        children: list[object] = [None if index < 0 else values[index] for index in rule.picks]
        for index in sorted(rule.spread, reverse=True):
            place = rule.picks.index(index)
            children[place : place + 1] = values[index]  # type: ignore[call-overload]  # a Many
        span = Span(self._builder.path, start, end)
        if rule.action in _CHAINS:
            depth += len(children)
        if depth >= MAX_DEPTH and rule.action in _DEEPENING:
            self._builder.too_deep(span)
            return BadExpr(span), 0
        make = self._actions.get(rule.action)
        if make is None:
            make = self._actions[rule.action] = getattr(self._builder, f"make_{rule.action}")
        return make(span, *children), depth + 1


_DEEPENING = frozenset(
    "or and not compare coalesce binary negative attribute maybe subscript slice projection"
    " if_else match call list object".split()
)
"""The expressions that may nest without end; blocks nest by brackets, which are counted already."""

_CHAINS = frozenset({"if_else", "match"})
"""What later passes turn into one level for each branch."""


def _gather(rule: Reduction, values: Sequence[object]) -> Many:
    """The items so far; a repetition grows in place, so that long ones take linear time."""
    first = values[0] if values else None
    items = first if isinstance(first, Many) and 0 in rule.spread else Many()
    for index in rule.picks:
        if values[index] is items:
            continue
        if index in rule.spread:
            items.extend(values[index])  # type: ignore[arg-type]  # a Many
        else:
            items.append(values[index])
    return items
