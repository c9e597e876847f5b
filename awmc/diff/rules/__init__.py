"""The rules: one a module, which is named as the rule with `_` for `-`.

A rule has `FAMILY`, `BREAKS` (the audiences that it may break, each with the reason) and `find(both)`, which gives what it finds. Its docstring
is its page: the first paragraph says what changed.
"""
