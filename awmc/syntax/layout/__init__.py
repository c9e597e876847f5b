"""Documents: texts that know where they may break, and how they are laid out within a width.

`document.py` is the algebra, `stream.py` takes a document apart, `comments.py` finds the place of each comment in it,
`render.py` makes lines.
"""
