"""Feeds tokens to the machine: decides what each token is, and asks for help where it fits nowhere.

In: the tokens of a file, or of the braces of a text. Out: the value of the start rule, None where there is none.
Guaranteed: ends, since every round takes a token, puts one in its place that is taken, or moves on.
"""

from __future__ import annotations

from collections.abc import Sequence

from awmc.diagnostics.sink import Sink
from awmc.source import Span
from awmc.syntax.build_declarations import DeclarationBuilder
from awmc.syntax.keywords import DECLARATIONS, RESERVED, STATEMENTS
from awmc.syntax.machine import Machine
from awmc.syntax.table import END, table
from awmc.syntax.tokens import Token, Tokens, kinds_of_word


class Driver:
    """One parse: the tokens, the machine, and the place between them."""

    def __init__(self, lexed: Tokens, builder: DeclarationBuilder, sink: Sink, start: str):
        self.file = lexed.file
        self.tokens = lexed.tokens
        self.sink = sink
        self.start = start
        self.machine = Machine(table(), builder, start)
        self.index = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.index]

    def take(self) -> bool:
        """Feed the next token as it is, and move on from it unless it is the end."""
        token = self.token
        kind = "NAME" if self._is_tool_name(token) else self.kind(token)
        if kind == "NAME" and self.starts_anew():
            return False
        if kind is None or not self.machine.feed(token, kind):
            return False
        self.index += kind != END
        return True

    def starts_anew(self) -> bool:
        """Whether a value is missing, and the next word starts a statement or a declaration instead.

        `let x = a +` and on the next line `require b`: after a name could only come a sign.
        """
        token, following = self.token, self.peek()
        return (
            token.first
            and (token.text in STATEMENTS or token.text in DECLARATIONS)
            and not following.first
            and following.kinds[-1] in ("NAME", "TYPE_NAME", "FIELD", "TEXT", "NUMBER")
            and self.machine.accepts("NUMBER")
            and not self._is_value_before_statement(token, following)
        )

    def _is_value_before_statement(self, token: Token, following: Token) -> bool:
        """Whether a value that is called like the word of a declaration stands before a statement: `on return x`."""
        return (
            token.text in DECLARATIONS
            and following.text in STATEMENTS
            and self.continues(token, following, self.peek(2))
        )

    def _is_tool_name(self, token: Token) -> bool:
        """Whether this is the tool of a `call`: a word of a statement may be one, as in `let x = call set(…)`."""
        before = self.machine.values[-1]
        return (
            token.kinds[-1] == "NAME"
            and isinstance(before, Token)
            and before.text == "call"
            and self.peek().text == "("
        )

    @property
    def finished(self) -> bool:
        """Whether the end has been taken."""
        return self.token.kinds[0] == END and self.machine.finished

    # ------------------------------------------------------------ what a token is

    def kind(self, token: Token, states: Sequence[int] | None = None) -> str | None:
        """What a token is here, or after other states: the first of its kinds that may stand there."""
        if len(token.kinds) == 1:
            return token.kinds[0]
        stack = self.machine.states if states is None else states
        for kind in token.kinds:
            if self.machine.accepts_after(stack, (kind,)):
                if kind == "NAME" and token.text in RESERVED:
                    # A variable cannot be called so; the name of a field can.
                    return None if self.machine.accepts_after(stack, ("NUMBER",)) else kind
                return kind
        return None

    def continues(self, *tokens: Token) -> bool:
        """Whether these tokens could come next, one after the other."""
        states = list(self.machine.states)
        for token in tokens:
            kind = self.kind(token, states)
            if kind is None or not self.machine.advance(states, kind):
                return False
        return True

    def accepts(self, *texts: str) -> bool:
        """Whether these words and signs could come next; anything else is the kind of a token."""
        return self.machine.accepts(*(terminal(text) for text in texts))

    # ------------------------------------------------------------ places

    def peek(self, distance: int = 1) -> Token:
        """A token further on, or further back; the end where there are no more."""
        return self.tokens[max(0, min(self.index + distance, len(self.tokens) - 1))]

    def replace(self, count: int, *tokens: Token) -> None:
        """Put tokens in the place of the next ones."""
        self.tokens[self.index : self.index + count] = tokens

    def insert(self, *texts: str) -> None:
        """Feed words and signs that the text lacks."""
        place = self.tokens[self.index - 1].end if self.index else 0
        for text in texts:
            kind = terminal(text)
            spelling = "1" if kind == "NUMBER" else text
            self.machine.feed(Token((kind,), spelling, place, place), kind)

    def span(self, first: Token, last: Token | None = None) -> Span:
        """The place of a token, or from one to another."""
        return self.file.span(first.start, (last or first).end)

    # ------------------------------------------------------------ tokens that depend on their place

    def reread(self) -> bool:
        """Take a token apart that is one token elsewhere: `a:` and `10:20` in `xs[a:b]` and `xs[10:20]`."""
        token = self.token
        if token.kinds[0] not in ("FIELD", "TIME"):
            return False
        parts = split_colon(token)
        if not self.continues(*parts[:2]):
            return False
        self.replace(1, *parts)
        return True


def terminal(text: str) -> str:
    """The kind of a word or a sign; any other text is the name of a kind."""
    known = table()
    return known.words.get(text) or known.signs.get(text) or text


def split_colon(token: Token) -> list[Token]:
    """The tokens of `a:` or of `10:20`."""
    before, _, after = token.text.partition(":")
    middle = token.start + len(before)
    word = kinds_of_word(before) if token.kinds[0] == "FIELD" else ("NUMBER",)
    parts = [
        token._replace(kinds=word, text=before, end=middle),
        Token((terminal(":"),), ":", middle, middle + 1),
    ]
    if after:
        parts.append(Token(("NUMBER",), after, middle + 1, token.end))
    return parts
