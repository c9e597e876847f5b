"""Advice on valid specs: a rule a file in `awmc.lint.rules`, run by `awmc.lint.run`, chosen by `awmc.lint.selection`."""

from awmc.lint.run import lint, lint_data, settled
from awmc.lint.subject import Subject

__all__ = ["Subject", "lint", "lint_data", "settled"]
