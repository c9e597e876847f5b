"""A process that runs functions, one after the other, within limits.

In: a function of a module and arguments, all of which can be pickled. Out: what it gives or raises, `TooSlow`, or `Died`. Guaranteed: the process and all that
it started are gone when it is ended, and when this process is gone, however it went; an interrupt is this process's to handle.

It is made afresh ("spawn"), since forking a process that runs threads is not safe.
"""

from __future__ import annotations

import asyncio
import math
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from time import monotonic, process_time
from typing import Any, TypeVar

T = TypeVar("T")

_START = 120.0
"""Seconds that a process may take to import what it runs."""
HAS_LIMITS = find_spec("resource") is not None
"""Whether the system counts memory and the processor's time."""


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
    if not HAS_LIMITS:
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
