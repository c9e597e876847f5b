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
    """A thing that is not in the language, as it is written elsewhere, and what the compiler's message shows."""

    what: str
    foreign: str
    instead: str
    piece: Piece


def _statement(what: str, foreign: str, instead: str) -> Absent:
    return Absent(what, foreign, instead, Piece(_SET, foreign))


def _field(what: str, foreign: str, instead: str) -> Absent:
    return Absent(what, foreign, instead, Piece(_NAME, f"{_NAME}\n  {foreign}"))


def _declaration(what: str, foreign: str, instead: str) -> Absent:
    return Absent(what, foreign, instead, Piece(_DATA, f"{foreign}\n{_DATA}"))


ABSENT = (
    _declaration("classes", "class Part { }", "entity Name { … }"),
    _declaration("inheritance", "entity Vase extends Repair { }", "thing: Thing"),
    _declaration(
        "functions with a body", "def late(r: Repair) -> bool { }", "def name(x: T) -> T = …"
    ),
    _declaration("recursion", "def f(n: int) -> int = f(n - 1)", "ancestors(row, field)"),
    _declaration("imports of Python", "import math", 'extern f(x: T) -> T from "file:f"'),
    _statement("loops without an end", "while repair.price > 3 { }", "while … limit 100 { … }"),
    _statement("`break`", "for r in me.repairs { break }", "for x in S if c limit n { … }"),
    _statement("`continue`", "for r in me.repairs { continue }", "for x in S if c { … }"),
    _statement("ranges in loops", "for i in 0..5 { }", "range(n)"),
    _statement("assigning to a name", "let n = 1 set n = 2", "set row.field = …"),
    _statement("`x++`", "repair.price++", "set row.field += 1"),
    _statement("exceptions that are caught", "try { }", "require c else"),
    _statement("tools in tools", "tool inner() { }", "private tool name(x: T) { … }"),
    _statement("printing", 'print("done")', "return …"),
    _statement("waiting", "sleep(3)", "advance minutes(n)"),
    _statement("methods", "let x = repair.thing.upper()", "upper(x, …)"),
    _statement("functions as values", "let f = (x) => x", "[e for x in S]"),
    _statement("tuples", "let p = (1, 2)", "[a, b]"),
    _statement("SQL", "let x = SELECT id FROM Repair", "[x for x in … if …]"),
    _statement("texts put together by `%` or `+`", 'let x = "%s" % repair.thing', "{x} …"),
    _statement(
        "groups of regular expressions",
        "let x = search(repair.thing, 'a(b)')",
        "matches(text, 'regex')",
    ),
    _statement(
        "random values in tools", "let x = rand_int(1, 3)", "from a parameter or from the data"
    ),
    _statement(
        "files and the network",
        'let x = fetch("http://example.org")',
        'data Entity from "file.csv"',
    ),
    _statement("time zones", "let x = 2026-03-02T09:00:00Z", "2024-05-15T09:30:00"),
    _statement("fractions of a second", "let x = milliseconds(3)", "seconds(n)"),
    _statement(
        "`null` that is like any value",
        "require len(null ?? repair.thing) > 1 let x = null",
        "none",
    ),
    _statement(
        "floats for money", "let f: float = 1.5 set repair.price = repair.price + f", "money(x)"
    ),
    _field("lists of rows as fields", "friends: [Customer]", "has items: [Customer] by field"),
    _field("sets", "tags: set[text]", "tags: [text]"),
    _field("options of options", "note: text??", "one `?` is enough"),
    _field("bytes", "image: bytes", "text"),
)
"""By what they are about."""
