"""Environments as files of the AgentWorldModel format, written and read.

docs/awm.md has the facts of the format. `records.py` is what both sides share: the records of its JSONL files.
"""
