"""The colours of the editor: writes `syntaxes/awm.tmLanguage.json` from the compiler's tables of words.

In: the words and signs of `grammar/awm.lark`, the built-in functions and types. Out: a TextMate grammar. Guaranteed: each word
of the language has a rule, else `KeyError` or `ValueError` names it. `python editors/vscode/make_grammar.py` writes the file.

A TextMate grammar reads line by line, without a parser. Most words of awm are free as names, so a word is coloured only where
both its sides allow it: names are taken first (after a dot, before a colon, after a sign that an operand follows), and a word
then needs what follows it in the grammar, `order by` or `key name:`. Regular expressions are Oniguruma's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.semantics.reference import SPECIAL
from awmc.semantics.type_exprs import SIMPLE
from awmc.syntax.keywords import RESERVED, RULES
from awmc.syntax.table import table

TARGET = Path(__file__).parent / "syntaxes" / "awm.tmLanguage.json"

Rule = dict[str, Any]


def one_of(words: str | tuple[str, ...] | list[str] | set[str] | frozenset[str]) -> str:
    """Any of the words, whole."""
    listed = words.split() if isinstance(words, str) else words
    return rf"\b(?:{'|'.join(sorted(listed))})\b"


NAME = r"[a-z_][a-zA-Z0-9_]*"
TYPE = r"[A-Z][a-zA-Z0-9]*"
GAP = r"[ \t]+"
CONSTANTS = "true false none"
FUNCTIONS = {*BUILTINS, *GATHERS, *SPECIAL}
TYPES = {*SIMPLE, "decimal"}
MODIFIERS = one_of("auto hidden key owner scratch unique")
INFIX = rf"(?:{one_of('and or in then else elif for')}|not{GAP}in\b)"
CALL = rf"call{GAP}{NAME}\("
CREATE = rf"create{GAP}[A-Z]"
OPERAND = rf"(?!{one_of(RESERVED)}|{CALL}|{CREATE})\b{NAME}\b(?![(:])"
"""A name where only an operand may stand, whatever word it is."""

VALUE = rf"(?={GAP}(?!{INFIX})(?:[A-Za-z0-9_\"'(\[{{]|-[\w(]))"
TEXT = rf"(?={GAP}[\"'])"
OPERATORS = r"==|!=|<=|>=|=>|->|\?\?|//|\.\.|[-+*]=|[-+*/%<>=?]"

WORDS: dict[str, tuple[str, str, str]] = {}
"""For each word of the language: its scope, what must stand before it, what must follow."""


def words(scope: str, listed: str, follows: str, before: str = "") -> None:
    """Give words of the language their scope and their places."""
    WORDS.update({word: (scope, before, follows) for word in listed.split()})


words("keyword.operator.logical", "and or not in", "")
words("keyword.control", "if then elif else match for", "")
words("constant.language", CONSTANTS, "")
words("keyword.declaration", "environment task invariant", rf"(?={GAP}(?!{INFIX}){NAME})")
words("keyword.declaration", "def extern tool", rf"(?={GAP}{NAME}[ \t]*\()")
words("keyword.declaration", "enum record entity state error view data", rf"(?={GAP}[A-Z])")
words("keyword.declaration", "use", TEXT)
words("keyword.declaration", "on", rf"(?={GAP}(?:call|clock)[ \t]*\{{)")
words("keyword.other.modifier", "private", rf"(?={GAP}tool\b)")
words("keyword.other.modifier", "ends", r"(?=[ \t]*(?:[\"'{]|$))", r"(?<=[\w)\]?] )")
words(
    "keyword.other.modifier",
    "auto hidden key owner scratch unique",
    rf"(?={GAP}(?:{MODIFIERS}{GAP})*(?:{NAME}:|derive{GAP}{NAME}))",
)
words("keyword.other.part", "has", rf"(?={GAP}{NAME}:)")
words("keyword.other.part", "derive", rf"(?={GAP}(?!{INFIX}){NAME})")
words("keyword.other.part", "as from", TEXT)
words("keyword.other.setting", "clock", rf"(?={GAP}[0-9]|[ \t]*\{{)")
words("keyword.other.setting", "seed", rf"(?={GAP}[0-9])")
words("keyword.other.setting", "policy", TEXT)
words("keyword.other.section", "actor answer", VALUE)
words("keyword.other.section", "instruction", TEXT)
words("keyword.other.section", "user", rf"(?={GAP}[\"'{{]|{GAP}ends\b|[ \t]*$)", r"(?<!order by )")
words("keyword.other.section", "given solution goal", r"(?=[ \t]*\{)")
words("keyword.other.section", "may", rf"(?={GAP}change{GAP}[A-Z])")
words("keyword.other.section", "change", rf"(?={GAP}[A-Z])", r"(?<=\bmay )")
words("keyword.other.section", "calls", VALUE, r"(?<=\blimit )")
words("keyword.control", "require set delete while advance fail reject ensure", VALUE)
words("keyword.control", "return", rf"(?:{VALUE}|(?=[ \t]*(?:\}}|#|$)))")
words("keyword.control", "let", rf"(?={GAP}{NAME}(?::|[ \t]*=(?!=)))")
words("keyword.control", "call", rf"(?={GAP}{NAME}\(|[ \t]*\{{)")
words("keyword.control", "create", rf"(?={GAP}[A-Z])")
words("keyword.control.clause", "order", rf"(?={GAP}by\b)")
words("keyword.control.clause", "by limit offset", VALUE)
words(
    "keyword.control.clause",
    "desc asc",
    r"(?=[ \t]*(?:[,)\]{#]|$|limit\b|offset\b))",
    r"(?<=[\w)\]?] )",
)

LEADING = "and or not in if then elif else match for while limit offset by set delete return require ensure let advance actor answer"
"""The words that an operand follows."""


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
    listed = ", ".join(sorted(set(table().words) ^ set(WORDS)))
    if listed:
        raise ValueError(f"words without a rule, or rules without a word: {listed}")
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
