"""The language server: the editors' protocol in front of `awmc.analysis`, which knows what to say.

In: messages of an editor. Out: answers. Needs pygls (`pip install "awmc[lsp]"`); nothing else of awmc imports this room.
"""
