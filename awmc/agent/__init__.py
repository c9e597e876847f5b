"""Language models as agents: the loop that plays a task with a model, and its records.

`loop.py` plays one task with a model of `awmc.endpoint`, with `user.py` for the other side of a conversation and `prompts.py` for what both are told;
`evaluation.py` plays many; `records.py` keeps them. It needs the extra `agent`; nothing here prints.
"""
