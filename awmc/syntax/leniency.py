"""Spellings of other languages whose intent is clear: reported with a safe fix, and read as what they mean.

In: a parse that stands before a token. Out: True where the token was mended; the parse then goes on as if the fix had
been applied, so that the mended text gives the same tree.
"""

from __future__ import annotations

import re

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.syntax.driver import Driver, split_colon, terminal
from awmc.syntax.keywords import DECLARATIONS, STATEMENTS
from awmc.syntax.tokens import Token

SIGNS = {"&&": "and", "||": "or", "!": "not", "===": "==", "!==": "!=", "<>": "!=", ":=": "="}

WORDS = {
    **dict.fromkeys(("null", "None", "NULL", "Null", "nil", "undefined"), "none"),
    **dict.fromkeys(("True", "TRUE"), "true"),
    **dict.fromkeys(("False", "FALSE"), "false"),
    **{"AND": "and", "OR": "or", "NOT": "not", "IN": "in"},
    **dict.fromkeys(("elseif", "elsif", "elsif"), "elif"),
    "is": "==",
}

NEAR = {
    "=": ("==", "->", "=>"),
    "==": ("=",),
    "=>": ("->", "="),
    "->": ("=>",),
    ":": ("=", "=>", "->"),
    ";": (",",),
}
"""Signs that stand for another one, where only that one may stand."""


def mend_early(parse: Driver) -> bool:
    """What could be taken as it is, but means something else."""
    token = parse.token
    if token.text in WORDS:
        return _word(parse, token)
    if token.text == "f" and _f_string(parse, token, parse.peek()):
        return True
    if token.kinds[-1] in ("NAME", "TYPE_NAME", "BAD_NAME") and parse.peek().text in (":", "="):
        return _join(parse, token, parse.peek())
    return False


def mend(parse: Driver) -> bool:
    """What cannot be taken as it is."""
    token = parse.token
    return (
        (token.text in SIGNS and _sign(parse, token))
        or (token.text == "if" and _else_if(parse, token))
        or (token.text in NEAR and _near(parse, token))
        or (token.kinds == ("FIELD",) and _field(parse, token))
        or (token.text in (",", ";") and _stray_separator(parse, token))
        or (token.text == "{" and _named_record(parse, token))
        or _case(parse, token)
    )


# ---------------------------------------------------------------- words and signs


def _word(parse: Driver, token: Token) -> bool:
    wanted = WORDS[token.text]
    count = 1
    if token.text == "is" and parse.peek().text == "not":
        wanted, count = "!=", 2
    if not parse.accepts(wanted):
        return False
    last = parse.peek(count - 1)
    found = f"`{token.text}`" if count == 1 else "`is not`"
    _foreign(parse, token, last, found, f"`{wanted}`", wanted)
    parse.replace(count, token._replace(kinds=(terminal(wanted),), text=wanted, end=last.end))
    return True


def _f_string(parse: Driver, token: Token, text: Token) -> bool:
    """`f"…"`: every text interpolates."""
    touching = token.end == text.start and text.kinds[-1] in ("TEXT", "LONG_TEXT")
    if not touching or parse.continues(token, text) or not parse.continues(text):
        return False
    _foreign(parse, token, token, '`f"…"`', '`"…"`')
    parse.replace(2, text._replace(first=token.first))
    return True


def _sign(parse: Driver, token: Token) -> bool:
    wanted = SIGNS[token.text]
    if not parse.accepts(wanted):
        return False
    _foreign(parse, token, token, f"`{token.text}`", f"`{wanted}`", _spaced(parse, token, wanted))
    parse.replace(1, token._replace(kinds=(terminal(wanted),), text=wanted))
    return True


def _near(parse: Driver, token: Token) -> bool:
    for wanted in NEAR[token.text]:
        if parse.accepts(wanted):
            text = _spaced(parse, token, wanted)
            _foreign(parse, token, token, f"`{token.text}` here", f"`{wanted}`", text)
            parse.replace(1, token._replace(kinds=(terminal(wanted),), text=wanted))
            return True
    return False


def _else_if(parse: Driver, token: Token) -> bool:
    before = parse.machine.values[-1]
    if not (isinstance(before, Token) and before.text == "else"):
        return False
    state = parse.machine.states[-1]
    parse.machine.pop()
    if not parse.accepts("elif"):
        parse.machine.push(state, before, before.start, before.end)
        return False
    _foreign(parse, before, token, "`else if`", "`elif`", "elif")
    parse.replace(1, Token((terminal("elif"),), "elif", before.start, token.end, before.first))
    return True


# ---------------------------------------------------------------- colons


def _join(parse: Driver, token: Token, sign: Token) -> bool:
    """`name :` and, in objects, `name =`: a field all the same."""
    if not parse.machine.accepts("FIELD") or parse.continues(token, sign):
        return False
    if sign.text == "=":
        if parse.kind(token) != "NAME" or not parse.continues(token):
            return False
        edit = Edit(span=parse.file.span(token.end, sign.end), text=":")
        _foreign(parse, sign, sign, "`=` here", "`:`", edit=edit)
    elif token.kinds[-1] != "NAME":
        _report_case(parse, token, "a field", "NAME")
    parse.replace(2, Token(("FIELD",), f"{token.text}:", token.start, sign.end, token.first))
    return True


