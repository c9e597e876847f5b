"""The guides for authors that are made rather than written: the first mistakes, what the language lacks, the prompt.

The way: `mistakes.py` and `absent.py` hold wrong pieces of specs, `trial.py` puts them into the spec of `awmc new` and asks the compiler, and `pages.py` makes
texts of all that and of `docs/language.md`. `python -m awmc.guide` writes them.
"""
