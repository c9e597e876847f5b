"""The words of the language, by the role that they have in messages and in recovery.

Any word may be a name where the grammar leaves room for one; only `RESERVED` may not, because an operand may start with
them or follow them. Which words there are at all is said by the grammar alone.
"""

from __future__ import annotations

RESERVED = frozenset("and or not in if then elif else match for true false none".split())
"""Never the name of a variable."""

DECLARATIONS = (
    "environment use enum record entity state error invariant def extern view tool private on data task"
).split()
"""The words that start a declaration."""

STATEMENTS = (
    "require let set create delete for if while call advance fail reject ensure return"
).split()
"""The words that start a statement."""

SECTIONS = "actor instruction user given solution goal answer limit may".split()
"""The words that start a section of a task."""

PARTS = "key auto unique owner hidden scratch has derive".split()
"""The words that start a part of an entity; its plain fields start with their names."""

SETTINGS = "clock actor policy seed".split()
"""The words that start a setting of the environment."""

RULES = "@unique @index @check @flow @no_overlap @visible".split()
"""The rules of an entity."""
