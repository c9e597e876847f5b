"""What the parser checks beyond the grammar, written into the productions.

In: the `Grammar` as it is written. Out: a narrower one. Each step below says which report of the parser it prevents; what
valid texts it leaves out beside is said there too, and is no more than this:

- a value or parameter called `call`, `create`, `null`, `nil`, `undefined`, `is`, `elseif` or `elsif`;
- in the braces of a text: times of day, objects, line breaks, and texts in double quotes but for plain ones in a text
  of several lines;
- braces in a doc of one line that do not come in pairs;
- numbers of more than 19 digits before the point or 18 after it, exponents of more than two, and the year 0000.

Guaranteed: the rules keep their names; new terminals match nothing that the grammar's own would not.
"""

from __future__ import annotations

from awmc.syntax.export.names import names_but
from awmc.syntax.export.productions import Grammar, Production
from awmc.syntax.export.terminals import TERMINALS
from awmc.syntax.keywords import RESERVED
from awmc.syntax.leniency import WORDS

HOLE = "_in_hole"
LONG_HOLE = "_in_long_hole"
HOLES = (HOLE, LONG_HOLE)
"""What the names of rules end in that stand between the braces of a text of one line, and of several."""


def refined(grammar: Grammar) -> Grammar:
    """The grammar without what the parser would report."""
    rules = {name: list(productions) for name, productions in grammar.rules.items()}
    patterns = {**grammar.patterns, **TERMINALS}
    for name, words in _WORDLESS.items():
        patterns[name] = names_but(words, "A-Z" if name == "TYPE_VALUE" else "a-z_")
    _rename(rules)
    _few(rules)
    _questions(rules)
    _texts(rules)
    return Grammar(rules, dict(grammar.texts), patterns)


_WORDLESS = {
    # reserved-word; a word that means something of its own where a value is wanted
    "FREE": frozenset(word for word in {*RESERVED, *WORDS, "call", "create"} if word.islower()),
    "BOUND": frozenset(RESERVED),
    "MEMBER": frozenset(RESERVED - {"match"}),
    # foreign-spelling: `None`, `True`
    "TYPE_VALUE": frozenset(word for word in WORDS if word[0].isupper() and "_" not in word),
}
"""Names that are none of some words."""

_RENAMED = {
    "let": {"NAME": "BOUND", "FIELD": "bound_field"},
    "for_clause": {"NAME": "BOUND"},
    "param": {"FIELD": "bound_field"},
    "field": {"FIELD": "named_field"},
    "has": {"FIELD": "named_field"},
    "derive": {"FIELD": "named_field", "NAME": "MEMBER"},
    "member": {"NAME": "MEMBER"},
    "argument": {"NAME": "FREE"},
    "named_type": {"NUMBER": "PLACES"},
    "call": {"any_name": "name"},
    "call_tool": {"arguments": "named_arguments"},
    "record": {"__record_star": "plain_fields"},
}
"""Symbols in the place of others, by rule."""


def _rename(rules: dict[str, list[Production]]) -> None:
    """Prevents reserved-word, bad-number in types, positional-argument, misplaced-clause."""
    for name, others in _RENAMED.items():
        rules[name] = [
            tuple(_renamed(symbol, others) for symbol in production) for production in rules[name]
        ]
    rules["name"] = [("FREE",), ("TYPE_VALUE",)]
    rules["bound_field"] = [("BOUND", "COLON")]
    rules["named_field"] = [("MEMBER", "COLON")]
    rules["named_arguments"] = [p for p in rules["arguments"] if p[0] == "argument"]
    rules["plain_field"] = [p for p in rules["field"] if p[0] == "named_field"]
    rules["plain_fields"] = [("plain_field",), ("plain_fields", "plain_field")]


def _renamed(symbol: str, others: dict[str, str]) -> str:
    """The symbol, or another; Lark numbers the rules that it makes up."""
    stem = symbol.rstrip("0123456789").rstrip("_") if symbol.startswith("__") else symbol
    return others.get(stem, symbol)


def _few(rules: dict[str, list[Production]]) -> None:
    """Prevents too-many-names, a third value before `for`, and a path before `?:`."""
    rules["for_clause"] = [
        ("FOR", "BOUND", "IN", "or_level"),
        ("FOR", "BOUND", "COMMA", "BOUND", "IN", "or_level"),
    ]
    rules["arguments"] = [
        (*production[:1], "COMMA", "expr", *production[2:])
        if "clauses" in production and production[1] != "clauses"
        else production
        for production in rules["arguments"]
    ]
    rules["project_item"] = [
        ("NAME", *production[1:]) if "COLON" in production else production
        for production in rules["project_item"]
    ]


def _questions(rules: dict[str, list[Production]]) -> None:
    """Prevents that two `?` after another are read as `??`: what ends in one takes no other."""
    for name in ("postfix", "inner_postfix"):
        links = [p[1:] for p in rules[name] if p[0] == name and p[1] != "QMARK"]
        first = next(p for p in rules[name] if p[0] != name)
        head = f"{name}_head"
        rules[name] = [(head,), (head, "QMARK")]
        rules[head] = [
            first,
            *((head, *link) for link in links),
            *((head, "QMARK", *link) for link in links),
        ]


def _texts(rules: dict[str, list[Production]]) -> None:
    """Prevents bad-escape, bad-interpolation and nested-quotes."""
    rules["doc"] = [("DOC",), ("LONG_DOC",), ("RAW_TEXT",)]
    rules["text"] = [
        ("EMPTY_TEXT",),
        ("QUOTE", "pieces", "QUOTE"),
        ("QUOTES", "QUOTES"),
        ("QUOTES", "long_pieces", "QUOTES"),
        ("RAW_TEXT",),
    ]
    rules["pieces"] = [("piece",), ("pieces", "piece")]
    rules["piece"] = [("CHARS",), ("ESCAPE",), ("HOLE", f"hole{HOLE}")]
    rules["long_pieces"] = [("long_piece",), ("long_pieces", "long_piece")]
    rules["long_piece"] = [("LONG_CHARS",), ("LONG_ESCAPE",), ("LONG_HOLE", f"hole{LONG_HOLE}")]
    _hole(rules, HOLE, [("RAW_TEXT_IN_HOLE",)])
    _hole(rules, LONG_HOLE, [("RAW_TEXT_IN_HOLE",), ("TEXT_IN_HOLE",)])


def _hole(rules: dict[str, list[Production]], ending: str, text: list[Production]) -> None:
    """A copy of the rules of expressions for the braces of texts, without what would be read otherwise there."""
    rules[f"hole{ending}"] = [("WS_INLINE?", f"inside{ending}")]
    rules[f"inside{ending}"] = [
        (f"expr{ending}", "RBRACE"),
        (f"expr{ending}", "FORMAT", "RBRACE"),
    ]
    values = [p for p in rules["timeless"] if p not in (("DATETIME",), ("object",))]
    changed: dict[str, list[Production]] = {
        **rules,
        "text": text,
        "atom": [("timeless",)],
        "timeless": values,
    }
    names = list(Grammar(changed, {}, {}).reachable("expr"))
    for name in names:
        rules[name + ending] = [
            tuple(symbol + ending if symbol in names else symbol for symbol in production)
            for production in changed[name]
        ]
