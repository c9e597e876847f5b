"""How much is in a spec and in what is made of it, and which constructs of the language it uses.

In: specs, and the folder of generated environments, for their proofs. Out: `Stats`, and a page that compares several. The page is the same for
the same files: it holds no times.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awmc.checked import Checked, Package
from awmc.diagnostics.sink import Sink
from awmc.emit.write import PROOF
from awmc.modules import load_modules
from awmc.prove.tasks_report import Count
from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.source import SourceFile, Sources
from awmc.syntax.constructs import constructs, used

TOKEN = 4
"""Characters that count as one token of a language model."""


@dataclass(frozen=True)
class Stats:
    """Counts of one environment. `lines` and `tokens` are those of the spec's files, `python` and `sql` lines of what is generated;
    `rejected` is the share of its mutants that were rejected, None where it has no proof of this version."""

    name: str
    doc: str
    lines: int
    tokens: int
    tables: int
    tools: int
    rows: int
    tasks: int
    instances: int
    python: int
    sql: int
    rejected: float | None
    constructs: frozenset[str]

    def as_json(self) -> dict[str, Any]:
        """The counts as a JSON object."""
        counts = {name: getattr(self, name) for name in _COUNTS}
        return {"name": self.name, **counts, "constructs": sorted(self.constructs)}


_COUNTS = (
    *("lines", "tokens", "tables", "tools", "rows", "tasks", "instances"),
    *("python", "sql", "rejected"),
)


def stats(checked: Checked, package: Package, generated: Path) -> Stats:
    """The counts of a spec that was compiled."""
    main, *others = [file for file in checked.files if file.path.endswith(".awm")]
    environment = checked.environment
    texts = [main.text, *(other.text for other in others)]
    return Stats(
        name=package.name,
        doc=(environment.doc if environment is not None else None) or "",
        lines=sum(len(text.splitlines()) for text in texts),
        tokens=sum(len(text) for text in texts) // TOKEN,
        tables=len(package.rows),
        tools=package.tools,
        rows=sum(package.rows.values()),
        tasks=len(package.tasks),
        instances=sum(package.tasks.values()),
        python=_lines(package.files, ".py"),
        sql=_lines(package.files, ".sql"),
        rejected=_rejected(package, generated),
        constructs=_constructs(main),
    )


def _lines(files: Mapping[str, str], suffix: str) -> int:
    """Lines of the files of a kind; the judge, which is the same for all, aside."""
    return sum(
        len(text.splitlines())
        for name, text in files.items()
        if name.endswith(suffix) and name != "judging.py"
    )


def _rejected(package: Package, generated: Path) -> float | None:
    try:
        proof = json.loads((generated / package.name / PROOF).read_text("utf-8"))
        if proof["sources"] != json.loads(package.files["manifest.json"])["sources"]:
            return None
        tasks = proof["tasks"]
        return Count(tasks["mutants"], tasks["killed"], tasks["equivalent"]).least_share
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _constructs(main: SourceFile) -> frozenset[str]:
    modules = load_modules(main, Path(main.path).parent, Sources(), Sink())
    known = {name for names in all_constructs().values() for name in names}
    return used(modules) & known


def all_constructs() -> dict[str, tuple[str, ...]]:
    """Every construct of the language, by group."""
    builtins = [name for name in (*BUILTINS, "now", "min", "max") if name not in ("distinct",)]
    return constructs(GATHERS, builtins)


# The page

_HEADS = {
    "name": "environment",
    "lines": "lines",
    "tokens": "tokens",
    "tables": "tables",
    "tools": "tools",
    "rows": "rows",
    "tasks": "tasks",
    "instances": "instances",
    "python": "Python",
    "sql": "SQL",
    "rejected": "rejected",
}


def table(found: Sequence[Stats]) -> list[list[str]]:
    """The counts as rows of texts, the heads first."""
    return [list(_HEADS.values()), *([_shown(one, name) for name in _HEADS] for one in found)]


def _shown(one: Stats, name: str) -> str:
    value = getattr(one, name)
    if name == "rejected":
        return "" if value is None else f"{value:.1%}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def page(found: Sequence[Stats]) -> str:
    """A page in Markdown: the counts, and which environment uses which construct."""
    rows = table(found)
    lines = [
        "# The corpus",
        "",
        "Made by `awmc stats specs/ --output-format markdown`. Lines and tokens (characters / 4) are those of the spec; tables, tools, rows, tasks",
        "and their instances what is in it; Python and SQL the lines that are generated, the judge aside, which is the same for all; rejected the",
        "share of mutants, equivalent ones aside, that its verifiers reject.",
        "",
        *_markdown(rows),
        "",
        *(f"- [{one.name}](../specs/{one.name}.awm): {one.doc}" for one in found),
        "",
        "## Constructs",
        "",
        "What each environment uses of the language.",
    ]
    for group, names in all_constructs().items():
        lines += ["", f"### {group}", "", "| construct | used in |", "|---|---|"]
        lines += [f"| `{_cell(name)}` | {_users(found, name)} |" for name in names]
    return "\n".join(lines) + "\n"


def _markdown(rows: list[list[str]]) -> list[str]:
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return [head, f"|---|{'---:|' * (len(rows[0]) - 1)}", *body]


def _cell(name: str) -> str:
    return name.replace("|", "\\|")


def _users(found: Sequence[Stats], construct: str) -> str:
    users = [one.name for one in found if construct in one.constructs]
    return "all" if len(users) == len(found) > 1 else ", ".join(users)
