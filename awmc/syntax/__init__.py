"""Syntax: from a file's text to its tree (`parse.py`), and from a tree to text (`printer.py`).

The way of a text: `tokens.py` → `driver.py`, which asks `leniency.py` to mend foreign spellings and `recovery.py` to get
past errors → `machine.py`, which runs the table of `table.py` → `build_*.py`, which make the nodes of `ast`.
"""
