"""Whether a text asks to be told something.

In: the words of an instruction. Out: whether a question or a request to tell is in it. Guaranteed: `asks` is generous, `questions` strict.
"""

from __future__ import annotations

import re

from awmc.lint.subject import Subject

_ASKING = re.compile(
    r"\?|\b(tell|say|report|let (me|us|him|her|them) know|answer|reply|give (me|us)|list|name|names|show|send me|"
    r"what|which|whose|who|whom|when|where|why|how|whether|if (it|that|this|there)|"
    r"need to know|want to know|like to know|would know|wonder|remind (me|us)|explain|state|quote|"
    r"count|sum|work out|find out|check|look up|compare|calculate|compute|add up|estimate|"
    r"i need (a|the|my|all)|read (me|out)|confirm|mention|write (me|down)|call (it|out))\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\b(what|which|whose|who|when|where|why|how (much|many|long|far|often|old|big|high))\b[^.!?]*\?|"
    r"\b(tell me (what|which|who|when|where|why|how)|let me know (what|which|who|when|where|why|how))\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b(always|and|then|must)\b[^.]*\b(tell|say|report|state|name)s?\b", re.IGNORECASE
)


def asks(text: str) -> bool:
    """Whether there is a question, or anything that may be a request to be told something."""
    return _ASKING.search(text) is not None


def questions(text: str) -> bool:
    """Whether there is a question that only words can answer: what, who, how much."""
    return _QUESTION.search(text) is not None


def tells_in_policy(subject: Subject) -> bool:
    """Whether the policy has agents tell something unasked."""
    return _TELLING.search(subject.env.policy or "") is not None
