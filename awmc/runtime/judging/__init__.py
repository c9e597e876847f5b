"""The judge: whether what an agent did is what its task asked for.

Both forms of a task's verifier are made of it: `Episode.verify`, which reads the episode's journal, and the stand-alone functions of a
generated `verifiers.py`, which compare two database files. So that the second needs nothing but the standard library, these modules
import it, the language's functions and one another only; they are copied as they are into `generated/<env>/judging.py`.
"""
