"""What the conformance suite reports of a server, in the terms of docs/serving-conformance.md.

In: the folders of results that the suite writes, one a scenario; the text of the page. Out: a verdict for each scenario, and for each check that is not
met in a scenario that is met partly. Guaranteed: a warning counts as not met, and a scenario of which nothing was tried as an exception.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ERAS = ("2025-11-25", "2026-07-28")
"""One version of the protocol with a handshake and sessions, one without."""
PASSES, PARTLY, EXCEPTION, ABSENT = "passes", "partly", "exception", "–"
WIRE = "wire-schema-valid"
"""The check that the suite adds to every scenario: all messages fit the schema. It says nothing of the scenario's own matter."""

Verdicts = dict[str, str]
"""By scenario, and by `scenario:check` as the suite's own lists of expected failures have it."""

_FOLDER = re.compile(r"server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z")
_LISTED = re.compile(r"^  - (\S+) \[", re.MULTILINE)
_ROW = re.compile(r"^\| `([^`]+)` \| (\S+) \| (\S+) \|(.*)\|$", re.MULTILINE)
_REASON = re.compile(r"^- \*\*(.+?)\*\*: ", re.MULTILINE)


def measured(results: Path) -> Verdicts:
    verdicts: Verdicts = {}
    for folder in results.iterdir():
        name = _FOLDER.fullmatch(folder.name)
        assert name, folder
        verdicts.update(_scenario(name[1], json.loads((folder / "checks.json").read_text())))
    return verdicts


def _scenario(name: str, checks: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    met = {check["id"] for check in checks if check["status"] == "SUCCESS"} - {WIRE}
    unmet = {check["id"] for check in checks if check["status"] in ("FAILURE", "WARNING")}
    yield name, (PARTLY if unmet else PASSES) if met else EXCEPTION
    if met or WIRE in unmet:
        yield from ((f"{name}:{check}", EXCEPTION) for check in unmet)


def listed(output: str) -> set[str]:
    """The scenarios that `conformance list --server` names."""
    return set(_LISTED.findall(output))


@dataclass(frozen=True)
class Row:
    """A line of the page's table: a scenario, or one of its checks."""

    name: str
    verdicts: tuple[str, ...]
    reason: str

    @property
    def is_excused(self) -> bool:
        return EXCEPTION in self.verdicts or set(self.verdicts) == {ABSENT}


def rows(page: str) -> list[Row]:
    return [Row(name, (*cells,), reason.strip()) for name, *cells, reason in _ROW.findall(page)]


def told(page: str, era: str) -> Verdicts:
    """What the page says of a version of the protocol."""
    cells = ((row.name, row.verdicts[ERAS.index(era)]) for row in rows(page))
    return {name: verdict for name, verdict in cells if verdict != ABSENT}


def reasons(page: str) -> list[str]:
    """The reasons that the page explains below its table."""
    return _REASON.findall(page)
