"""The rules, one a file: see `awmc.lint.rule` for what a rule is, and `awmc.lint.subject` for what it looks at."""
