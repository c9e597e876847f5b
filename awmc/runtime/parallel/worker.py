"""A worker: a shard in a process of its own, over its standard streams.

In: frames on standard input: a `Setup`, then lists of requests. Out: for each frame one on standard output: None or the text of what is wrong
with the setup, then lists of replies, or None for requests that cannot be read here. Guaranteed: it ends by itself when its input ends, so that no worker outlives the process that started it; what
the environment's outside functions print goes to the errors, not between the frames.

A worker is started as a program of its own, not by `multiprocessing`: the trainer's main module is not imported again, no lock or thread is
inherited by a fork, and it is the same on every system.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, BinaryIO, NamedTuple

from awmc.runtime.loader import load_files
from awmc.runtime.parallel.shards import Local, Reply

_HEAD = struct.Struct(">Q")
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from awmc.runtime.parallel.worker import main; main()"
)


class Setup(NamedTuple):
    """What a worker plays: the files of the generated package, and the options of `load` and `Environment.episode`."""

    files: Mapping[str, str]
    allow_extern: bool
    record: bool


def start() -> subprocess.Popen[bytes]:
    """A new worker, which waits for its setup. Raises OSError where the system gives no process."""
    paths = json.dumps([os.fspath(path) for path in sys.path])
    # -P: no json.py of the working folder is taken for the standard library's before the paths are set
    command = [sys.executable, "-P", "-c", _BOOT, paths]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def write(stream: Any, text: bytes) -> None:
    """Writes one frame. Raises OSError if nobody reads."""
    stream.write(_HEAD.pack(len(text)))
    stream.write(text)
    stream.flush()


def read(stream: Any) -> bytes:
    """Reads one frame. Raises EOFError where the stream ends before or within it."""
    (length,) = _HEAD.unpack(_exactly(stream, _HEAD.size))
    return _exactly(stream, length)


def _exactly(stream: Any, length: int) -> bytes:
    text: bytes = stream.read(length)
    if len(text) < length:
        raise EOFError
    return text


def main() -> None:
    """Plays what comes in until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us decides when we end
    output = _own_output()
    with suppress(EOFError, OSError):
        _serve(sys.stdin.buffer, output)


def _own_output() -> BinaryIO:
    mine = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return mine


def _serve(requests: BinaryIO, replies: BinaryIO) -> None:
    setup: Setup = pickle.loads(read(requests))
    try:
        environment = load_files(setup.files, allow_extern=setup.allow_extern)
        shard = Local(environment, record=setup.record)
    except Exception as error:
        write(replies, pickle.dumps(f"{type(error).__name__}: {error}"))
        return
    write(replies, pickle.dumps(None))
    while True:
        text = read(requests)
        try:
            shard.send(pickle.loads(text))
        except Exception:  # of a class that only the other process has
            write(replies, pickle.dumps(None))
        else:
            write(replies, _dumps(shard.receive()))


def _dumps(found: list[Reply]) -> bytes:
    """The replies; of a mistake its text, for not every kind can cross between processes."""
    return pickle.dumps(
        [ValueError(str(reply)) if isinstance(reply, ValueError) else reply for reply in found]
    )
