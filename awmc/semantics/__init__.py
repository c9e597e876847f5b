"""What a spec means: names, types, rules and effects. See `awmc.semantics.elaborate`."""

from awmc.semantics.elaborate import elaborate

__all__ = ["elaborate"]
