"""The words of awm for an editor's colours: of which kind each is, and what must stand on both its sides.

In: the compiler's tables. Out: `WORDS`, and the regular expressions, Oniguruma's, that rules share.
"""

from __future__ import annotations

from collections.abc import Iterable

from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.semantics.reference import SPECIAL
from awmc.semantics.type_exprs import SIMPLE
from awmc.syntax.keywords import RESERVED


def one_of(words: str | Iterable[str]) -> str:
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
