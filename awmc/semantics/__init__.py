"""What a spec means: names, types, rules and effects. See `awmc.semantics.elaborate`.

The elaboration of expressions is one recursive function, spread over modules by topic: an operator's sides, a call's
arguments and a condition are expressions again. So `expressions.py` imports each topic at its top, and a topic imports
`expressions.py`, or another topic that leads back to it, inside the functions that need it.
"""

from awmc.semantics.elaborate import elaborate

__all__ = ["elaborate"]
