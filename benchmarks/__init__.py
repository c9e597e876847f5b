"""What awmc costs, measured beside what one would write by hand: see `python -m benchmarks --help`."""
