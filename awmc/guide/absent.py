"""What other languages have and this one does not, with what to write instead.

Each is a piece of the spec of `awmc new`: the compiler says of it what the list says.
"""

from __future__ import annotations

from dataclasses import dataclass

from awmc.guide.trial import Piece

_SET = "set repair.status = cancelled"
_NAME = "name: text(1..80)"
_DATA = "data Customer"


@dataclass(frozen=True, slots=True)
class Absent:
    """A thing that is not in the language, as it is written elsewhere, and what to write.

    The first code in `write` stands in the compiler's message, too.
    """

    what: str
    foreign: str
    write: str
    piece: Piece


def _statement(what: str, foreign: str, write: str) -> Absent:
    return Absent(what, foreign, write, Piece(_SET, foreign))


def _field(what: str, foreign: str, write: str) -> Absent:
    return Absent(what, foreign, write, Piece(_NAME, f"{_NAME}\n  {foreign}"))


def _declaration(what: str, foreign: str, write: str) -> Absent:
    return Absent(what, foreign, write, Piece(_DATA, f"{foreign}\n{_DATA}"))


ABSENT = (
    _declaration("classes", "class Part { }", "`entity Name { … }`, or a `record` for a value"),
    _declaration(
        "inheritance",
        "entity Vase extends Repair { }",
        "the fields once more, or a field that refers to the other entity, `thing: Thing`",
    ),
    _declaration(
        "functions with a body",
        "def late(r: Repair) -> bool { }",
        "one expression, `def name(x: T) -> T = …`; what changes data is a tool",
    ),
    _declaration(
        "recursion",
        "def f(n: int) -> int = f(n - 1)",
        "`ancestors(row, field)` and `descendants(row, field)` for trees of rows",
    ),
    _declaration(
        "imports of Python", "import math", 'a pure function by `extern f(x: T) -> T from "file:f"`'
    ),
    _statement("loops without an end", "while repair.price > 3 { }", "`while … limit 100 { … }`"),
    _statement(
        "`break`", "for r in me.repairs { break }", "a filter: `for x in S if c limit n { … }`"
    ),
    _statement(
        "`continue`", "for r in me.repairs { continue }", "a filter: `for x in S if c { … }`"
    ),
    _statement("ranges in loops", "for i in 0..5 { }", "`range(n)`"),
    _statement(
        "assigning to a name",
        "let n = 1 set n = 2",
        "a new name, or a field: `set row.field = …`; totals are `sum(… for x in S)`",
    ),
    _statement("`x++`", "repair.price++", "`set row.field += 1`"),
    _statement(
        "exceptions that are caught",
        "try { }",
        '`require c else "…"` before it; a call that fails is undone as a whole',
    ),
    _statement(
        "tools within tools",
        "tool inner() { }",
        "`private tool name(x: T) { … }`, and `call name(…)`",
    ),
    _statement("printing", 'print("done")', "`return …`"),
    _statement("waiting", "sleep(3)", "`advance minutes(n)`, which moves the environment's clock"),
    _statement("methods", "let x = repair.thing.upper()", "a function: `upper(repair.thing)`"),
    _statement("functions as values", "let f = (x) => x", "`[e for x in S]`, or a `def`"),
    _statement("tuples", "let p = (1, 2)", "a list, `[a, b]`, or an object, `{ x: a, y: b }`"),
    _statement("SQL", "let x = SELECT id FROM Repair", "`[x for x in … if …]`"),
    _statement("texts put together by `%`", 'let x = "%s" % repair.thing', '`"{x} …"`'),
    _statement(
        "groups of regular expressions",
        "let x = search(repair.thing, 'a(b)')",
        "`matches(text, 'regex')` says whether; `split` and slices take apart",
    ),
    _statement(
        "random values in tools",
        "let x = rand_int(1, 3)",
        "the random functions in `data`, or a parameter",
    ),
    _statement(
        "files and the network",
        'let x = fetch("http://example.org")',
        '`data Entity from "file.csv"`',
    ),
    _statement(
        "time zones",
        "let x = 2026-03-02T09:00:00Z",
        "one local time, such as `2024-05-15T09:30:00`",
    ),
    _statement("fractions of a second", "let x = milliseconds(3)", "`seconds(n)`"),
    _statement(
        "`null` that passes for a value", "let n = len(null)", "`none`, where a type `T?` allows it"
    ),
    _statement(
        "floats for money",
        "let f: float = 1.5 set repair.price = repair.price + f",
        "`money(x)`, or `price * 1.5`, which rounds to cents",
    ),
    _field("lists of rows as fields", "friends: [Customer]", "`has items: [Customer] by field`"),
    _field("sets", "tags: set[text]", "a list, `tags: [text]`"),
    _field("options of options", "note: text??", "one `?`"),
    _field("bytes", "image: bytes", "`text`"),
)
"""By what they are about."""
