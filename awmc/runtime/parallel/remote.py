"""This process's end of a worker.

In: requests. Out: their replies. Guaranteed: a worker that dies takes its episodes with it and nothing else: each of them is told to be lost,
by every reply until it begins anew, and a new worker takes the place. A forked copy of this process cannot use it.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from awmc.runtime.arguments import given
from awmc.runtime.parallel.shards import (
    Begin,
    Call,
    End,
    EpisodesLost,
    Reply,
    Request,
    Verify,
)
from awmc.runtime.parallel.worker import Setup, read, start, write
from awmc.runtime.trajectory import answer_text

_PATIENCE = 5.0
"""Seconds that a worker has to end by itself."""
_INTERRUPTED = "the worker process was interrupted in the middle of a batch"


class Remote:
    """A shard in another process."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._owner = os.getpid()
        self._live: set[int] = set()
        self._lost: dict[int, str] = {}
        """Why, by episode."""
        self._reason = "the pool is closed"
        """Why the last worker is no more."""
        self._sent: list[tuple[Request, bool]] = []
        """What was sent last, and whether the worker was asked."""
        self._waiting = False
        """Whether replies are still to be received."""
        self._worker: subprocess.Popen[bytes] | None = start()
        self._has_setup = self._has_loaded = False

    @property
    def pid(self) -> int | None:
        """The id of the worker's process, if there is one."""
        return None if self._worker is None else self._worker.pid

    # Asking

    def send(self, requests: Sequence[Request]) -> None:
        """Hands over requests. Raises RuntimeError in a forked copy of the process that made it."""
        if os.getpid() != self._owner:
            raise RuntimeError("this pool belongs to the process that was forked: make one here")
        try:
            self._send(requests)
        except BaseException:
            self._lose(_INTERRUPTED)
            raise

    def _send(self, requests: Sequence[Request]) -> None:
        if self._waiting:
            self._lose(_INTERRUPTED)  # whoever sent the last batch never came back for its replies
        elif self._worker is not None and self._worker.poll() is not None:
            self._lose()
        self._waiting = True
        self._sent = [(request, self._takes(request)) for request in requests]
        wanted = [request for request, asked in self._sent if asked]
        if wanted and self._alive():
            if not self._has_setup:  # now, not at its start: a worker reads it late
                self._hand_over(pickle.dumps(self._setup))
                self._has_setup = True
            self._hand_over(_dumps(wanted))

    def _takes(self, request: Request) -> bool:
        """Whether the worker is asked: nothing is asked of an episode that is lost."""
        if isinstance(request, Begin):
            self._lost.pop(request.number, None)
            self._live.add(request.number)
        return request.number not in self._lost

    def _alive(self) -> bool:
        """Whether there is a worker; a new one is started where there is none."""
        if self._worker is not None:
            return True
        try:
            self._worker = start()
        except OSError as error:
            self._lose(f"no worker process can be started: {error}")
            return False
        self._has_setup = self._has_loaded = False
        return True

    def _hand_over(self, text: bytes) -> None:
        assert self._worker is not None
        with suppress(OSError):  # it has died: reading tells
            write(self._worker.stdin, text)

    def receive(self) -> list[Reply]:
        """Waits for the replies to what was sent."""
        self._waiting = False
        try:
            found = self._read() if any(asked for _, asked in self._sent) else iter(())
        except BaseException:
            self._lose(_INTERRUPTED)
            raise
        if found is None:
            return [self._told(request) for request, _ in self._sent]
        return [next(found) if asked else self._told(request) for request, asked in self._sent]

    def _read(self) -> Iterator[Reply] | None:
        """The replies of the worker; None if it has died."""
        if self._worker is None:
            return None
        try:
            if not self._has_loaded:
                wrong = pickle.loads(read(self._worker.stdout))
                if wrong is not None:
                    self._lose(f"a worker process cannot load the environment: {wrong}")
                    return None
                self._has_loaded = True
            replies: list[Reply] | None = pickle.loads(read(self._worker.stdout))
            if replies is None:
                plain = [_plain(request) for request, asked in self._sent if asked]
                self._hand_over(pickle.dumps(plain))
                replies = pickle.loads(read(self._worker.stdout))
            assert replies is not None
        except (EOFError, OSError):
            self._lose()
            return None
        return iter(replies)

    def _told(self, request: Request) -> Reply:
        if isinstance(request, End):
            self._lost.pop(request.number, None)
            return None
        return EpisodesLost(self._lost.get(request.number, self._reason), (request.number,))

    # The end

    def _lose(self, reason: str | None = None) -> None:
        """The worker is no more, and its episodes with it."""
        worker, self._worker = self._worker, None
        if worker is not None:
            code = _end(worker, patience=0.0 if reason else _PATIENCE)
            reason = reason or _how(worker.pid, code)
        self._reason = reason or self._reason
        self._lost.update(dict.fromkeys(self._live, self._reason))
        self._live.clear()

    def close(self) -> None:
        """Ends the worker; in a forked copy of the process it leaves it alone."""
        worker, self._worker = self._worker, None
        if worker is not None and os.getpid() == self._owner:
            _end(worker, patience=_PATIENCE)


def _end(worker: subprocess.Popen[bytes], *, patience: float) -> int:
    """Ends a process, by force after `patience` seconds; its exit code, negative if a signal killed it."""
    assert worker.stdin is not None and worker.stdout is not None
    with suppress(OSError):  # what is not yet written goes with it
        worker.stdin.close()
    if not patience:
        worker.kill()
    try:
        return worker.wait(patience or None)
    except subprocess.TimeoutExpired:
        worker.kill()
        return worker.wait()
    finally:
        worker.stdout.close()


def _how(pid: int, code: int) -> str:
    if code >= 0:
        return f"the worker process {pid} ended with exit code {code}"
    try:
        return f"the worker process {pid} was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"the worker process {pid} was killed by signal {-code}"


def _dumps(requests: list[Request]) -> bytes:
    """The requests for another process, plain if they cannot cross as they are."""
    try:
        return pickle.dumps(requests)
    except Exception:  # a class of the caller's may raise anything when it is pickled
        return pickle.dumps([_plain(request) for request in requests])


def _plain(request: Request) -> Request:
    """The request in JSON values. What is none, nested too deeply or no value at all, becomes the text of what it is, which is no right argument
    either."""
    match request:
        case Begin():
            return request._replace(actor=_crossing(request.actor))
        case Call():
            tool, arguments = _crossing(request.tool), _crossing(request.arguments)
            return request._replace(tool=tool, arguments=arguments)
        case Verify(number, answer):
            return Verify(number, answer_text(answer))
        case _:
            return request


def _crossing(value: Any) -> Any:
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError, RecursionError):
        return given(value)
