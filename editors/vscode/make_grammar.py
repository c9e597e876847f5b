"""The colours of the editor: writes `syntaxes/awm.tmLanguage.json` from the compiler's tables of words.

In: the words and signs of `grammar/awm.lark`, the built-in functions and types. Out: a TextMate grammar. Guaranteed: each word
of the language has a rule, else `ValueError` names it. `python -m editors.vscode.make_grammar` writes the file.

A TextMate grammar reads line by line, without a parser. Most words of awm are free as names, so a word is coloured only where
both its sides allow it: names are taken first (after a dot, before a colon, after a sign that an operand follows), and a word
then needs what follows it in the grammar, `order by` or `key name:`. Where rules match at the same place, the first one wins.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from awmc.syntax.keywords import RULES
from awmc.syntax.table import table
from editors.vscode.grammar_words import (
    CONSTANTS,
    FUNCTIONS,
    GAP,
    LEADING,
    NAME,
    OPERAND,
    OPERATORS,
    TYPE,
    TYPES,
    VALUE,
    WORDS,
    one_of,
)

TARGET = Path(__file__).parent / "syntaxes" / "awm.tmLanguage.json"

Rule = dict[str, Any]


def scoped(name: str) -> Rule:
    return {"name": f"{name}.awm"}


def rule(name: str, match: str, **captures: str | Rule) -> Rule:
    """One pattern; `captures` are c1="scope", c2="scope"."""
    made: Rule = {"match": match}
    if name:
        made = {"name": f"{name}.awm", **made}
    if captures:
        made["captures"] = _captures(captures)
    return made


def region(
    begin: str,
    end: str,
    patterns: list[Rule],
    name: str = "",
    *,
    c: dict[str, str] | None = None,
    ends: str = "",
) -> Rule:
    """All between two patterns; `c` gives scopes to the groups of the first one."""
    made: Rule = {"name": f"{name}.awm"} if name else {}
    made |= {"begin": begin, "end": end}
    if c:
        made["beginCaptures"] = _captures(dict(c))
    if ends:
        made["endCaptures"] = {"0": scoped(ends)}
    return made | {"patterns": patterns}


def _captures(groups: dict[str, Any]) -> Rule:
    return {
        key.lstrip("c"): scoped(value) if isinstance(value, str) else value
        for key, value in groups.items()
    }


def include(*names: str) -> list[Rule]:
    return [{"include": f"#{name}"} for name in names]


def word_rules() -> list[Rule]:
    """A rule for each scope and place; and for words with the name that follows, so that it is no word itself."""
    rules = []
    for word in LEADING.split():
        scope, before, follows = WORDS[word]
        match = rf"{before}\b({word})\b{follows}{GAP}({OPERAND})(?!{GAP}\()"
        rules.append(rule("", match, c1=scope, c2={"patterns": include("names")}))
    places: dict[tuple[str, str, str], list[str]] = {}
    for word in sorted(set(table().words) - set(CONSTANTS.split())):
        places.setdefault(WORDS[word], []).append(word)
    rules += [
        rule(scope, before + one_of(listed) + follows)
        for (scope, before, follows), listed in places.items()
    ]
    return rules


def texts() -> dict[str, list[Rule]]:
    """Texts and docs. What follows an operand is a doc, in which braces mean nothing."""
    escape = rule(
        "constant.character.escape", r"\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|[nt\"\\{}])"
    )
    stray = rule("invalid.illegal.escape", r"\\.")
    doubled = rule("constant.character.escape", r"\{\{|\}\}")
    quotes = {"c0": "punctuation.definition.string.begin"}
    end = "punctuation.definition.string.end"
    before = r"(?<=[\w)\]?}\"'] )"
    statement = "actor advance answer and by elif else ensure fail if in instruction limit match not offset or reject require return then user"
    # Oniguruma wants alternatives of a look-behind at its top.
    value = "|".join(rf"\b{word} " for word in statement.split()) + r"|\?\? "
    opens_block = r"^[ \t]*(?=\"(?:[^\"\\]|\\.)*\"[ \t]*(?:\{|=(?!>)))"
    doc = rf"(?:{before}(?<!{value})|(?<=by user )|{opens_block})"
    plain, holes = [escape, stray], [doubled, escape, stray]
    return {
        "docs": [
            region(f'{doc}"""', '"""', plain, "string.quoted.triple.doc", c=quotes, ends=end),
            region(f'{doc}"', '"|$', plain, "string.quoted.double.doc", c=quotes, ends=end),
            region(f"{doc}'", "'|$", [], "string.quoted.single.doc", c=quotes, ends=end),
        ],
        "texts": [
            region(
                '"""',
                '"""',
                [*holes, *include("long-hole")],
                "string.quoted.triple",
                c=quotes,
                ends=end,
            ),
            region(
                '"', '"|$', [*holes, *include("hole")], "string.quoted.double", c=quotes, ends=end
            ),
            *include("raw-text"),
        ],
        "spellings": [
            region('"""', '"""', plain, "string.quoted.triple.doc", c=quotes, ends=end),
            region('"', '"|$', plain, "string.quoted.double.doc", c=quotes, ends=end),
            *include("raw-text"),
        ],
        "raw-text": [region("'", "'|$", [], "string.quoted.single", c=quotes, ends=end)],
        "hole": [hole(r'\}|(?=")|$', "raw-text")],
        "long-hole": [hole(r'\}|(?=""")', "texts")],
    }


