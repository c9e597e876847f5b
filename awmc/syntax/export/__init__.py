"""The grammar for other engines, which constrain what a language model writes.

The way of the grammar: `productions.py` takes the rules of `grammar/awm.lark` apart → `refine.py` narrows them to what the
parser takes without a report → `spaces.py` puts white space between the tokens → `shapes.py` folds the alternatives
into repetitions and options → `llguidance.py` and `gbnf.py` print them.

What holds of both forms: every text that they generate parses without a report, and they accept every text that awmc parses
without a report, apart from what `refine.py` and `spaces.py` list. Of the first there are three exceptions: what `UNSEEN`
names; a value that is called like a statement or declaration, starts a line, and has another word after it; and a slice
such as `xs[10:20e-1]`, whose ends look like a time.
"""

from __future__ import annotations

UNSEEN = ("repeated-clause", "too-deep")
"""The diagnostics of the syntax that a context-free grammar of reasonable size cannot prevent."""
