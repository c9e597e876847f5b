"""Writes what is generated from the registry: docs/errors/ and the table of facts.

`python -m awmc.diagnostics.pages`, run at the top of the repository, rewrites docs/errors/ (a page
an entry, and an index) and the table in awmc/diagnostics/README.md. A test fails when they are
stale.
"""

from pathlib import Path

from awmc.diagnostics.entry import Entry
from awmc.diagnostics.registry import ENTRIES, FAMILIES

DOCS = Path("docs/errors")
README = Path("awmc/diagnostics/README.md")
START, END = "<!-- facts -->\n", "<!-- end of facts -->\n"

TITLES = {
    "0": "Files",
    "1": "Syntax",
    "2": "Names",
    "3": "Types",
    "4": "Entities, rules and effects",
    "5": "Data",
    "6": "Tasks",
    "7": "Advice of the passes",
}


def pages() -> dict[str, str]:
    """The files of docs/errors/ by name."""
    return {"index.md": index()} | {f"{name}.md": entry.page for name, entry in ENTRIES.items()}


def index() -> str:
    """The list of all pages, by family."""
    parts = [
        "# Errors and warnings",
        "Each has a code and a name; `awmc explain NAME` shows its page. "
        "The rules of `awmc lint` have [pages of their own](../rules/index.md). "
        "These pages are generated: `python -m awmc.diagnostics.pages` writes them.",
    ]
    for digit, entries in FAMILIES.items():
        rows = "\n".join(f"| {e.code} | [{e.name}]({e.name}.md) | {e.summary} |" for e in entries)
        parts.append(f"## {TITLES[digit]}\n\n| code | name | |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def facts_table() -> str:
    """The facts that each entry needs, for the authors of passes."""
    rows = "".join(_facts_row(entry) for entry in ENTRIES.values())
    return f"{START}\n| code | name | facts |\n|---|---|---|\n{rows}\n{END}"


def _facts_row(entry: Entry) -> str:
    facts = ", ".join(f"`{fact}`" for fact in entry.facts) or "none"
    return f"| {entry.code} | `{entry.name}` | {facts} |\n"


def with_table(readme: str) -> str:
    """The README with its table of facts as it should be."""
    before, _, rest = readme.partition(START)
    return before + facts_table() + rest.partition(END)[2]


def write_folder(folder: Path, wanted: dict[str, str]) -> None:
    """Write these pages into a folder, and remove those of entries that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.md")):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Rewrite the files below the current folder."""
    write_folder(DOCS, pages())
    README.write_text(with_table(README.read_text("utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
