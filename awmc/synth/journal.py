"""The answers that were paid for, kept in the output folder: `answers.jsonl`, one a line.

In: answers, each by the digest of its question. Out: the same, in this run and in later ones. Guaranteed: what `keep` has returned from is on the disk; a line that
a kill cut short spoils no other and is not taken for an answer; where the disk is full, the answer is kept elsewhere, the error says where, and the next run on
the folder finds it there. Keys to endpoints are not among what is kept.

Answers stay on the disk: in memory there is only where each of them is.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeGuard

from awmc.endpoint.completions import Usage, field_of, tokens_of
from awmc.synth.budget import Spent
from awmc.synth.spare import lines_of, put_aside, set_aside

ROOM = 16 * 2**20
"""Bytes that must be free on the disk before anything is paid for: answers under way, and what is made of them, need some."""

_AGAIN = "free some space, and run the same command again"


class NoRoom(OSError):
    """An answer cannot be kept in the output folder; the message says what to do, and where the answer is."""


@dataclass(frozen=True)
class Kept:
    """An answer. `about` is what it was for, for whoever reads the file; `vector` is that of an embedding."""

    digest: str
    about: str
    text: str
    finish: str
    spent: Spent
    vector: tuple[float, ...] = ()

    def line(self) -> str:
        """As a line of the journal."""
        value: dict[str, Any] = {"digest": self.digest, "about": self.about, "finish": self.finish}
        value |= {"usage": self.spent.usage.as_json(), "seconds": round(self.spent.seconds, 3)}
        if self.spent.dollars is not None:
            value["dollars"] = self.spent.dollars
        value |= {"vector": self.vector} if self.vector else {"text": self.text}
        return json.dumps(value, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, line: bytes) -> Kept:
        """The answer of a line. Raises ValueError, KeyError or TypeError for what is none."""
        value = json.loads(line)
        vector = tuple(value.get("vector", ()))
        text = "" if vector else value["text"]
        texts = isinstance(value["digest"], str) and isinstance(text, str)
        if not texts or not all(map(_is_number, vector)):
            raise TypeError(value)
        about, finish = field_of(value, "about", str), field_of(value, "finish", str)
        return cls(value["digest"], about, text, finish, _spent(value), vector)


def _spent(value: Mapping[str, Any]) -> Spent:
    """What a line says of the cost; nothing where a hand has changed it into what is no number, for the answer is good all the same."""
    usage = {one.name: tokens_of(value.get("usage"), one.name) for one in fields(Usage)}
    dollars, seconds = value.get("dollars"), value.get("seconds")
    return Spent(
        Usage(**usage),
        dollars if _is_number(dollars) and dollars >= 0 else None,
        seconds if _is_number(seconds) and seconds >= 0 else 0.0,
    )


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e30


def digest_of(value: Mapping[str, Any]) -> str:
    """A digest of a JSON value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:32]


class Journal:
    """The answers of an output folder. One at a time may be open on it: see `folder.py`. Close it at the end."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where the file cannot be opened, NoRoom where it cannot be written."""
        self.path = path
        self.spent = Spent()
        """What all the answers cost."""
        self.spoiled = 0
        """Lines that are no answers."""
        self._failed = ""
        """Why an answer could not be kept here."""
        self._end = 0
        self._places: dict[str, tuple[int, int]] = {}
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            self._read()
            self._take_back()
        except BaseException:
            os.close(self._file)
            raise

    def __contains__(self, digest: str) -> bool:
        return digest in self._places

    def get(self, digest: str) -> Kept | None:
        """The answer of a digest."""
        place = self._places.get(digest)
        if place is None:
            return None
        os.lseek(self._file, place[0], os.SEEK_SET)
        kept = _read(os.read(self._file, place[1]))
        if kept is None or kept.digest != digest:
            raise NoRoom(self._changed())
        return kept

    def check_room(self) -> None:
        """Raises NoRoom where the disk is nearly full, or was: to be asked before anything is paid for."""
        if self._failed:
            raise NoRoom(self._failed)
        if self._is_changed():
            raise NoRoom(f"{self._changed()}; nothing was lost")
        free = shutil.disk_usage(self.path.parent).free
        if free < ROOM:
            raise NoRoom(
                f"{self.path.parent} has {free / 2**20:.1f} MB of free disk left: {_AGAIN}; nothing was lost"
            )

    def keep(self, answers: Sequence[Kept]) -> None:
        """Put answers on the disk, together. Raises NoRoom where they cannot be kept here."""
        lines = [answer.line().encode() for answer in answers]
        try:
            if self._is_changed():
                raise OSError(errno.ESTALE, "it was changed by another program meanwhile")
            self._append(b"".join(lines))
        except OSError as error:
            self._failed = self._saved(b"".join(lines), error)
            raise NoRoom(self._failed) from error
        for answer, line in zip(answers, lines, strict=True):
            self._note(answer, len(line))

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _read(self) -> None:
        """Note every answer, and end the last line."""
        whole = True
        with self.path.open("rb") as file:
            for line in file:
                whole = line.endswith(b"\n")
                kept = _read(line)
                if kept is None:
                    self.spoiled += 1
                    self._end += len(line)
                else:
                    self._note(kept, len(line))
        if not whole:
            self._append_early(b"\n", "")
            self._end += 1

    def _note(self, kept: Kept, length: int) -> None:
        """Note an answer that stands at `_end`; an earlier one of the same question counts as what it cost."""
        self._places[kept.digest] = (self._end, length)
        self._end += length
        self.spent = self.spent + kept.spent

    def _append(self, data: bytes) -> None:
        """All of it or nothing, on the disk."""
        written = 0
        try:
            while written < len(data):
                os.lseek(self._file, self._end + written, os.SEEK_SET)
                written += os.write(self._file, data[written:])
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._end)
            raise

    def _append_early(self, data: bytes, more: str) -> None:
        try:
            self._append(data)
        except OSError as error:
            raise NoRoom(f"{self._cannot(error)}: {_AGAIN}{more}") from error

    def _cannot(self, error: OSError) -> str:
        return f"{self.path} cannot be written ({error.strerror or error})"

    def _is_changed(self) -> bool:
        """Whether another program has written to the file or put another in its place: what awmc has open is then no more what the next run reads."""
        try:
            there = os.stat(self.path)
        except OSError:
            return True
        return there.st_size != self._end or not os.path.samestat(there, os.fstat(self._file))

    def _changed(self) -> str:
        return f"{self.path} was changed by another program while awmc was at work: run the same command again"

    def _saved(self, data: bytes, error: OSError) -> str:
        """Keep what the folder has no room for; what to say of it."""
        told = self._cannot(error)
        place = put_aside(self.path, data)
        if place is None:
            return (
                f"{told}, and nor can a temporary folder, so that the last answer is lost: {_AGAIN}"
            )
        again = "run the same command again" if error.errno == errno.ESTALE else _AGAIN
        return f"{told}; the answer is kept in {place}: {again}, which finds it there"

    def _take_back(self) -> None:
        """Bring home what an earlier run had to keep elsewhere."""
        for place in set_aside(self.path):
            found = [_read(line) for line in lines_of(place)]
            answers = [kept for kept in found if kept and kept.digest not in self._places]
            data = [answer.line().encode() for answer in answers]
            self._append_early(b"".join(data), f"; earlier answers wait in {place}")
            for answer, line in zip(answers, data, strict=True):
                self._note(answer, len(line))
            place.unlink()


def _read(line: bytes) -> Kept | None:
    """The answer of a line, or None where it is none: cut short, or changed by hand."""
    try:
        return Kept.read(line)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
