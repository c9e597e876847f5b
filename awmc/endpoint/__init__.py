"""Language models behind an OpenAI-compatible endpoint: `model.py` asks, and `completions.py` reads what comes back.

It needs the official client, which the extras `agent` and `gen` bring; nothing here prints.
"""
