"""Writes docs/rules/: a page a rule, which is its docstring, and an index.

`python -m awmc.lint.pages`, run at the top of the repository, rewrites the folder. A test fails when it is stale.
"""

from __future__ import annotations

from pathlib import Path

from awmc.diagnostics.pages import write_folder
from awmc.lint.catalog import Registered, families, registered
from awmc.lint.rule import FAMILY_DOCS, Family, Needs

DOCS = Path("docs/rules")

HEAD = """# Lint rules

Advice on specs that compile, told by `awmc lint`, by `awmc compile` and in an editor. Each rule has a code and a name, and belongs to a
family; `awmc explain NAME` shows its page. A finding is kept back by a comment `# noqa: rule-name` at the end of its line or
on the line before it, and whole rules by `--ignore`, or in the settings:

```toml
# awmc.toml, or pyproject.toml with [tool.awmc.lint]
[lint]
select = ["correctness", "tasks", "tools"]   # rules, codes, starts of codes, families, or "all"; where it is left out, what is on
ignore = ["missing-index"]

[lint.per-file-ignores]
"specs/drafts/*" = ["tasks"]
```

The third column says what a rule looks at: the *syntax*, whatever mistakes the spec has; its *meaning*, where it has no errors; or the
*data*, where data and tasks were run (`awmc compile`, `awmc lint --build`). The fourth, whether `awmc lint --fix` mends it
(`unsafe`: with `--unsafe-fixes`).
"""


def pages() -> dict[str, str]:
    """The files of docs/rules/ by name."""
    return {"index.md": index()} | {f"{one.name}.md": _page(one) for one in registered()}


def index() -> str:
    """The list of all rules, by family."""
    parts = [HEAD.strip()]
    for family in Family:
        rows = "\n".join(_row(one) for one in registered() if one.rule.family is family)
        also = [
            f"[{name}](../errors/{name}.md)"
            for name, of in families().items()
            if of is family and not any(one.name == name for one in registered())
        ]
        table = f"| code | name | looks at | fix | |\n|---|---|---|---|---|\n{rows}"
        part = f"## {family}\n\n{FAMILY_DOCS[family]}\n\n{table}"
        parts.append(part + (f"\n\nAlso of this family: {', '.join(also)}." if also else ""))
    return "\n\n".join(parts) + "\n"


def _row(one: Registered) -> str:
    rule = one.rule
    off = "" if rule.on else " (off unless it is selected)"
    needs = "findings" if rule.needs is Needs.findings else rule.needs
    return (
        f"| {rule.entry.code} | [{one.name}]({one.name}.md) | {needs} | {rule.fixes or ''} "
        f"| {rule.entry.summary}{off} |"
    )


def _page(one: Registered) -> str:
    rule = one.rule
    told = f"Family: [{rule.family}](index.md#{rule.family}). Looks at: {rule.needs}."
    told += f" Fix: {rule.fixes}." if rule.fixes else ""
    title, _, rest = rule.entry.page.partition("\n")
    return f"{title}\n\n{told}\n{rest}"


if __name__ == "__main__":
    write_folder(DOCS, pages())