def hole(end: str, texts: str) -> Rule:
    """An expression in a text; `"…"` may stand in it where the text itself has other quotes.

    What is embedded is no text for editors: they match its brackets, and themes do not colour it as one.
    """
    expression = region(
        r"\{",
        end,
        [
            # A format cannot be told from the value of a field by its look, only by its place.
            rule("constant.other.placeholder", r":[^{}\"]*(?=\})"),
            *include("nested", texts, "operands"),
        ],
        "meta.interpolation",
        c={"c0": "punctuation.section.interpolation.begin"},
        ends="punctuation.section.interpolation.end",
    )
    return {"contentName": "meta.embedded.awm", **expression}


def constants() -> dict[str, list[Rule]]:
    """Numbers, dates, ranges and words for values."""
    whole = r"(?<![\w.])"
    return {
        "dates": [
            rule(
                "constant.numeric.datetime",
                rf"{whole}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9:]{{8}}\b",
            ),
            rule("constant.numeric.date", rf"{whole}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\b"),
        ],
        "times": [
            rule("constant.numeric.time", rf"{whole}[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?\b")
        ],
        "numbers": [
            rule(
                "constant.numeric.range",
                r"-?\b[0-9]+(?:\.[0-9]+)?\.\.(?:-?[0-9]+(?:\.[0-9]+)?)?|(?<![\w)\]])\.\.-?[0-9]+(?:\.[0-9]+)?",
            ),
            rule("constant.numeric", r"\b[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\b"),
        ],
        "constants": [rule("constant.language", one_of(CONSTANTS))],
    }


