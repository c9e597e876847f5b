"""awmc: a compiler for worlds that agents learn in."""

__version__ = "0.1.0"
