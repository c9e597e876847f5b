"""The page of a diagnostic, for `awmc explain`."""

from awmc.diagnostics.registry import lookup


def explain(code_or_name: str) -> str | None:
    """The Markdown page of a code (`AWM203`, in any case) or a name; None where there is none."""
    entry = lookup(code_or_name)
    return entry.page if entry is not None else None