def names() -> dict[str, list[Rule]]:
    """Names of values, fields, functions and types."""
    sign = r"[(\[,;=<>+*/%-]"
    after_sign = rf"(?<={sign}|{sign} )"
    builtin = one_of(TYPES)
    typed = rf"\b({NAME})(:)[ \t]*(\[*)(?:({builtin})|({TYPE}))?"
    return {
        "names": [
            rule("variable.language", one_of("me self")),
            rule("variable.other", rf"\b{NAME}\b"),
        ],
        "properties": [
            rule("entity.name.function.call", rf"(?<=\.)({NAME})(?=\()"),
            rule("variable.other.property", rf"(?<=\.){NAME}\b"),
        ],
        "arguments": [
            rule("variable.parameter", rf"(?<=[(,]|[(,] )\b{NAME}\b(?=[ \t]*=(?![=>]))"),
            rule("", rf"{after_sign}({OPERAND})", c1={"patterns": include("names")}),
            rule(
                "",
                rf"(?<=\{{|\{{ )(?!return\b)({OPERAND})(?=[ \t]*[,}}?.])",
                c1={"patterns": include("names")},
            ),
        ],
        "fields": [
            rule(
                "",
                rf"\b({NAME})(:)",
                c1="variable.other.member",
                c2="punctuation.separator.key-value",
            )
        ],
        "typed-fields": [
            rule(
                "",
                typed,
                c1="variable.other.member.declaration",
                c2="punctuation.separator.key-value",
                c3="punctuation.section.brackets",
                c4="support.type",
                c5="entity.name.type",
            ),
            region(
                r"(?<=:|: )\{",
                r"\}",
                include("types"),
                "meta.type.map",
            ),
            rule("support.type", rf"(?<=\[){builtin}"),
        ],
        "types": [
            rule("support.type", builtin),
            rule("entity.name.type", rf"\b{TYPE}\b"),
            *include("nested", "operators"),
        ],
        "functions": [
            rule("support.function", rf"{one_of(FUNCTIONS)}(?=\()"),
            rule("entity.name.function.call", rf"\b{NAME}\b(?=\()"),
        ],
        "results": [
            rule("", rf"(->)[ \t]*(\[*)({builtin})", c1="keyword.operator", c3="support.type"),
            region(
                r"(->)[ \t]*(\{)",
                r"\}",
                include("types"),
                "meta.type.map",
                c={"c1": "keyword.operator"},
            ),
        ],
        "type-names": [rule("entity.name.type", rf"\b{TYPE}\b")],
        "operators": [rule("keyword.operator", OPERATORS)],
    }


