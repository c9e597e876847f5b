"""The verbs of `awmc gen`, one module a verb. What they share is in `awmc.cli.generation` and `awmc.cli.steps`."""
