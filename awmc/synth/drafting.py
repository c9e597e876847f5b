"""The first text of a spec: a draft, and the rest of it where the answer was cut off.

In: the rounds of a spec. Out: its text, which may have any mistake. Guaranteed: of an answer that was cut off, what is whole is kept, and the rest is asked
for; a bounded number of answers that bring nothing ends it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from awmc.diagnostics.words import counted
from awmc.synth.answers import spec_in
from awmc.synth.merging import merge
from awmc.synth.parts import named, split
from awmc.synth.rounds import Answer, Rounds
from awmc.synth.showing import shown

MOST_DRAFTS = 3
"""So many answers without a spec are taken before it is given up."""
MOST_RESTS = 12
"""So often the rest of a draft is asked for."""
_MOST_EMPTY = 2
"""So many answers in a row that bring nothing end it."""


CUT = "The answer was cut off before there was a whole declaration. Begin with the declarations at once, and write no long ones."


@dataclass
class Draft:
    """A draft in the making: its text so far, and the last answer, which has not been judged."""

    text: str = ""
    answer: Answer = field(default_factory=lambda: Answer("draft"))


async def draft(rounds: Rounds, room: int, into: Draft) -> None:
    """Ask for a spec, and fill `into` while it comes, so that what came is there whatever happens. Its text stays "" where no answer holds a spec."""
    fault = ""
    for _ in range(MOST_DRAFTS):
        reply = await rounds.ask("draft", fault=fault)
        found = spec_in(reply.text)
        text, notes = named(found.text, rounds.name)
        if reply.cut:
            text, lost = whole_of(text)
        answer = Answer("draft", keys_of(text), (), (*found.notes, *notes), reply.spent)
        if text:
            into.text, into.answer = text, answer
            if reply.cut:
                await _rest(rounds, room, into, lost)
            return
        fault = CUT if reply.cut else found.fault
        rounds.judged(replace(answer, notes=(fault,)), None, kept=False)


async def _rest(rounds: Rounds, room: int, into: Draft, lost: str) -> None:
    """Ask for what is missing of a draft that was cut off."""
    empty = 0
    for _ in range(MOST_RESTS):
        note = f"cut off after {counted(len(keys_of(into.text)), 'declaration')}"
        rounds.judged(replace(into.answer, notes=(*into.answer.notes, note)), None, kept=True)
        arrived = keys_of(into.text)
        spec = shown(into.text, room)
        reply = await rounds.ask("rest", spec=spec, arrived=arrived, lost=lost)
        found = spec_in(reply.text)
        text, lost = whole_of(found.text) if reply.cut else (found.text, "")
        merged = merge(into.text, text)
        into.text, notes = named(merged.text, rounds.name)
        given = (*merged.added, *merged.changed)
        notes = (*found.notes, *merged.notes, *notes, *([found.fault] if found.fault else []))
        into.answer = Answer("rest of draft", given, merged.removed, notes, reply.spent)
        empty = 0 if given else empty + 1
        if not reply.cut and not found.fault:
            return
        if empty == _MOST_EMPTY:
            return


def whole_of(text: str) -> tuple[str, str]:
    """What is whole of a text that was cut off, and the key of what is not. The last declaration counts as cut unless it is sound and ends in its brace."""
    parts = list(split(text))
    while parts and not parts[-1].key:
        parts.pop()
    end = '"' if parts and parts[-1].kind in ("error", "use") else "}"
    if not parts or (parts[-1].sound and parts[-1].core.endswith(end)):
        return "".join(part.text for part in parts), ""
    lost = parts.pop()
    return "".join(part.text for part in parts if part.key or part.sound), lost.key


def keys_of(text: str) -> tuple[str, ...]:
    """The declarations of a text, each once."""
    return tuple(dict.fromkeys(part.key for part in split(text) if part.key))