def declarations() -> dict[str, list[Rule]]:
    """What declares a name, with the stretches in which types or members stand."""
    scope = "keyword.declaration"
    body = r"(?<=\})|(?=^[ \t]*(?:enum|record|entity|state|tool|task|data|view|def|error)[ \t]+\w)"
    member = rule("variable.other.enummember", rf"\b{NAME}\b")
    return {
        "enum": [
            region(
                rf"\b(enum){GAP}({TYPE})",
                body,
                [
                    *include("comment", "spellings"),
                    region(r"\{", r"\}", [*include("comment", "spellings", "operators"), member]),
                ],
                "meta.enum",
                c={"c1": scope, "c2": "entity.name.type.enum"},
            )
        ],
        "rows": [
            region(
                rf"\b(record|entity|state){GAP}({TYPE})",
                body,
                [*include("comment", "docs", "texts"), region(r"\{", r"\}", include("part"))],
                "meta.entity",
                c={"c1": scope, "c2": "entity.name.type"},
            )
        ],
        "part": include("comment", "flow", "has", "typed-fields", "nested", "code"),
        "has": [
            rule(
                "",
                rf"\b(has){GAP}({NAME})(:)[ \t]*(\[)({TYPE})(\]){GAP}(by){GAP}({NAME})",
                c1="keyword.other.part",
                c2="variable.other.member.declaration",
                c3="punctuation.separator.key-value",
                c5="entity.name.type",
                c7="keyword.control.clause",
                c8="variable.other.member",
            )
        ],
        "flow": [
            region(
                rf"(@flow){GAP}({NAME})[ \t]*\{{",
                r"\}",
                [*include("comment", "operators"), member],
                "meta.flow",
                c={"c1": "keyword.other.rule", "c2": "variable.other.member"},
            )
        ],
        "callable": [
            region(
                rf"\b(tool|def|extern){GAP}({NAME})[ \t]*\(",
                r"\)",
                [*include("comment", "typed-fields", "docs", "nested", "code")],
                "meta.parameters",
                c={"c1": scope, "c2": "entity.name.function"},
            )
        ],
        "error": [
            # Its text is no doc, though it follows a parenthesis.
            region(
                rf"\b(error){GAP}({TYPE})",
                r"(?<=[\"'])|(?=^[ \t]*[a-z@])",
                [
                    *include("comment", "texts"),
                    region(
                        r"\(",
                        r"\)",
                        [*include("comment", "typed-fields", "docs", "nested", "code")],
                        "meta.parameters",
                    ),
                ],
                "meta.error",
                c={"c1": scope, "c2": "entity.name.type.error"},
            )
        ],
        "named": [
            rule(
                "",
                rf"\b(task|invariant){GAP}({NAME})(?=[ \t]*(?:[\"'{{]|$|{one_of('for order limit offset')}))",
                c1=scope,
                c2="entity.name.section",
            ),
            region(
                rf"\b(environment){GAP}({NAME})(?=[ \t]*(?:[\"'{{]|$))",
                r"(?=\{)|$",
                include("comment", "spellings"),
                c={"c1": scope, "c2": "entity.name.namespace"},
            ),
            rule("", rf"\b(view){GAP}({TYPE})", c1=scope, c2="entity.name.type.view"),
            rule(
                "",
                rf"\b(let){GAP}({NAME})(:)[ \t]*(\[*)(?:({one_of(TYPES)})|({TYPE}))",
                c1="keyword.control",
                c2="variable.other",
                c5="support.type",
                c6="entity.name.type",
            ),
            region(
                rf"\b(let){GAP}({NAME})(:)[ \t]*\{{",
                r"\}",
                include("types"),
                "meta.type.map",
                c={"c1": "keyword.control", "c2": "variable.other"},
            ),
            rule(
                "",
                rf"\b(derive){GAP}({NAME})\b(?!:)",
                c1="keyword.other.part",
                c2="variable.other.member.declaration",
            ),
            rule(
                "",
                rf"\b(call){GAP}({NAME})(?=\()",
                c1="keyword.control",
                c2="entity.name.function.call",
            ),
            rule(
                "",
                rf"\b(by){GAP}(user){WORDS['user'][2]}",
                c1="keyword.other.modifier",
                c2="keyword.other.modifier",
            ),
            rule(
                "",
                rf"(?<!order )\b(limit){GAP}(calls){VALUE}",
                c1="keyword.other.section",
                c2="keyword.other.section",
            ),
        ],
    }


def grammar() -> Rule:
    """The whole of it."""
    if different := set(table().words) ^ set(WORDS):
        raise ValueError(f"words without a rule, or rules without a word: {sorted(different)}")
    brackets = [
        region(r"\{", r"\}", include("code")),
        region(r"\(", r"\)", include("code")),
        region(r"\[", r"\]", include("code")),
    ]
    words_ = include(
        "properties", "arguments", "named", "words", "constants", "functions", "type-names", "names"
    )
    repository = {
        "comment": [rule("comment.line.number-sign", r"(#).*$", c1="punctuation.definition.comment")],
        "rules": [rule("keyword.other.rule", rf"(?:{'|'.join(RULES)})\b")],
        "words": word_rules(),
        "nested": brackets,
        "subscript": [region(r"(?<=[\w)\]?])\[", r"\]", include("nested", "comment", "texts", "dates", "operands"))],
        "operands": [*include("subscript", "dates", "numbers", "results", "operators"), *words_],
        "code": include(
            "comment", "docs", "texts", "enum", "rows", "error", "callable", "flow", "has", "rules", "dates", "times", "subscript", "fields", "operands"
        ),
    }  # fmt: skip
    parts = {**repository, **texts(), **constants(), **names(), **declarations()}
    return {
        "name": "awm",
        "scopeName": "source.awm",
        "fileTypes": ["awm"],
        "patterns": include("code"),
        "repository": {name: {"patterns": patterns} for name, patterns in parts.items()},
    }


def rendered() -> str:
    return json.dumps(grammar(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(rendered(), encoding="utf-8")
