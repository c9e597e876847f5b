"""The folder `world/` of a package: the environment and the runtime, as Python that imports nothing else of awmc.

In: the files of a generated package. Out: those that playing and judging need. Guaranteed: no task has its solution here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from awmc.emit.quote import json_text
from awmc.interop.exports import ExportError
from awmc.interop.vendored import vendored

FOLDER = "world"
_LEFT_OUT = frozenset(("README.md", "contracts.py", "judging.py", "proof.json", "verifiers.py"))
"""What is read by people, and what proves an environment and judges its files: not what plays it."""


def world(files: Mapping[str, str]) -> dict[str, str]:
    """The files, by their paths in the folder. Raises ExportError for outside code that cannot be taken along."""
    kept = {path: text for path, text in files.items() if path not in _LEFT_OUT}
    tasks = [{**task, "solution": []} for task in json.loads(files["tasks.json"])]
    try:
        return vendored({**kept, "tasks.json": json_text(tasks)})
    except (SyntaxError, ValueError) as error:
        raise ExportError(f"the outside functions cannot be taken along: {error}") from error
