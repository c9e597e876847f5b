"""What is written of the rules: a page for each, and the table in docs/diff.md.

`python -m awmc.diff.pages`, run at the top of the repository, puts the table into docs/diff.md. A test fails when it is stale.
"""

from __future__ import annotations

from pathlib import Path

from awmc.diff.model import AUDIENCES, FAMILIES
from awmc.diff.registry import Rule, all_rules

DOCS = Path("docs/diff.md")
START, END = "<!-- rules -->\n", "<!-- end of rules -->\n"


def page(rule: Rule) -> str:
    """The page of a rule: what it tells, and whom it breaks."""
    broken = [f"- {name}: {rule.breaks[name]}" for name in AUDIENCES if name in rule.breaks]
    told = ["May break:\n\n" + "\n".join(broken)] if broken else ["Breaks nothing."]
    return "\n\n".join([f"# {rule.name}", rule.page.strip(), *told]) + "\n"


def rules_table() -> str:
    """The table of all rules for the documentation."""
    parts = []
    for family, title in FAMILIES.items():
        rows = "\n".join(_row(rule) for rule in all_rules().values() if rule.family == family)
        parts.append(f"### {title}\n\n| rule | what changed | may break |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def _row(rule: Rule) -> str:
    broken = ", ".join(name for name in AUDIENCES if name in rule.breaks)
    return f"| `{rule.name}` | {rule.summary} | {broken} |"


def main() -> None:
    """Put the table into docs/diff.md, below the current folder."""
    before, _, rest = DOCS.read_text("utf-8").partition(START)
    text = f"{before}{START}\n{rules_table()}\n{END}{rest.partition(END)[2]}"
    DOCS.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
