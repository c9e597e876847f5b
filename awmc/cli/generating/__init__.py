"""The verbs of `awmc gen`, one module a verb. What they share is in `awmc.cli.generation`, what they do in `awmc.synth`."""
