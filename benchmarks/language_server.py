"""How long a keystroke takes: from the change of a text to completion, and to its diagnostics, over the standard streams.

A name is typed and deleted again, letter by letter, at places all over the spec. Each keystroke is a change and a request for completion at
once, as an editor sends them; then its diagnostics are waited for.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measure import Figure, Line, Missing, Settings
from tests.lsp.client import Client

SPEC = Path("specs/library.awm")
TYPED = " loan.copy"
"""What is typed at each place, and deleted again."""


def measure(settings: Settings) -> Iterator[Line]:
    """The median of many keystrokes, and what one of twenty takes longer than."""
    if find_spec("pygls") is None:
        raise Missing('needs pygls: pip install "awmc[lsp]"')
    keystrokes = 4 if settings.quick else 100
    for name, seconds in zip(
        ("completion", "diagnostics"), _typed(SPEC.resolve(), keystrokes), strict=True
    ):
        times = [1000 * second for second in seconds]
        work = f"keystroke to {name}"
        yield Line("language_server", work, "ms", Figure.median(times))
        late = sorted(times)[round(0.95 * (len(times) - 1))]
        yield Line("language_server", f"{work}, 95 %", "ms", late)


def _typed(spec: Path, keystrokes: int) -> tuple[list[float], list[float]]:
    """Seconds to completion and to diagnostics for each keystroke."""
    text, uri = spec.read_text(encoding="utf-8"), spec.as_uri()
    completion: list[float] = []
    diagnostics: list[float] = []
    with Client() as client:
        client.initialize(spec.parent)
        client.open(uri, text)
        client.diagnostics(uri, 1)
        for version, (changed, place) in enumerate(_keystrokes(text, keystrokes), start=2):
            line = changed.count("\n", 0, place)
            column = place - changed.rfind("\n", 0, place) - 1
            start = time.perf_counter()
            client.change(uri, version, changed)
            request = client.ask(
                "textDocument/completion",
                {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}},
            )
            client.answer(request)
            completion.append(time.perf_counter() - start)
            client.diagnostics(uri, version)
            diagnostics.append(time.perf_counter() - start)
        client.stop()
    return completion, diagnostics


def _keystrokes(text: str, count: int) -> list[tuple[str, int]]:
    """Texts, each a keystroke from the one before, and where the cursor is."""
    lines = [match.end() for match in re.finditer(r"[^\s{}#]$", text, re.MULTILINE)]
    rounds = -(-count // (2 * len(TYPED)))
    made: list[tuple[str, int]] = []
    for number in range(rounds):
        place = lines[(number * 2 + 1) * len(lines) // (2 * rounds)]
        sizes = [*range(1, len(TYPED) + 1), *range(len(TYPED) - 1, -1, -1)]
        for size in sizes:
            made.append((text[:place] + TYPED[:size] + text[place:], place + size))
    return made[:count]
