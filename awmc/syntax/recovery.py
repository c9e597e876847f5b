"""What happens at a token that fits nowhere: one report, and the parse goes on where it makes sense again.

In: a parse that stands before such a token. Out: True where the parse can go on. The mistakes that authors make most are
known by name (`mistakes.py`); else one missing or superfluous token is made up for, or the innermost entry, statement,
part or declaration is given up. Guaranteed: moves on, reports once for what follows from one mistake.
"""

from __future__ import annotations

from bisect import bisect_left

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.driver import Driver, terminal
from awmc.syntax.expectations import expected_phrase, found_phrase
from awmc.syntax.hints import hint_for
from awmc.syntax.levels import LEVELS, find_sync, open_brackets, starts_declaration
from awmc.syntax.mistakes import known_mistake
from awmc.syntax.table import END
from awmc.syntax.text_values import PLAIN_BRACE
from awmc.syntax.tokens import CLOSERS, Token

INSERTIONS = (")", "]", ",", "{", ":", "=")
"""The tokens that are most often left out."""

MAX_ERRORS = 200
"""How often a file is recovered from; beyond it, it is no spec, and the rest is left unread."""


class Recovery:
    """The errors of one parse."""

    def __init__(self, parse: Driver):
        self._parse = parse
        self._quiet_until = -1
        """Errors before this token follow from one that has been reported."""
        self._last_line = -1
        """The line of the last error that was only guessed at; a second one there is likely to follow from it."""
        self._count = 0
        self._worn: set[int] = set()
        """The braces within which an entry has been given up."""
        self._owed_parentheses = 0
        """The `(` put before an `if`, whose `)` is to be put in without a word."""

    def recover(self) -> bool:
        """Report the next token and get past it; False where the text has no more to give."""
        parse, token = self._parse, self._parse.token
        self._count += 1
        if self._count > MAX_ERRORS and parse.start == "module":
            parse.index, self._quiet_until = len(parse.tokens) - 1, len(parse.tokens)
            return self._give_up()
        if self._owed_parentheses and parse.continues(_virtual(")"), token):
            self._owed_parentheses -= 1
            parse.insert(")")
            return True
        if parse.start != "module":
            self._report_braces(token)
            return False
        if self._brackets(token):
            return True
        mistake = None if self._quiet else known_mistake(parse)
        if mistake is not None:
            self._owed_parentheses += mistake == "parenthesis"
            self._quiet_until = max(self._quiet_until, parse.index + 1)
            if mistake != "mended":
                self._last_line = parse.file.position(token.start)[0]
            return mistake != "give up" or self._give_up()
        return self._one_token(token) or self._give_up()

    @property
    def _quiet(self) -> bool:
        """Whether an error here follows from one that has been reported."""
        parse = self._parse
        near = parse.tokens[max(0, parse.index - 2) : parse.index + 1]
        if parse.index < self._quiet_until or any(token.bad for token in near):
            return True
        return parse.file.position(parse.token.start)[0] == self._last_line

    # ------------------------------------------------------------ reports

    def _report(self, expected: str, fix: Fix | None = None) -> None:
        parse = self._parse
        found = found_phrase(parse.token, parse.file, parse.start)
        place, hint = self._place(), hint_for(parse)
        if parse.starts_anew():
            # The mistake is what is missing on the line before.
            found, place = "the end of the line", parse.span(parse.peek(-1))
        self._last_line = parse.file.position(place.start)[0]
        parse.sink.report(
            "unexpected-token",
            place,
            fix=None if hint else fix,  # a known mistake needs more than one token
            expected=expected,
            found=found,
            hint=hint,
        )

    def _place(self) -> Span:
        """The token; the end of the last one where there is none."""
        parse = self._parse
        if parse.token.kinds[0] == END and parse.index:
            end = parse.tokens[parse.index - 1].end
            return parse.file.span(end, end)
        return parse.span(parse.token)

    def _report_braces(self, token: Token) -> None:
        parse = self._parse
        if token.bad:
            return
        expected = expected_phrase(parse.machine.expected(), parse.start)
        found = found_phrase(token, parse.file, parse.start)
        reason = f"expected {expected}, but found {found}"
        hint = hint_for(parse) or PLAIN_BRACE
        parse.sink.report("bad-interpolation", self._place(), reason=reason, hint=hint)

    # ------------------------------------------------------------ brackets

    def _brackets(self, token: Token) -> bool:
        """A bracket that closes nothing, or one that nothing closes."""
        parse = self._parse
        opened = open_brackets(parse.machine.values)
        if token.text in CLOSERS.values() and not opened:
            if not self._quiet:
                parse.sink.report("unmatched-bracket", parse.span(token), bracket=token.text)
            parse.index += 1
            return True
        if token.text in CLOSERS.values() and self._wrong_closer(opened[-1]):
            return True
        at_end = token.kinds[0] == END
        if not opened or not (at_end or starts_declaration(parse.tokens, parse.index, parse.file)):
            return False
        self._unclosed(opened[-1])
        return self._close_all() or self._give_up()

    def _wrong_closer(self, opener: Token) -> bool:
        """`]` where `}` is due: taken as what is due."""
        parse = self._parse
        due = CLOSERS[opener.text]
        if due == parse.token.text or not parse.continues(_virtual(due), parse.peek()):
            return False
        if not self._quiet:
            self._report(f"`{due}`")
        parse.index += 1
        parse.insert(due)
        return True

    def _unclosed(self, opener: Token) -> None:
        parse = self._parse
        is_written = opener.end > opener.start
        if is_written and not self._quiet:
            parse.sink.report(
                "unclosed-bracket",
                parse.span(opener),
                bracket=opener.text,
                wanted=CLOSERS[opener.text],
            )

    def _close_all(self) -> bool:
        """Put in the brackets that are missing; False where something else is missing too."""
        parse = self._parse
        while opened := open_brackets(parse.machine.values):
            closer = CLOSERS[opened[-1].text]
            if not parse.accepts(closer):
                self._quiet_until = parse.index + 1
                return False
            parse.insert(closer)
        return parse.continues(parse.token)

    # ------------------------------------------------------------ one token

    def _one_token(self, token: Token) -> bool:
        """One token left out, or one too many."""
        parse = self._parse
        if parse.index < self._quiet_until:
            return False
        following = [other for other in (parse.peek(), parse.peek(2)) if other.text]
        for text in self._insertions(token):
            if parse.continues(_virtual(text), token, *following):
                place = parse.tokens[parse.index - 1].end if parse.index else 0
                edit = Edit(span=parse.file.span(place, place), text=text)
                fix = Fix(
                    title=f"insert `{text}`", applicability=Applicability.unsafe, edits=(edit,)
                )
                if not self._quiet:
                    self._report(f"`{text}`", fix)
                parse.insert(text)
                return True
        if following and not parse.starts_anew() and parse.continues(*following):
            if not self._quiet:
                self._report(expected_phrase(parse.machine.expected(), parse.start))
            parse.index += 1
            return True
        return False

    def _insertions(self, token: Token) -> tuple[str, ...]:
        """What may be missing before this token."""
        if self._parse.machine.accepts("NUMBER"):
            # A value is missing, and a brace would start some other value.
            return (")", "]")
        if token.text == "{":
            return (")", "]", ".", *INSERTIONS)
        # On a new line a row or an arrow starts sooner than a cell.
        return (";", *INSERTIONS) if token.first else INSERTIONS

    # ------------------------------------------------------------ giving up

    def _give_up(self) -> bool:
        """Leave the innermost construct out that the parse can go on after."""
        parse = self._parse
        if not self._quiet:
            self._report(expected_phrase(parse.machine.expected(), parse.start))
        machine = parse.machine
        closed = 0
        for depth in range(len(machine.states) - 1, -1, -1):
            if depth + 1 < len(machine.values):
                closed = _closed(closed, machine.values[depth + 1])
            for level in LEVELS if closed == 0 else ():
                state = machine.goto(level.symbol, depth)
                if state is None or self._is_worn(level.symbol, depth):
                    continue
                sync = find_sync(parse, level, depth, state)
                if sync is None:
                    continue
                self._leave(level.symbol, depth, state, sync)
                return True
        return False

    def _is_worn(self, symbol: str, depth: int) -> bool:
        """Whether entries of this object have been given up before: then it is probably no object."""
        if symbol not in ("entry_item", "project_item"):
            return False
        opened = open_brackets(self._parse.machine.values[: depth + 1])
        place = opened[-1].start if opened else -1
        if place in self._worn:
            return True
        self._worn.add(place)
        return False

    def _leave(self, symbol: str, depth: int, state: int, sync: int) -> None:
        parse = self._parse
        machine = parse.machine
        count = len(machine.states) - 1 - depth
        start = machine.pop(count) if count else parse.token.start
        end = parse.tokens[sync - 1].end if sync else start
        machine.push(state, self._bad(symbol, start, max(start, end)), start, max(start, end))
        parse.index = sync
        # What starts a line is not drawn into what was wrong before it.
        self._quiet_until = sync if parse.tokens[sync].first else sync + 2

    def _bad(self, symbol: str, start: int, end: int) -> object:
        span = self._parse.file.span(start, end)
        if symbol == "statement":
            return ast.BadStmt(span)
        if symbol == "declaration":
            return ast.BadDecl(span, self._name(start, end))
        return None

    def _name(self, start: int, end: int) -> ast.Ident | None:
        """What a broken declaration would have declared: the first name after its first word."""
        tokens = self._parse.tokens
        first = bisect_left(tokens, start, key=lambda token: token.start)
        for token in tokens[first + 1 : first + 4]:
            if token.end <= end and token.kinds in (("NAME",), ("TYPE_NAME",)):
                return ast.Ident(self._parse.span(token), token.text)
        return None


def _closed(count: int, value: object) -> int:
    """How many brackets are closed above a value of the stack whose start is below it."""
    if not isinstance(value, Token):
        return count
    if value.text in CLOSERS.values():
        return count + 1
    return max(0, count - 1) if value.text in CLOSERS else count


def _virtual(text: str) -> Token:
    return Token((terminal(text),), text, 0, 0)