def _field(parse: Driver, token: Token) -> bool:
    """`name:` where a name and another sign belong: `f(a: 1)`."""
    name, colon = split_colon(token)
    for wanted in ("=", "=>"):
        sign = Token((terminal(wanted),), wanted, colon.start, colon.end)
        if parse.continues(name, sign):
            text = _spaced(parse, colon, wanted)
            _foreign(parse, colon, colon, "`:` here", f"`{wanted}`", text)
            parse.replace(1, name, sign)
            return True
    return False


# ---------------------------------------------------------------- separators and records


def _stray_separator(parse: Driver, token: Token) -> bool:
    """A comma or semicolon between what needs none."""
    if not (parse.accepts("}") or (parse.accepts("$END") and parse.start == "module")):
        return False
    text = parse.file.text
    touching = (
        text[token.start - 1 : token.start].strip() and text[token.end : token.end + 1].strip()
    )
    edit = Edit(span=parse.span(token), text=" " if touching else "")
    _foreign(parse, token, token, f"`{token.text}` here", "as a space or a new line", edit=edit)
    parse.replace(1)
    return True


def _named_record(parse: Driver, token: Token) -> bool:
    """`Address { … }` for a record, `Loan { … }` for `Loan.{ … }` in a view."""
    name = parse.machine.values[-1]
    if not (isinstance(name, Token) and name.kinds == ("TYPE_NAME",)):
        return False
    state = parse.machine.states[-1]
    parse.machine.pop()
    if parse.accepts("{"):
        fix = _fix(
            "leave the name out", Edit(span=parse.file.span(name.start, token.start), text="")
        )
        parse.sink.report("record-constructor", parse.span(name), fix=fix, name=name.text)
        return True
    parse.machine.push(state, name, name.start, name.end)
    if not parse.accepts(".", "{"):
        return False
    edit = Edit(span=parse.file.span(name.end, token.start), text=".")
    _foreign(parse, name, token, f"`{name.text} {{ … }}`", f"`{name.text}.{{ … }}`", edit=edit)
    parse.insert(".")
    return True


# ---------------------------------------------------------------- names


def _case(parse: Driver, token: Token) -> bool:
    """A name with the wrong letters, where a name belongs: an error, but no doubt about what is meant."""
    if token.kinds[-1] in ("TYPE_NAME", "BAD_NAME") and parse.machine.accepts("NAME"):
        wanted = "NAME"
    elif token.kinds[-1] in ("NAME", "BAD_NAME") and parse.machine.accepts("TYPE_NAME"):
        if token.text in STATEMENTS or token.text in DECLARATIONS or parse.machine.accepts("NAME"):
            return False
        wanted = "TYPE_NAME"
    else:
        return False
    _report_case(parse, token, _owner(parse, wanted), wanted)
    # A type is known elsewhere by the name that it should have.
    text = camel_case(token.text) if wanted == "TYPE_NAME" else token.text
    parse.replace(1, token._replace(kinds=(wanted,), text=text))
    return True


def _report_case(parse: Driver, token: Token, kind: str, wanted: str) -> None:
    rule = "names are written `like_this`, in letters a to z, digits and `_`"
    if wanted == "TYPE_NAME":
        rule = "types are written `LikeThis`, in letters A to Z and digits"
    candidate = snake_case(token.text) if wanted == "NAME" else camel_case(token.text)
    parse.sink.report(
        "name-case",
        parse.span(token),
        candidates=[candidate] if token.text.isascii() and candidate != token.text else [],
        once=f"name-case:{token.text}",
        name=token.text,
        kind=kind,
        rule=rule,
    )


def _owner(parse: Driver, wanted: str) -> str:
    """What the name is for, by the word before it."""
    word = parse.peek(-1).text if parse.index else ""
    if word in ("tool", "def", "extern", "task", "invariant", "environment"):
        return f"a {word}" if word[0] not in "ei" else f"an {word}"
    if word in ("entity", "record", "enum", "view", "state", "error"):
        return f"a {word}" if word[0] != "e" else f"an {word}"
    return "a type" if wanted == "TYPE_NAME" else "a value"


def snake_case(name: str) -> str:
    """`GameOpen`, `Game_open` and `LOST` as a name: `game_open`, `lost`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def camel_case(name: str) -> str:
    """`order_line` as a type: `OrderLine`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


# ---------------------------------------------------------------- fixes


def _foreign(
    parse: Driver,
    first: Token,
    last: Token,
    found: str,
    wanted: str,
    text: str = "",
    edit: Edit | None = None,
) -> None:
    """Report a foreign spelling; `edit`, or `text` in its place, mends it."""
    span = parse.span(first, last)
    fix = _fix(f"write {wanted}", edit or Edit(span=span, text=text))
    parse.sink.report("foreign-spelling", span, fix=fix, found=found, wanted=wanted)


def _fix(title: str, edit: Edit) -> Fix:
    return Fix(title=title, applicability=Applicability.safe, edits=(edit,))


def _spaced(parse: Driver, token: Token, wanted: str) -> str:
    """The text to put in a sign's place, with the spaces that it needs to stand apart."""
    text = parse.file.text
    before, after = text[token.start - 1 : token.start], text[token.end : token.end + 1]
    left = " " if before.strip() and before not in "([{" else ""
    right = " " if after.strip() else ""
    return f"{left}{wanted}{right}"
