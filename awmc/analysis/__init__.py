"""What an editor asks about a spec: what a name means, what could stand here, what to write instead.

In: texts, which may be broken, and places in them. Out: plain data with spans; the protocol of editors is `awmc.lsp`'s business.
Guaranteed: no text makes it raise.
"""
