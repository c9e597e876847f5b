"""Examinations in processes of their own, with limits of time and memory, several at once.

In: a text and what is wanted of it. Out: an `Examination`. Guaranteed: one is always given, for no text raises, hangs or takes the run down; nothing is left
running when a call has ended by a limit, by being cancelled or by an interrupt.

Starting a process and importing the compiler takes longer than to check most texts, so `Examiner` uses its processes again and again, and makes a new one where
it had to end one, or after many uses.

Time is counted by the processor where the system can, so that a busy machine does not change what is found: after a run was killed, the same texts have the
same problems, and no question is asked anew. The clock on the wall is only the last resort.
"""

from __future__ import annotations

import asyncio
import signal
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

from awmc.synth.examine import DEFAULT, Options, broken, examine
from awmc.synth.problems import Examination, Wanted
from awmc.synth.worker import HAS_LIMITS, Died, Limits, TooSlow, Worker, say

SECONDS = 300.0
"""Seconds of processor time that an examination may take."""
PATIENCE = 6
"""So many times as long it may take by the clock, for others may be at work."""
MEMORY = 2_000_000_000
"""Bytes of address space that an examination may take."""
_USES = 200
"""Examinations of one process, after which it makes room for a new one."""
_KNOWN = 256
"""Examinations that are kept."""


def examine_and_say(text: str, path: Path, wanted: Wanted, options: Options) -> Examination:
    """`examine`, telling each step."""
    return examine(text, path, wanted, options, lambda so_far, step: say((so_far, step)))


class Examiner:
    """Examines texts, at most so many at once. Use it in an `async with`.

    The same text, with the same wishes and at the same place, is examined once: a model that goes back to what it wrote before is answered at once. What ended
    at a limit is not kept.
    """

    def __init__(
        self,
        processes: int = 1,
        options: Options = DEFAULT,
        *,
        seconds: float = SECONDS,
        memory: int | None = MEMORY,
    ) -> None:
        """`seconds` of processor time and bytes of `memory` for each."""
        self._options = options
        self._seconds = seconds
        self._limits = Limits(seconds * PATIENCE if HAS_LIMITS else seconds, seconds, memory)
        self._room = asyncio.Semaphore(processes)
        self._idle: list[Worker] = []
        self._known: OrderedDict[tuple[str, Path, Wanted], Examination] = OrderedDict()

    async def __aenter__(self) -> Examiner:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that wait for work."""
        while self._idle:
            self._idle.pop().end()

    async def __call__(self, text: str, path: Path, wanted: Wanted = Wanted()) -> Examination:  # noqa: B008
        """What there is to say of a text. Raises ConfigError, as `examine` does."""
        key = (text, path, wanted)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        async with self._room:
            began = monotonic()
            try:
                found = await self._examine(text, path, wanted)
            except MemoryError:
                told = "takes more memory than there may be"
                return _stopped(text, None, "too-big", told, monotonic() - began)
            except TooSlow as error:
                told = f"takes more than {self._seconds:g} seconds"
                return _stopped(text, error.said, "too-slow", told, monotonic() - began)
            except Died as error:
                code, told = _of_death(error)
                return _stopped(text, error.said, code, told, monotonic() - began)
        self._known[key] = found
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        return found

    async def _examine(self, text: str, path: Path, wanted: Wanted) -> Examination:
        worker = self._idle.pop() if self._idle else Worker()
        kept = False
        try:
            found = await worker.run(
                examine_and_say, text, path, wanted, self._options, limits=self._limits
            )
            kept = worker.uses < _USES and not {"too-big", "crash"} & found.codes().keys()
            return found
        finally:
            if kept:
                self._idle.append(worker)
            else:
                worker.end()


def _of_death(error: Died) -> tuple[str, str]:
    """The code and the words for it. What nobody here ended was ended by the system, which does so for memory."""
    if error.code is not None and error.code == -getattr(signal, "SIGKILL", 0):
        return "too-big", "was ended by the system, most likely for want of memory"
    return "crash", f"did not end well: {error}"


def _stopped(text: str, said: Any, code: str, told: str, seconds: float) -> Examination:
    """What there is to say where the walk was stopped from outside, at the step that it told last."""
    so_far, step = said if said is not None else (Examination(text, "syntax"), "reading the text")
    subject = step.removeprefix("awmc test of ") if step.startswith("awmc test of task ") else ""
    found = broken(so_far.stage, code, f"{step} {told}", subject)
    return replace(so_far, problems=(*so_far.problems, found), seconds=seconds)
