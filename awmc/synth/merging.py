"""The answer of a model put into a spec.

In: the text of a spec, which may be broken, and an answer that holds some of its declarations. Out: the spec with the answer in it. Guaranteed: what the answer
does not name stays as it is, byte for byte; merging an answer that parses a second time changes nothing; nothing raises, whatever the texts are.

Types share their names, as do definitions: so `enum X` takes the place of `record X`. All data blocks of an entity are one declaration: who gives one of them
gives them all. A comment `# remove: task renew` takes a declaration out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from awmc.diagnostics.words import counted
from awmc.synth.parts import KINDS, Part, key_of, slot_of, split

_REMOVE = re.compile(
    r"^[ \t]*(?:#|//)[ \t]*remove[ \t]*:(?P<what>.*)\n?", re.MULTILINE | re.IGNORECASE
)
_BARE_ENVIRONMENT = re.compile(r'environment\s+\w+\s*(?:"[^"]*")?\s*(?:\{\s*\})?\s*')


@dataclass(frozen=True)
class Merged:
    """A spec with an answer in it. `changed` are keys whose text is another now, `added` new ones, `removed` those that are gone."""

    text: str
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Given:
    """What an answer holds: its declarations by slot, and the keys that it takes out."""

    parts: dict[str, list[Part]] = field(default_factory=dict)
    removals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def merge(spec: str, answer: str) -> Merged:
    """The spec with the declarations of an answer in the place of its own of the same key. New ones go after the last of their kind, and `# remove: task renew`
    takes one out."""
    given, parts = _given(answer), list(split(spec))
    places: dict[str, list[int]] = {}
    for number, part in enumerate(parts):
        if part.key:
            places.setdefault(part.slot, []).append(number)
    _misnamed(parts, places, given)
    result = _Result(parts, dict.fromkeys(range(len(parts))))
    for slot, new in given.parts.items():
        result.put(places.get(slot, []), new, given.notes)
    for key in given.removals:
        slot = slot_of(key)
        if slot in given.parts:
            continue
        if slot not in places:
            given.notes.append(f"there was no {key} to remove")
        result.take_out(places.get(slot, []))
    return result.merged(tuple(given.notes))


def _given(answer: str) -> _Given:
    given = _Given(removals=list(removals(answer)))
    for part in split(answer):
        if not part.key:
            continue
        comments = _REMOVE.sub("", part.comments)
        core = part.core if part.sound else _REMOVE.sub("", part.core + "\n").strip()
        new = Part(part.key, comments + core, len(comments), part.sound)
        several = given.parts.setdefault(new.slot, [])
        if several and new.kind not in ("data", "on"):
            given.notes.append(f"{new.key} was given twice: the later one was taken")
            several.clear()
        several.append(new)
    return given


def removals(answer: str) -> Iterator[str]:
    """The keys that comments such as `# remove: task renew, tool borrow` take out."""
    for match in _REMOVE.finditer(answer):
        kind = ""
        for piece in match["what"].split(","):
            words = piece.replace("`", " ").strip(" .;\t").split()
            if len(words) > 1:
                kind = words[-2]
            key = key_of(f"{kind} {words[-1]}") if words and len(words) <= 3 else ""
            if key and key != "environment":
                yield key


def _misnamed(parts: list[Part], places: dict[str, list[int]], given: _Given) -> None:
    """Let a declaration that is sound take the place of a broken one whose name differs by its spelling: `entity Loan` that of `entity loan`."""
    broken = {_folded(part.slot): part.slot for part in parts if part.key and not part.sound}
    for slot in given.parts:
        other = broken.get(_folded(slot))
        if slot not in places and other is not None and other in places:
            places[slot] = places.pop(other)


def _folded(slot: str) -> str:
    return slot.replace("_", "").lower()


@dataclass
class _Result:
    """A spec in the making: what became of each part (None: as it was, "": gone), and what comes after it."""

    parts: list[Part]
    became: dict[int, str | None]
    after: dict[int, list[Part]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def put(self, places: list[int], new: list[Part], notes: list[str]) -> None:
        """Put declarations of one key in the places of the old ones."""
        if not places:
            self.added.append(new[0].key)
            self.after.setdefault(self._anchor(new[0].kind), []).extend(new)
            return
        old = [self.parts[place] for place in places]
        if new[0].key == "environment" and _BARE_ENVIRONMENT.fullmatch(new[0].core):
            if not _BARE_ENVIRONMENT.fullmatch(old[0].core):
                notes.append(
                    "an environment without settings was not taken in the place of its own"
                )
            return
        differs = len(old) != len(new)
        for place, part in zip(places, new, strict=False):
            text = self._in_place(place, part)
            differs |= text is not None
            self.became[place] = text
        self.after.setdefault(places[-1], []).extend(new[len(places) :])
        for place in places[len(new) :]:
            self._drop(place)
        if len(old) > len(new):
            notes.append(f"{counted(len(old), 'block')} of {old[0].key} became {len(new)}")
        if differs:
            self.changed.append(new[0].key)

    def take_out(self, places: list[int]) -> None:
        """Remove declarations of one key."""
        for place in places:
            self._drop(place)
        if places:
            self.removed.append(self.parts[places[0]].key)

    def merged(self, notes: tuple[str, ...]) -> Merged:
        """The spec as it is now."""
        texts = [_joined("", self.after.get(-1, ()))]
        for number, part in enumerate(self.parts):
            became = self.became[number]
            texts.append(part.text if became is None else became)
            if number in self.after:
                end = next((text[-1] for text in reversed(texts) if text), "")
                texts.append(_joined(end, self.after[number]))
        text = "".join(texts)
        lists = (tuple(self.changed), tuple(self.added), tuple(self.removed))
        return Merged(text, *lists, notes)

    def _anchor(self, kind: str) -> int:
        """The part after which declarations of a kind are added: the last of it, or of a kind before it; -1 is the start."""
        ranks = [KINDS.index(part.kind) if part.key else -1 for part in self.parts]
        wanted = KINDS.index(kind)
        before = max((rank for rank in ranks if 0 <= rank <= wanted), default=None)
        if before is None:
            return -1
        return max(number for number, rank in enumerate(ranks) if rank == before)

    def _in_place(self, place: int, new: Part) -> str | None:
        """The text of a part with another declaration in it; None where it is the same."""
        old = self.parts[place]
        comments = new.comments if new.lead else old.comments
        if new.core == old.core and comments.strip() == old.comments.strip():
            return None
        tail = old.text[len(old.text.rstrip()) :]
        if "\n" not in tail and place + 1 < len(self.parts):
            tail = "\n"
        return comments + new.core + tail

    def _drop(self, place: int) -> None:
        """Take a part out, and the blank lines after it where there are some before it."""
        self.became[place] = ""
        if place + 1 < len(self.parts) and self.parts[place + 1].text.isspace():
            self.became[place + 1] = "" if place == 0 or self._is_blank(place - 1) else None

    def _is_blank(self, place: int) -> bool:
        became = self.became[place]
        return not (self.parts[place].text if became is None else became).strip()


def _joined(before: str, new: list[Part] | tuple[()]) -> str:
    """New declarations, each after a blank line, in the order of their kinds."""
    if not new:
        return ""
    start = "" if not before else "\n" if before == "\n" else "\n\n"
    ordered = sorted(new, key=lambda part: KINDS.index(part.kind))
    return start + "\n\n".join(part.text for part in ordered) + "\n"
