"""Which names a generated text reads, found by its words: parsing every function to know it would cost more than writing them.

In: source that the emitters made, one or more statements. Out: every name that it loads; keywords of Python may be among them. Guaranteed
for such text, whatever stands in its literals and comments: what `ast` calls a `Name` that is loaded is found, and what is only bound, an attribute or a
keyword is not.
"""

from __future__ import annotations

import re

_WORDS = re.compile(
    r'''"""(?:[^"\\]++|\\.|"(?!""))*"""'''
    r"""|"(?:[^"\\\n]++|\\.)*"|'(?:[^'\\\n]++|\\.)*'|\#[^\n]*"""  # texts and comments
    r"""|(?<![\w.])\d[\w.]*|\.[^\W\d]\w*"""  # numbers, attributes
    r"""|^[ ]*(?:def|class)[ ]\w+|^[ ]*from[ ][^\n]*|^[ ]*\w+(?=:[ ]|[ ]=[ ])"""  # what a line binds
    r"""|\bfor[ ].*?[ ]in\b|\blambda\b[ \w]*:|\w+=(?!=)"""  # loops, functions, keywords
    r"""|\b(?P<name>[^\W\d]\w*)""",
    re.DOTALL | re.MULTILINE,
)
_SIGNATURE = re.compile(r"^ *def .*", re.MULTILINE)
_PARAMETER = re.compile(r"\b\w+: ")


def loads(text: str) -> set[str]:
    """The names."""
    plain = _SIGNATURE.sub(lambda line: _PARAMETER.sub("", line[0]), text)
    return set(_WORDS.findall(plain)) - {""}
