"""The grammar in GBNF, the format of llama.cpp.

In: the name of the rule to start from. Out: the text of a grammar, one rule a line; its start is `root`. GBNF has no
terminals: their regular expressions become rules over characters.
"""

from __future__ import annotations

import json
import re

from awmc.syntax.export.printing import written
from awmc.syntax.export.productions import Grammar
from awmc.syntax.export.shapes import START, Expression, symbols

_PART = re.compile(
    r"(?P<set>\[(?:\\.[0-9a-f]*|[^\]\\])*\])|(?P<sign>[()|*+?])|(?P<times>\{[0-9]+,?[0-9]*\})|(?P<plain>(?:\\.|.))",
    re.DOTALL,
)


_ESCAPES = {r"\n": "\n", r"\t": "\t"}


def gbnf_text(grammar: Grammar, rules: dict[str, Expression]) -> str:
    """The grammar."""

    def symbol(name: str) -> str:
        return json.dumps(grammar.texts[name]) if name in grammar.texts else _name(name)

    lines = [
        f"{_name(name)} ::= {written(expression, symbol)}" for name, expression in rules.items()
    ]
    used = dict.fromkeys(name for expression in rules.values() for name in symbols(expression))
    lines += [
        f"{_name(name)} ::= {_of_pattern(grammar.patterns[name])}"
        for name in used
        if name in grammar.patterns
    ]
    return "\n".join([*lines, ""])


def _name(name: str) -> str:
    """Letters, digits and dashes alone make a name; rules and terminals must not share one."""
    if name == START:
        return "root"
    return f"t-{name.lower().replace('_', '-')}" if name.isupper() else name.replace("_", "-")


def _of_pattern(pattern: str) -> str:
    """A regular expression in GBNF: characters are quoted, all else is written alike."""
    parts: list[str] = []
    plain = ""
    for found in _PART.finditer(pattern):
        part = found.group()
        if found.lastgroup == "plain":
            plain += _ESCAPES.get(part, part[-1])
            continue
        if plain and part[0] in "*+?{":
            parts += [json.dumps(plain[:-1])] if plain[:-1] else []
            parts.append(json.dumps(plain[-1]) + part)
        else:
            parts += [json.dumps(plain)] if plain else []
            parts += _sign(part, found.lastgroup, parts)
        plain = ""
    return " ".join([*parts, *([json.dumps(plain)] if plain else [])])


def _sign(part: str, group: str | None, parts: list[str]) -> list[str]:
    """A set, a bracket or a bar; what repeats belongs to the part before it."""
    if group == "set":
        return [re.sub(r"\\(.)", _in_set, part)]
    if part[0] in "*+?{":
        parts[-1] += part
        return []
    return [part]


def _in_set(escape: re.Match[str]) -> str:
    """GBNF knows few escapes; all other characters stand for themselves within a set."""
    sign = escape[1]
    return "\\x0C" if sign == "f" else escape.group() if sign in "\\[]nrtx" else sign
