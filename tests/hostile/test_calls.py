"""Whatever a caller sends to a tool of the three environments: an error or a result, and no changed byte after an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awmc.runtime import load

WORLDS = sorted(path for path in Path("generated").iterdir() if path.is_dir())
DEEP: list[Any] = []
for _ in range(5000):
    DEEP = [DEEP]
VALUES: dict[str, Any] = {
    "null": None,
    "a 10 MB text": "x" * 10_000_000,
    "a lone surrogate": "\ud800",
    "NUL": "a\0b",
    "NaN": float("nan"),
    "infinity": float("-inf"),
    "beyond 64 bits": 2**63,
    "a huge int": 10**5000,
    "SQL": "' OR 1=1; DROP TABLE member; --",
    "deep": DEEP,
    "an object": {"a": {"b": [None]}},
    "bytes": b"x",
    "true": True,
    "negative": -1,
}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("folder", WORLDS, ids=lambda path: path.name)
def test_no_argument_raises_and_no_error_changes_anything(folder: Path, value: str) -> None:
    given = VALUES[value]
    with load(folder) as env, env.episode() as episode:
        for tool in episode.tools():
            names = list(tool["inputSchema"]["properties"])
            for wrong in (names, [*names, "no_such"], *([name] for name in names)):
                before = episode.diff()
                result = episode.call(tool["name"], dict.fromkeys(wrong, given))
                assert result.ok or result.error["code"] != "internal_error"
                assert result.ok or episode.diff() == before
            assert not episode.call(tool["name"], 3 if given is None else given).ok
