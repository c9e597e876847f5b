"""A real small model writes under the grammar: run by hand, with `make test-gen-smoke`, for it loads 100 MB of weights and takes minutes.

`serve.py` is the model behind an OpenAI-compatible endpoint, `sampling.py` what it is asked, `judging.py` what is said of an answer, and
`python -m tests.extras.gen_smoke` prints the numbers.
"""
