"""The mistakes that authors make most, each with its own message.

In: a parse that stands before a token that fits nowhere. Out: what was done about it: "mended" where the parse can go on,
"guessed" where more errors on the line may follow from it, "parenthesis" where a `)` is still to come, "give up" where
it was reported only, None where it is none of these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from awmc.diagnostics.idioms import NAMES
from awmc.diagnostics.suggest import suggest
from awmc.syntax.driver import Driver, terminal
from awmc.syntax.hints import GENERIC_TYPES, field_hint, range_hint, statement_hint
from awmc.syntax.keywords import DECLARATIONS, RESERVED, RULES, STATEMENTS
from awmc.syntax.levels import open_brackets, starts_declaration
from awmc.syntax.literals import time_value
from awmc.syntax.tokens import Token

Outcome = Literal["mended", "guessed", "parenthesis", "give up"] | None


_IN_EXPRESSIONS = frozenset("for in if and or not then else".split())


def known_mistake(parse: Driver) -> Outcome:
    """Report the mistake at the next token, if it is a known one."""
    for mistake in _MISTAKES:
        outcome = mistake(parse, parse.token)
        if outcome is not None:
            return outcome
    return None


# ---------------------------------------------------------------- declarations


def _unknown_declaration(parse: Driver, token: Token) -> Outcome:
    if not parse.accepts("entity") or not _is_word(token):
        return None
    hint = NAMES.get(token.text.lower().replace("_", ""))
    if parse.peek(-1).text == "return":
        hint = f"def name(x: T) -> T = {token.text} …"
    parse.sink.report(
        "unknown-declaration",
        parse.span(token),
        candidates=suggest(token.text, DECLARATIONS, idioms={}),
        word=token.text,
        known=DECLARATIONS,
        hint=f"write `{hint}`" if hint else "",
    )
    return "give up"


def _unknown_rule(parse: Driver, token: Token) -> Outcome:
    if token.kinds != ("UNKNOWN_RULE",):
        return None
    known = [rule.removeprefix("@") for rule in RULES]
    parse.sink.report(
        "unknown-rule",
        parse.span(token),
        candidates=suggest(token.text[1:], known, idioms={}),
        name=token.text[1:],
        known=RULES,
    )
    return "give up"


def _enum_number(parse: Driver, token: Token) -> Outcome:
    values = parse.machine.values
    if token.kinds != ("NUMBER",) or len(values) < 2 or not parse.machine.accepts("TEXT"):
        return None
    sign, name = values[-1], values[-2]
    if not (isinstance(sign, Token) and isinstance(name, Token) and sign.text == "="):
        return None
    if name.kinds[-1] != "NAME":
        return None
    braces = [value for value in values if isinstance(value, Token) and value.text == "{"]
    parse.sink.report(
        "enum-number",
        parse.span(sign, token),
        name=name.text,
        once=f"enum-number:{braces[-1].start if braces else 0}",
    )
    parse.machine.pop()
    parse.index += 1
    return "mended"


def _missing_colon(parse: Driver, token: Token) -> Outcome:
    if not parse.machine.accepts("FIELD") or not _is_word(token) or token.text in RESERVED:
        return None
    if starts_declaration(parse.tokens, parse.index + 1, parse.file):
        return None
    if parse.peek().text in _IN_EXPRESSIONS:
        return None  # the rest of an expression that was cut short, and no field
    field = Token(("FIELD",), f"{token.text}:", token.start, token.end, token.first)
    has_type = parse.continues(field, parse.peek())
    if not has_type and parse.peek().text not in (",", ")", "=", "}"):
        return None
    hint = field_hint(token.text, parse.peek(-1).text)
    opened = open_brackets(parse.machine.values)
    what = "the parameter" if opened and opened[-1].text == "(" else "the field"
    parse.sink.report(
        "unexpected-token",
        parse.span(parse.peek()),
        expected=f"`:` and a type after the name of {what} `{token.text}`",
        found=f"`{parse.peek().text}`",
        hint=hint,
    )
    parse.replace(1, field)
    return "mended" if has_type else "give up"


def _projection_as_type(parse: Driver, token: Token) -> Outcome:
    name = parse.machine.values[-1]
    if token.text != "." or parse.peek().text != "{" or not isinstance(name, Token):
        return None
    if name.kinds != ("TYPE_NAME",):
        return None
    end = _after_braces(parse, parse.index + 1)
    parse.sink.report("projection-as-type", parse.span(name, parse.tokens[end - 1]), name=name.text)
    parse.replace(end - parse.index)
    return "mended"


def _after_braces(parse: Driver, index: int) -> int:
    """The token after the braces that open at `index`."""
    deep = 0
    while index < len(parse.tokens) - 1:
        deep += {"{": 1, "}": -1}.get(parse.tokens[index].text, 0)
        index += 1
        if deep == 0:
            break
    return index


def _generic_type(parse: Driver, token: Token) -> Outcome:
    """`list[text]`, `Optional[text]`, `ref Customer`: types of other languages where a type ended."""
    before = parse.peek(-1)
    if not (parse.accepts("as") and parse.accepts("auto")) or not _is_word(before):
        return None
    if parse.peek(-2).kinds[-1] != "FIELD" or before.end > token.start:
        return None
    what = before.text.lower()
    if what not in GENERIC_TYPES or not (token.text in ("[", "<") or _is_word(token)):
        return None
    parse.sink.report(
        "unexpected-token",
        parse.span(before, token),
        expected="a type of the language",
        found=f"`{before.text}`",
        hint=GENERIC_TYPES[what],
    )
    return "give up"


# ---------------------------------------------------------------- statements


def _stray_expression(parse: Driver, token: Token) -> Outcome:
    """`x = 5`, `order.paid == true`, `foo(x)` where a statement belongs."""
    if not parse.accepts("require") or not (_is_word(token) or token.kinds == ("FIELD",)):
        return None
    if token.kinds[-1] == "BAD_NAME" or token.kinds == ("FIELD",) or parse.peek(-1).text == "?":
        return None
    target, sign = _assignment(parse)
    if sign is not None:
        text = parse.file.text[token.start : target.end]
        hint = f"write `set {text} {sign.text} …` to change a field"
        if target is token:
            hint = (
                f"write `let {text} = …` for a new name; fields are changed by `set row.field = …`"
            )
        parse.sink.report("bare-assignment", parse.span(token, target), target=text, hint=hint)
        parse.insert("let" if target is token and sign.text == "=" else "set")
        return "mended"
    if fault := statement_hint(parse):
        parse.sink.report("expression-statement", parse.span(token), known=STATEMENTS, hint=fault)
        return "give up"
    call = parse.peek().text == "(" and token.kinds[-1] == "NAME"
    idiom = NAMES.get(token.text.lower().replace("_", ""))
    hint = f"write `{idiom}`" if idiom else ""
    if call and not idiom:
        hint = f"to call a tool, write `call {token.text}(…)`"
    parse.sink.report("expression-statement", parse.span(token), known=STATEMENTS, hint=hint)
    if call and not idiom:
        parse.insert("call")
        return "guessed"
    return "give up"


def _assignment(parse: Driver) -> tuple[Token, Token | None]:
    """The last token of a path, and the sign after it where that assigns."""
    index = parse.index
    while True:
        target, sign = parse.tokens[index], parse.tokens[min(index + 1, len(parse.tokens) - 1)]
        if sign.text != "." or index + 2 >= len(parse.tokens):
            break
        index += 2
    return target, sign if sign.text in ("=", "+=", "-=", "*=") else None


def _while_without_limit(parse: Driver, token: Token) -> Outcome:
    if token.text != "{" or not parse.accepts("limit", "NUMBER", "{"):
        return None
    place = parse.peek(-1)
    parse.sink.report("while-without-limit", parse.span(place))
    parse.insert("limit", "NUMBER")
    return "guessed"


# ---------------------------------------------------------------- expressions


def _needs_parentheses(parse: Driver, token: Token) -> Outcome:
    if token.text not in ("if", "match") or not parse.machine.accepts("NUMBER"):
        return None
    if not parse.accepts("(", token.text):
        return None
    before = parse.peek(-1).text
    place = {"by": "an order key", "if": "a filter"}.get(before, "an operand")
    parse.sink.report("needs-parentheses", parse.span(token), word=token.text, place=place)
    parse.insert("(")
    return "parenthesis"


def _if_without_else(parse: Driver, token: Token) -> Outcome:
    if not parse.accepts("else", "none"):
        return None
    states = list(parse.machine.states)
    for text in ("ELSE", "NONE"):
        parse.machine.advance(states, text)
    kind = parse.kind(token, states)
    if kind is None or not parse.machine.accepts_after(states, (kind,)):
        return None
    parse.sink.report("if-without-else", parse.span(parse.peek(-1)))
    parse.insert("else", "none")
    return "guessed"


def _short_time(parse: Driver, token: Token) -> Outcome:
    """`9:30`: hours have two digits."""
    hours, minutes = parse.machine.values[-1], parse.peek()
    if token.text != ":" or not isinstance(hours, Token) or hours.kinds != ("NUMBER",):
        return None
    if minutes.kinds != ("NUMBER",) or not (hours.end == token.start < token.end == minutes.start):
        return None
    state = parse.machine.states[-1]
    parse.machine.pop()
    text = f"{hours.text:0>2}:{minutes.text}"
    time = Token(("TIME",), text, hours.start, minutes.end, hours.first)
    if not parse.continues(time):
        parse.machine.push(state, hours, hours.start, hours.end)
        return None
    value = time_value(f"{hours.text}:{minutes.text}", parse.span(time), parse.sink)
    parse.replace(2, time._replace(bad=value is None))
    return "mended"


def _unnamed_item(parse: Driver, token: Token) -> Outcome:
    """`order.{ total * 2 }`: only a path can do without a name."""
    if token.text not in _OPERATORS or not (parse.accepts("?", ":") and parse.accepts("as")):
        return None
    path = parse.peek(-1)
    parse.sink.report("unnamed-item", parse.span(path, parse.peek()))
    return "give up"


_OPERATORS = frozenset("( [ ?? + - * / // % == != < <= > >= in and or".split())


def _range_value(parse: Driver, token: Token) -> Outcome:
    """`for i in 1..5`: dots only give limits."""
    if token.kinds != ("RANGE",) or not parse.accepts("[", "]"):
        return None
    parse.sink.report(
        "unexpected-token",
        parse.span(token),
        expected="a value",
        found=f"`{token.text}`",
        hint=range_hint(token.text),
    )
    bracket = token._replace(kinds=(terminal("["),), text="[")
    parse.replace(1, bracket, token._replace(kinds=(terminal("]"),), text="]", first=False))
    return "mended"


def _is_word(token: Token) -> bool:
    return token.kinds[-1] in ("NAME", "TYPE_NAME", "BAD_NAME")


_MISTAKES: tuple[Callable[[Driver, Token], Outcome], ...] = (
    _unknown_rule,
    _enum_number,
    _projection_as_type,
    _needs_parentheses,
    _if_without_else,
    _while_without_limit,
    _unnamed_item,
    _short_time,
    _range_value,
    _generic_type,
    _missing_colon,
    _stray_expression,
    _unknown_declaration,
)
