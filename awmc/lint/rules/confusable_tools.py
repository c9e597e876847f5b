"""Two tools whose names an agent will confuse.

`update_order` beside `edit_order`, `cancel_booking` beside `booking_cancel`, or names that differ in one letter: an agent that takes the
wrong one has not misread the task. `get_order` beside `get_orders` is a custom that agents know, one row and many, and is left alone.
Where both must stay, let each name say what the other does not do.

## Wrong

```awm
entity Order { key id: int  note: text = ""  gift: bool = false }
tool update_order(order: Order, note: text "The note") "Change the note of an order" { set order.note = note }
tool edit_order(order: Order, gift: bool "Whether it is one") "Say whether an order is a gift" { set order.gift = gift }
```

## Right

```awm
entity Order { key id: int  note: text = ""  gift: bool = false }
tool annotate_order(order: Order, note: text "The note") "Change the note of an order" { set order.note = note }
tool mark_as_gift(order: Order, gift: bool "Whether it is one") "Say whether an order is a gift" { set order.gift = gift }
```
"""

from __future__ import annotations

from heapq import merge

from awmc.lint.facts.wording import letter_slipped, name_words, singular
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM763",
    "confusable-tools",
    Family.tools,
    "`{name}` is easily confused with `{other}`: {reason}",
    "rename one so that its name says what the other does not do, or make one tool of both",
)
_SYNONYMS = (
    "update edit change modify alter set",
    "delete remove erase",
    "create add new make",
    "get show view read fetch retrieve",
    "find search query",
    "cancel annul revoke",
    "begin start",
    "finish complete end",
    "send submit",
    "book reserve",
)
_MEANING = {verb: verbs.split()[0] for verbs in _SYNONYMS for verb in verbs.split()}
_SHORT = 5
"""Names of fewer letters differ by one letter too easily to tell anything: `pay` and `say`."""


def check(subject: Subject, report: Report) -> None:
    """Report each tool of the agent whose name is too much like that of an earlier one, with the first such."""
    tools = [(tool.name, name_words(tool.name)) for tool in subject.agent_tools]
    seen: dict[object, list[int]] = {}
    for place, (name, words) in enumerate(tools):
        keys = _keys(words)
        for earlier in merge(*(seen.get(key, ()) for key in keys)):
            other, other_words = tools[earlier]
            reason = _reason(other_words, words)
            if reason is not None:
                labels = [(subject.tool_decls[other].name.span, "the earlier one")]
                span = subject.tool_decls[name].name.span
                report(span, labels=labels, name=name, other=other, reason=reason)
                break
        for key in keys:
            seen.setdefault(key, []).append(place)


def _keys(words: tuple[str, ...]) -> set[object]:
    """Names that are alike share one of these, so that not every two need be compared.

    Of two names that differ by a letter the first half is the same or the second.
    """
    keys: set[object] = {("words", *sorted(words)), ("plain", *_plain(words))}
    if len(words) >= 2:
        keys.add(("verb", _MEANING.get(words[0], words[0]), *words[1:]))
    text = "_".join(words)
    for length in (len(text), len(text) - 1):
        half = length // 2
        keys |= {("head", length, text[:half]), ("tail", length, text[len(text) - length + half :])}
    return keys


def _reason(first: tuple[str, ...], second: tuple[str, ...]) -> str | None:
    if sorted(first) == sorted(second):
        return "they have the same words"
    if len(first) == len(second) >= 2 and first[1:] == second[1:]:
        verbs = {_MEANING.get(words[0], words[0]) for words in (first, second)}
        if len(verbs) == 1:
            return f"`{first[0]}` and `{second[0]}` mean the same"
    if _numbered(first, second):
        return "they differ in a number only"
    a, b = "_".join(first), "_".join(second)
    if len(a) > _SHORT and letter_slipped(a, b) and not _one_and_many(first, second):
        return "they differ by one slip of the pen"
    return None


def _one_and_many(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    return [singular(word) for word in first] == [singular(word) for word in second]


def _numbered(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    return first != second and _plain(first) == _plain(second)


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if not word.isdigit())
