"""Advice on valid specs, one rule a file; see `awmc.lint.run`."""

from awmc.lint.run import lint

__all__ = ["lint"]
