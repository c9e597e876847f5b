"""What to write instead, for errors of syntax that have no message of their own.

In: a parse that stands before a token that fits nowhere, or words of it. Out: one sentence of help, or an empty text where
nothing is known. Guaranteed: nothing is reported and nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from awmc.diagnostics.idioms import FUNCTIONS, NAMES
from awmc.syntax.driver import Driver
from awmc.syntax.keywords import SECTIONS, SETTINGS
from awmc.syntax.literals import unquoted
from awmc.syntax.tokens import Token

_CHOICE = "a choice between two values is written `if c then x else y`"
_LISTS = "a list is written `[T]`: `tags: [text]`; the rows that refer here are `has items: [Item] by field`"

GATHERING = frozenset("any all count sum min max avg first the distinct".split())
"""The functions that take a comprehension."""

_TWO_WORDS = {"limit": "limit calls", "may": "may change"}
_BRACKETS = frozenset("()[]{}")
_NEAR = 40
"""How many tokens back the bracket around a value is looked for."""

GENERIC_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("list", "array", "set", "vec", "tuple", "sequence"), _LISTS),
    **dict.fromkeys(("optional", "option", "maybe", "nullable"), "write `T?`: `note: text?`"),
    **dict.fromkeys(("dict", "map", "record", "hashmap"), "a map is written `{text: T}`"),
    **dict.fromkeys(
        ("ref", "reference", "foreignkey", "link"),
        "a reference is the name of its entity: `customer: Customer`",
    ),
    **dict.fromkeys(
        ("enum", "literal", "union"), "declare `enum Name { a, b }`, and use `Name` as the type"
    ),
}
"""Types with parameters, by their name elsewhere."""

_FIELD_WORDS: Mapping[str, str] = {
    "primary": "the key is marked before its name: `key id: text`",
    "references": "a reference is the name of its entity: `customer: Customer`",
    "default": "a default stands after `=`: `count: int = 0`",
    "unique": "`unique` stands before the name: `unique email: text`",
    "not": "every field has a value, unless its type ends in `?`: `note: text?`",
    "nullable": "write `?` after the type: `note: text?`",
}


def field_hint(word: str, before: str) -> str:
    """Help on a word of SQL after the type of a field."""
    return _FIELD_WORDS.get(word.lower(), "") if before != "," else ""


def statement_hint(parse: Driver) -> str:
    """Help on a value that stands where a statement belongs."""
    token, words = parse.token, [other.text for other in _line_after(parse)]
    before = parse.peek(-1)
    between = parse.file.text[before.start : token.start]
    if between.rstrip().endswith(",") and "return" in {other.text for other in _line_before(parse)}:
        return "several values are returned as one object: `return { a, b: row.field }`"
    if not token.first and (idiom := FUNCTIONS.get(before.text.lower())):
        return f"write `{idiom}`"
    if token.text == "where" and before.kinds[-1] == "TYPE_NAME":
        return f"write `for x in {before.text} if c {{ delete x }}`"
    if token.text == "tool":
        return (
            "a tool stands outside of others: declare `private tool name(x: T) { … }`,"
            " and write `call name(x = …)` here"
        )
    if {"+", "-"} & set(words) and any(a == b and a in "+-" for a, b in pairwise(words)):
        return "write `set row.field += 1`"
    if token.text == "description":
        return 'a tool\'s description stands before its `{`: `tool name(x: T) "What it does" { … }`'
    if before.text == "new":
        return "write `create E { … }`"
    if "." in words[:2] and {"append", "add", "push", "remove"} & set(words):
        return (
            "there are no methods; a row is added by `create E { … }`, a list grows by `xs + [x]`"
        )
    if {"==", "!=", "<", ">", "<=", ">="} & set(words) and (token.first or before.text == "{"):
        return "" if token.text in NAMES else "a condition that has to hold is written `require …`"
    return ""


def hint_for(parse: Driver) -> str:
    """More words for an error that has no message of its own."""
    for hint in (_in_place, _of_rule, _after_value, _of_block, _of_call, _of_type, _of_part):
        if found := hint(parse, parse.token, parse.peek(-1)):
            return found
    idiom = NAMES.get(parse.token.text.lower().replace("_", ""))
    is_word = parse.token.kinds[-1] in ("NAME", "TYPE_NAME", "BAD_NAME")
    return f"write `{idiom}`" if idiom and is_word else ""


def _in_place(parse: Driver, token: Token, before: Token) -> str:
    """Help on what stands in a place that the language keeps for something else."""
    line = [other.text for other in _line_before(parse)]
    if token.text == "{" and "def" in line:
        return "a `def` is one expression: `def name(x: T) -> T = …`; what changes data is a `tool`"
    if token.text.lower() in ("extends", "inherits", "implements"):
        return "there is no inheritance: repeat the fields, or refer to the other entity, `thing: Thing`"
    if before.text in ("clock", "seed") and token.text[:1] in "\"'":
        value = unquoted(token.text) if before.text == "clock" else token.text.strip(token.text[0])
        return f"write it without quotes: `{before.text} {value or '2026-03-02T09:00:00'}`"
    if token.text[:1] in "\"'" and "enum" in line:
        return "members are names: `enum Status { open, paid }`; a spelling stands after `=`"
    if before.text == "unique" and token.text == "(":
        return (
            "write `unique` before a field, `unique email: text`, or `@unique (a, b)` for several"
        )
    if token.text == "??" and before.kinds[-1] in ("NAME", "TYPE_NAME"):
        return "one `?` is enough: a value is there, or it is `none`"
    if before.text == "%":
        return "`%` is the remainder; five per cent are `0.05`"
    return ""


def _of_rule(parse: Driver, token: Token, before: Token) -> str:
    """Help on rules, and on what has a name."""
    if before.text in ("@unique", "@index", "@no_overlap"):
        names = [token.text, *(one.text for one in _line_after(parse) if one.kinds[-1] == "NAME")]
        return f"the fields stand in parentheses: `{before.text} ({', '.join(names)})`"
    if token.text == "-" and parse.peek(-2).text in ("task", "tool", "def", "invariant"):
        words = [before.text, *(one.text for one in _line_after(parse)[:1])]
        return f"names are written `like_this`: `{'_'.join(words)}`"
    if before.text == "=" and parse.peek(-3).text == "view":
        return f"a view says of what: `view {parse.peek(-2).text} = Order.{{ … }}`"
    if token.text == "." and parse.accepts(",", "FIELD"):
        name = parse.peek().text
        return f"a value has a name here, `{name}: {before.text}.{name}`, or write `{before.text}.{{ {name} }}`"
    return ""


def _of_part(parse: Driver, token: Token, before: Token) -> str:
    """Help on what is neither a setting of the environment nor a section of a task."""
    if before.text == "limit" and parse.accepts("calls"):
        return f"write `limit calls {token.text}`"
    for part, words in (("instruction", SECTIONS), ("policy", SETTINGS)):
        if not parse.accepts(part):
            continue
        word = token.text.rstrip(":")
        if word in words:
            return f"it has no `:`: `{word} …`"
        near = [one for one in words if one.startswith(word[:5]) or word.startswith(one)]
        known = ", ".join(f"`{_TWO_WORDS.get(one, one)}`" for one in words)
        return f"write `{near[0]} …`" if near else f"they are {known}"
    return ""


def _after_value(parse: Driver, token: Token, before: Token) -> str:
    line = {other.text for other in _line_before(parse)}
    if token.text == "if" and parse.accepts("limit"):
        return (
            "`if` stands before `order by`, and `limit` after it: `[x for x in S if c order by k]`"
        )
    if token.text in ("if", "where", "for") and (example := _gathered(parse)):
        return f"write `{example}`"
    if (token.text == "else" and "if" in line) or before.text == "?" or token.text == "if":
        return _CHOICE
    if token.text == "," and parse.peek(-1).text != "(" and parse.accepts(")"):
        return _row_or_list(parse)
    if (token.text == "=>" and "(" in line) or "lambda" in line:
        return "a function is no value: write a comprehension, `[e for x in S]`, or a `def`"
    if token.text == "where" and "for" in line:
        return "a filter is written `if`: `for x in S if c { … }`, `[x for x in S if c]`"
    if token.text == "where":
        return "a filter is written `if`: `[x for x in S if c]`"
    if token.text.startswith('"') and line & {"require", "ensure"}:
        return 'the message stands after `else`: `require c else "…"`'
    if token.text == "+" and before.text.startswith('"'):
        return 'put the values into the text: `"… {expr} …"`'
    if token.text == "*" and before.text == "*" and before.end == token.start:
        return "write `pow(x, n)`"
    if token.text == parse.peek().text == "-" and token.first:
        return "comments start with `#`"
    if token.text in ("+", "-") and parse.peek().text == token.text:
        return f"write `set row.field {token.text}= 1`"
    if token.text in ("sort", "sorted", "orderby", "sortby"):
        return "write `order by x`, with `desc` after it for the greatest first"
    return ""


def range_hint(text: str) -> str:
    """How a loop goes over `1..5`."""
    low, _, high = text.partition("..")
    if low.isdecimal() and high.isdecimal():
        return f"write `range({low}, {int(high) + 1})`; `range(n)` goes from 0 to n - 1"
    return "write `range(n)`, which goes from 0 to n - 1"


def _gathered(parse: Driver) -> str:
    """`count(xs where …)` and `first(x in xs if …)` as they are written; an empty text where the next token is in neither."""
    start = parse.index
    while start > max(0, parse.index - _NEAR) and parse.tokens[start - 1].text not in _BRACKETS:
        start -= 1
    inside = parse.tokens[start : parse.index]
    if start < 2 or not inside or parse.tokens[start - 1].text != "(":
        return ""
    function, words = parse.tokens[start - 2].text, {token.text for token in inside}
    if function not in GATHERING or "for" in words or "," in words:
        return ""
    name = "x"
    if len(inside) > 2 and inside[1].text == "in":
        name, inside = inside[0].text, inside[2:]
    source = parse.file.text[inside[0].start : inside[-1].end]
    return f"{function}({name} for {name} in {source} if …)"


def _row_or_list(parse: Driver) -> str:
    """Help on several values in parentheses."""
    words = {value.text for value in parse.machine.values if isinstance(value, Token)}
    if "data" in words:
        return 'rows stand without parentheses, with `;` between them: `"C1", "Ana"; "C2", "Bo"`'
    if "match" in {other.text for other in _line_before(parse)}:
        return "whether a text has a pattern says `matches(text, 'regex')`; there are no groups"
    return "a list is written `[a, b]`, an object `{ x: a, y: b }`"


def _of_block(parse: Driver, token: Token, before: Token) -> str:
    line = {other.text for other in _line_before(parse)}
    if token.text.rstrip(":") == "goal" or before.text == "goal":
        return "write `goal { require … }`"
    if token.text.endswith(":") and line & {"any", "all", "count", "sum"}:
        return "write `all(c for x in S)`, `count(x for x in S if c)`"
    if token.text.endswith(":") and line & {"if", "for", "while", "else", "elif"}:
        return "blocks stand in braces: `if c { … }`, `for x in S { … }`"
    if before.text == "solution":
        return "write `solution { call tool(name = value) }`"
    if "answer" in line and "{" in line:
        return "an answer is a value: `answer row.field`"
    if token.text == ":" and parse.peek().text == ":":
        return "a member of an enum is written `member`, or `Enum.member`"
    if before.text == "tool" or parse.peek(-2).text == "tool":
        return "parameters stand in parentheses, also when there are none: `tool name() { … }`"
    return ""


def _of_call(parse: Driver, token: Token, before: Token) -> str:
    if token.text == "call":
        return "`call` stands alone, or after `let x =` or `return`"
    if token.text == "(" and parse.peek(-2).text == "create":
        return f"write `create {before.text} {{ field: value }}`"
    if token.text == "(" and parse.peek(-2).text == ".":
        folded = before.text.lower().replace("_", "")
        if folded == "get":
            return (
                "a row is looked up by its key: `Order(k)`, or `Order(k)?` where it may be missing"
            )
        name, row = before.text, _path(parse, parse.index - 3)
        if parse.peek().text == ")" and folded not in FUNCTIONS:
            return f"there are no methods: a field is `{row}.{name}`, a function `{name}({row})`"
        arguments = "x" if parse.peek().text == ")" else "x, …"
        instead = FUNCTIONS.get(folded, f"{before.text}({arguments})")
        return f"there are no methods; write `{instead}`, not `x.{before.text}(…)`"
    return ""


def _path(parse: Driver, last: int) -> str:
    """`loan.member` whose last token this is."""
    first = last
    while first >= 2 and parse.tokens[first - 1].text == ".":
        first -= 2
    return "".join(token.text for token in parse.tokens[first : last + 1])


def _of_type(parse: Driver, token: Token, before: Token) -> str:
    if token.text == "[" and before.text in ("text", "int", "float", "money"):
        size = parse.peek().text if parse.peek().kinds == ("NUMBER",) else "80"
        return f"limits are written with dots: `{before.text}(..{size})`"
    if token.text in ("[", "<") and before.text.lower() in GENERIC_TYPES:
        return GENERIC_TYPES[before.text.lower()]
    if before.text == "," and parse.peek(-4).text in ("text", "int", "float", "money"):
        low, high = parse.peek(-2).text, token.text
        return f"limits are written with dots: `{parse.peek(-4).text}({low}..{high})`"
    opener = parse.peek(-2).text if before.text == "(" else parse.peek(-3).text
    if opener == "enum" and before.text == "(":
        return GENERIC_TYPES["enum"]
    if opener in ("text", "int", "float", "money") and parse.peek(-2).text in ("(", opener):
        return "limits are written with dots: `text(1..80)`, `int(0..)`, `money(..100)`"
    if opener == "decimal" or parse.peek(-4).text == "decimal":
        return "`decimal(2)` has two decimals; `money` is the same"
    return ""


def _line_before(parse: Driver) -> list[Token]:
    """The tokens before the next one on its line."""
    found: list[Token] = []
    index = parse.index
    while index > 0 and not parse.tokens[index].first:
        index -= 1
        found.append(parse.tokens[index])
    return found


def _line_after(parse: Driver) -> list[Token]:
    """The tokens after the next one on its line, up to a bracket that closes its block."""
    found: list[Token] = []
    for token in parse.tokens[parse.index + 1 :]:
        if token.first or token.text == "}":
            break
        found.append(token)
    return found
