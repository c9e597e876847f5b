"""Codes."""

from awmc.diagnostics.entry import Entry, error, warning

ENTRIES: tuple[Entry, ...] = ()
