"""Functions in a process of their own, with limits of time and memory; and examinations so, several at once.

In: a function of a module and arguments, all of which can be pickled. Out: what it gives or raises, `TooSlow`, or `Died`. Guaranteed: the process and all that
it started are gone when a call has ended by a limit, by being cancelled or by an interrupt, and when this process is gone, however it went; an examination always
gives an `Examination`, for no text raises, hangs or takes the run down with it.

A process is made afresh ("spawn"), since forking one that runs threads is not safe. Starting one and importing the compiler takes longer than to check most
texts, so `Examiner` uses its processes again and again, and makes a new one where it had to end one, or after many uses.

Time is counted by the processor where the system can (`RLIMIT_CPU`), so that a busy machine does not change what is found: after a run was killed, the same
texts have the same problems, and no question is asked anew. The clock on the wall is only the last resort.
"""

from __future__ import annotations

import asyncio
import math
import os
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic, process_time
from types import TracebackType
from typing import Any, TypeVar

from awmc.synth.examine import DEFAULT, Options, broken, examine
from awmc.synth.problems import Examination, Wanted

T = TypeVar("T")

SECONDS = 300.0
"""Seconds of processor time that an examination may take."""
PATIENCE = 6
"""So many times as long it may take by the clock, for others may be at work."""
MEMORY = 2_000_000_000
"""Bytes of address space that an examination may take."""
_START = 120.0
"""Seconds that a process may take to import what it runs."""
_USES = 200
"""Examinations of one process, after which it makes room for a new one."""
_KNOWN = 256
"""Examinations that are kept."""
_HAS_LIMITS = find_spec("resource") is not None


class TooSlow(Exception):
    """The function took longer than it may. `said` is what it said last."""

    def __init__(self, message: str, said: Any = None) -> None:
        super().__init__(message)
        self.said = said


class Died(Exception):
    """The process ended while it ran the function, with an exit `code`, a negative one for a signal. `said` is what it said last."""

    def __init__(self, message: str, said: Any = None, code: int | None = None) -> None:
        super().__init__(message)
        self.said = said
        self.code = code


@dataclass(frozen=True)
class Limits:
    """`seconds` by the clock, `processor` seconds, `memory` bytes; None is without limit."""

    seconds: float | None = None
    processor: float | None = None
    memory: int | None = None


async def apart(
    function: Callable[..., T],
    *args: Any,
    seconds: float | None = None,
    memory: int | None = None,
) -> T:
    """What a function gives, from a process of its own. Raises TooSlow, Died, and what the function raises."""
    worker = Worker()
    try:
        return await worker.run(function, *args, limits=Limits(seconds, memory=memory))
    finally:
        worker.end()


class Worker:
    """A process that runs one function after the other. It starts with the first; after TooSlow, Died or a cancelled call it is of no use."""

    def __init__(self) -> None:
        self.uses = 0
        self._thread = ThreadPoolExecutor(1, "awmc-apart")
        self._lock = threading.Lock()
        self._ended = False
        self._process: Any = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        """The process, once it has started."""
        return None if self._process is None else int(self._process.pid)

    async def run(self, function: Callable[..., T], *args: Any, limits: Limits) -> T:
        """What the function gives. Raises TooSlow, Died, and what the function raises."""
        self.uses += 1
        loop = asyncio.get_running_loop()
        call = (function, args, limits)
        given: T = await loop.run_in_executor(self._thread, self._ask, call, limits.seconds)
        return given

    def end(self) -> None:
        """End the process and whatever it started."""
        with self._lock:  # not while it starts
            self._ended = True
        if self._process is not None:
            _kill(self._process.pid)
            self._process.kill()
            self._process.join()
        self._thread.shutdown(wait=False)

    # In the thread that waits

    def _ask(self, call: tuple[Any, ...], seconds: float | None) -> Any:
        pipe = self._started()
        said: Any = None
        try:
            pipe.send(call)
            until = monotonic() + _START
            while True:
                if not pipe.poll(None if math.isinf(until) else max(0.0, until - monotonic())):
                    raise TooSlow("it takes too long", said)
                kind, what = pipe.recv()
                if kind == "began":
                    until = math.inf if seconds is None else monotonic() + seconds
                elif kind == "said":
                    said = what
                elif kind == "raised":
                    raise what
                else:
                    return what
        except (EOFError, ConnectionError) as error:
            raise self._death(said) from error

    def _started(self) -> Connection:
        with self._lock:
            if self._ended:
                raise Died("it was ended")
            if self._pipe is None:
                context = get_context("spawn")
                self._pipe, there = context.Pipe()
                self._process = context.Process(target=_work, args=(there,), daemon=True)
                with _uninterrupted():
                    self._process.start()
                there.close()
            return self._pipe

    def _death(self, said: Any) -> Exception:
        self._process.join(10)
        code = self._process.exitcode
        if code is not None and code == -getattr(signal, "SIGXCPU", 0):
            return TooSlow("it takes too long", said)
        return Died(f"its process ended with {code}", said, code)


def _kill(pid: int) -> None:
    """End a process's group: those that it started are in it. None is there before it has begun, and on Windows."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What starts here does not hear of an interrupt, which is the parent's to handle; without, it would print a traceback while it imports."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# In the other process

_parent: Connection | None = None


def say(what: Any) -> None:
    """Tell the process that waits for this one how far it is; it knows it from then on, whatever comes."""
    if _parent is not None:
        _parent.send(("said", what))


def _work(pipe: Connection) -> None:
    """Runs what comes, until nothing can."""
    global _parent
    _parent = pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to handle
    if hasattr(os, "setsid"):
        os.setsid()
    threading.Thread(target=_follow, daemon=True).start()
    with suppress(EOFError, ConnectionError):
        while True:
            function, args, limits = pipe.recv()
            _limit(limits)
            pipe.send(("began", None))
            try:
                given = ("gave", function(*args))
            except BaseException as error:
                given = ("raised", error)
            try:
                pipe.send(given)
            except (TypeError, AttributeError, ValueError) as error:
                pipe.send(("raised", TypeError(f"what it gave cannot be sent: {error}")))


def _follow() -> None:
    """Go when the parent is gone, however busy the function is."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        _kill(os.getpid())
        os._exit(1)


def _limit(limits: Limits) -> None:
    if not _HAS_LIMITS:
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.memory is not None:
        _soft(resource.RLIMIT_AS, limits.memory)
    if limits.processor is not None:
        _soft(resource.RLIMIT_CPU, math.ceil(process_time() + limits.processor))


def _soft(kind: int, wanted: int) -> None:
    """Set a limit that the next function may have higher; a system that has not this one is without."""
    import resource

    _, hard = resource.getrlimit(kind)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (wanted, hard))


def examine_and_say(text: str, path: Path, wanted: Wanted, options: Options) -> Examination:
    """`examine`, telling each step."""
    return examine(text, path, wanted, options, lambda so_far, step: say((so_far, step)))


# Examinations


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
        self._limits = Limits(seconds * PATIENCE if _HAS_LIMITS else seconds, seconds, memory)
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
