"""Language models behind an OpenAI-compatible endpoint: `model.py` asks, `completions.py` and `lists.py` read what comes back, `refusals.py` says what its errors
mean, and `bounded.py` keeps it from being endless.

It needs the official client, which the extras `agent` and `gen` bring; nothing here prints.
"""
