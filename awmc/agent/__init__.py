"""Language models as agents: the loop that plays a task with a model behind an OpenAI-compatible endpoint, and its records.

`model.py` asks an endpoint and `completions.py` reads what it answers; `loop.py` plays one task, with `user.py` for the other side of a conversation and
`prompts.py` for what both are told; `evaluation.py` plays many; `records.py` keeps them. It needs the extra `agent`; nothing here prints.
"""
