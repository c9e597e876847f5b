"""GBNF as llama.cpp runs it: a set of stacks of what may come next, moved on by each character.

llguidance's parser reads the grammar, so that its form is not judged by the code that writes it. The number of stacks is what a
character costs, and grows without bound where alternatives that start alike nest.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache

from llguidance.gbnf_to_lark import (
    AlternativeNode,
    ASTNode,
    GrammarParser,
    LiteralNode,
    RegexNode,
    RepetitionNode,
    RuleRefNode,
    SequenceNode,
)

Stack = tuple[ASTNode | str, "Stack"] | None
"""What must still come, next first; a str is the rest of a literal. None is the end."""

ASCII = [chr(code) for code in range(32, 127)] + ["\n"]


class Stacks:
    """One reading of a text under a grammar."""

    def __init__(self, text: str):
        self.rules = GrammarParser().parse(text)
        self.stacks = self._expanded([(self.rules["root"].alternatives, None)])
        self.widest = len(self.stacks)

    def take(self, sign: str) -> bool:
        """Move on by a character; False where it cannot come."""
        moved = []
        for stack in self.stacks:
            if stack is None:
                continue
            head, rest = stack
            if isinstance(head, str):
                if head[0] == sign:
                    moved.append((head[1:], rest) if len(head) > 1 else rest)
            elif isinstance(head, RegexNode) and _set(head.rx).fullmatch(sign):
                moved.append(rest)
        self.stacks = self._expanded(moved)
        self.widest = max(self.widest, len(self.stacks))
        return bool(self.stacks)

    def allowed(self) -> list[str]:
        """The characters that may come, of ASCII."""
        found: set[str] = set()
        for stack in self.stacks:
            if stack is not None and isinstance(stack[0], str):
                found.add(stack[0][0])
            elif stack is not None and isinstance(stack[0], RegexNode):
                found.update(_members(stack[0].rx))
        return sorted(found)

    @property
    def may_end(self) -> bool:
        return None in self.stacks

    def _expanded(self, stacks: list[Stack]) -> list[Stack]:
        """The stacks with a character on top, each once."""
        found: dict[object, Stack] = {}
        for stack in stacks:
            for tip in self._tips(stack):
                found.setdefault(_key(tip), tip)
        return list(found.values())

    def _tips(self, stack: Stack) -> Iterator[Stack]:
        if stack is None or isinstance(stack[0], (str, RegexNode)):
            yield stack
            return
        head, rest = stack
        match head:
            case LiteralNode(value):
                yield from self._tips((json.loads(f'"{value}"'), rest))
            case RuleRefNode(name):
                yield from self._tips((self.rules[name].alternatives, rest))
            case AlternativeNode(items):
                for item in items:
                    yield from self._tips((item, rest))
            case SequenceNode(items):
                for item in reversed(items):
                    rest = (item, rest)
                yield from self._tips(rest)
            case RepetitionNode(item, least, most):
                if least == 0:
                    yield from self._tips(rest)
                if most != 0:
                    left = None if most is None else most - 1
                    again = _repetition(item, max(least - 1, 0), left)
                    yield from self._tips((item, rest if left == 0 else (again, rest)))
            case _:
                raise AssertionError(head)


_repetitions: dict[tuple[int, int, int | None], RepetitionNode] = {}


def _repetition(item: ASTNode, least: int, most: int | None) -> RepetitionNode:
    """One object for equal repetitions, so that stacks can be compared by identity."""
    return _repetitions.setdefault((id(item), least, most), RepetitionNode(item, least, most))


def _key(stack: Stack) -> object:
    items = []
    while stack is not None:
        head, stack = stack
        items.append(head if isinstance(head, str) else id(head))
    return tuple(items)


@cache
def _set(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _members(pattern: str) -> frozenset[str]:
    return frozenset(sign for sign in ASCII if _set(pattern).fullmatch(sign))


def read(grammar: str, text: str) -> tuple[bool, int]:
    """Whether a text is of the grammar, and how many stacks its reading took at the most."""
    reader = Stacks(grammar)
    return all(map(reader.take, text)) and reader.may_end, reader.widest


def written(grammar: str, seed: int, length: int = 60, most: int = 1_500) -> str | None:
    """A random text of the grammar, which closes what is open once it is longer than `length`."""
    writer, draw, text = Stacks(grammar), random.Random(seed), ""
    while len(text) < most:
        allowed = writer.allowed()
        if writer.may_end and (len(text) > length or not allowed):
            return text
        closing = [sign for sign in allowed if sign in "}])\"'"]
        if len(text) > length and closing and draw.random() < 0.8:
            allowed = closing
        sign = draw.choice(allowed)
        assert writer.take(sign)
        text += sign
    return None
