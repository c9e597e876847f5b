"""The one registry of diagnostics: every code, name and wording, declared as data in `codes/`.

In: nothing. Out: `ENTRIES` by name, in order of code, and `lookup` by code or name.
"""

from awmc.diagnostics.codes import data, habits, lint, names, rules, source, syntax, tasks, types
from awmc.diagnostics.entry import Entry

FAMILIES: dict[str, tuple[Entry, ...]] = {
    "0": source.ENTRIES,
    "1": (*syntax.ENTRIES, *habits.ENTRIES),
    "2": names.ENTRIES,
    "3": types.ENTRIES,
    "4": rules.ENTRIES,
    "5": data.ENTRIES,
    "6": tasks.ENTRIES,
    "7": lint.ENTRIES,
}
"""The entries by the first digit of their codes, as declared."""

ENTRIES: dict[str, Entry] = {
    entry.name: entry
    for entry in sorted(
        (entry for family in FAMILIES.values() for entry in family), key=lambda entry: entry.code
    )
}


def lookup(code_or_name: str) -> Entry | None:
    """The entry of a code (in any case) or of a name; None where there is none."""
    if code_or_name in ENTRIES:
        return ENTRIES[code_or_name]
    wanted = code_or_name.upper()
    return next((entry for entry in ENTRIES.values() if entry.code == wanted), None)
